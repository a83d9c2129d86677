import type { ParameterSpec, VolModel } from '#models/model.ts';
import { agedJumpWings, jumpWingsView, wingsView } from './jump-wings.ts';
import { naturalView } from './natural.ts';
import { sviSmile } from './raw.ts';
import { steadyWings } from './steady-wings.ts';

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

/** Raw SVI per expiry. */
export const svi: VolModel = {
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
  smile: () => sviSmile,
  scaling: { vertical: [1, 1, 0, 0, 0], standardised: [1, 0.5, 0, 0.5, 0.5] },
  wingSlope: (theta) => theta[1]! * (1 + Math.abs(theta[2]!)),
};
