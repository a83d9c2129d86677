import type { FitSlice } from '#calibration/request.ts';
import { median } from '#market/columns.ts';

/** Two-sided quotes taken on each side of the forward. */
const EACH_SIDE = 3;
/** Standard deviations of the market from the forward within which the nearest quote must stand. */
const NEAR = 1;

/** What the quotes nearest the money say by themselves, without a model. */
export interface MarketAtm {
  /** Volatility at the forward, decimal. */
  readonly vol: number;
  /** Mean of (ask - bid)/2 of the nearest quote on either side; null where they have no bid and ask. */
  readonly halfSpread: number | null;
}

/**
 * The market's volatility at the forward: of the three quotes with a mid nearest the forward on either side (fewer
 * where there are no more), the line of H. Theil and P. K. Sen through their volatilities over k, at k = 0. Its slope is
 * the median of the slopes between any two, its level the median of what is left; a stale quote of the six moves neither
 * far.
 *
 * Null where no quote stands within one standard deviation below the forward, or none above: the volatility there would
 * be a guess.
 */
export function marketAtm({ k, t, midVol, bidVol, askVol }: FitSlice): MarketAtm | null {
  const byDistance = [...k.keys()]
    .filter((i) => midVol[i]! > 0)
    .sort((a, b) => Math.abs(k[a]!) - Math.abs(k[b]!) || a - b);
  const below = byDistance.filter((i) => k[i]! <= 0).slice(0, EACH_SIDE);
  const above = byDistance.filter((i) => k[i]! >= 0).slice(0, EACH_SIDE);
  const isNear = (i: number | undefined): i is number =>
    i !== undefined && Math.abs(k[i]!) <= NEAR * midVol[i]! * Math.sqrt(t);
  const [low, high] = [below[0], above[0]];
  if (!isNear(low) || !isNear(high)) return null;
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
