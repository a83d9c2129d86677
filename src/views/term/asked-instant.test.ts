import { expect, test } from 'vitest';
import { epochMs } from '#base/units.ts';
import { askedInstant } from './asked-instant.ts';

const at = (iso: string) => epochMs(Date.parse(iso));
const market = (...expiries: string[]) => ({
  asOf: at('2026-08-01T17:58:04Z'),
  books: expiries.map((iso) => ({ expiry: at(iso) })) as never,
});
const CRYPTO = market('2026-08-07T08:00:00Z', '2026-09-25T08:00:00Z');

test('days count from the quotes, an instant is of UTC', () => {
  expect(askedInstant('30 d', CRYPTO)).toBe(at('2026-08-31T17:58:04Z'));
  expect(askedInstant('0,5d', CRYPTO)).toBe(at('2026-08-02T05:58:04Z'));
  expect(askedInstant('2026-08-20 12:30', CRYPTO)).toBe(at('2026-08-20T12:30:00Z'));
});

test('a day alone is its expiry, or the hour at which options expire', () => {
  expect(askedInstant('2026-08-20', CRYPTO)).toBe(at('2026-08-20T08:00:00Z'));
  // The third Friday of SPX expires at the opening, other days at the close: in New York, whose clocks change.
  const listed = market('2026-08-21T13:30:00Z', '2026-08-28T20:00:00Z', '2026-11-27T21:00:00Z');
  expect(askedInstant('2026-08-21', listed)).toBe(at('2026-08-21T13:30:00Z'));
  expect(askedInstant('2026-09-10', listed)).toBe(at('2026-09-10T20:00:00Z'));
  expect(askedInstant('2026-11-05', listed)).toBe(at('2026-11-05T21:00:00Z'));
});

test('what is no time is none', () => {
  for (const text of ['', 'soon', '2026-08', '5 Aug', '-3 d']) expect(askedInstant(text, CRYPTO)).toBeNull();
});
