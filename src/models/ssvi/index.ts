import type { SliceModel, SurfaceModel, VolModel } from '#models/model.ts';
import { curvatureBound } from './butterfly-bound.ts';
import { calendarCoordinates } from './calendar-domain.ts';
import { type CurvatureLaw, hestonLaw, powerLaw } from './curvature-law.ts';
import { essvi as essviSmiles } from './essvi.ts';
import { guessSlice } from './guess.ts';
import { freeCoordinates, strictCoordinates } from './slice-coordinates.ts';
import { SLICE_SIZE } from './smile.ts';
import { ssviHeston as ssviHestonSmiles, ssvi as ssviSmiles } from './ssvi.ts';
import { freeSurfaceCoordinates, strictSurfaceCoordinates } from './ssvi-coordinates.ts';

/** Share of its bound that psi keeps at each step back into the domain. */
const RETREAT = 0.99;

/** eSSVI, which can be kept free of butterfly and of calendar arbitrage on the whole line by coordinates alone. */
export const essvi: SliceModel = {
  ...essviSmiles,
  scope: 'slice',
  guess: guessSlice,
  coordinates: freeCoordinates,
  noButterfly: {
    contains: (slice) => slice[2]! <= curvatureBound(slice[0]!, slice[1]!).bound,
    holdable: ['theta', 'rho'],
    coordinates: strictCoordinates,
    retreat(x) {
      x[2]! *= RETREAT;
    },
  },
  noCalendar: { holdable: ['rho'], coordinates: calendarCoordinates },
};

function fittable(smiles: VolModel, law: CurvatureLaw): SurfaceModel {
  return {
    ...smiles,
    scope: 'surface',
    starts(slices) {
      const guesses = slices.map((slice) => {
        const guess = new Float64Array(SLICE_SIZE);
        guessSlice(slice, guess);
        return guess;
      });
      const values = new Float64Array(law.parameters.length);
      const column = (i: number): Float64Array => Float64Array.from(guesses, (guess) => guess[i]!);
      law.guess(column(0), column(2), values);
      const tilt = column(1).reduce((sum, value) => sum + value, 0) / slices.length;
      return [guesses.map((guess) => Float64Array.of(guess[0]!, tilt, ...values))];
    },
    coordinates: (slices, constraints) => freeSurfaceCoordinates(smiles.parameters, slices, constraints),
    noArbitrage: {
      coordinates: (slices, constraints) =>
        strictSurfaceCoordinates(law, smiles.parameters, slices, constraints),
    },
  };
}

/** SSVI with the power law. */
export const ssvi = fittable(ssviSmiles, powerLaw);

/** SSVI with the curvature of Heston's model. */
export const ssviHeston = fittable(ssviHestonSmiles, hestonLaw);
