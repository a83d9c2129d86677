import type { Years } from '#base/units.ts';
import type { VolModel } from '#models/model.ts';
import { smileOf } from '#surface/moved-smile.ts';
import { curveOf, pointsOf, type SmileCurve } from '#surface/smile-curve.ts';
import type { TrackedExpiry } from './tracker.ts';

/** One expiry of a full fit, as its model's parameters. */
export interface FittedExpiry {
  readonly key: string;
  /** Instant of expiry, ms. */
  readonly expiry: number;
  /** Years to expiry and forward of the fit. */
  readonly t: number;
  readonly forward: number;
  /** Parameters in the model's order. */
  readonly theta: ArrayLike<number>;
  /** k of the outermost quotes that were fitted. */
  readonly quoted: readonly [number, number];
  /** Scatter of the quotes about the smile, ln vol; null where it is not known. */
  readonly noise: number | null;
  /** Window of the settlement average that the years are those of; absent or null: they are all there are. */
  readonly window?: Years | null;
}

/** What a tracker follows of an expiry that was fitted. */
export function trackedExpiry(model: VolModel, fitted: FittedExpiry): TrackedExpiry {
  const { key, expiry, t, forward, quoted, noise, window = null } = fitted;
  const theta = Float64Array.from(fitted.theta);
  const curve = curveOf({ functions: model.smile({ t, forward }), theta });
  const from = { t, forward };
  // The same is asked for by either neighbour and by the looks that follow: its contours are made once.
  let last = { factor: Number.NaN, now: Number.NaN, curve };
  const asLaw = (factor: number, now: number): SmileCurve => {
    if (last.factor !== factor || last.now !== now) {
      const moved = { factor, map: 'vertical' as const, from };
      const made = curveOf({ functions: smileOf(model, { t: now, forward, moved }), theta });
      last = { factor, now, curve: made };
    }
    return last.curve;
  };
  return {
    key,
    expiry,
    t,
    quoted,
    curve,
    vol: Math.sqrt(pointsOf(curve)(0).w / t),
    wingSlope: model.wingSlope?.(theta) ?? 0,
    noise: noise ?? Number.NaN,
    window,
    ...(model.variances === undefined ? {} : { asLaw }),
  };
}
