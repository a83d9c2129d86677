import { expect, test } from 'vitest';
import { hasShared } from '#testing/shared.ts';
import { instrumentNames } from './names.ts';

const SEED = 19;

test(`5,000 names of every venue and those of the real files are read as they were meant (seed ${SEED})`, async () => {
  const { figures, faults } = await instrumentNames({ count: 5000, seed: SEED });
  expect(faults).toEqual([]);
  expect(figures['options']).toBeGreaterThan(4000);
  expect(figures['others']).toBeGreaterThanOrEqual(1000);
  expect(figures['of_real_files']).toBeGreaterThan(hasShared ? 10_000 : -1);
});
