import { expect, test } from 'vitest';
import { mutatePacked, packedFixtures } from './files/packed.ts';
import { mutatedPackages } from './mutated-packages.ts';
import { readAll, readMutations } from './read-mutations.ts';

const SEED = 20_260_801;

for (const { format, name, bytes } of packedFixtures()) {
  test(`120 mutations of ${format} end in its rows or a sentence (seeds from ${SEED})`, async () => {
    const plain = await readAll(name, bytes);
    expect(plain.ok ? plain.value.rejected : plain.error).toEqual([]);
    const rows = plain.ok ? plain.value.rowsRead : 0;
    const subject = { format, name, bytes, change: mutatePacked, rows };
    const result = await readMutations(subject, 120, SEED);
    expect(result.faults).toEqual([]);
    expect(result.refused).toBeGreaterThan(5);
  });
}

test('the check counts what it read', async () => {
  const { figures, faults } = await mutatedPackages({
    count: 60,
    seed: SEED,
    site: '',
    tell: () => undefined,
  });
  expect(faults).toEqual([]);
  expect(figures).toMatchObject({ packings: 6, files: 60, faults: 0, over_5_s: 0 });
});
