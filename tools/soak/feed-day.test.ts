import { expect, test } from 'vitest';
import { feedDay } from './feed-day.ts';

test('in a third of an hour of lost changes and broken connections nothing stale is called fresh', async () => {
  const seed = 20;
  const { faults, figures } = await feedDay({ count: 1 / 3, seed, site: '', tell: () => {} });
  expect(faults, `seed ${seed}`).toEqual([]);
  expect(figures['gaps']).toBeGreaterThan(3);
  expect(figures['connections']).toBeGreaterThan(1);
  expect(figures['booksCompared']).toBeGreaterThan(1000);
});
