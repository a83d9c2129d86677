import { expect, test } from 'vitest';
import { hasShared, sharedBytes } from '#testing/shared.ts';
import { plainFiles } from './files/plain.ts';
import { mutate } from './mutate.ts';
import { mutatedFiles } from './mutated-files.ts';
import { readAll, readMutations } from './read-mutations.ts';

const SEED = 20_260_801;
/** Copies of each format here; the long check makes thousands. */
const SHORT = 30;

for (const { format, name, bytes } of plainFiles()) {
  test(`the ${format} fixture opens and ${SHORT} mutations of it leave no fault (seeds from ${SEED})`, async () => {
    const plain = await readAll(name, bytes);
    expect(plain.ok ? plain.value.rejected : plain.error).toEqual([]);
    const subject = { format, name, bytes, change: mutate, rows: null };
    const result = await readMutations(subject, SHORT, SEED);
    expect(result.faults).toEqual([]);
    expect(result.opened + result.refused).toBe(SHORT);
    expect(result.refused).toBeGreaterThan(2);
  });
}

test.skipIf(!hasShared)(`40 mutations of real files leave no fault (seeds from ${SEED})`, async () => {
  for (const path of [
    'deribit-book-summary/btc-2026-08-01.json',
    'cboe-csv/hgnicej_spx_quotedata-3.csv',
    'deribit-csv/eth-2024-01-08.csv',
    'hard-slices/mar03_apr17_45dte.json',
  ]) {
    const bytes = sharedBytes(`data/${path}`);
    const name = path.split('/')[1] ?? path;
    const result = await readMutations({ format: path, name, bytes, change: mutate, rows: null }, 40, SEED);
    expect(result.faults).toEqual([]);
  }
});

test('the check reads as many files as it is asked for, the same ones each time', async () => {
  const told: string[] = [];
  const options = { count: 80, seed: SEED, site: '', tell: (line: string) => told.push(line) };
  const { figures, faults } = await mutatedFiles(options);
  expect(faults).toEqual([]);
  expect(figures).toMatchObject({ files: 80, faults: 0, seed: SEED });
  expect(figures['opened']).toBe((await mutatedFiles(options)).figures['opened']);
  expect(Number(figures['opened']) + Number(figures['refused'])).toBe(80);
});

test('a volatility that vanishes when it is read as percent is missing, not zero', async () => {
  const subject = plainFiles().find(({ format }) => format === 'tardis');
  if (subject === undefined) throw new Error('There is no tardis fixture.');
  const result = await readMutations({ ...subject, change: mutate, rows: null }, 1, 508_465);
  expect(result.faults).toEqual([]);
  expect(result.opened).toBe(1);
});
