/**
 * Undiscounted Black-76 on the forward.
 *
 * F. Black, "The pricing of commodity contracts", Journal of Financial Economics 3 (1976)
 * 167-179, in the normalised out-of-the-money form of P. Jaeckel, "Let's be rational", Wilmott,
 * January 2015: nothing is subtracted that nearly cancels. Prices in the currency of F, time in
 * years, volatility decimal. Checked against 50-digit values, relative error below 1e-13.
 */

import { millsRatio } from '#math/mills-ratio.ts';
import { normalDensity } from '#math/normal.ts';
import { absoluteLogMoneyness } from './log-moneyness.ts';
import { millsDifference } from './normalised-vol.ts';

const INV_SQRT_2PI = 0.3989422804014327;
const LN_SQRT_2PI = 0.9189385332046728;

/**
 * Normalised out-of-the-money price b(c, s): option price over sqrt(F K) with c = |ln(F/K)| >= 0 and
 * s = sigma sqrt(T) >= 0. Between 0 and exp(-c/2).
 */
export function normalisedPrice(c: number, s: number): number {
  if (!(s > 0)) return s === 0 ? 0 : Number.NaN;
  const h = c / s;
  const t = 0.5 * s;
  if (t - h > 1) return Math.exp(-0.5 * c) - atPeak(h, t) * (millsRatio(t - h) + millsRatio(t + h));
  return atPeak(h, t) * millsDifference(h, t);
}

/** ln b(c, s), finite where b itself underflows; needs s > 0. */
export function logNormalisedPrice(c: number, s: number): number {
  const h = c / s;
  const t = 0.5 * s;
  if (t - h > 1) return Math.log(normalisedPrice(c, s));
  return Math.log(millsDifference(h, t)) - 0.5 * (h * h + t * t) - LN_SQRT_2PI;
}

/** n(sqrt(h^2 + t^2)). */
function atPeak(h: number, t: number): number {
  return INV_SQRT_2PI * Math.exp(-0.5 * (h * h + t * t));
}

/** Undiscounted price of an option on a forward; the intrinsic value where sigma sqrt(T) is 0. */
export function blackPrice(
  forward: number,
  strike: number,
  t: number,
  vol: number,
  isCall: number | boolean,
): number {
  const call = isCall === 1 || isCall === true;
  const intrinsic = Math.max(call ? forward - strike : strike - forward, 0);
  const b = normalisedPrice(absoluteLogMoneyness(forward, strike), vol * Math.sqrt(t));
  return intrinsic + b * Math.sqrt(forward * strike);
}

/** Vega per 1.00 of volatility, undiscounted, in the currency of F: F n(d1) sqrt(T). */
export function blackVega(forward: number, strike: number, t: number, vol: number): number {
  const root = Math.sqrt(t);
  return forward * root * normalDensity(d1(forward, strike, vol * root));
}

/** d1 = ln(F/K)/s + s/2 for s = sigma sqrt(T) > 0. */
function d1(forward: number, strike: number, s: number): number {
  const c = absoluteLogMoneyness(forward, strike);
  return (forward >= strike ? c : -c) / s + 0.5 * s;
}
