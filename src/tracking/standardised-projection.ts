/**
 * The nearest scalars without calendar arbitrage where smiles are moved in standardised k: x enters the argument of each
 * smile, so that how far two neighbours must stay apart depends on where they are. The condition is tightened about the
 * present scalars and solved as the vertical one is, until nothing moves; what that leaves is lowered away.
 *
 * Each smile rises in x at every k, d/d ln x of x w(k/sqrt x) = x w (1 - u w'/(2w)), u = k/sqrt x, which a smile without
 * butterfly arbitrage keeps above zero: M. Fukasawa, "The normalizing transformation of the implied volatility smile",
 * Mathematical Finance 22(4), 2012.
 */
import { uniformGrid } from '#surface/durrleman.ts';
import type { SmileCurve } from '#surface/smile-curve.ts';
import { projectScalars } from './calendar-projection.ts';
import { scaledSmile } from './scaled-smile.ts';

const POINTS = 401;
/** Room between neighbours for what lies between the points of the grid, relative. */
const MARGIN = 1e-5;
const TURNS = 12;
/** ln x that nothing is moved past in search of a place. */
const FAR = 3;
const BISECTIONS = 44;

/** What a projection in standardised k is asked. n expiries, n - 1 pairs. */
export interface StandardisedProblem {
  readonly curves: readonly SmileCurve[];
  /** k on which each pair may not cross. */
  readonly pairs: readonly (readonly [number, number])[];
  /** ln x wished for, weights and ln of the largest x; length n. */
  readonly z: Float64Array;
  readonly weight: Float64Array;
  readonly lnCap: Float64Array;
}

/** Total variances of moved smiles on the grid of a range. */
function createRows(curves: readonly SmileCurve[]) {
  const [k, unused1, unused2] = [0, 1, 2].map(() => new Float64Array(POINTS)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return (i: number, z: number, range: readonly [number, number], out: Float64Array): void => {
    uniformGrid(range[0], range[1], k);
    scaledSmile(curves[i]!, Math.exp(z), 'standardised').derivatives(k, out, unused1, unused2);
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
export function projectStandardised({ curves, pairs, z, weight, lnCap }: StandardisedProblem): Float64Array {
  const row = createRows(curves);
  const [earlier, later] = [new Float64Array(POINTS), new Float64Array(POINTS)];
  const below = (): boolean => earlier.every((w, j) => w * (1 + MARGIN) <= later[j]!);
  const apart = (at: Float64Array): boolean =>
    pairs.every((range, i) => {
      row(i, at[i]!, range, earlier);
      row(i + 1, at[i + 1]!, range, later);
      return below();
    });
  /** How much less than the later scalar the earlier may be, at most, about a place of the earlier. */
  const gap = (i: number, at: number): number => {
    row(i, at, pairs[i]!, earlier);
    const fall = lastHeld(
      (down) => {
        row(i + 1, at - down, pairs[i]!, later);
        return below();
      },
      -FAR,
      FAR,
    );
    return -fall;
  };
  let out: Float64Array = z.map((value, i) => Math.min(value, lnCap[i]!));
  for (let turn = 0; turn < TURNS && !apart(out); turn++) {
    const lnRatio = Float64Array.from(pairs, (_, i) => gap(i, out[i]!));
    out = projectScalars({ z, weight, lnRatio, lnCap });
  }
  for (let i = pairs.length - 1; i >= 0; i--) {
    row(i + 1, out[i + 1]!, pairs[i]!, later);
    out[i] = lastHeld(
      (at) => {
        row(i, at, pairs[i]!, earlier);
        return below();
      },
      out[i]! - FAR,
      out[i]!,
    );
  }
  return out;
}
