import type { VolModel } from '#models/model.ts';
import { bates as batesLaw } from '#pricing/bates.ts';
import { heston as hestonLaw } from '#pricing/heston.ts';
import { hestonParameters } from './heston-parameters.ts';
import { jumpParameters } from './jump-parameters.ts';
import { createLawModel } from './law-model.ts';
import { batesPeaks, hestonPeaks } from './peaks.ts';

const REFERENCES = [
  'S. L. Heston, A closed-form solution for options with stochastic volatility, Review of Financial Studies 6, 1993',
  'Y. Cui, S. del Bano Rollin and G. Germano, Full and fast calibration of the Heston stochastic volatility model, European Journal of Operational Research 263, 2017',
  'R. Lord and C. Kahl, Complex logarithms in Heston-like models, Mathematical Finance 20(4), 2010',
];

/** v0 and theta; with jumps their intensity besides. */
const HESTON_VARIANCES: readonly number[] = [0, 2];

/** Heston's stochastic variance: five parameters for the whole board. */
export const heston: VolModel = createLawModel({
  id: 'heston',
  label: 'Heston',
  references: REFERENCES,
  parameters: hestonParameters,
  variances: HESTON_VARIANCES,
  characteristic: hestonLaw,
  peaks: hestonPeaks,
});

/** Heston's variance with normal jumps of ln S: eight parameters for the whole board. */
export const bates: VolModel = createLawModel({
  id: 'bates',
  label: 'Bates',
  references: [
    'D. S. Bates, Jumps and stochastic volatility: exchange rate processes implicit in Deutsche mark options, Review of Financial Studies 9, 1996',
    ...REFERENCES,
  ],
  parameters: [...hestonParameters, ...jumpParameters],
  variances: [...HESTON_VARIANCES, hestonParameters.length],
  characteristic: batesLaw,
  peaks: batesPeaks,
});
