import { glossary, parameterTerms } from '#views/controls/glossary/glossary.ts';
import type { Term } from '#views/controls/glossary/term.ts';
import { type FileKind, READ, WRITTEN } from './files.ts';
import { type KeyEntry, MODIFIED_KEYS, SINGLE_KEYS } from './key-map.ts';
import { type Mark, READINGS } from './reading.ts';

/** What of the help has the words that are looked for. */
export interface Found {
  readonly terms: readonly Term[];
  readonly keys: readonly KeyEntry[];
  readonly marks: readonly Mark[];
  readonly files: readonly FileKind[];
}

/** Every entry that holds all the words of `query`, in any case; terms whose name holds them first. */
export function find(query: string, modelId: string): Found {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const has = (...texts: readonly (string | undefined)[]): boolean => {
    const text = texts.join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const terms = [...parameterTerms(modelId), ...glossary.flatMap((list) => list.terms)];
  const matching = terms.filter(({ name, on, says }) => has(name, ...(on ?? []), says));
  return {
    terms: matching.sort((a, b) => Number(has(b.name)) - Number(has(a.name))),
    keys: [...SINGLE_KEYS, ...MODIFIED_KEYS].filter(({ keys, does, button }) => has(...keys, does, button)),
    marks: READINGS.flatMap(({ marks }) => marks).filter(({ mark, says }) => has(mark, says)),
    files: [...READ, ...WRITTEN].filter(({ name, says }) => has(name, says)),
  };
}
