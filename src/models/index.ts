import { bates, heston } from './heston/index.ts';
import type { VolModel } from './model.ts';
import { sabr, sabrObloj } from './sabr/index.ts';
import { essvi, ssvi, ssviHeston } from './ssvi/index.ts';
import { svi } from './svi/index.ts';

/** Every model, in the order of the Model list. */
export const models: readonly VolModel[] = [svi, ssvi, ssviHeston, essvi, sabr, sabrObloj, heston, bates];

/** The model with this id. */
export function modelById(id: string): VolModel | undefined {
  return models.find((model) => model.id === id);
}
