import { expect, test } from 'vitest';
import { clockTime } from './clock-time.ts';

test('time on a track is told in hours, minutes and whole seconds', () => {
  expect([0, 999, 61_000, 3_599_999, 28_800_000, 86_400_000, -5].map(clockTime)).toEqual([
    '0:00:00',
    '0:00:00',
    '0:01:01',
    '0:59:59',
    '8:00:00',
    '24:00:00',
    '0:00:00',
  ]);
});
