import { expect, test } from 'vitest';
import { wrongKinds } from './wrong-kinds.ts';

test('every wrong kind of file is told what it is in a sentence of its own', async () => {
  const { figures, faults } = await wrongKinds();
  expect(faults).toEqual([]);
  expect(figures['messages']).toBe(figures['files']);
  expect(figures['files']).toBe(57);
});
