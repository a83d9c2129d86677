import { durrlemanG } from '#surface/durrleman.ts';
import type { SmileCurve } from '#surface/smile-curve.ts';
import { uniformGrid } from '#surface/smile-grid.ts';

/** Points of the second look; none of them is one of the grid that the limits were found on. */
const POINTS = 1733;
/** What rounding may make of a density at its cap. */
const ROUNDING = 1e-9;

type Range = readonly [number, number];
type Columns = [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];

const [k, w, w1, w2, later, unused] = Array.from({ length: 6 }, () => new Float64Array(POINTS)) as Columns;

function hasDensity(curve: SmileCurve, range: Range): boolean {
  uniformGrid(...range, k);
  curve.derivatives(k, w, w1, w2);
  for (let j = 0; j < POINTS; j++)
    if (!(w[j]! > 0 && durrlemanG(k[j]!, w[j]!, w1[j]!, w2[j]!) >= -ROUNDING)) return false;
  return true;
}

function isBelow(curve: SmileCurve, next: SmileCurve, range: Range): boolean {
  uniformGrid(...range, k);
  curve.derivatives(k, w, w1, w2);
  next.derivatives(k, later, w1, unused);
  for (let j = 0; j < POINTS; j++) if (!(w[j]! <= later[j]!)) return false;
  return true;
}

/**
 * Looks at smiles as they are about to be published, on a finer grid than that of their limits.
 *
 * @param own k on which each has a density, length n
 * @param pairs k on which neighbours do not cross, length n - 1
 * @returns indices of the expiries with g < 0, and of those that cross the next
 */
export function publishedFaults(
  curves: readonly SmileCurve[],
  own: readonly Range[],
  pairs: readonly Range[],
): { readonly butterfly: readonly number[]; readonly calendar: readonly number[] } {
  const butterfly: number[] = [];
  const calendar: number[] = [];
  curves.forEach((curve, i) => {
    if (!hasDensity(curve, own[i]!)) butterfly.push(i);
    const pair = pairs[i];
    if (pair !== undefined && !isBelow(curve, curves[i + 1]!, pair)) calendar.push(i);
  });
  return { butterfly, calendar };
}
