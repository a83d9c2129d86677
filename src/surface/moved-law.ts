/**
 * The smile of a law that a scalar has moved: its sources of variance m times as strong, of Heston's v0 and theta, at the time
 * that is left, m such that the total variance at the forward is that of the fit times the factor. It is the smile of a law
 * again: no scalar gives it butterfly arbitrage.
 */
import type { SmileAt, SmileFunctions, VolModel } from '#models/model.ts';

/** A model of a law, with the places of its variances. */
interface Law extends Pick<VolModel, 'smile'> {
  readonly variances: readonly number[];
}

/** Relative error of the total variance at the forward. */
const SETTLED = 1e-13;
const STEPS = 60;
/** ln m of one step at most. */
const FARTHEST = 2;

const MONEY = new Float64Array(1);

/** The smile of a moved law, and the law it is the smile of. */
interface MovedLaw extends SmileFunctions {
  /** Parameters that give at the time that is left what those of the fit give once they have moved, in a fresh array. */
  parameters(theta: Float64Array): Float64Array;
}

/**
 * @param at time to expiry and forward now
 * @param moved the factor, and where the parameters were fitted
 */
export function createMovedLaw(
  { smile, variances }: Law,
  at: SmileAt,
  { factor, from }: { readonly factor: number; readonly from: SmileAt },
): MovedLaw {
  const [now, before] = [smile({ t: at.t, forward: at.forward }), smile(from)];
  const isStill = factor === 1 && at.t === from.t;
  const total = new Float64Array(1);
  const atMoney = (functions: SmileFunctions, theta: Float64Array): number => {
    functions.totalVariance(theta, MONEY, total);
    return total[0]!;
  };
  const times = (theta: Float64Array, m: number): Float64Array => {
    const out = theta.slice();
    for (const j of variances) out[j]! *= m;
    return out;
  };
  /** m by the secant of ln w over ln m, which is nearly straight; NaN where there is none. */
  const strength = (theta: Float64Array): number => {
    if (isStill) return 1;
    const goal = Math.log(factor * atMoney(before, theta));
    const gapAt = (lnM: number): number => Math.log(atMoney(now, times(theta, Math.exp(lnM)))) - goal;
    let [lnM, slope] = [Math.log((factor * from.t) / at.t), 1];
    let gap = gapAt(lnM);
    for (let step = 0; step < STEPS && Math.abs(gap) > SETTLED; step++) {
      const by = Math.max(-FARTHEST, Math.min(FARTHEST, -gap / slope));
      const next = gapAt(lnM + by);
      if (by === 0 || next === gap) break;
      slope = (next - gap) / by > 0 ? (next - gap) / by : slope;
      [lnM, gap] = [lnM + by, next];
    }
    return Math.abs(gap) < 1e-9 ? Math.exp(lnM) : Number.NaN;
  };
  let last: Float64Array | null = null;
  let found: { readonly m: number; readonly theta: Float64Array } = { m: 1, theta: MONEY };
  const solved = (theta: Float64Array): typeof found => {
    if (last === null || theta.some((value, j) => value !== last![j])) {
      last = theta.slice();
      const m = strength(last);
      found = { m, theta: times(last, m) };
    }
    return found;
  };
  return {
    parameters: (theta) => solved(theta).theta.slice(),
    totalVariance: (theta, k, out) => now.totalVariance(solved(theta).theta, k, out),
    derivatives: (theta, k, w, w1, w2) => now.derivatives(solved(theta).theta, k, w, w1, w2),
    /** m moves with the parameters: what it is held to does. */
    jacobian(theta, k, out) {
      const { m, theta: here } = solved(theta);
      const p = theta.length;
      const [was, is] = [new Float64Array(p), new Float64Array(p)];
      before.jacobian(theta, MONEY, was);
      now.jacobian(here, MONEY, is);
      now.jacobian(here, k, out);
      /** Along m of a row of derivatives. */
      const along = (row: Float64Array, o: number): number =>
        variances.reduce((sum, j) => sum + row[o + j]! * theta[j]!, 0);
      const own = Float64Array.from({ length: p }, (_, j) => (variances.includes(j) ? m : 1));
      const money = along(is, 0);
      const byM = own.map((each, j) => (factor * was[j]! - is[j]! * each) / money);
      for (let i = 0; i < k.length; i++) {
        const o = i * p;
        const lever = along(out, o);
        for (let j = 0; j < p; j++) out[o + j] = out[o + j]! * own[j]! + lever * byM[j]!;
      }
    },
  };
}
