import { models } from '#models/index.ts';
import { glossary, parameterTerms } from '#views/controls/glossary/glossary.ts';
import type { Term } from '#views/controls/glossary/term.ts';

/** docs/guide/words.md: every word of the screen, as the definitions have it. */
export function wordsText(): string {
  return [
    '# Words of the screen\n',
    'Each of these stands under the pointer after half a second, and `?` tells it of what has the focus. Written by',
    '`npm run guide-words` from the definitions the screen itself has.\n',
    ...glossary.map(({ group, terms }) => section(group, terms)),
    ...models.map(({ id, label }) => section(`Parameters of ${label}`, parameterTerms(id))),
  ].join('\n');
}

function section(title: string, terms: readonly Term[]): string {
  return `## ${title}\n\n${terms.map(line).join('\n')}\n`;
}

function line({ name, says, formula }: Term): string {
  return `- **${name}**: ${says}${formula === undefined ? '' : `\n  \`${formula}\``}`;
}
