import type { SliceModel } from '#models/model.ts';
import { fitFree } from './free-slice.ts';
import { penaliseSlice } from './penalised-slice.ts';
import type { PreparedSlice } from './prepare-slice.ts';
import type { Loss } from './settings.ts';
import type { FittedSlice } from './slice-optimum.ts';
import { optimiseStrictly } from './strict-slice.ts';

/**
 * Fits one slice as its butterfly setting asks.
 *
 * @param range half-width of the range on which a penalised butterfly is seen
 */
export function* optimiseSlice(
  model: SliceModel,
  prepared: PreparedSlice,
  loss: Loss,
  range: number,
): Generator<void, FittedSlice, void> {
  const free = yield* fitFree(prepared, loss);
  const { mode, strength } = prepared.settings.butterfly;
  switch (mode) {
    case 'report':
      return { prepared, optimum: free };
    case 'penalise':
      return { prepared, optimum: yield* penaliseSlice(prepared, free, range, strength) };
    case 'strict':
      return yield* optimiseStrictly(model, prepared, free, range);
  }
}
