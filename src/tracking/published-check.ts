import { durrlemanG } from '#surface/durrleman-g.ts';
import type { SmileCurve } from '#surface/smile-curve.ts';
import { lookColumns, secondGrid } from './look-grid.ts';

/** Even points of the second look, and those of laws, which cost a hundred times as much. */
const POINTS = 1217;
const LAW_POINTS = 257;
/** What rounding may make of a density at its cap. */
const ROUNDING = 1e-9;

type Range = readonly [number, number];

function hasDensity(curve: SmileCurve, range: Range): boolean {
  const k = secondGrid([curve], range, POINTS);
  const [w, w1, w2] = lookColumns(k.length);
  curve.derivatives(k, w, w1, w2);
  for (let j = 0; j < k.length; j++)
    if (!(w[j]! > 0 && durrlemanG(k[j]!, w[j]!, w1[j]!, w2[j]!) >= -ROUNDING)) return false;
  return true;
}

function isBelow(curve: SmileCurve, next: SmileCurve, range: Range, points: number): boolean {
  const k = secondGrid([curve, next], range, points);
  const [w, later, unused1, unused2] = lookColumns(k.length);
  curve.derivatives(k, w, unused1, unused2);
  next.derivatives(k, later, unused1, unused2);
  for (let j = 0; j < k.length; j++) if (!(w[j]! <= later[j]!)) return false;
  return true;
}

/**
 * Looks at smiles as they are about to be published, at other points than their limits were found at.
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
    if (pair !== undefined && !isBelow(curve, curves[i + 1]!, pair, own === null ? LAW_POINTS : POINTS))
      calendar.push(i);
  });
  return { butterfly, calendar };
}
