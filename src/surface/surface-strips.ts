/** How a surface is evaluated: rows in time over fixed log-moneyness. */
import type { VolModel } from '#models/model.ts';
import { smileOf } from './moved-smile.ts';
import type { VarianceClock } from './variance-clock.ts';
import type { SurfaceSlice } from './vol-surface.ts';

/**
 * One row of a surface at the k of its strip: w, dw/dk, d2w/dk2, and dw/dt at fixed k, per year. At an expiry dw/dt is
 * that of the time after it; at the last of several, of the time before it, which is quoted.
 */
export interface SurfaceRow {
  readonly w: Float64Array;
  readonly w1: Float64Array;
  readonly w2: Float64Array;
  readonly wt: Float64Array;
}

/** A surface on fixed k. */
export interface SurfaceStrip {
  /** The row at t > 0, into `row`, whose arrays are as long as k. */
  at(t: number, row: SurfaceRow): void;
}

export interface SurfaceStrips {
  /** w at the one k and t > 0. */
  totalVariance(k: Float64Array, t: number): number;
  on(k: Float64Array): SurfaceStrip;
  /** w, dw/dk and d2w/dk2 at each k and t > 0, nothing kept. */
  derivatives(k: Float64Array, t: number, w: Float64Array, w1: Float64Array, w2: Float64Array): void;
}

/** w, w', w'' of one slice on the k of a strip. */
type SliceColumns = readonly [w: Float64Array, w1: Float64Array, w2: Float64Array];

/** Total variance linear in variance time at fixed k between slices. */
export function linearStrips(
  model: VolModel,
  sorted: readonly SurfaceSlice[],
  clock: VarianceClock,
  before: (t: number) => number,
): SurfaceStrips {
  const last = sorted.length - 1;
  const smiles = sorted.map((slice) => smileOf(model, slice));
  const tau = Float64Array.from(sorted, ({ t }) => clock.tau(t));
  const zero = new Float64Array(1);
  const out = new Float64Array(1);
  const variance = (i: number, k: Float64Array): number => {
    smiles[i]!.totalVariance(sorted[i]!.theta, k, out);
    return out[0]!;
  };
  let later = newColumns(1);
  let growth: number | null = null;
  /** Forward variance at the money after the last slice, per year of variance time. */
  const beyond = (): number => {
    if (growth !== null) return growth;
    let previous = last - 1;
    while (previous >= 0 && tau[previous] === tau[last]) previous--;
    const earlier = previous < 0 ? 0 : variance(previous, zero);
    const since = previous < 0 ? 0 : tau[previous]!;
    growth = Math.max(0, (variance(last, zero) - earlier) / (tau[last]! - since));
    return growth;
  };
  const shareOf = (i: number, t: number): number => (clock.tau(t) - tau[i]!) / (tau[i + 1]! - tau[i]!);
  return {
    totalVariance(k, t) {
      const i = before(t);
      if (i < 0) return variance(0, k) * (clock.tau(t) / tau[0]!);
      const here = variance(i, k);
      if (i === last) return here + beyond() * (clock.tau(t) - tau[last]!);
      const share = shareOf(i, t);
      return share === 0 ? here : (1 - share) * here + share * variance(i + 1, k);
    },
    derivatives(k, t, w, w1, w2) {
      const i = before(t);
      const a = Math.max(0, i);
      smiles[a]!.derivatives(sorted[a]!.theta, k, w, w1, w2);
      if (i < 0) {
        const share = clock.tau(t) / tau[0]!;
        for (const column of [w, w1, w2]) for (let j = 0; j < k.length; j++) column[j]! *= share;
      } else if (i === last) {
        const lift = beyond() * (clock.tau(t) - tau[last]!);
        for (let j = 0; j < k.length; j++) w[j]! += lift;
      } else {
        const share = shareOf(i, t);
        if (share === 0) return;
        if (later[0].length !== k.length) later = newColumns(k.length);
        smiles[i + 1]!.derivatives(sorted[i + 1]!.theta, k, later[0], later[1], later[2]);
        mix(w, later[0], share);
        mix(w1, later[1], share);
        mix(w2, later[2], share);
      }
    },
    on(k) {
      const n = k.length;
      const kept: (SliceColumns | undefined)[] = [];
      const columns = (i: number): SliceColumns => {
        const known = kept[i];
        if (known !== undefined) return known;
        const fresh = newColumns(n);
        smiles[i]!.derivatives(sorted[i]!.theta, k, fresh[0], fresh[1], fresh[2]);
        kept[i] = fresh;
        return fresh;
      };
      return {
        at(t, row) {
          const i = last > 0 && t === sorted[last]!.t && tau[last - 1]! < tau[last]! ? last - 1 : before(t);
          const rate = clock.rate(t);
          if (i < 0) {
            const share = clock.tau(t) / tau[0]!;
            const first = columns(0);
            scaled(first, share, row);
            const slope = rate / tau[0]!;
            for (let j = 0; j < n; j++) row.wt[j] = slope * first[0][j]!;
          } else if (i === last) {
            scaled(columns(last), 1, row);
            const lift = beyond() * (clock.tau(t) - tau[last]!);
            for (let j = 0; j < n; j++) row.w[j]! += lift;
            row.wt.fill(beyond() * rate);
          } else {
            mixed(columns(i), columns(i + 1), shareOf(i, t), rate / (tau[i + 1]! - tau[i]!), row);
          }
        },
      };
    },
  };
}

function newColumns(n: number): SliceColumns {
  return [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
}

/** a := (1 - share) a + share b. */
function mix(a: Float64Array, b: Float64Array, share: number): void {
  const rest = 1 - share;
  for (let j = 0; j < a.length; j++) a[j] = rest * a[j]! + share * b[j]!;
}

function scaled([w, w1, w2]: SliceColumns, by: number, row: SurfaceRow): void {
  for (let j = 0; j < w.length; j++) {
    row.w[j] = by * w[j]!;
    row.w1[j] = by * w1[j]!;
    row.w2[j] = by * w2[j]!;
  }
}

function mixed(a: SliceColumns, b: SliceColumns, share: number, slope: number, row: SurfaceRow): void {
  const [a0, a1, a2] = a;
  const [b0, b1, b2] = b;
  const { w, w1, w2, wt } = row;
  const rest = 1 - share;
  for (let j = 0; j < a0.length; j++) {
    const from = a0[j]!;
    const to = b0[j]!;
    w[j] = rest * from + share * to;
    wt[j] = slope * (to - from);
    w1[j] = rest * a1[j]! + share * b1[j]!;
    w2[j] = rest * a2[j]! + share * b2[j]!;
  }
}
