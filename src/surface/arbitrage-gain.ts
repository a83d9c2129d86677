/**
 * What a surface's arbitrage would earn, in one unit for both kinds: the undiscounted gain of one option spread as a
 * fraction of the forward. Negative density and crossing variances are numbers of different kinds; what a trade
 * against each of them earns is not.
 *
 * Static spreads: P. Carr and D. Madan, "A note on sufficient conditions for no arbitrage", Finance Research Letters
 * 2(3), 2005.
 */
import { normalisedPrice } from '#pricing/black76.ts';
import type { Smile } from './durrleman.ts';
import { durrlemanG } from './durrleman-g.ts';
import { uniformGrid } from './uniform-grid.ts';

/** Points of the grid on which spreads are looked for. */
const POINTS = 2001;

/** Undiscounted out-of-the-money price over the forward, of a call for k >= 0 and of a put below, from total variance. */
function outOfTheMoney(k: number, w: number): number {
  return normalisedPrice(Math.abs(k), Math.sqrt(w)) * Math.exp(0.5 * k);
}

/** Price over the forward of a put or of a call at any k: parity turns the out-of-the-money price into the other. */
function priced(k: number, w: number, isPut: boolean): number {
  const price = outOfTheMoney(k, w);
  const strike = Math.exp(k);
  if (isPut) return k > 0 ? price + (strike - 1) : price;
  return k > 0 ? price : price + (1 - strike);
}

/**
 * Gain of the best butterfly spread over a stretch of strikes on which the density is negative: one option at either
 * end bought, two sold at the strike half way, for less than nothing; 0 where there is none.
 *
 * @returns a fraction of the forward
 */
export function butterflyGain({ functions, theta }: Smile, low: number, high: number): number {
  const k = new Float64Array(POINTS);
  const w = new Float64Array(POINTS);
  const w1 = new Float64Array(POINTS);
  const w2 = new Float64Array(POINTS);
  uniformGrid(low, high, k);
  functions.derivatives(theta, k, w, w1, w2);
  const isNegative = (i: number): boolean => durrlemanG(k[i]!, w[i]!, w1[i]!, w2[i]!) < 0;
  const middle = new Float64Array(1);
  const variance = new Float64Array(1);
  let best = 0;
  for (let from = 0; from < POINTS; from++) {
    if (!isNegative(from)) continue;
    let to = from;
    while (to + 1 < POINTS && isNegative(to + 1)) to++;
    middle[0] = Math.log((Math.exp(k[from]!) + Math.exp(k[to]!)) / 2);
    functions.totalVariance(theta, middle, variance);
    const isPut = middle[0] < 0;
    const cost =
      priced(k[from]!, w[from]!, isPut) +
      priced(k[to]!, w[to]!, isPut) -
      2 * priced(middle[0], variance[0]!, isPut);
    best = Math.max(best, -cost);
    from = to;
  }
  return best;
}

/**
 * Gain of the best calendar spread: the later option bought for less than the earlier one brings at the same
 * k = ln(K/F); 0 where no total variance falls.
 *
 * @returns a fraction of the forward
 */
export function calendarGain(earlier: Smile, later: Smile, low: number, high: number): number {
  const k = new Float64Array(POINTS);
  const first = new Float64Array(POINTS);
  const second = new Float64Array(POINTS);
  uniformGrid(low, high, k);
  earlier.functions.totalVariance(earlier.theta, k, first);
  later.functions.totalVariance(later.theta, k, second);
  let best = 0;
  for (let i = 0; i < POINTS; i++) {
    if (!(second[i]! < first[i]!)) continue;
    best = Math.max(best, outOfTheMoney(k[i]!, first[i]!) - outOfTheMoney(k[i]!, Math.max(0, second[i]!)));
  }
  return best;
}
