import type { FitSlice } from './request.ts';
import type { SliceFit } from './result.ts';
import type { SliceWeights } from './weights.ts';

/** A slice with the weights that it would have, and the sentence that says why it is not fitted. */
interface WithoutFit {
  readonly slice: FitSlice;
  readonly weights: Pick<SliceWeights, 'weight' | 'effective'>;
  readonly message: string;
}

/** A slice that was not fitted: its place is kept, with the reason. */
export function failedSlice({ slice, weights, message }: WithoutFit): SliceFit {
  return {
    key: slice.key,
    expiry: slice.expiry,
    t: slice.t,
    forward: slice.forward,
    status: 'failed',
    message,
    theta: null,
    parameters: [],
    covariance: null,
    views: {},
    stop: null,
    iterations: 0,
    weight: weights.weight,
    effectiveQuotes: weights.effective,
    modelVol: new Float64Array(slice.k.length).fill(Number.NaN),
    used: 0,
    twoSided: 0,
    inside: 0,
    rmseVol: null,
    looRmseVol: null,
    insideSpread: null,
    freeParameters: 0,
    measures: null,
    arbitrage: null,
  };
}
