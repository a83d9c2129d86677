import { useMemo } from 'react';
import { surfaceFinding } from '#charts/findings.ts';
import { fittedSurface } from '#charts/fitted-surface.ts';
import { colourRange } from '#charts/heat-scene.ts';
import { impliedHeat, impliedWords } from '#charts/implied-heat.ts';
import { surfaceTable } from '#charts/surface-table.ts';
import { TIME_AXES } from '#charts/time-scale.ts';
import { fitIsOld } from '#store/selectors.ts';
import { useWorkbench } from '#store/workbench.ts';
import { FigureTableView, type Shown, ShownAs, useShown } from '#views/controls/figure-table.tsx';
import { HeatDrawing } from '#views/controls/heat-drawing.tsx';
import { HeatScale } from '#views/controls/heat-scale.tsx';
import { pictured, TABLED } from '#views/controls/pictured.ts';
import { Says } from '#views/controls/says.tsx';
import { TimeChoice } from '#views/controls/time-choice.tsx';
import '#views/controls/figure.css';
import { usePacedFit } from '#views/controls/use-paced-fit.ts';

/** What stands below a picture taken away. */
function legend([low, high]: readonly [number, number], time: string): string {
  return `Against k/(σ√T) and ${time}. Blue: ${low} % or less, yellow: ${high} % or more; faint: past the quotes.`;
}

/** Outlives the view. */
const lasting: { shown: Shown } = { shown: 'chart' };

/** Implied volatility of the fitted surface from above: the whole of it at once, and none of it hidden. */
export function HeatView() {
  // The focused smile answers the hand first; what follows from the surface comes after.
  const fitted = usePacedFit();
  const focus = useWorkbench((s) => s.look.focus);
  const theme = useWorkbench((s) => s.look.theme);
  const timeScale = useWorkbench((s) => s.look.timeScale);
  const overdue = useWorkbench(fitIsOld);
  const surface = useMemo(() => (fitted === null ? null : fittedSurface(fitted)), [fitted]);
  const heat = useMemo(
    () => (surface === null ? null : impliedHeat(surface, timeScale)),
    [surface, timeScale],
  );
  const meaning = useMemo(
    () => (heat === null ? '' : legend(colourRange(heat), TIME_AXES[timeScale].words)),
    [heat, timeScale],
  );
  const finding = useMemo(() => (surface === null ? '' : surfaceFinding(surface)), [surface]);
  const [shown, show] = useShown(lasting);
  const table = useMemo(() => (surface === null ? null : surfaceTable(surface, 'standardised')), [surface]);
  return (
    <div
      className={overdue ? 'figure overdue' : 'figure'}
      role="group"
      aria-label="Heat"
      aria-description={finding}
      {...(shown === 'chart' ? pictured('Implied volatility', meaning) : TABLED)}
    >
      {heat === null || surface === null || table === null ? (
        <p className="figure-empty">Nothing is fitted yet.</p>
      ) : (
        <>
          <Says
            finding={finding}
            words={({ t, k }) => (k === null ? null : impliedWords(surface, { t, k }))}
          />
          <header className="figure-head">
            <HeatScale
              range={colourRange(heat)}
              of={surface.time === null ? 'vol' : `vol, ${surface.time}`}
            />
            <TimeChoice />
            <ShownAs shown={shown} table={() => table} onChange={show} />
          </header>
          {shown === 'chart' ? (
            <HeatDrawing heat={heat} focus={focus} theme={theme} />
          ) : (
            <FigureTableView name="Implied volatility by expiry" table={table} />
          )}
        </>
      )}
    </div>
  );
}
