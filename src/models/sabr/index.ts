import type { SliceModel, VolModel } from '#models/model.ts';
import { sabrCoordinates } from './coordinates.ts';
import { guessSabr } from './guess.ts';
import { sabrObloj as oblojSmiles, sabr as sabrSmiles } from './sabr.ts';
import { approachLognormal } from './separated.ts';

const fittable = (smiles: VolModel): SliceModel => ({
  ...smiles,
  scope: 'slice',
  guess: guessSabr,
  approach: approachLognormal,
  coordinates: sabrCoordinates,
});

/** SABR by the expansion of Hagan et al. */
export const sabr = fittable(sabrSmiles);

/** SABR by Obloj's expansion. */
export const sabrObloj = fittable(oblojSmiles);
