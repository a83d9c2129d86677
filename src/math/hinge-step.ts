/** The step to the least of a model of least squares whose rows switch on the way (hinge-rows.ts). */
import { bandedProduct } from './banded.ts';
import type { HingeRows } from './hinge-rows.ts';
import type { Scratch } from './step-scratch.ts';

/** Rounds in which the rows that a step switches are taken into the step. */
const ROUNDS = 20;
/** Looks along one way, and how closely its end is found, relative to the way. */
const LOOKS = 40;
const LOOK_TOLERANCE = 1e-9;

/** g'h + h'(N + damping diag(scale))h/2, of the rows on so far. */
export interface StepModel {
  /** Band of N, and g. */
  normal: Float64Array;
  gradient: Float64Array;
  damping: number;
  readonly scale: Float64Array;
}

/**
 * How far to go from `from` to h: where the model, rows switching on the way, is least. Its slope along the
 * way rises piecewise linearly; 0 where it does not fall at all.
 */
function reach(
  rows: HingeRows,
  { normal, gradient, damping, scale }: StepModel,
  n: number,
  half: number,
  { h, from, way, product }: Scratch,
): number {
  for (let i = 0; i < n; i++) way[i] = h[i]! - from[i]!;
  let slope = 0;
  let rise = 0;
  bandedProduct(normal, n, half, from, product);
  for (let i = 0; i < n; i++)
    slope += way[i]! * (gradient[i]! + product[i]! + damping * scale[i]! * from[i]!);
  if (!(slope < 0)) return 0;
  bandedProduct(normal, n, half, way, product);
  for (let i = 0; i < n; i++) rise += way[i]! * (product[i]! + damping * scale[i]! * way[i]!);
  rows.along(way);
  let low = 0;
  let high = 1;
  let t = 1;
  for (let look = 0; look < LOOKS; look++) {
    rows.at(t);
    const there = slope + rise * t + rows.slope;
    if (there > 0) high = t;
    else low = t;
    if (low === 1) break;
    const next = t - there / (rise + rows.rise);
    const inside = next > low && next < high ? next : (low + high) / 2;
    if (Math.abs(inside - t) <= LOOK_TOLERANCE) break;
    t = inside;
  }
  return t;
}

/**
 * Leaves the step in scratch.h, begun at scratch.from, where the rows stand; the model ends with the rows on after it.
 *
 * @param solve leaves the least of the model in scratch.h; false where it has none
 */
export function stepOverHinges(
  rows: HingeRows,
  model: StepModel,
  n: number,
  half: number,
  scratch: Scratch,
  solve: () => boolean,
): boolean {
  const { h, from, way } = scratch;
  for (let round = 0; round < ROUNDS; round++) {
    if (!solve()) return false;
    const t = reach(rows, model, n, half, scratch);
    if (t < 1) for (let i = 0; i < n; i++) h[i] = from[i]! + t * way[i]!;
    const switched = rows.follow(t, model.normal, model.gradient);
    if (switched === 0 || t === 0) break;
    from.set(h);
  }
  return true;
}
