import { expect, test } from 'vitest';
import { publishedSurfaces } from './published-surfaces.ts';

test('scalars of random surfaces are published without arbitrage, by a grid and formulas of their own', async () => {
  const seed = 3;
  const { faults, figures } = await publishedSurfaces({ count: 15, seed, site: '', tell: () => {} });
  expect(faults, `seed ${seed}`).toEqual([]);
  expect(figures['moved']).toBeGreaterThan(15);
  expect(figures['capped']).toBeGreaterThan(4);
  expect(figures['refused']).toBe(0);
});
