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
 * Market minus model in half-spreads. Inside bid and ask from the mid towards the model, in units of the
 * distance from the mid to the quoted side there; past that side 1 and the way on in halves of the spread.
 * It has the sign of mid minus model, and beyond ±1 is exactly through the fit, though the volatility of
 * the mid price need not lie midway: a mid that sizes have pulled to one side makes no large number of a
 * small step past it. NaN where there is no spread, or no distance to the side the model is inside of.
 */
export function inHalfSpreads(bid: number, mid: number, ask: number, model: number): number {
  const half = (ask - bid) / 2;
  if (!(half > 0)) return Number.NaN;
  if (model < bid) return 1 + (bid - model) / half;
  if (model > ask) return -1 - (model - ask) / half;
  const residual = mid - model;
  const side = residual >= 0 ? mid - bid : ask - mid;
  return side > 0 ? residual / side : Number.NaN;
}

/** Quotes of one slice through its fit: those outside bid and ask, of those that carry weight and have both sides. */
export interface ThroughCount {
  readonly through: number;
  readonly of: number;
}

/** What the fit itself has counted; of none without a fit, and where no quote has a spread: a mid has no sides. */
export function throughOf(fit: SliceFit | undefined): ThroughCount {
  if (fit === undefined || fit.insideSpread === null) return { through: 0, of: 0 };
  return { through: fit.twoSided - fit.inside, of: fit.twoSided };
}
