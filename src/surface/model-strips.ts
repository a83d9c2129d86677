/** Strips of a model that knows its own parameters between the expiries, or a law at every time. */
import type { VolModel } from '#models/model.ts';
import type { Smile } from './durrleman.ts';
import type { SurfaceRow, SurfaceStrips } from './surface-strips.ts';
import type { VarianceClock } from './variance-clock.ts';
import type { SurfaceSlice } from './vol-surface.ts';

/** Step of dw/dt as a share of the interval it stands in: its fourth power is lost, and its inverse in rounding. */
const STEP = 2e-3;

/**
 * Between expiries the parameters of `model.between`, or those of the later expiry where the model has a law for
 * every time. dw/dt is a central difference of fourth order along that path, which is smooth inside an interval;
 * the path of an interval is followed a hair past its ends. Outside the expiries only a law or `model.beyond` is
 * evaluated: `covers` tells where.
 */
export function modelStrips(
  model: VolModel,
  sorted: readonly SurfaceSlice[],
  clock: VarianceClock,
  forward: (t: number) => number,
): SurfaceStrips & { covers(t: number): boolean } {
  const last = sorted.length - 1;
  const lawful = model.characteristic !== undefined;
  const p = sorted[0]!.theta.length;
  const theta = new Float64Array(p);
  const ends = Float64Array.from(sorted, ({ t }) => t);

  /**
   * Where t stands: the slices around it, the share of variance time between them, d share/dt, and how many times
   * faster the clock runs there than on the whole way between them.
   */
  const placeOf = (
    t: number,
  ): { a: number; b: number; share: number; speed: number; pace: number; length: number } => {
    let a = 0;
    while (a < last - 1 && ends[a + 1]! <= t) a++;
    const b = Math.min(a + 1, last);
    if (t > ends[last]! && model.beyond !== undefined) {
      const start = last > 0 && ends[last - 1]! < ends[last]! ? last - 1 : -1;
      const [from, to] = [start < 0 ? 0 : clock.tau(ends[start]!), clock.tau(ends[last]!)];
      const share = (clock.tau(t) - from) / (to - from);
      const rate = clock.rate(t);
      const pace = (rate * (ends[last]! - (start < 0 ? 0 : ends[start]!))) / (to - from);
      return { a: start, b: -1, share, speed: rate / (to - from), pace, length: ends[last]! };
    }
    if (ends[a]! >= ends[b]! || t < ends[0]! || t > ends[last]!) {
      const end = t < ends[0]! ? 0 : last;
      return { a: end, b: end, share: 0, speed: 0, pace: 1, length: t };
    }
    const [from, to] = [clock.tau(ends[a]!), clock.tau(ends[b]!)];
    const share = (clock.tau(t) - from) / (to - from);
    const [rate, length] = [clock.rate(t), ends[b]! - ends[a]!];
    return { a, b, share, speed: rate / (to - from), pace: (rate * length) / (to - from), length };
  };
  const variance = (
    k: Float64Array,
    t: number,
    place: ReturnType<typeof placeOf>,
    by: number,
    out: Float64Array,
  ) => {
    const { a, b, share, speed } = place;
    parameters(a, b, share + by * speed);
    model.smile({ t: t + by, forward: forward(t) }).totalVariance(theta, k, out);
  };
  const parameters = (a: number, b: number, share: number): void => {
    if (b < 0) model.beyond?.(a < 0 ? null : sorted[a]!.theta, sorted[last]!.theta, share, theta);
    else if (a === b || model.between === undefined) theta.set(sorted[b]!.theta);
    else model.between(sorted[a]!.theta, sorted[b]!.theta, share, theta);
  };
  let kept: (Smile & { readonly t: number }) | null = null;
  /** The smile at t, that of the last question where it is asked again: making one may cost more than a row of it. */
  const smileAt = (t: number): Smile => {
    if (kept?.t === t) return kept;
    const { a, b, share } = placeOf(t);
    parameters(a, b, share);
    kept = { t, functions: model.smile({ t, forward: forward(t) }), theta: theta.slice() };
    return kept;
  };
  const out = new Float64Array(1);
  return {
    covers: (t) =>
      lawful ||
      (t > ends[last]! && model.beyond !== undefined) ||
      (t >= ends[0]! && t <= ends[last]! && last > 0 && model.between !== undefined),
    totalVariance(k, t) {
      const smile = smileAt(t);
      smile.functions.totalVariance(smile.theta, k, out);
      return out[0]!;
    },
    derivatives(k, t, w, w1, w2) {
      const smile = smileAt(t);
      smile.functions.derivatives(smile.theta, k, w, w1, w2);
    },
    on(k) {
      const side = [0, 1, 2, 3].map(() => new Float64Array(k.length));
      return {
        at(t, { w, w1, w2, wt }: SurfaceRow) {
          const place = placeOf(t);
          // On a fast day a step of the calendar would lead far past the ends of the path.
          const step = Math.min(STEP * place.length, t / 4) / Math.max(1, place.pace);
          const [near, back, far, farBack] = side as [Float64Array, Float64Array, Float64Array, Float64Array];
          variance(k, t, place, step, near);
          variance(k, t, place, -step, back);
          variance(k, t, place, 2 * step, far);
          variance(k, t, place, -2 * step, farBack);
          for (let j = 0; j < k.length; j++) {
            wt[j] = (8 * (near[j]! - back[j]!) - (far[j]! - farBack[j]!)) / (12 * step);
          }
          const smile = smileAt(t);
          smile.functions.derivatives(smile.theta, k, w, w1, w2);
        },
      };
    },
  };
}
