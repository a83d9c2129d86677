import type { SmileCurve } from '#surface/smile-curve.ts';
import { butterflyCap } from './butterfly-cap.ts';
import { projectScalars } from './calendar-projection.ts';
import { calendarRatio, type LiveExpiry, liveRange } from './calendar-ratio.ts';
import type { Projection } from './published-scalars.ts';
import type { ScalarMap } from './scaled-smile.ts';
import { projectStandardised } from './standardised-projection.ts';

/** One expiry of a base surface. */
export interface BaseExpiry extends LiveExpiry {
  readonly curve: SmileCurve;
  /** Largest |w'| in its wings, where the model knows it; 0 else. */
  readonly wingSlope: number;
}

/** How a base surface may be moved without arbitrage. */
export interface LiveLimits {
  /** k on which each expiry keeps a density; length n. */
  readonly own: readonly (readonly [number, number])[];
  /** k on which each pair of neighbours does not cross; length n - 1. */
  readonly pairs: readonly (readonly [number, number])[];
  /** ln of the largest x of each, x the square of its scalar; length n. */
  readonly lnCap: Float64Array;
  readonly project: Projection;
}

/** Share of a cap that is published at most. */
const SAFE = 0.999;

/** Limits of the scalars of a base surface, its expiries nearest first. */
export function liveLimits(expiries: readonly BaseExpiry[], map: ScalarMap): LiveLimits {
  const own = expiries.map((expiry) => liveRange([expiry]));
  const pairs = expiries.slice(1).map((later, i) => liveRange([expiries[i]!, later]));
  const curves = expiries.map(({ curve }) => curve);
  const lnCap = Float64Array.from(expiries, ({ curve, wingSlope }, i) =>
    Math.log(SAFE * butterflyCap(curve, own[i]!, map, wingSlope)),
  );
  if (map === 'standardised')
    return {
      own,
      pairs,
      lnCap,
      project: (z, weight) => projectStandardised({ curves, pairs, z, weight, lnCap }),
    };
  const lnRatio = Float64Array.from(pairs, (range, i) =>
    Math.log(calendarRatio(curves[i]!, curves[i + 1]!, range)),
  );
  return { own, pairs, lnCap, project: (z, weight) => projectScalars({ z, weight, lnRatio, lnCap }) };
}
