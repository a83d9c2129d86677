/** Every model as smiles, with what it says of itself: without the ways of fitting it, which are in `fittable.ts`. */
import { bates, heston } from './heston/heston.ts';
import type { VolModel } from './model.ts';
import { sabr, sabrObloj } from './sabr/sabr.ts';
import { essvi } from './ssvi/essvi.ts';
import { ssvi, ssviHeston } from './ssvi/ssvi.ts';
import { svi } from './svi/svi.ts';

/** Every model, in the order of the Model list. */
export const models: readonly VolModel[] = [svi, ssvi, ssviHeston, essvi, sabr, sabrObloj, heston, bates];

/** The model with this id. */
export function modelById(id: string): VolModel | undefined {
  return models.find((model) => model.id === id);
}
