/** What a fit without arbitrage gives up against the free fit of the same quotes, and where most. */
import { expiryName, fixed, share, volPercent } from '#base/format.ts';
import { gather } from '#market/columns.ts';
import type { CalendarArbitrage, CalibrationResult, ConstraintCost, SliceFit } from './result.ts';
import type { FittedSlice } from './slice-optimum.ts';

/** Rises of the error below this, in vol, are no cost: the optimiser's own. */
const NO_COST = 1e-7;

/** Root weighted mean square of the vol residuals of a fitted slice; decimal. */
function rmseOf({ prepared, optimum }: FittedSlice): number {
  const residuals = new Float64Array(prepared.used.length);
  prepared.problem.residuals(optimum.x, residuals);
  const weight = gather(prepared.weights.weight, prepared.used);
  let sum = 0;
  for (let i = 0; i < weight.length; i++) sum += weight[i]! * residuals[i]! * residuals[i]!;
  return Math.sqrt(sum) / 100;
}

/** Of the pairs of a slice, the neighbour whose total variance it comes closest to. */
function tightest(key: string, calendar: readonly CalendarArbitrage[]): string | null {
  let [least, with_] = [Number.POSITIVE_INFINITY, null as string | null];
  for (const { fromKey, toKey, minDw } of calendar) {
    if ((fromKey !== key && toKey !== key) || minDw >= least) continue;
    least = minDw;
    with_ = fromKey === key ? toKey : fromKey;
  }
  return with_;
}

/**
 * The cost of the constraints by the slice whose error they raise most; null where no error rises.
 *
 * @param alone fits of the slices under their own butterfly constraint, by key: what an error rises above them is the
 * calendar's doing. Null where the slices were fitted together from the start.
 */
export function constraintCost(
  free: CalibrationResult,
  constrained: CalibrationResult,
  alone: readonly FittedSlice[] | null,
): ConstraintCost | null {
  const before = new Map(free.slices.map((fit) => [fit.key, fit]));
  let worst: { readonly fit: SliceFit; readonly was: SliceFit; readonly rise: number } | null = null;
  for (const fit of constrained.slices) {
    const was = before.get(fit.key);
    if (was === undefined || fit.rmseVol === null || was.rmseVol === null) continue;
    const rise = fit.rmseVol - was.rmseVol;
    if (rise > (worst?.rise ?? NO_COST)) worst = { fit, was, rise };
  }
  if (worst === null) return null;
  const { fit, was, rise } = worst;
  const own = alone?.find(({ prepared }) => prepared.slice.key === fit.key);
  const crossing = own !== undefined && fit.rmseVol! - rmseOf(own) > rise / 2;
  return {
    key: fit.key,
    crossing: crossing ? tightest(fit.key, constrained.calendar) : null,
    rmseFree: was.rmseVol!,
    rmse: fit.rmseVol!,
    insideFree: was.insideSpread,
    inside: fit.insideSpread,
    boardInsideFree: free.summary.insideSpread,
    boardInside: constrained.summary.insideSpread,
  };
}

/** `84 % (free 87 %)`; tenths where whole percents do not tell them apart. */
function sharesText(before: number, after: number): string {
  const text = (part: number): string =>
    share(before) === share(after) && before !== after ? `${fixed(100 * part, 1)} %` : share(part);
  return `${text(after)} (free ${text(before)})`;
}

/** The cost in one or two sentences. */
export function costSentence(cost: ConstraintCost): string {
  const { key, crossing, rmseFree, rmse, insideFree, inside, boardInsideFree, boardInside } = cost;
  const quotes =
    insideFree === null || inside === null ? '' : `, inside bid-ask ${sharesText(insideFree, inside)}`;
  const why = crossing === null ? '' : `, for not crossing ${expiryName(crossing)}`;
  const board =
    boardInsideFree === null || boardInside === null
      ? ''
      : ` Of the board ${sharesText(boardInsideFree, boardInside)} is inside.`;
  return `Strict costs most at ${expiryName(key)}: RMSE ${volPercent(rmse)} vp (free ${volPercent(rmseFree)})${quotes}${why}.${board}`;
}
