import type { GuessSlice, ParameterSpec, SliceModel } from '#models/model.ts';
import { sviCoordinates } from './coordinates.ts';
import { agedJumpWings, jumpWingsView, wingsView } from './jump-wings.ts';
import { naturalView } from './natural.ts';
import { isButterflyFree } from './no-butterfly.ts';
import { sviSmile } from './raw.ts';
import { separatedOptimum } from './separated.ts';
import { steadyWings } from './steady-wings.ts';
import { strictCoordinates } from './strict-coordinates.ts';

const parameters: readonly ParameterSpec[] = [
  {
    name: 'a',
    symbol: 'a',
    unit: 'variance',
    lower: -10,
    upper: 10,
    note: 'Level of the smile, in total variance.',
    formula: 'w(k) = a + b (ρ (k − m) + √((k − m)² + σ²))',
  },
  {
    name: 'b',
    symbol: 'b',
    unit: 'variance',
    lower: 1e-6,
    upper: 2,
    note: 'Angle between the asymptotes; the slope of either wing is at most 2.',
    formula: 'b (1 + |ρ|) ≤ 2',
  },
  {
    name: 'rho',
    symbol: 'rho',
    unit: 'none',
    lower: -0.999,
    upper: 0.999,
    note: 'Rotation: the asymmetry of the two wing slopes.',
    formula: 'ρ = (right slope − left slope) / (right slope + left slope)',
  },
  {
    name: 'm',
    symbol: 'm',
    unit: 'none',
    lower: -10,
    upper: 10,
    note: 'Translation of the smile along log-moneyness.',
    formula: 'k − m,  k = ln(K/F)',
  },
  {
    name: 'sigma',
    symbol: 'sigma',
    unit: 'none',
    lower: 1e-5,
    upper: 20,
    note: 'Smoothness of the vertex: the smaller, the sharper the smile at m.',
    formula: 'w″(m) = b / σ',
  },
];

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

/** Raw SVI per expiry, in coordinates that keep w positive and the wings within Lee's bound. */
export const svi: SliceModel = {
  id: 'svi',
  label: 'SVI',
  scope: 'slice',
  references: [
    'J. Gatheral, A parsimonious arbitrage-free implied volatility parameterization, Global Derivatives, Madrid, 2004',
    'J. Gatheral and A. Jacquier, Arbitrage-free SVI volatility surfaces, Quantitative Finance 14(1), 2014',
    'C. Martini and A. Mingone, No arbitrage SVI, SIAM Journal on Financial Mathematics 13(1), 2022',
    'R. Lee, The moment formula for implied volatility at extreme strikes, Mathematical Finance 14(3), 2004',
  ],
  parameters,
  views: [wingsView, naturalView],
  tabled: [jumpWingsView, naturalView],
  steady: steadyWings,
  aged: agedJumpWings,
  minQuotes: 5,
  guess,
  approach: separatedOptimum,
  smile: () => sviSmile,
  scaling: { vertical: [1, 1, 0, 0, 0], standardised: [1, 0.5, 0, 0.5, 0.5] },
  wingSlope: (theta) => theta[1]! * (1 + Math.abs(theta[2]!)),
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
