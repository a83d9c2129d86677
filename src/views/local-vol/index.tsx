import { useMemo } from 'react';
import { boardNames } from '#charts/board.ts';
import { WEIGHTED_DAYS } from '#charts/clock-words.ts';
import { localVolFinding } from '#charts/findings.ts';
import { fittedSurface } from '#charts/fitted-surface.ts';
import { colourRange } from '#charts/heat-scene.ts';
import { localVolHeat } from '#charts/local-vol-figure.ts';
import { localWords } from '#charts/local-vol-words.ts';
import { heatTable } from '#charts/surface-table.ts';
import { TIME_AXES } from '#charts/time-scale.ts';
import { fitIsOld } from '#store/selectors.ts';
import { useWorkbench } from '#store/workbench.ts';
import { FigureTableView, type Shown, ShownAs, useShown } from '#views/controls/figure-table.tsx';
import { HeatDrawing } from '#views/controls/heat-drawing.tsx';
import { HeatScale } from '#views/controls/heat-scale.tsx';
import { pictured, TABLED } from '#views/controls/pictured.ts';
import { Says } from '#views/controls/says.tsx';
import { TimeChoice } from '#views/controls/time-choice.tsx';
import { RepricingCheck } from './repricing-check.tsx';
import '#views/controls/figure.css';
import { usePacedFit } from '#views/controls/use-paced-fit.ts';
import './local-vol.css';

/** What stands below a picture taken away. */
function legend([low, high]: readonly [number, number], time: string): string {
  return `Dupire’s, against k/(σ√T) and ${time}. Blue: ${low} % or less, yellow: ${high} % or more; faint: past the quotes; hatched: does not exist.`;
}

/** Outlives the view. */
const lasting: { shown: Shown } = { shown: 'chart' };

/** Dupire's local volatility of the fitted surface, and every place where it does not exist. */
export function LocalVolView() {
  // The focused smile answers the hand first; what follows from the surface comes after.
  const fitted = usePacedFit();
  const focus = useWorkbench((s) => s.look.focus);
  const theme = useWorkbench((s) => s.look.theme);
  const timeScale = useWorkbench((s) => s.look.timeScale);
  const overdue = useWorkbench(fitIsOld);
  const surface = useMemo(() => (fitted === null ? null : fittedSurface(fitted)), [fitted]);
  const heat = useMemo(
    () => (surface === null ? null : localVolHeat(surface, timeScale)),
    [surface, timeScale],
  );
  const meaning = useMemo(
    () => (heat === null ? '' : legend(colourRange(heat), TIME_AXES[timeScale].words)),
    [heat, timeScale],
  );
  const [shown, show] = useShown(lasting);
  const table = useMemo(() => {
    if (heat === null || fitted === null) return null;
    const names = boardNames(fitted);
    return heatTable(heat, 'local vol %', (key) => names.get(key)?.name ?? key);
  }, [heat, fitted]);
  const finding = useMemo(() => (heat === null ? null : localVolFinding(heat)), [heat]);
  const time =
    heat?.time == null ? '' : heat.time === WEIGHTED_DAYS ? ' per weighted day' : ` (${heat.time})`;
  return (
    <div
      className={overdue ? 'figure overdue' : 'figure'}
      role="group"
      aria-label="Local vol"
      aria-description={finding?.whole}
      {...(shown === 'chart' ? pictured('Local volatility', meaning) : TABLED)}
    >
      {surface === null || heat === null || table === null || finding === null ? (
        <p className="figure-empty">Nothing is fitted yet.</p>
      ) : (
        <>
          <Says
            finding={finding.short}
            spoken={finding.whole}
            words={({ t, k }) => (k === null ? null : localWords(surface, { t, k }))}
          />
          <header className="figure-head">
            <HeatScale range={colourRange(heat)} of={`local${time}`} />
            <TimeChoice />
            <ShownAs shown={shown} table={() => table} onChange={show} />
          </header>
          {shown === 'chart' ? (
            <HeatDrawing heat={heat} focus={focus} theme={theme} />
          ) : (
            <FigureTableView name="Local volatility by expiry" table={table} />
          )}
          <footer className="local-vol-foot">
            <RepricingCheck surface={surface} focus={focus} />
          </footer>
        </>
      )}
    </div>
  );
}
