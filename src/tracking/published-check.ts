import { durrlemanG } from '#surface/durrleman.ts';
import type { SmileCurve } from '#surface/smile-curve.ts';
import { uniformGrid } from '#surface/smile-grid.ts';

/** Points of the second look; none of them is one of the grid that the limits were found on. */
const POINTS = 1733;
/** The same of smiles of laws, which cost a hundred times as much and bend little. */
const LAW_POINTS = 433;
/** What rounding may make of a density at its cap. */
const ROUNDING = 1e-9;

type Range = readonly [number, number];
type Columns = [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];

const columnsOf = (points: number): Columns =>
  Array.from({ length: 6 }, () => new Float64Array(points)) as Columns;
const [fine, coarse] = [columnsOf(POINTS), columnsOf(LAW_POINTS)];

function hasDensity(curve: SmileCurve, range: Range): boolean {
  const [k, w, w1, w2] = fine;
  uniformGrid(...range, k);
  curve.derivatives(k, w, w1, w2);
  for (let j = 0; j < POINTS; j++)
    if (!(w[j]! > 0 && durrlemanG(k[j]!, w[j]!, w1[j]!, w2[j]!) >= -ROUNDING)) return false;
  return true;
}

function isBelow(curve: SmileCurve, next: SmileCurve, range: Range, columns: Columns): boolean {
  const [k, w, w1, w2, later, unused] = columns;
  uniformGrid(...range, k);
  curve.derivatives(k, w, w1, w2);
  next.derivatives(k, later, w1, unused);
  for (let j = 0; j < k.length; j++) if (!(w[j]! <= later[j]!)) return false;
  return true;
}

/**
 * Looks at smiles as they are about to be published, on a finer grid than that of their limits.
 *
 * @param own k on which each has a density, length n; null: they are laws, and have one
 * @param pairs k on which neighbours do not cross, length n - 1
 * @returns indices of the expiries with g < 0, and of those that cross the next
 */
export function publishedFaults(
  curves: readonly SmileCurve[],
  own: readonly Range[] | null,
  pairs: readonly Range[],
): { readonly butterfly: readonly number[]; readonly calendar: readonly number[] } {
  const butterfly: number[] = [];
  const calendar: number[] = [];
  curves.forEach((curve, i) => {
    if (own !== null && !hasDensity(curve, own[i]!)) butterfly.push(i);
    const pair = pairs[i];
    if (pair !== undefined && !isBelow(curve, curves[i + 1]!, pair, own === null ? coarse : fine))
      calendar.push(i);
  });
  return { butterfly, calendar };
}
