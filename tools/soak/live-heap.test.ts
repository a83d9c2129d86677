import { expect, test } from 'vitest';
import { liveHeap } from './live-heap.ts';

test('two minutes of a live feed leave the heap as it was', async () => {
  const seed = 14;
  const { faults, figures } = await liveHeap({ count: 1 / 30, seed, site: '', tell: () => {} });
  expect(faults, `seed ${seed}`).toEqual([]);
  expect(figures['messages']).toBeGreaterThan(5000);
  expect(figures['frames']).toBeGreaterThan(1000);
});
