import { type ReactNode, useMemo } from 'react';
import { boardExpiry } from '#charts/board.ts';
import { expiryDensity } from '#charts/density-figure.ts';
import { lawReading } from '#charts/density-words.ts';
import { densityFinding } from '#charts/findings.ts';
import { fitIsOld } from '#store/selectors.ts';
import { useWorkbench } from '#store/workbench.ts';
import { CopyShown } from '#views/controls/copy-shown.tsx';
import { pictured } from '#views/controls/pictured.ts';
import { Says } from '#views/controls/says.tsx';
import { kOfReading } from './cross.tsx';
import { Drawing } from './drawing.tsx';
import { Facts } from './facts.tsx';
import '#views/controls/figure.css';
import { usePacedFit } from '#views/controls/use-paced-fit.ts';
import './density.css';

/** What stands below a picture taken away. */
const LEGEND =
  'Probability in % for each 1 % of the forward, against the price at expiry; below it Durrleman’s g. Line and area: fit; hatched: past the last quote; red: negative, which is arbitrage; dashed: lognormal with the volatility at the money.';

/** The risk-neutral density of the focused expiry, its quantiles and moments. */
export function DensityView() {
  // The focused smile answers the hand first; what follows from it comes after.
  const fitted = usePacedFit();
  const focus = useWorkbench((s) => s.look.focus);
  const overdue = useWorkbench(fitIsOld);
  const expiry = useMemo(
    () => (fitted === null || focus === null ? null : boardExpiry(fitted, focus)),
    [fitted, focus],
  );
  const density = useMemo(() => (expiry === null ? null : expiryDensity(expiry)), [expiry]);
  const finding = useMemo(() => (density === null ? null : densityFinding(density)), [density]);
  if (expiry === null) return <Frame>{null}</Frame>;
  if (density === null || finding === null) {
    return (
      <Frame>
        <p className="figure-empty">{expiry.name} is not fitted: no density.</p>
      </Frame>
    );
  }
  return (
    <Frame overdue={overdue} name={expiry.name} finding={`${expiry.name}: ${finding.whole}`}>
      <header className="figure-head">
        <Says
          finding={`${expiry.name}: ${finding.short}`}
          spoken={`${expiry.name}: ${finding.whole}`}
          words={(reading) => {
            const k = kOfReading(density, expiry.key, reading);
            return k === null ? null : `${expiry.name}   ${lawReading(density, k)}`;
          }}
        />
        <CopyShown />
      </header>
      <Drawing density={density} expiry={expiry.key} />
      <Facts density={density} />
    </Frame>
  );
}

function Frame(props: {
  readonly overdue?: boolean;
  /** The expiry; absent where there is none to draw. */
  readonly name?: string;
  /** What describes the picture. */
  readonly finding?: string;
  readonly children: ReactNode;
}) {
  const { overdue = false, name, finding, children } = props;
  return (
    <div
      className={overdue ? 'figure overdue' : 'figure'}
      role="group"
      aria-label="Density"
      aria-description={finding}
      {...(name === undefined ? {} : pictured(`Risk-neutral density of ${name}`, LEGEND))}
    >
      {children}
    </div>
  );
}
