import { pointsOf, type SmileCurve } from '#surface/smile-curve.ts';
import { leastOn, lookColumns, lookGrid } from './look-grid.ts';

/** Even points at which smiles are looked at. */
const POINTS = 601;
/** What rounding and a refined maximum may lack, relative. */
const MARGIN = 1e-6;

/** The range of k on which live surfaces are kept free of arbitrage, for two neighbours. */
export interface LiveExpiry {
  readonly t: number;
  /** k of the outermost quotes. */
  readonly quoted: readonly [number, number];
  /** Volatility at the forward, decimal. */
  readonly vol: number;
}

/** How far past the quotes a live surface is kept free of arbitrage, as a multiple of their range about the forward. */
const QUOTED_TIMES = 1.5;
/** And how many standard deviations of the longer expiry. */
const DEVIATIONS = 6;

/**
 * Range of k on which two neighbouring live smiles may not cross: one and a half times what is quoted of either, and six
 * standard deviations of the longer. On a much wider one the first expiry could never rise against the next, as their
 * total variances meet hundreds of standard deviations from the money.
 */
export function liveRange(expiries: readonly LiveExpiry[]): readonly [number, number] {
  let [low, high] = [0, 0];
  for (const { t, quoted, vol } of expiries) {
    const reach = DEVIATIONS * vol * Math.sqrt(t);
    low = Math.min(low, QUOTED_TIMES * quoted[0], -reach);
    high = Math.max(high, QUOTED_TIMES * quoted[1], reach);
  }
  return [low, high];
}

/**
 * Largest w_1(k)/w_2(k) of two neighbouring smiles on a range, each local maximum refined and a millionth added: with
 * x_1, x_2 the squares of their scalars they do not cross, moved vertically, where ln x_2 - ln x_1 >= ln of it.
 */
export function calendarRatio(
  earlier: SmileCurve,
  later: SmileCurve,
  range: readonly [number, number],
): number {
  const k = lookGrid([earlier, later], range, POINTS);
  const [first, second, unused1, unused2] = lookColumns(k.length);
  earlier.derivatives(k, first, unused1, unused2);
  later.derivatives(k, second, unused1, unused2);
  const [one, two] = [pointsOf(earlier), pointsOf(later)];
  const falls = first.map((w, i) => -w / second[i]!);
  const value = leastOn(k, falls, (at) => -one(at).w / two(at).w);
  return -value * (1 + MARGIN);
}
