import { expect, test } from 'vitest';
import { makeRequest } from '#calibration/make-request.ts';
import { opened } from '#testing/bench.ts';
import { largeRequest } from './large-request.ts';

test('a request made in pieces is the one made at once, with a pause after each piece', async () => {
  const { quotes, market, filtered, decisions } = (await opened()).state();
  if (quotes === null || market === null || filtered === null) throw new Error('not opened');
  let now = 0;
  let pauses = 0;
  const clock = {
    now: () => (now += 6),
    after: (_ms: number, then: () => void) => {
      pauses++;
      queueMicrotask(then);
      return () => undefined;
    },
  };
  const board = [quotes, market, filtered, decisions.settings] as const;
  expect(await largeRequest(clock, ...board)).toEqual(makeRequest(...board));
  expect(pauses).toBeGreaterThan(0);
});
