import { expect, test } from 'vitest';
import { defuseBombs } from './bombs.ts';
import { bombs } from './files/bombs.ts';

/** One of each kind; the rest, and the larger ones, are in the long check. */
const SHORT = [
  'blanks.json.gz',
  'more.zip',
  'overlap.zip',
  'line.csv',
  'deep.json',
  'deep.ndjson',
  'inherit.json',
];

test('a bomb of each kind is stopped within 2 s and 300 MB', async () => {
  const which = bombs.filter(({ name }) => SHORT.includes(name));
  expect(which).toHaveLength(SHORT.length);
  const { figures, faults } = await defuseBombs({ tell: () => undefined }, which);
  expect(faults).toEqual([]);
  expect(figures['bombs']).toBe(SHORT.length);
}, 120_000);
