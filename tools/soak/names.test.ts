import { expect, test } from 'vitest';
import { hasShared } from '#testing/shared.ts';
import { instrumentNames } from './names.ts';

const SEED = 19;

test(`2,000 names of every venue and those of the real files are read as they were meant (seed ${SEED})`, async () => {
  const { figures, faults } = await instrumentNames({ count: 2000, seed: SEED });
  expect(faults).toEqual([]);
  expect(figures['options']).toBeGreaterThan(1600);
  expect(figures['others']).toBeGreaterThanOrEqual(400);
  expect(figures['of_real_files']).toBeGreaterThan(hasShared ? 10_000 : -1);
});
