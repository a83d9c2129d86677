import { workbench } from '#store/workbench.ts';
import { parameterTerm, termOf } from './glossary.ts';
import type { Named } from './named-at.ts';
import type { Term } from './term.ts';

/** The term of something on the page: a parameter of the model it belongs to, else a word of the glossary. */
export function explained({ names, parameterOf }: Named): Term | null {
  if (parameterOf !== null) {
    const { fitted, decisions } = workbench.store.getState();
    const model = parameterOf === 'fitted' ? fitted?.result.model : decisions.settings.model;
    for (const name of names) {
      const parameter = model === undefined ? null : parameterTerm(model, name.replace(/^Parameters: /, ''));
      if (parameter !== null) return parameter;
    }
  }
  return termOf(names);
}
