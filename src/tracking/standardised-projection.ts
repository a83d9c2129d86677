/**
 * The nearest scalars without calendar arbitrage where smiles are moved in standardised k, or as laws are: x enters the
 * argument of each smile, so that how far two neighbours must stay apart depends on where they are. The condition is
 * tightened about the present scalars and solved as the vertical one is, until nothing moves; what that leaves is lowered
 * away.
 *
 * Each smile rises in x at every k, d/d ln x of x w(k/sqrt x) = x w (1 - u w'/(2w)), u = k/sqrt x, which a smile without
 * butterfly arbitrage keeps above zero: M. Fukasawa, "The normalizing transformation of the implied volatility smile",
 * Mathematical Finance 22(4), 2012.
 */
import { pointsOf, type SmileCurve } from '#surface/smile-curve.ts';
import { projectScalars } from './calendar-projection.ts';
import { leastOn, lookColumns, lookGrid } from './look-grid.ts';

/** Even points at which smiles are looked at, where nothing else is said. */
const POINTS = 301;
/** Room between neighbours for what a refined minimum may lack, relative. */
const MARGIN = 1e-6;
const TURNS = 12;
/** ln x that nothing is moved past in search of a place, where nothing else is said. */
const FAR = 8;
const BISECTIONS = 32;

/** What a projection in standardised k is asked. n expiries, n - 1 pairs. */
export interface StandardisedProblem {
  /** Each smile as moved by ln x. */
  readonly movedBy: (i: number, z: number) => SmileCurve;
  /** k on which each pair may not cross. */
  readonly pairs: readonly (readonly [number, number])[];
  /** Pairs that may cross all the same; none where it is absent. */
  readonly mayCross?: readonly boolean[];
  /** ln x wished for, weights and ln of the largest x; length n. */
  readonly z: Float64Array;
  readonly weight: Float64Array;
  readonly lnCap: Float64Array;
  /** ln x that nothing is moved past in search of a place: as far as `movedBy` has smiles. */
  readonly far?: number;
  /** Even points at which pairs are looked at. */
  readonly points?: number;
}

/** Whether the earlier of two neighbours as moved lies below the later on a range, each local maximum of their ratio refined. */
function createBelow({
  movedBy,
  pairs,
  mayCross,
  points = POINTS,
}: Pick<StandardisedProblem, 'movedBy' | 'pairs' | 'mayCross' | 'points'>) {
  return (i: number, z: number, zLater: number): boolean => {
    if (mayCross?.[i] === true) return true;
    const [one, two] = [movedBy(i, z), movedBy(i + 1, zLater)];
    const k = lookGrid([one, two], pairs[i]!, points);
    const [earlier, later, unused1, unused2, falls] = lookColumns(k.length);
    one.derivatives(k, earlier, unused1, unused2);
    two.derivatives(k, later, unused1, unused2);
    for (let j = 0; j < k.length; j++) {
      falls[j] = -earlier[j]! / later[j]!;
      if (!(falls[j]! > -1)) return false;
    }
    const [at, other] = [pointsOf(one), pointsOf(two)];
    const value = leastOn(k, falls, (place) => -at(place).w / other(place).w);
    return value >= -1 / (1 + MARGIN);
  };
}

/** Largest value in [low, high] at which `holds`, which holds below it alone; low where it holds nowhere. */
function lastHeld(holds: (z: number) => boolean, low: number, high: number): number {
  if (holds(high)) return high;
  let [a, b] = [low, high];
  for (let turn = 0; turn < BISECTIONS; turn++) {
    const middle = 0.5 * (a + b);
    if (holds(middle)) a = middle;
    else b = middle;
  }
  return a;
}

/**
 * The ln x near those wished for at which no two neighbours cross on their range, each at most its cap. Those wished for
 * are taken, capped, where nothing crosses.
 *
 * @returns n numbers in a fresh array
 */
export function projectStandardised(problem: StandardisedProblem): Float64Array {
  const { pairs, z, weight, lnCap, far = FAR } = problem;
  const below = createBelow(problem);
  const apart = (at: Float64Array): boolean => pairs.every((_, i) => below(i, at[i]!, at[i + 1]!));
  /** How much less than the later scalar the earlier may be, at most, about a place of the earlier. */
  const gap = (i: number, at: number): number => -lastHeld((down) => below(i, at, at - down), -far, far);
  let out: Float64Array = z.map((value, i) => Math.min(value, lnCap[i]!));
  for (let turn = 0; turn < TURNS && !apart(out); turn++) {
    const lnRatio = Float64Array.from(pairs, (_, i) => gap(i, out[i]!));
    out = projectScalars({ z, weight, lnRatio, lnCap });
  }
  for (let i = pairs.length - 1; i >= 0; i--)
    out[i] = lastHeld((at) => below(i, at, out[i + 1]!), out[i]! - far, out[i]!);
  return out;
}
