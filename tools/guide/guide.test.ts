import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { wordsText } from './words.ts';

const guide = join(import.meta.dirname, '../../docs/guide');

test('the words of the guide are those of the screen: npm run guide-words', () => {
  expect(readFileSync(join(guide, 'words.md'), 'utf8')).toBe(wordsText());
});

test('every picture and page the guide points at is there', () => {
  for (const page of readdirSync(guide).filter((name) => name.endsWith('.md'))) {
    const text = readFileSync(join(guide, page), 'utf8');
    const targets = Array.from(text.matchAll(/\]\(([^)#]+)/g), ([, target]) => target ?? '');
    expect(
      targets.filter((target) => !existsSync(join(guide, target))),
      page,
    ).toEqual([]);
  }
});
