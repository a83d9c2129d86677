import { useMemo, useState } from 'react';
import { termFinding } from '#charts/findings.ts';
import { fittedSurface } from '#charts/fitted-surface.ts';
import { forwardVolWords, termStructure } from '#charts/term-figure.ts';
import { TIME_AXES } from '#charts/time-scale.ts';
import { fitIsOld } from '#store/selectors.ts';
import { useWorkbench } from '#store/workbench.ts';
import type { DeltaConvention } from '#surface/delta-strikes.ts';
import { CopyShown } from '#views/controls/copy-shown.tsx';
import { pictured } from '#views/controls/pictured.ts';
import { Says } from '#views/controls/says.tsx';
import { Segmented } from '#views/controls/segmented.tsx';
import { TimeChoice } from '#views/controls/time-choice.tsx';
import { Ask } from './ask.tsx';
import { Drawing } from './drawing.tsx';
import { type Maturities, TermTable } from './table.tsx';
import '#views/controls/figure.css';
import { usePacedFit } from '#views/controls/use-paced-fit.ts';
import './term.css';

/** Outlives the view: what was chosen by hand, by the way the options settle. */
const chosen: { delta: Readonly<Record<string, DeltaConvention>>; maturities: Maturities } = {
  delta: {},
  maturities: 'constant',
};

/** At-the-money vol, variance swap, risk reversals and butterflies by maturity. */
export function TermView() {
  // The focused smile answers the hand first; the term structure follows.
  const fitted = usePacedFit();
  const focus = useWorkbench((s) => s.look.focus);
  const timeScale = useWorkbench((s) => s.look.timeScale);
  const overdue = useWorkbench(fitIsOld);
  const [delta, setDelta] = useState(chosen.delta);
  const [maturities, setMaturities] = useState<Maturities>(chosen.maturities);
  // Coin-settled options are paid for in coin: their delta is what is left after the premium.
  const settlement = fitted?.quotes.settlement ?? 'linear';
  const convention = delta[settlement] ?? (settlement === 'inverse' ? 'premium-adjusted' : 'forward');
  const term = useMemo(() => {
    const surface = fitted === null ? null : fittedSurface(fitted);
    return surface === null ? null : termStructure(surface, convention, timeScale);
  }, [fitted, convention, timeScale]);
  const finding = useMemo(() => (term === null ? '' : termFinding(term)), [term]);
  return (
    <div
      className={overdue ? 'figure overdue' : 'figure'}
      role="group"
      aria-label="Term"
      aria-description={finding}
      {...pictured(
        'Term structure',
        `Against ${TIME_AXES[timeScale].words}. Dots: listed expiries; hollow: constant maturities. Fwd: forward vol between listed expiries. RR: call minus put, BF: mean of both minus at the money, at 25 and 10 delta (${convention} delta).`,
      )}
    >
      {term === null ? (
        <p className="figure-empty">Nothing is fitted yet.</p>
      ) : (
        <>
          <Says
            finding={finding}
            words={({ key }) => {
              const row = term.listed.find((of) => of.key === key);
              return row === undefined
                ? null
                : `${row.name}   forward vol ${forwardVolWords(row.forwardVol)}`;
            }}
          />
          <header className="figure-head term-head">
            <Segmented
              name="Maturities"
              value={maturities}
              options={[
                { value: 'constant', label: 'Constant maturities', shown: 'Constant' },
                { value: 'listed', label: 'Listed expiries', shown: 'Listed' },
              ]}
              onChange={(next) => {
                chosen.maturities = next;
                setMaturities(next);
              }}
            />
            {term.time !== null && <p className="term-time">{term.time}</p>}
            <label
              className="term-delta"
              title="Forward: Black delta on the forward, as in the Smile and Parameters. Premium-adjusted: less the premium, as coin-settled options are hedged; of the two call strikes the higher."
            >
              Δ{' '}
              <select
                aria-label="Delta convention"
                value={convention}
                onChange={(event) => {
                  chosen.delta = { ...chosen.delta, [settlement]: event.target.value as DeltaConvention };
                  setDelta(chosen.delta);
                }}
              >
                <option value="forward">forward</option>
                <option value="premium-adjusted">premium-adj.</option>
              </select>
            </label>
            <TimeChoice />
            <CopyShown />
          </header>
          <Drawing term={term} focus={focus} maturities={maturities} />
          <TermTable term={term} focus={focus} maturities={maturities} convention={convention} />
          {fitted !== null && <Ask fitted={fitted} />}
        </>
      )}
    </div>
  );
}
