import { expect, test } from 'vitest';
import { KeyTable } from './key-table.ts';

test('keys are found by the row they were added as, over several growths', () => {
  const keys: string[] = [];
  const table = new KeyTable(keys);
  const wanted = new Map<string, number>();
  const seed = 20261120;
  let state = seed;
  for (let i = 0; i < 20_000; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const key = `SPXW26${state % 9000}`;
    const row = table.findOrAdd(key);
    expect(row, `seed ${seed}`).toBe(wanted.get(key) ?? -1);
    if (row >= 0) continue;
    wanted.set(key, keys.length);
    keys.push(key);
  }
  expect(keys.length).toBeGreaterThan(7000);
});
