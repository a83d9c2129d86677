import { expect, test } from 'vitest';
import { properties } from './properties.ts';

const SEED = 17;
/** Cases of a property that costs nothing; one that fits or reads draws so many fewer. */
const CASES = 50;

test(`what holds for all values holds for the first drawn (seed ${SEED})`, async () => {
  const faults: string[] = [];
  for (const property of properties) {
    const fault = await property.run(Math.max(2, Math.round(CASES / property.weight)), SEED);
    if (fault !== null) faults.push(fault);
  }
  expect(faults).toEqual([]);
});

test('every property has a name of its own', () => {
  const names = properties.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThanOrEqual(40);
});
