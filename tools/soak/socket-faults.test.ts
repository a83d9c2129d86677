import { expect, test } from 'vitest';
import { socketFaults } from './socket-faults.ts';

test('whichever call of a socket fails, the feed is fresh again as soon as a new try is allowed', async () => {
  const seed = 26;
  const { faults, figures } = await socketFaults({ count: 6, seed, site: '', tell: () => {} });
  expect(faults, `seed ${seed}`).toEqual([]);
  expect(figures).toMatchObject({ construct_failed: 6, send_failed: 6, close_failed: 6, error_failed: 6 });
});
