import { useDeferredValue, useMemo, useState } from 'react';
import { fittedSurface } from '#charts/fitted-surface.ts';
import { colourRange } from '#charts/heat-scene.ts';
import { expiryNear, impliedHeat, impliedWords } from '#charts/implied-heat.ts';
import { fitIsOld } from '#store/selectors.ts';
import { useWorkbench, workbench } from '#store/workbench.ts';
import { HeatDrawing } from '#views/controls/heat-drawing.tsx';
import { HeatScale } from '#views/controls/heat-scale.tsx';
import { pictured } from '#views/controls/pictured.ts';
import '#views/controls/figure.css';

/** What stands below a picture taken away. */
function legend([low, high]: readonly [number, number]): string {
  return `Against k/(σ√T) and √time. Blue: ${low} % or less, yellow: ${high} % or more; faint: past the quotes.`;
}

/** Implied volatility of the fitted surface from above: the whole of it at once, and none of it hidden. */
export function HeatView() {
  // The focused smile answers the hand first; what follows from the surface comes after.
  const fitted = useDeferredValue(useWorkbench((s) => s.fitted));
  const focus = useWorkbench((s) => s.look.focus);
  const theme = useWorkbench((s) => s.look.theme);
  const overdue = useWorkbench(fitIsOld);
  const surface = useMemo(() => (fitted === null ? null : fittedSurface(fitted)), [fitted]);
  const heat = useMemo(() => (surface === null ? null : impliedHeat(surface)), [surface]);
  const meaning = useMemo(() => (heat === null ? '' : legend(colourRange(heat))), [heat]);
  const [cell, setCell] = useState<number | null>(null);
  const time = surface?.time == null ? '' : ` (${surface.time})`;
  return (
    <div
      className={overdue ? 'figure overdue' : 'figure'}
      role="group"
      aria-label="Heat"
      {...pictured('Implied volatility', meaning)}
      aria-description="The file Grid (CSV) holds the volatility at every expiry."
    >
      {heat === null ? (
        <p className="figure-empty">Nothing is fitted yet.</p>
      ) : (
        <>
          <header className="figure-head">
            <p>{cell === null ? `Implied vol %${time}; pale: past the quotes` : impliedWords(heat, cell)}</p>
            {cell === null && <HeatScale range={colourRange(heat)} />}
          </header>
          <HeatDrawing
            heat={heat}
            focus={focus}
            theme={theme}
            onCell={setCell}
            onPick={(at) => {
              const key = expiryNear(heat, at);
              if (key !== null) workbench.actions.focusExpiry(key);
            }}
          />
        </>
      )}
    </div>
  );
}
