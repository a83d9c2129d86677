import type { SliceModel } from '#models/model.ts';
import { penaliseSlice, settled } from './penalised-slice.ts';
import type { PreparedSlice } from './prepare-slice.ts';
import type { FittedSlice, SliceOptimum } from './slice-optimum.ts';
import { DEAR, optimiseStrictly, startAt } from './strict-slice.ts';

/** Share of a cost that another must be below to take its place: both may have found the same. */
const DEEPER = 0.999;

/**
 * Takes one slice from its free fit to what its butterfly setting asks. Where a penalty has made it dear, the better of
 * that and of what is penalised from the strict fit: a stiff penalty holds a smile in the valley that it is in.
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
  const { problem, settings } = prepared;
  const { mode, strength } = settings.butterfly;
  if (mode === 'report') return { prepared, optimum: free };
  const strictly = optimiseStrictly(model, prepared, free, range);
  if (mode === 'strict') return yield* strictly;
  const optimum = yield* penaliseSlice(prepared, free, range, strength, isRefitted);
  const penalised = { prepared, optimum };
  if (!model.noButterfly || !(optimum.cost > DEAR * free.cost)) return penalised;
  const penalty = problem.penalty();
  const strict = yield* strictly;
  problem.setPenalty(penalty);
  const x = startAt(prepared, strict.prepared.problem.theta(strict.optimum.x));
  const other = settled({ prepared, optimum: { ...optimum, x } });
  return other.optimum.cost < DEEPER * optimum.cost ? other : penalised;
}
