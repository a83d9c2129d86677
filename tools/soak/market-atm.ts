import type { FitSlice } from '#calibration/request.ts';
import { median } from '#market/columns.ts';

/** Quotes taken on each side of the forward, at most. */
const EACH_SIDE = 3;
/** Standard deviations of the market about the forward in which they must stand: beyond, the smile is no line. */
const NEAR = 1;

/** What the quotes nearest the money say by themselves, without a model. */
export interface MarketAtm {
  /** Volatility at the forward, decimal. */
  readonly vol: number;
  /** Mean of (ask - bid)/2 of the nearest quote on either side; null where they have no bid and ask. */
  readonly halfSpread: number | null;
}

/**
 * The market's volatility at the forward: the line of H. Theil and P. K. Sen through the volatilities over k of the
 * quotes nearest the forward, at k = 0. They are those with a mid within one standard deviation of it, at most three on
 * either side. The slope is the median of the slopes between any two, the level the median of what is left: a stale
 * quote among them moves neither far.
 *
 * Null where no such quote stands below the forward or none above: the volatility there would be a guess.
 */
export function marketAtm({ k, t, midVol, bidVol, askVol }: FitSlice): MarketAtm | null {
  const near = [...k.keys()]
    .filter((i) => midVol[i]! > 0 && Math.abs(k[i]!) <= NEAR * midVol[i]! * Math.sqrt(t))
    .sort((a, b) => Math.abs(k[a]!) - Math.abs(k[b]!) || a - b);
  const below = near.filter((i) => k[i]! <= 0).slice(0, EACH_SIDE);
  const above = near.filter((i) => k[i]! >= 0).slice(0, EACH_SIDE);
  const [low, high] = [below[0], above[0]];
  if (low === undefined || high === undefined) return null;
  const rows = [...new Set([...below, ...above])];
  const slopes = rows.flatMap((i) =>
    rows.filter((j) => k[j]! > k[i]!).map((j) => (midVol[j]! - midVol[i]!) / (k[j]! - k[i]!)),
  );
  const slope = slopes.length === 0 ? 0 : median(Float64Array.from(slopes));
  const spread = [low, high].map((i) => (askVol[i]! - bidVol[i]!) / 2);
  return {
    vol: median(Float64Array.from(rows, (i) => midVol[i]! - slope * k[i]!)),
    halfSpread: spread.every((half) => half > 0) ? (spread[0]! + spread[1]!) / 2 : null,
  };
}
