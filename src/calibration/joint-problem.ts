import { bandIndex } from '#math/banded.ts';
import { createHingeRows, type HingeRows } from '#math/hinge-rows.ts';
import type { LeastSquaresProblem } from '#math/least-squares.ts';
import type { VolModel } from '#models/model.ts';
import type { PreparedSlice } from './prepare-slice.ts';
import { VOL_POINTS } from './quote-residual.ts';

/** A slice of the joint problem, with coordinates of as many variables as every other. */
type JointSlice = Pick<PreparedSlice, 'slice' | 'coordinates' | 'problem'>;

/** A pair of adjacent slices, by position of the earlier one, whose crossing pays `mu`. */
export interface PenalisedPair {
  readonly earlier: number;
  readonly mu: number;
}

/** Rows short of a crossing by no more than this share of w are watched: a step may bring them on. */
const NEAR = 0.03;
/** Rows of a usual board. */
const ROOM = 1024;

export interface JointProblem extends LeastSquaresProblem {
  /** Couples the slices otherwise from now on. */
  couple(pairs: readonly PenalisedPair[], headroom: number): void;
}

/**
 * All slices at once, coupled by rows that make crossings pay:
 * sqrt(mu/n) 100 max(0, (1 + eps) w_i(k_j) - w_{i+1}(k_j)) / (2 sqrt(w_i(k_j) T_i)),
 * in vol points of the earlier slice. Crossing is transitive, so adjacent pairs suffice, and the
 * normal matrix is block tridiagonal.
 *
 * @param k grid of the rows, common to all pairs
 * @param headroom eps: relative room asked for, above the violation that a finite penalty leaves
 */
export function createJointProblem(
  model: VolModel,
  slices: readonly JointSlice[],
  pairs: readonly PenalisedPair[],
  k: Float64Array,
  headroom: number,
): JointProblem {
  let coupled = { pairs, headroom };
  const width = slices[0]!.coordinates.size;
  const count = slices.length;
  const size = width * count;
  const half = 2 * width - 1;
  const p = model.parameters.length;
  const smiles = slices.map(({ slice }) => model.smile(slice));
  const n = k.length;
  const lower = new Float64Array(size);
  const upper = new Float64Array(size);
  slices.forEach((slice, s) => {
    lower.set(slice.coordinates.lower, s * width);
    upper.set(slice.coordinates.upper, s * width);
  });
  const own = new Float64Array(width * width);
  const ownGradient = new Float64Array(width);
  const thetas = slices.map(() => new Float64Array(p));
  const variances = slices.map(() => new Float64Array(n));
  const chains = slices.map(() => new Float64Array(p * width));
  const crossed = new Float64Array(n);
  const amount = new Float64Array(n);
  const slope = new Float64Array(2 * n);
  const jacobians = [new Float64Array(n * p), new Float64Array(n * p)] as const;
  const row = new Float64Array(2 * width);

  const addPair = (
    pair: PenalisedPair,
    x: Float64Array,
    normal: Float64Array,
    gradient: Float64Array,
    hinges: HingeRows | undefined,
  ): number => {
    const i = pair.earlier;
    const first = variances[i]!;
    const second = variances[i + 1]!;
    const t = slices[i]!.slice.t;
    const scale = Math.sqrt(pair.mu / n) * VOL_POINTS;
    const { headroom } = coupled;
    let violations = 0;
    let cost = 0;
    for (let j = 0; j < n; j++) {
      const w = first[j]!;
      const gap = (1 + headroom) * w - second[j]!;
      if (gap !== gap || !(w > 0)) return Number.NaN;
      if (gap <= (hinges === undefined ? 0 : -NEAR * w)) continue;
      const unit = scale / (2 * Math.sqrt(w * t));
      crossed[violations] = k[j]!;
      amount[violations] = unit * gap;
      slope[2 * violations] = unit * (1 + headroom - gap / (2 * w));
      slope[2 * violations + 1] = -unit;
      if (gap > 0) cost += 0.5 * amount[violations]! ** 2;
      violations++;
    }
    if (violations === 0) return 0;
    for (const side of [0, 1] as const) {
      const at = i + side;
      slices[at]!.coordinates.chain(x.subarray(at * width, (at + 1) * width), thetas[at]!, chains[at]!);
      smiles[at]!.jacobian(thetas[at]!, crossed.subarray(0, violations), jacobians[side]);
    }
    const offset = i * width;
    for (let j = 0; j < violations; j++) {
      row.fill(0);
      for (const side of [0, 1] as const) {
        const chain = chains[i + side]!;
        for (let q = 0; q < p; q++) {
          const d = slope[2 * j + side]! * jacobians[side][j * p + q]!;
          for (let c = 0; c < width; c++) row[side * width + c]! += d * chain[q * width + c]!;
        }
      }
      hinges?.add(offset, amount[j]!, row);
      if (!(amount[j]! > 0)) continue;
      for (let c = 0; c < 2 * width; c++) {
        gradient[offset + c]! += row[c]! * amount[j]!;
        for (let d = 0; d <= c; d++) normal[bandIndex(offset + c, offset + d, half)]! += row[c]! * row[d]!;
      }
    }
    return cost;
  };

  return {
    size,
    halfBandwidth: half,
    lower,
    upper,
    linearise(x, normal, gradient, hinges) {
      normal.fill(0);
      hinges?.clear();
      let cost = 0;
      for (let s = 0; s < count; s++) {
        const part = x.subarray(s * width, (s + 1) * width);
        cost += slices[s]!.problem.linearise(part, own, ownGradient);
        gradient.set(ownGradient, s * width);
        for (let c = 0; c < width; c++) {
          for (let d = 0; d <= c; d++) {
            normal[bandIndex(s * width + c, s * width + d, half)] = own[bandIndex(c, d, width - 1)]!;
          }
        }
        slices[s]!.coordinates.toParameters(part, thetas[s]!);
        smiles[s]!.totalVariance(thetas[s]!, k, variances[s]!);
      }
      for (const pair of coupled.pairs) cost += addPair(pair, x, normal, gradient, hinges);
      return cost;
    },
    createHinges: () => createHingeRows(half, 2 * width, ROOM),
    couple(pairs, headroom) {
      coupled = { pairs, headroom };
    },
    project(x) {
      for (let s = 0; s < count; s++) slices[s]!.problem.project?.(x.subarray(s * width, (s + 1) * width));
    },
  };
}
