import { useCallback, useMemo, useState } from 'react';
import { halfSpreads, volPoints } from '#base/format.ts';
import { residualsFinding } from '#charts/findings.ts';
import { type MatrixQuote, type ResidualUnit, residualMatrix } from '#charts/residual-matrix.ts';
import { quoteName } from '#charts/smile-words.ts';
import { fitIsOld } from '#store/selectors.ts';
import { useWorkbench, workbench } from '#store/workbench.ts';
import { CopyShown } from '#views/controls/copy-shown.tsx';
import { TABLED } from '#views/controls/pictured.ts';
import { Says } from '#views/controls/says.tsx';
import { Segmented } from '#views/controls/segmented.tsx';
import { Farthest } from './farthest.tsx';
import { Matrix } from './matrix.tsx';
import '#views/controls/figure.css';
import { usePacedFit } from '#views/controls/use-paced-fit.ts';
import './residuals.css';

/** Outlives the view. */
const chosen: { unit: ResidualUnit } = { unit: 'half-spreads' };

/** Quotes of the whole board against the fit, by expiry and moneyness, and those through it by their distance. */
export function ResidualsView() {
  // The focused smile answers the hand first; what follows from the board comes after.
  const fitted = usePacedFit();
  const focus = useWorkbench((s) => s.look.focus);
  const manual = useWorkbench((s) => s.decisions.settings.manual);
  const overdue = useWorkbench(fitIsOld);
  const [wanted, setUnit] = useState(chosen.unit);
  // Mids alone have no spread to measure in.
  const mids = fitted !== null && fitted.result.summary.insideSpread === null;
  const unit = mids ? 'vol points' : wanted;
  const matrix = useMemo(
    () => (fitted === null ? null : residualMatrix(fitted, manual, unit)),
    [fitted, manual, unit],
  );
  const finding = useMemo(() => (matrix === null ? null : residualsFinding(matrix)), [matrix]);
  const pick = useCallback(({ key, mark }: MatrixQuote) => {
    workbench.actions.select({ key, t: null, k: mark.k, quote: mark.row });
  }, []);
  return (
    <div
      className={overdue ? 'figure overdue' : 'figure'}
      role="group"
      aria-label="Residuals"
      aria-description={finding?.whole}
      {...TABLED}
    >
      {matrix === null || finding === null ? (
        <p className="figure-empty">Nothing is fitted yet.</p>
      ) : (
        <>
          <header className="figure-head">
            <Says
              finding={finding.short}
              spoken={finding.whole}
              words={({ quote }) => {
                const read = quote === null ? undefined : matrix.quotes.get(quote);
                return read === undefined ? null : words(read);
              }}
            />
            {!mids && (
              <div className="residuals-unit">
                <Segmented
                  name="Unit of residuals"
                  value={unit}
                  options={[
                    { value: 'half-spreads', label: 'Half-spreads', shown: '½-spreads' },
                    { value: 'vol points', label: 'Vol points', shown: 'Vol pts' },
                  ]}
                  onChange={(next) => {
                    chosen.unit = next;
                    setUnit(next);
                  }}
                />
              </div>
            )}
            <CopyShown />
          </header>
          <Matrix matrix={matrix} unit={unit} focus={focus} onPick={pick} />
          {!mids && <Farthest quotes={matrix.through} onPick={pick} />}
        </>
      )}
    </div>
  );
}

function words({ name, mark }: MatrixQuote): string {
  const side = mark.side === 'rich' || mark.side === 'cheap' ? `${mark.side} ` : '';
  const far = Number.isFinite(mark.halfSpreads) ? `, ${halfSpreads(mark.halfSpreads)} hs` : '';
  return `${name}  ${quoteName(mark)}  ${side}${volPoints(mark.residual)} vp${far}`;
}
