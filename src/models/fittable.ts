/** Every model with the ways of fitting it, apart from `index.ts`: a page that draws smiles fits none. */
import { bates, heston } from './heston/index.ts';
import type { FittableModel } from './model.ts';
import { sabr, sabrObloj } from './sabr/index.ts';
import { essvi, ssvi, ssviHeston } from './ssvi/index.ts';
import { svi } from './svi/index.ts';

/** The models of `index.ts`, in their order. */
export const fittable: readonly FittableModel[] = [
  svi,
  ssvi,
  ssviHeston,
  essvi,
  sabr,
  sabrObloj,
  heston,
  bates,
];

/** The model with this id, to be fitted. */
export function fittableById(id: string): FittableModel | undefined {
  return fittable.find((model) => model.id === id);
}
