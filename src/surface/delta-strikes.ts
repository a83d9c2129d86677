import { normalCdf } from '#math/normal.ts';
import { brent } from '#math/root-finding.ts';

/**
 * How a delta is counted. `forward`: Black delta on the forward, call N(d1), put N(d1) - 1. `premium-adjusted`: less
 * the premium paid in the underlying, call (K/F) N(d2), put -(K/F) N(-d2): that of coin-settled options.
 *
 * Source: D. Reiswich and U. Wystup, "A guide to FX options quoting conventions", Journal of Derivatives 18(2), 2010,
 * section 2.
 */
export type DeltaConvention = 'forward' | 'premium-adjusted';

/** Steps of the search outwards from the money, in standard deviations at the money, growing. */
const STEPS = 60;

/**
 * Log-moneyness of the out-of-the-money option of absolute delta `target` (0 to 0.5) on a smile: the root nearest
 * the money on its side; of the premium-adjusted call, whose delta first rises and then falls with the strike, the
 * higher of its two strikes. Null where the smile reaches no such delta, or has no number on the way.
 *
 * @param total total variance at k
 * @param atm total variance at the money
 */
export function deltaStrike(
  total: (k: number) => number,
  atm: number,
  target: number,
  side: 'put' | 'call',
  convention: DeltaConvention,
): number | null {
  const sign = side === 'put' ? -1 : 1;
  const excess = (k: number): number => {
    const s = Math.sqrt(total(k));
    const adjusted = convention === 'premium-adjusted';
    const d = -k / s + (adjusted ? -0.5 * s : 0.5 * s);
    return (adjusted ? Math.exp(k) : 1) * normalCdf(sign * d) - target;
  };
  const unit = Math.sqrt(atm);
  const step = (i: number): number => sign * unit * 0.25 * i * (1 + i / 20);
  if (side === 'call' && convention === 'premium-adjusted') return higherRoot(excess, step, unit);
  let near = 0;
  for (let i = 1; i <= STEPS; i++) {
    const far = step(i);
    const value = excess(far);
    if (Number.isNaN(value)) return null;
    // Null where even the option at the money has less: no option out of the money has the delta.
    if (value <= 0) return brent(excess, near, far, 1e-15 * unit);
    near = far;
  }
  return null;
}

/**
 * The higher k at which a premium-adjusted call has its delta: where it first falls through it. Far out a wing with
 * arbitrage may lift it above once more, at strikes nobody means.
 */
function higherRoot(excess: (k: number) => number, step: (i: number) => number, unit: number): number | null {
  let near: number | null = null;
  let value = Number.NaN;
  for (let i = -STEPS; i <= STEPS; i++) {
    const k = i >= 0 ? step(i) : -step(-i);
    const here = excess(k);
    // The smile may end far out; it is read from where it begins.
    if (Number.isNaN(here)) {
      if (near !== null) return null;
      continue;
    }
    if (near !== null && value >= 0 && here < 0) return brent(excess, near, k, 1e-15 * unit);
    near = k;
    value = here;
  }
  return null;
}
