import { expect, test } from 'vitest';
import { undoAll } from './undo-all.ts';

const SEED = 27;

test(`400 random edits undone are as if nothing had been done (seed ${SEED})`, async () => {
  const { figures, faults } = await undoAll({ count: 400, seed: SEED });
  expect(faults).toEqual([]);
  expect(figures['steps']).toBeGreaterThan(200);
});
