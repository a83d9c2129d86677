import { useDeferredValue, useMemo, useState } from 'react';
import { WEIGHTED_DAYS } from '#charts/clock-words.ts';
import { fittedSurface } from '#charts/fitted-surface.ts';
import { colourRange } from '#charts/heat-scene.ts';
import { localVolHeat } from '#charts/local-vol-figure.ts';
import { cellWords, missingWords } from '#charts/local-vol-words.ts';
import { fitIsOld } from '#store/selectors.ts';
import { useWorkbench } from '#store/workbench.ts';
import { HeatDrawing } from '#views/controls/heat-drawing.tsx';
import { HeatScale } from '#views/controls/heat-scale.tsx';
import { pictured } from '#views/controls/pictured.ts';
import { RepricingCheck } from './repricing-check.tsx';
import '#views/controls/figure.css';
import './local-vol.css';

/** What stands below a picture taken away. */
function legend([low, high]: readonly [number, number]): string {
  return `Dupire’s, against k/(σ√T) and √time. Blue: ${low} % or less, yellow: ${high} % or more; faint: past the quotes; hatched: does not exist.`;
}

/** Dupire's local volatility of the fitted surface, and every place where it does not exist. */
export function LocalVolView() {
  // The focused smile answers the hand first; what follows from the surface comes after.
  const fitted = useDeferredValue(useWorkbench((s) => s.fitted));
  const focus = useWorkbench((s) => s.look.focus);
  const theme = useWorkbench((s) => s.look.theme);
  const overdue = useWorkbench(fitIsOld);
  const surface = useMemo(() => (fitted === null ? null : fittedSurface(fitted)), [fitted]);
  const heat = useMemo(() => (surface === null ? null : localVolHeat(surface)), [surface]);
  const meaning = useMemo(() => (heat === null ? '' : legend(colourRange(heat))), [heat]);
  const [cell, setCell] = useState<number | null>(null);
  const time =
    heat?.time == null ? '' : heat.time === WEIGHTED_DAYS ? ' per weighted day' : ` (${heat.time})`;
  const missing = useMemo(() => (heat === null ? null : missingWords(heat)), [heat]);
  return (
    <div
      className={overdue ? 'figure overdue' : 'figure'}
      role="group"
      aria-label="Local vol"
      {...pictured('Local volatility', meaning)}
      aria-description="The file Grid (CSV) holds the local volatility at every expiry."
    >
      {surface === null || heat === null ? (
        <p className="figure-empty">Nothing is fitted yet.</p>
      ) : (
        <>
          <header className="figure-head">
            <p>{cell === null ? `Local vol %${time}, against k/(σ√T) and √time` : cellWords(heat, cell)}</p>
            {cell === null && <HeatScale range={colourRange(heat)} />}
          </header>
          <HeatDrawing heat={heat} focus={focus} theme={theme} onCell={setCell} />
          <footer className="local-vol-foot">
            <p className={missing === null ? 'quiet' : missing.inQuotes ? 'fail' : 'warn'}>
              {missing === null
                ? 'Exists in every cell drawn.'
                : `${missing.inQuotes ? '✕' : '▲'} ${missing.text}.`}
            </p>
            <RepricingCheck surface={surface} focus={focus} />
          </footer>
        </>
      )}
    </div>
  );
}
