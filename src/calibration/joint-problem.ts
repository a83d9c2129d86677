import { bandIndex } from '#math/banded.ts';
import { createHingeRows, type HingeRows } from '#math/hinge-rows.ts';
import type { LeastSquaresProblem } from '#math/least-squares.ts';
import { workColumn } from '#math/work-column.ts';
import type { VolModel } from '#models/model.ts';
import type { PreparedSlice } from './prepare-slice.ts';
import { VOL_POINTS } from './quote-residual.ts';

/** A slice of the joint problem, with coordinates of as many variables as every other. */
type JointSlice = Pick<PreparedSlice, 'slice' | 'coordinates' | 'problem'>;

/** A pair of adjacent slices, by position of the earlier one, whose crossing pays `mu`. */
export interface PenalisedPair {
  readonly earlier: number;
  readonly mu: number;
  /** Relative room asked for between these two, where it is other than that of the rest. */
  readonly headroom?: number;
}

/** How slices are coupled. */
export interface Coupling {
  readonly pairs: readonly PenalisedPair[];
  /** Grid of the rows, common to all pairs; of no more points than the first one had. */
  readonly k: Float64Array;
  /** eps: relative room asked for, above the violation that a finite penalty leaves. */
  readonly headroom: number;
}

/** Rows short of a crossing by no more than this share of w are watched: a step may bring them on. */
const NEAR = 0.03;
/** Rows of a usual board. */
const ROOM = 128;

/** What one look at a board works in. Looks never overlap, so all problems share it. */
interface Columns {
  readonly p: number;
  readonly width: number;
  /** Points there is room for. */
  readonly room: number;
  readonly crossed: Float64Array;
  readonly keys: Int32Array;
  readonly amount: Float64Array;
  readonly slope: Float64Array;
  readonly jacobian: Float64Array;
  /** Rows of the pair in hand, in the coordinates of its two slices. */
  readonly rows: Float64Array;
  /** Total variance of each slice on the grid. */
  readonly variances: Float64Array[];
}

let columns: Columns | null = null;

function columnsFor(slices: number, n: number, p: number, width: number): Columns {
  if (columns === null || columns.p !== p || columns.width !== width || columns.room < n) {
    columns = {
      p,
      width,
      room: n,
      crossed: new Float64Array(n),
      keys: new Int32Array(n),
      amount: new Float64Array(n),
      slope: new Float64Array(2 * n),
      jacobian: new Float64Array(n * p),
      rows: new Float64Array(2 * n * width),
      variances: [],
    };
  }
  while (columns.variances.length < slices) columns.variances.push(new Float64Array(columns.room));
  return columns;
}

/**
 * Rows of one slice of a pair, in its coordinates: slope times J times the chain, into every other block of `width`.
 *
 * @param slope of both slices by turns, of length 2 n
 */
function chainRows(
  jacobian: Float64Array,
  n: number,
  p: number,
  chain: Float64Array,
  width: number,
  slope: Float64Array,
  side: 0 | 1,
  out: Float64Array,
): void {
  const span = 2 * width;
  for (let j = 0; j < n; j++) {
    const by = slope[2 * j + side]!;
    const to = j * span + side * width;
    if (p === 5) {
      // Unrolled: the usual case, in the innermost loop of a joint fit.
      const from = 5 * j;
      const d0 = by * jacobian[from]!;
      const d1 = by * jacobian[from + 1]!;
      const d2 = by * jacobian[from + 2]!;
      const d3 = by * jacobian[from + 3]!;
      const d4 = by * jacobian[from + 4]!;
      for (let c = 0; c < width; c++) {
        out[to + c] =
          d0 * chain[c]! +
          d1 * chain[width + c]! +
          d2 * chain[2 * width + c]! +
          d3 * chain[3 * width + c]! +
          d4 * chain[4 * width + c]!;
      }
      continue;
    }
    for (let c = 0; c < width; c++) {
      let sum = 0;
      for (let q = 0; q < p; q++) sum += jacobian[j * p + q]! * chain[q * width + c]!;
      out[to + c] = by * sum;
    }
  }
}

