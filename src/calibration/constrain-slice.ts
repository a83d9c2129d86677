import type { SliceModel } from '#models/model.ts';
import { penaliseSlice } from './penalised-slice.ts';
import type { PreparedSlice } from './prepare-slice.ts';
import type { FittedSlice, SliceOptimum } from './slice-optimum.ts';
import { optimiseStrictly } from './strict-slice.ts';

/**
 * Takes one slice from its free fit to what its butterfly setting asks.
 *
 * @param range half-width of the range on which a penalised butterfly is seen
 * @param isRefitted what a penalty leads to is refitted with its neighbours, and need only be near the optimum
 */
export function* constrainSlice(
  model: SliceModel,
  prepared: PreparedSlice,
  free: SliceOptimum,
  range: number,
  isRefitted = false,
): Generator<void, FittedSlice, void> {
  const { mode, strength } = prepared.settings.butterfly;
  switch (mode) {
    case 'report':
      return { prepared, optimum: free };
    case 'penalise':
      return { prepared, optimum: yield* penaliseSlice(prepared, free, range, strength, isRefitted) };
    case 'strict':
      return yield* optimiseStrictly(model, prepared, free, range);
  }
}
