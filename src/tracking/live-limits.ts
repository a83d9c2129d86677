import type { SmileCurve } from '#surface/smile-curve.ts';
import { butterflyCap } from './butterfly-cap.ts';
import { projectScalars } from './calendar-projection.ts';
import { calendarRatio, type LiveExpiry, liveRange } from './calendar-ratio.ts';
import { publishedFaults } from './published-check.ts';
import { type ScalarMap, scaledSmile } from './scaled-smile.ts';
import { projectStandardised } from './standardised-projection.ts';

/** One expiry of a base surface. */
export interface BaseExpiry extends LiveExpiry {
  readonly curve: SmileCurve;
  /** Largest |w'| in its wings, where the model knows it; 0 else. */
  readonly wingSlope: number;
  /** Of a law: its smile at so many years, with so many times the total variance at the forward. */
  readonly asLaw?: (factor: number, t: number) => SmileCurve;
}

/** How a base surface may be moved without arbitrage. */
export interface LiveLimits {
  /** k on which each expiry keeps a density; length n. */
  readonly own: readonly (readonly [number, number])[];
  /** k on which each pair of neighbours does not cross; length n - 1. */
  readonly pairs: readonly (readonly [number, number])[];
  /** ln of the largest x of each, x the square of its scalar; length n. */
  readonly lnCap: Float64Array;
  /** Indices of the expiries whose arbitrage of their own is followed: with g < 0, and crossing the next. */
  readonly faults: { readonly butterfly: readonly number[]; readonly calendar: readonly number[] };
  /** The smiles are those of laws: they have densities whatever their scalars are. */
  readonly areLaws: boolean;
  /** Moved by time alone, what is free of arbitrage stays so. */
  readonly agesFree: boolean;
  /** A smile as moved by x, at the years to expiry. */
  movedBy(i: number, x: number, t: number): SmileCurve;
  /** The nearest ln x to those wished for, by their weights, at the years to expiry. */
  project(z: Float64Array, weight: Float64Array, t: Float64Array): Float64Array;
}

/**
 * What becomes of arbitrage that the base surface has of its own. `followed`: such expiries are moved without a cap, or past
 * each other, and stay as near the market as they were fitted; `mended`: neighbours are moved apart, and an expiry that no
 * scalar makes free is lowered until hardly any of it is left.
 */
export type BaseFaults = 'followed' | 'mended';

const NONE: LiveLimits['faults'] = { butterfly: [], calendar: [] };

/** Share of a cap that is published at most. */
const SAFE = 0.999;
/** ln x of no cap, and ln R of neighbours that may cross. */
const FREE = 14;
/** ln x within which laws are moved apart, and points at which they are looked at: they bend little, and cost much. */
const LAW_FAR = 2;
const LAW_POINTS = 121;

/** Limits of the scalars of a base surface, its expiries nearest first. */
export function liveLimits(
  expiries: readonly BaseExpiry[],
  map: ScalarMap,
  baseFaults: BaseFaults,
): LiveLimits {
  const own = expiries.map((expiry) => liveRange([expiry]));
  const pairs = expiries.slice(1).map((later, i) => liveRange([expiries[i]!, later]));
  const curves = expiries.map(({ curve }) => curve);
  if (expiries.every(({ asLaw }) => asLaw !== undefined)) return lawLimits(expiries, own, pairs);
  const faults = baseFaults === 'followed' ? publishedFaults(curves, own, pairs) : NONE;
  const lnCap = Float64Array.from(expiries, ({ curve, wingSlope }, i) =>
    faults.butterfly.includes(i) ? FREE : Math.log(SAFE * butterflyCap(curve, own[i]!, map, wingSlope)),
  );
  const mayCross = pairs.map((_, i) => faults.calendar.includes(i));
  const movedBy = (i: number, x: number): SmileCurve => scaledSmile(curves[i]!, x, map);
  const common = { own, pairs, lnCap, faults, areLaws: false, movedBy };
  if (map === 'standardised') {
    const byLog = (i: number, z: number): SmileCurve => movedBy(i, Math.exp(z));
    return {
      ...common,
      agesFree: false,
      project: (z, weight) => projectStandardised({ movedBy: byLog, pairs, mayCross, z, weight, lnCap }),
    };
  }
  const lnRatio = Float64Array.from(pairs, (range, i) =>
    mayCross[i] ? -FREE : Math.log(calendarRatio(curves[i]!, curves[i + 1]!, range)),
  );
  // Time lowers every x, and that of the earlier of two more.
  return {
    ...common,
    agesFree: true,
    project: (z, weight) => projectScalars({ z, weight, lnRatio, lnCap }),
  };
}

/** Limits of a board of laws: the parameters that all of its expiries have are without arbitrage, and each stays a law. */
function lawLimits(
  expiries: readonly BaseExpiry[],
  own: LiveLimits['own'],
  pairs: LiveLimits['pairs'],
): LiveLimits {
  const lnCap = new Float64Array(expiries.length).fill(FREE);
  const movedBy = (i: number, x: number, t: number): SmileCurve => expiries[i]!.asLaw!(x, t);
  return {
    own,
    pairs,
    lnCap,
    faults: NONE,
    areLaws: true,
    agesFree: false,
    movedBy,
    project: (z, weight, t) =>
      projectStandardised({
        movedBy: (i, value) => movedBy(i, Math.exp(value), t[i]!),
        pairs,
        z,
        weight,
        lnCap,
        far: LAW_FAR,
        points: LAW_POINTS,
      }),
  };
}
