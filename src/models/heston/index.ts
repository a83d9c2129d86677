import { bates as batesSmiles, heston as hestonSmiles } from './heston.ts';
import { jumpStarts } from './jump-parameters.ts';
import { fittableLaw } from './law-fitting.ts';
import { hestonStarts } from './starts.ts';

/** Heston's stochastic variance. */
export const heston = fittableLaw(hestonSmiles, hestonStarts);

/** Heston's variance with normal jumps of ln S. */
export const bates = fittableLaw(batesSmiles, (slices) => {
  const [guess] = hestonStarts(slices);
  return jumpStarts.map((jumps) => Float64Array.of(...guess!, ...jumps));
});
