import { expect, test } from 'vitest';
import { failingStore } from './failing-store.ts';

test('whichever call to the store fails, what was saved is back', async () => {
  const { faults } = await failingStore(45, 6);
  expect(faults).toEqual([]);
});
