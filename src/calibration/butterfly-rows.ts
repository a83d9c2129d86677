import { normalEquations } from '#math/normal-equations.ts';
import { workColumn } from '#math/work-column.ts';
import type { SmileFunctions } from '#models/model.ts';
import { durrlemanG } from '#surface/durrleman-g.ts';
import { mergedGrid } from '#surface/smile-grid.ts';

/** Rows sqrt(mu/n) min(g(k_j) - margin, 0) on a grid: butterfly arbitrage pays. */
export interface ButterflyPenalty {
  readonly k: Float64Array;
  readonly mu: number;
  /** g asked for beyond zero; absent: just enough that the optimum does not sit below it. */
  readonly margin?: number;
}

/** The margin where none is given. */
const MARGIN = 1e-3;

/** The two parts of a grid until they are merged. */
const dense = new Float64Array(200);
const wide = new Float64Array(100);

/**
 * Penalty grid: two thirds sinh-spaced about the money on the slice's own scale, one third uniform on
 * [-range, range], so that both a front smile a percent wide and its far wings are seen. Sorted.
 *
 * @param unit standard deviation of the slice, sqrt(w_ATM)
 */
export function penaltyGrid(range: number, unit: number): Float64Array {
  const scale = Math.asinh(range / unit);
  // sinh of even steps by its two exponentials, each a power of one factor: a grid is made for every slice of a fit.
  const factor = Math.exp((-2 * scale) / 199);
  let up = Math.exp(scale);
  let down = 1 / up;
  for (let i = 0; i < 100; i++) {
    dense[199 - i] = (unit / 2) * (up - down);
    dense[i] = -dense[199 - i]!;
    wide[i] = range * ((2 * i + 1) / 100 - 1);
    up *= factor;
    down /= factor;
  }
  return mergedGrid(dense, wide, workColumn(dense.length + wide.length));
}

/** Every so manyth point of a grid, in the middle of those that it stands for. */
export function thinned(k: Float64Array, every: number): Float64Array {
  const first = every >> 1;
  const out = new Float64Array(Math.ceil((k.length - first) / every));
  for (let i = 0; i < out.length; i++) out[i] = k[first + every * i]!;
  return out;
}

interface Columns {
  readonly n: number;
  readonly p: number;
  readonly w: Float64Array;
  readonly w1: Float64Array;
  readonly w2: Float64Array;
  readonly violated: Float64Array;
  readonly shortfall: Float64Array;
  readonly partial: Float64Array;
  readonly d0: Float64Array;
  readonly d1: Float64Array;
  readonly d2: Float64Array;
  readonly even: Float64Array;
  readonly square: Float64Array;
  readonly push: Float64Array;
}

let columns: Columns | null = null;

/** Columns for n points or more and p parameters, shared by all penalties: none keeps anything in them between two calls. */
function columnsFor(n: number, p: number): Columns {
  if (columns !== null && columns.n >= n && columns.p === p) return columns;
  const of = (length: number): Float64Array => new Float64Array(length);
  columns = {
    n,
    p,
    w: of(n),
    w1: of(n),
    w2: of(n),
    violated: of(n),
    shortfall: of(n),
    partial: of(2 * n),
    d0: of(n * p),
    d1: of(n * p),
    d2: of(n * p),
    even: of(n).fill(1),
    square: of(p * p),
    push: of(p),
  };
  return columns;
}

/** Adds the penalty's normal equations in theta, the matrix row-major with its lower triangle, and returns its cost. */
export function createButterflyRows(
  smile: SmileFunctions,
  p: number,
  penalty: ButterflyPenalty,
): {
  add(theta: Float64Array, matrix: Float64Array, vector: Float64Array): number;
} {
  const { k, margin = MARGIN } = penalty;
  const n = k.length;
  const { w, w1, w2, violated, shortfall, partial, d0, d1, d2, even, square, push } = columnsFor(n, p);
  const scale = Math.sqrt(penalty.mu / n);
  return {
    add(theta, matrix, vector) {
      smile.derivatives(theta, k, w, w1, w2);
      let count = 0;
      let cost = 0;
      for (let i = 0; i < n; i++) {
        const at = k[i]!;
        const total = w[i]!;
        const slope = w1[i]!;
        const short = durrlemanG(at, total, slope, w2[i]!) - margin;
        if (short !== short) return Number.NaN;
        if (short >= 0) continue;
        const h = 1 - (at * slope) / (2 * total);
        violated[count] = at;
        shortfall[count] = scale * short;
        partial[2 * count] = (h * at * slope) / (total * total) + (slope * slope) / (4 * total * total);
        partial[2 * count + 1] = (-h * at) / total - (slope / 2) * (1 / total + 0.25);
        cost += 0.5 * shortfall[count]! * shortfall[count]!;
        count++;
      }
      if (count === 0 || smile.derivativeJacobians === undefined) return 0;
      smile.derivativeJacobians(theta, violated.subarray(0, count), d0, d1, d2);
      for (let i = 0; i < count; i++) {
        const gw = scale * partial[2 * i]!;
        const gw1 = scale * partial[2 * i + 1]!;
        const half = 0.5 * scale;
        for (let o = i * p; o < (i + 1) * p; o++) d0[o] = gw * d0[o]! + gw1 * d1[o]! + half * d2[o]!;
      }
      normalEquations(d0, count, p, even, shortfall, square, push);
      for (let c = 0; c < p; c++) {
        vector[c]! += push[c]!;
        for (let d = 0; d <= c; d++) matrix[c * p + d]! += square[c * p + d]!;
      }
      return cost;
    },
  };
}
