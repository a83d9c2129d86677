/**
 * Sensitivities of the undiscounted Black-76 price. All per unit: vega per 1.00 of volatility, theta
 * and charm per year of calendar time; a screen divides by 100 and 365.
 *
 * Formulas as in E. G. Haug, "The Complete Guide to Option Pricing Formulas", 2nd edition,
 * McGraw-Hill 2007, chapter 2, with zero carry on the forward; checked against 50-digit values.
 */
import { normalCdf, normalDensity } from '#math/normal.ts';
import { blackPrice } from './black76.ts';
import { logMoneyness } from './log-moneyness.ts';

/** Greeks on the forward F, in the currency of F. */
export interface Greeks {
  readonly price: number;
  readonly d1: number;
  readonly d2: number;
  /** dV/dF, not premium-adjusted. */
  readonly delta: number;
  /** d2V/dF2. */
  readonly gamma: number;
  /** dV/dsigma. */
  readonly vega: number;
  /** dV/d(calendar time): negative. */
  readonly theta: number;
  /** d2V/dF dsigma. */
  readonly vanna: number;
  /** d2V/dsigma2. */
  readonly volga: number;
  /** d delta/d(calendar time). */
  readonly charm: number;
  /** d gamma/dF. */
  readonly speed: number;
  /** d gamma/dsigma. */
  readonly zomma: number;
  /** dV/dK. */
  readonly dualDelta: number;
  /** d2V/dK2. */
  readonly dualGamma: number;
}

/** Greeks of one option; needs F, K, T and sigma positive. */
export function blackGreeks(
  forward: number,
  strike: number,
  t: number,
  vol: number,
  isCall: number | boolean,
): Greeks {
  const cp = isCall === 1 || isCall === true ? 1 : -1;
  const root = Math.sqrt(t);
  const s = vol * root;
  const d1 = 0.5 * s - logMoneyness(forward, strike) / s;
  const d2 = d1 - s;
  const density = normalDensity(d1);
  const gamma = density / (forward * s);
  const vega = forward * density * root;
  return {
    price: blackPrice(forward, strike, t, vol, isCall),
    d1,
    d2,
    delta: cp * normalCdf(cp * d1),
    gamma,
    vega,
    theta: (-0.5 * vega * vol) / t,
    vanna: (-density * d2) / vol,
    volga: (vega * d1 * d2) / vol,
    charm: (density * d2) / (2 * t),
    speed: (-gamma / forward) * (d1 / s + 1),
    zomma: (gamma * (d1 * d2 - 1)) / vol,
    dualDelta: -cp * normalCdf(cp * d2),
    dualGamma: normalDensity(d2) / (strike * s),
  };
}
