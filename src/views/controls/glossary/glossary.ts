import { models } from '#models/index.ts';
import type { ParameterSpec } from '#models/model.ts';
import { boardTerms } from './board-terms.ts';
import { compareTerms } from './compare-terms.ts';
import { fitTerms } from './fit-terms.ts';
import { liveTerms } from './live-terms.ts';
import { pageTerms } from './page-terms.ts';
import { quoteTerms } from './quote-terms.ts';
import type { Term, TermList } from './term.ts';

/** Every word of the screen, in the order of the guide; parameters apart. */
export const glossary: readonly TermList[] = [
  ...fitTerms,
  ...quoteTerms,
  ...boardTerms,
  ...compareTerms,
  ...liveTerms,
  ...pageTerms,
];

interface Pattern {
  readonly name: string;
  readonly matches: RegExp;
  readonly term: Term;
}

const exact = new Map<string, Term>();
const patterns: Pattern[] = [];
for (const { terms } of glossary) {
  for (const term of terms) {
    for (const name of term.on ?? [term.name]) {
      if (name.includes('{}')) patterns.push({ name, matches: patternOf(name), term });
      else exact.set(name, term);
    }
  }
}

/** The term of the first of these names of a control or a column that the glossary knows; null where it knows none. */
export function termOf(names: readonly string[]): Term | null {
  for (const name of names) {
    const found = exact.get(name) ?? patterns.find(({ matches }) => matches.test(name))?.term;
    if (found !== undefined) return found;
  }
  return null;
}

/** The parameters of a model as terms, by the symbol the screen names them with, those of its views among them. */
export function parameterTerms(modelId: string): readonly Term[] {
  const model = models.find(({ id }) => id === modelId);
  if (model === undefined) return [];
  const specs = [...model.views.flatMap((view) => view.parameters), ...model.parameters];
  return specs.filter(isFirst).map(({ symbol, note, formula }) => ({ name: symbol, says: note, formula }));
}

/** A parameter of a model by its symbol, with or without the unit of a column's head; null where it has none such. */
export function parameterTerm(modelId: string, name: string): Term | null {
  const symbol = name.replace(/ %$/, '');
  return parameterTerms(modelId).find((term) => term.name === symbol) ?? null;
}

function isFirst(spec: ParameterSpec, at: number, all: readonly ParameterSpec[]): boolean {
  return all.findIndex(({ symbol }) => symbol === spec.symbol) === at;
}

function patternOf(name: string): RegExp {
  const parts = name.split('{}').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.+')}$`, 'u');
}
