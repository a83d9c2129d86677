import type { VolModel } from '#models/model.ts';
import { modelStrips } from './model-strips.ts';
import type { MovableAt } from './moved-smile.ts';
import type { SmileCurve } from './smile-curve.ts';
import { linearStrips, type SurfaceStrip, type SurfaceStrips } from './surface-strips.ts';
import { CALENDAR, pacedClock, type VarianceClock } from './variance-clock.ts';

/** One fitted slice as a surface needs it. */
export interface SurfaceSlice extends MovableAt {
  readonly theta: Float64Array;
}

/** A surface over k = ln(K/F) and time in years, 0 and later. */
export interface VolSurface {
  /** Ascending times of the slices. */
  readonly times: Float64Array;
  /** How variance runs in time between them; the calendar where the model has a law for every time. */
  readonly clock: VarianceClock;
  totalVariance(k: number, t: number): number;
  /** sqrt(w/t), decimal; at t = 0 its limit. */
  vol(k: number, t: number): number;
  /** Forward at t: log-linear between the slices' forwards, flat outside. */
  forward(t: number): number;
  /** The surface on fixed k, any length, for rows of it at many times. */
  on(k: Float64Array): SurfaceStrip;
  /** The smile at t > 0. */
  curve(t: number): SmileCurve;
}

/** Where the volatility at t = 0 is read: short against any expiry, long against rounding. */
const SOON = 1e-9;

/**
 * Surface through fitted slices, free of calendar arbitrage wherever the slices themselves do not cross.
 *
 * Between expiries total variance is linear in variance time at fixed log-moneyness. Before the first it goes to
 * zero in proportion: the volatility at fixed k is constant (on the calendar's clock), and no butterfly arbitrage
 * can arise. After the last it grows at every k by the at-the-money forward variance of the last pair of expiries
 * (never less than none): in proportion, wings would grow beyond Lee's bound. A model with `between` or
 * `beyond` brings its own path of parameters between expiries or after the last, along the same clock; one with a law
 * for every time is asked outside them too, and has no other clock than its own. Slices that have moved since their
 * fit no longer lie on such a path: between them total variance is linear whatever the model.
 *
 * Source: J. Gatheral and A. Jacquier, "Arbitrage-free SVI volatility surfaces", Quantitative Finance
 * 14(1), 2014, lemma 5.1 and section 5.
 *
 * @param clock how variance accrues in time; the calendar by default
 * @throws RangeError without slices, or asked about a time before 0
 */
export function createSurface(
  model: VolModel,
  slices: readonly SurfaceSlice[],
  clock: VarianceClock = CALENDAR,
): VolSurface {
  if (slices.length === 0) throw new RangeError('a surface needs a slice');
  const sorted = [...slices].sort((a, b) => a.t - b.t);
  const times = Float64Array.from(sorted, (slice) => slice.t);
  const last = sorted.length - 1;
  const isPath = hasPath(model) && slices.every(({ moved }) => moved === undefined);
  const paced = isPath && isLawful(model) ? CALENDAR : pacedClock(clock, times);
  /** Index of the last slice at or before t; -1 before the first. */
  const before = (t: number): number => {
    if (!(t >= 0)) throw new RangeError(`a surface begins at time 0, not ${t}`);
    let i = -1;
    while (i < last && times[i + 1]! <= t) i++;
    return i;
  };
  const forward = (t: number): number => {
    const i = before(t);
    if (i < 0) return sorted[0]!.forward;
    if (i === last || t === times[i]) return sorted[i]!.forward;
    const share = (t - times[i]!) / (times[i + 1]! - times[i]!);
    return Math.exp((1 - share) * Math.log(sorted[i]!.forward) + share * Math.log(sorted[i + 1]!.forward));
  };
  const linear = linearStrips(model, sorted, paced, before);
  const strips = isPath ? patched(modelStrips(model, sorted, paced, forward), linear) : linear;
  const one = new Float64Array(1);
  const totalVariance = (k: number, t: number): number => {
    before(t);
    if (t === 0) return 0;
    one[0] = k;
    return strips.totalVariance(one, t);
  };
  return {
    times,
    clock: paced,
    totalVariance,
    vol(k, t) {
      const at = t === 0 ? SOON * times[0]! : t;
      return Math.sqrt(totalVariance(k, at) / at);
    },
    forward,
    on: strips.on,
    curve(t) {
      if (!(t > 0)) throw new RangeError(`a smile stands at a time after 0, not at ${t}`);
      return { derivatives: (k, w, w1, w2) => strips.derivatives(k, t, w, w1, w2) };
    },
  };
}

function hasPath(model: VolModel): boolean {
  return model.between !== undefined || model.beyond !== undefined || isLawful(model);
}

/** The model has a law for every time. */
function isLawful(model: VolModel): boolean {
  return model.characteristic !== undefined;
}

/** The model's own rows where it has them, linear ones elsewhere. */
function patched(own: ReturnType<typeof modelStrips>, linear: SurfaceStrips): SurfaceStrips {
  return {
    totalVariance: (k, t) => (own.covers(t) ? own : linear).totalVariance(k, t),
    derivatives: (k, t, w, w1, w2) => (own.covers(t) ? own : linear).derivatives(k, t, w, w1, w2),
    on(k) {
      const [inside, outside] = [own.on(k), linear.on(k)];
      return { at: (t, row) => (own.covers(t) ? inside : outside).at(t, row) };
    },
  };
}