export interface JointProblem extends LeastSquaresProblem {
  /** Couples the slices otherwise from now on. */
  couple(coupling: Coupling): void;
  /** The last minimisation is over: what it worked in may serve the next problem. */
  release(): void;
}

type Stores = readonly [HingeRows, HingeRows, HingeRows];

/** Stores of rows that the last problem of so many coefficients a row has released. */
const released = new Map<number, Stores>();

function storesFor(half: number, span: number): Stores {
  const kept = released.get(span);
  released.delete(span);
  if (kept !== undefined) return kept;
  const store = () => createHingeRows(half, span, ROOM);
  return [store(), store(), store()];
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
  let coupled: Coupling = { pairs, k, headroom };
  const width = slices[0]!.coordinates.size;
  const count = slices.length;
  const size = width * count;
  const half = 2 * width - 1;
  const p = model.parameters.length;
  const smiles = slices.map(({ slice }) => model.smile(slice));
  const lower = workColumn(size);
  const upper = workColumn(size);
  slices.forEach((slice, s) => {
    lower.set(slice.coordinates.lower, s * width);
    upper.set(slice.coordinates.upper, s * width);
  });
  const own = workColumn(width * width);
  const ownGradient = new Float64Array(width);
  const thetas = slices.map(() => new Float64Array(p));
  const chains = slices.map(() => workColumn(p * width));
  /** Whether the chain of a slice is that of the point in hand. */
  const isChained = new Uint8Array(count);
  const span = 2 * width;
  const stores = storesFor(half, span);
  const { crossed, keys, amount, slope, jacobian, rows, variances } = columnsFor(count, k.length, p, width);

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
    const { k } = coupled;
    const headroom = pair.headroom ?? coupled.headroom;
    const n = k.length;
    const scale = Math.sqrt(pair.mu / n) * VOL_POINTS;
    let violations = 0;
    let cost = 0;
    for (let j = 0; j < n; j++) {
      const w = first[j]!;
      const gap = (1 + headroom) * w - second[j]!;
      if (gap !== gap || !(w > 0)) return Number.NaN;
      if (gap <= (hinges === undefined ? 0 : -NEAR * w)) continue;
      const unit = scale / (2 * Math.sqrt(w * t));
      crossed[violations] = k[j]!;
      keys[violations] = i * n + j;
      amount[violations] = unit * gap;
      slope[2 * violations] = unit * (1 + headroom - gap / (2 * w));
      slope[2 * violations + 1] = -unit;
      if (gap > 0) cost += 0.5 * amount[violations]! ** 2;
      violations++;
    }
    if (violations === 0) return 0;
    for (const side of [0, 1] as const) {
      const at = i + side;
      if (isChained[at] === 0) {
        slices[at]!.coordinates.chain(x.subarray(at * width, (at + 1) * width), thetas[at]!, chains[at]!);
        isChained[at] = 1;
      }
      smiles[at]!.jacobian(thetas[at]!, crossed.subarray(0, violations), jacobian);
      chainRows(jacobian, violations, p, chains[at]!, width, slope, side, rows);
    }
    const offset = i * width;
    for (let j = 0; j < violations; j++) {
      hinges?.add(offset, amount[j]!, rows, j * span, keys[j]!);
      const r = amount[j]!;
      if (!(r > 0)) continue;
      for (let c = 0, at = j * span; c < span; c++) {
        const d = rows[at + c]!;
        gradient[offset + c]! += d * r;
        const band = (offset + c) * (half + 1) + c;
        for (let e = 0; e <= c; e++) normal[band - e]! += d * rows[at + e]!;
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
      isChained.fill(0);
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
        smiles[s]!.totalVariance(thetas[s]!, coupled.k, variances[s]!);
      }
      for (const pair of coupled.pairs) cost += addPair(pair, x, normal, gradient, hinges);
      return cost;
    },
    hinges: stores,
    release() {
      released.set(span, stores);
    },
    couple(coupling) {
      coupled = coupling;
    },
    project(x) {
      for (let s = 0; s < count; s++) slices[s]!.problem.project?.(x.subarray(s * width, (s + 1) * width));
    },
  };
}
