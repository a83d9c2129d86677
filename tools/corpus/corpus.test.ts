import { expect, test } from 'vitest';
import { hasShared, sharedBytes } from '#testing/shared.ts';
import { fixtures } from './fixtures.ts';
import { listedFixtures } from './listed.ts';
import { mutatePacked, packedFixtures } from './packed.ts';
import { readAll, readMutations } from './run.ts';
import { venueFixtures } from './venues.ts';

const SEED = 20_260_801;

for (const { format, name, text } of [...fixtures(), ...venueFixtures(), ...listedFixtures()]) {
  test(`the ${format} fixture opens and 150 mutations of it leave no fault (seeds from ${SEED})`, async () => {
    const bytes = new TextEncoder().encode(text);
    const plain = await readAll(name, bytes);
    expect(plain.ok ? plain.value.rejected : plain.error).toEqual([]);
    const result = await readMutations(format, name, bytes, 150, SEED);
    expect(result.faults).toEqual([]);
    expect(result.opened + result.refused).toBe(150);
    expect(result.refused).toBeGreaterThan(5);
  });
}

test.skipIf(!hasShared)(`40 mutations of real files leave no fault (seeds from ${SEED})`, async () => {
  for (const path of [
    'deribit-book-summary/btc-2026-08-01.json',
    'cboe-csv/hgnicej_spx_quotedata-3.csv',
    'deribit-csv/eth-2024-01-08.csv',
    'hard-slices/mar03_apr17_45dte.json',
  ]) {
    const result = await readMutations(
      path,
      path.split('/')[1] ?? path,
      sharedBytes(`data/${path}`),
      40,
      SEED,
    );
    expect(result.faults).toEqual([]);
  }
});

for (const { format, name, bytes } of packedFixtures()) {
  test(`120 mutations of ${format} end in its rows or a sentence (seeds from ${SEED})`, async () => {
    const plain = await readAll(name, bytes);
    expect(plain.ok ? plain.value.rejected : plain.error).toEqual([]);
    const rows = plain.ok ? plain.value.rowsRead : 0;
    const result = await readMutations(format, name, bytes, 120, SEED, mutatePacked, rows);
    expect(result.faults).toEqual([]);
    expect(result.refused).toBeGreaterThan(5);
  });
}
