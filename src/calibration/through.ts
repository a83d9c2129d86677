import type { FitSlice } from './request.ts';
import type { SliceFit } from './result.ts';

/**
 * Where the market lies against the model. Rich: above it, the bid included. Cheap: below, the ask
 * included. Unknown: without both sides or without a model.
 */
export type Side = 'rich' | 'cheap' | 'inside' | 'unknown';

/** Where a quote's bid and ask volatilities lie against the model's. */
export function sideOf(bid: number, ask: number, model: number): Side {
  if (!Number.isFinite(bid) || !Number.isFinite(ask) || !Number.isFinite(model)) return 'unknown';
  if (model < bid) return 'rich';
  return model > ask ? 'cheap' : 'inside';
}

/**
 * Market minus model in half-spreads: from the mid towards the model, in units of the distance from the
 * mid to the quoted side there. It has the sign of mid minus model, and beyond ±1 is exactly through the
 * fit, though the volatility of the mid price need not lie midway; NaN where that side has no distance.
 */
export function inHalfSpreads(bid: number, mid: number, ask: number, model: number): number {
  const residual = mid - model;
  const half = residual >= 0 ? mid - bid : ask - mid;
  return half > 0 ? residual / half : Number.NaN;
}

/** Quotes of one slice through its fit. */
export interface ThroughCount {
  readonly rich: number;
  readonly cheap: number;
  /** Two-sided quotes that carry weight. */
  readonly of: number;
}

/** Counts the quotes that carry weight and have both sides; zero without a fit. */
export function throughOf(slice: FitSlice | undefined, fit: SliceFit | undefined): ThroughCount {
  let rich = 0;
  let cheap = 0;
  let of = 0;
  if (slice === undefined || fit === undefined || fit.theta === null) return { rich, cheap, of };
  for (let i = 0; i < slice.k.length; i++) {
    if (!(fit.weight[i]! > 0)) continue;
    const side = sideOf(slice.bidVol[i]!, slice.askVol[i]!, fit.modelVol[i]!);
    if (side !== 'unknown') of++;
    if (side === 'rich') rich++;
    if (side === 'cheap') cheap++;
  }
  return { rich, cheap, of };
}
