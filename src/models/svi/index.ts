import type { GuessSlice, SliceModel } from '#models/model.ts';
import { sviCoordinates } from './coordinates.ts';
import { isButterflyFree } from './no-butterfly.ts';
import { separatedOptimum } from './separated.ts';
import { strictCoordinates } from './strict-coordinates.ts';
import { svi as smiles } from './svi.ts';

const SLOPE_FLOOR = 1e-3;
const SLOPE_CAP = 1.9;

/**
 * A first guess that one Levenberg-Marquardt start brings to the optimum: lowest quote, its place,
 * the slopes of the outer segments, a vertex an eighth of the quoted span wide.
 */
function guess(slice: GuessSlice, theta: Float64Array): void {
  const { k, w } = slice;
  const last = k.length - 1;
  let low = 0;
  for (let i = 1; i <= last; i++) if (w[i]! < w[low]!) low = i;
  const span = k[last]! - k[0]!;
  const clip = (slope: number): number => Math.min(SLOPE_CAP, Math.max(SLOPE_FLOOR, slope));
  // A call and a put of one strike stand at one k: the outer segments end at the next strike.
  let second = 1;
  while (second < last && k[second] === k[0]) second++;
  let penultimate = last - 1;
  while (penultimate > 0 && k[penultimate] === k[last]) penultimate--;
  const left = clip(-(w[second]! - w[0]!) / (k[second]! - k[0]!));
  const right = clip((w[last]! - w[penultimate]!) / (k[last]! - k[penultimate]!));
  const sigma = span / 8;
  theta[1] = (left + right) / 2;
  theta[2] = (right - left) / (right + left);
  theta[3] = k[low]!;
  theta[4] = sigma;
  theta[0] = w[low]! - sigma * Math.sqrt(left * right);
}

/** Share of sigma by which a vertex is widened at a time. */
const RETREAT = 0.01;

/** SVI in coordinates that keep w positive and the wings within Lee's bound. */
export const svi: SliceModel = {
  ...smiles,
  scope: 'slice',
  guess,
  approach: separatedOptimum,
  coordinates: sviCoordinates,
  noButterfly: {
    contains: isButterflyFree,
    holdable: ['rho'],
    coordinates: strictCoordinates,
    /** Widens the vertex in its own proportions: sigma rises with alpha, b, rho and mu held. */
    retreat(x, theta) {
      x[4]! += RETREAT * theta[4]!;
    },
  },
};
