import type { ParameterSpec } from '#models/model.ts';

/** Parameters of Bates's jumps, after those of the Heston model; in the order of `#pricing/bates.ts`. */
export const jumpParameters: readonly ParameterSpec[] = [
  {
    name: 'lambda',
    symbol: 'λ',
    unit: '1/year',
    lower: 0,
    upper: 50,
    shared: true,
    note: 'Jumps expected in a year.',
    formula: 'P(jump in dt) = λ dt',
  },
  {
    name: 'muJ',
    symbol: 'μJ',
    unit: 'none',
    lower: -1,
    upper: 1,
    shared: true,
    note: 'Mean jump of ln S: it tilts the smile of short expiries.',
    formula: 'jump of ln S ~ N(μ_J, σ_J²)',
  },
  {
    name: 'sigmaJ',
    symbol: 'σJ',
    unit: 'none',
    lower: 0.001,
    upper: 1,
    shared: true,
    note: 'Standard deviation of a jump of ln S: it lifts both wings of short expiries.',
    formula: 'jump of ln S ~ N(μ_J, σ_J²)',
  },
];

/**
 * Starts (lambda, muJ, sigmaJ), beside those of the Heston part. The sum of squares has several minima in
 * the jumps, one of them without any and one with a rare jump as wide as its mean, which the last start is for:
 * from 30 random starts on each of three real boards nothing lower than the best of these was found.
 */
export const jumpStarts: readonly (readonly [lambda: number, muJ: number, sigmaJ: number])[] = [
  [1, -0.15, 0.1],
  [1, 0.1, 0.1],
  [5, -0.05, 0.05],
  [0.3, -0.3, 0.2],
  [0.2, -0.5, 0.7],
];
