import type { SliceModel } from './model.ts';
import { svi } from './svi/index.ts';

/** Every model, in the order of the Model list. */
export const models: readonly SliceModel[] = [svi];

/** The model with this id. */
export function modelById(id: string): SliceModel | undefined {
  return models.find((model) => model.id === id);
}
