/** Market against model: which quotes lie through the fit. */

import type { FitSlice } from '#calibration/request.ts';
import type { SliceFit } from '#calibration/result.ts';

/** Rich: the market lies above the model, its bid included. Cheap: below, its ask included. */
type Side = 'rich' | 'cheap' | 'inside' | 'unknown';

/** Where a two-sided quote lies; `unknown` without both sides or without a model. */
function sideOf(bidVol: number, askVol: number, modelVol: number): Side {
  if (!Number.isFinite(bidVol + askVol + modelVol)) return 'unknown';
  if (modelVol < bidVol) return 'rich';
  return modelVol > askVol ? 'cheap' : 'inside';
}

/** Quotes of one slice through its fit. */
export interface ThroughCount {
  readonly rich: number;
  readonly cheap: number;
  /** Two-sided quotes that carry weight. */
  readonly of: number;
}

const NONE: ThroughCount = { rich: 0, cheap: 0, of: 0 };

/** Of the quotes that carry weight and have both sides. */
export function throughOf(slice: FitSlice | undefined, fit: SliceFit | undefined): ThroughCount {
  if (slice === undefined || fit === undefined || fit.theta === null) return NONE;
  let rich = 0;
  let cheap = 0;
  let of = 0;
  slice.quote.forEach((_, i) => {
    if (!((fit.weight[i] ?? 0) > 0)) return;
    const side = sideOf(
      slice.bidVol[i] ?? Number.NaN,
      slice.askVol[i] ?? Number.NaN,
      fit.modelVol[i] ?? Number.NaN,
    );
    if (side !== 'unknown') of++;
    if (side === 'rich') rich++;
    if (side === 'cheap') cheap++;
  });
  return { rich, cheap, of };
}
