import { expect, test } from 'vitest';
import { standing } from './release.ts';

const OWN = { build: 'a', version: '0.1.0', date: '2026-11-21' };
const OFFLINE = { kind: 'offline', release: OWN };

function says(body: string, status = 200): typeof fetch {
  return async () => new Response(body, { status });
}

const site = { onLine: true, keepNewest: async () => undefined };

test.each([
  ['the same build', '{"build":"a"}', 200, { kind: 'current' }],
  ['another build', '{"build":"b"}', 200, { kind: 'newer' }],
  ['an error', '{"build":"a"}', 503, OFFLINE],
  ['no build', '{}', 200, OFFLINE],
  ['another page', '<!doctype html>', 200, OFFLINE],
])('a site that answers with %s', async (_, body, status, expected) => {
  expect(await standing(OWN, { ...site, fetch: says(body, status) })).toEqual(expected);
});

test('without a network nothing is asked', async () => {
  const fetch = () => Promise.reject(new Error('asked'));
  expect(await standing(OWN, { ...site, onLine: false, fetch })).toEqual(OFFLINE);
  expect(await standing(OWN, { ...site, fetch })).toEqual(OFFLINE);
});

test('a newer build is told when it is kept whole, and also where it cannot be kept', async () => {
  let kept = false;
  const keepNewest = async () => {
    kept = true;
    throw new Error('no room');
  };
  expect(await standing(OWN, { ...site, fetch: says('{"build":"b"}'), keepNewest })).toEqual({
    kind: 'newer',
  });
  expect(kept).toBe(true);
});
