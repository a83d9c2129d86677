import { expect, test } from 'vitest';
import { sessionsReopened } from './reopened.ts';

const SEED = 11;

test(`sessions of random edits come back to the last bit and their files to the last byte (seed ${SEED})`, async () => {
  const { faults } = await sessionsReopened({ count: 2, seed: SEED, tell: () => undefined });
  expect(faults).toEqual([]);
});
