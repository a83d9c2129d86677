import { expect, test } from 'vitest';
import type { Fitted } from '#store/state.ts';
import { butterflyDetail, calendarDetail, verdict } from './verdict.ts';

test('both ranges are always said', () => {
  expect(verdict({ quoted: 0, wings: 8 })).toEqual({
    quotes: { text: '✓ in quotes', alarm: false },
    wings: { text: '▲ 8 in wings', alarm: true },
  });
  expect(verdict({ quoted: 2, wings: 0 }).quotes).toEqual({ text: '✕ 2 in quotes', alarm: true });
});

const slice = (minG: number, minGQuoted: number | null) => ({
  key: '2026-08-14T08:00:00.000Z',
  forward: 60_000,
  arbitrage: {
    minG,
    minGAt: 0.5,
    minGQuoted,
    minGQuotedAt: 0.01,
    kRange: [-1.5, 1.5],
    quotedRange: [-0.2, 0.2],
  },
});

const boardOf = (slices: object[], calendar: object[]) =>
  ({
    request: { slices: [{ key: '2026-08-14T08:00:00.000Z', forward: 60_000, k: [-0.2, 0.2].map(listed) }] },
    result: { slices, calendar },
  }) as unknown as Fitted;
const result = (...slices: object[]) => boardOf(slices, []);

/** Log-moneyness of the whole strike nearest to k. */
const listed = (k: number) => Math.log(Math.round(60_000 * Math.exp(k)) / 60_000);

test('a violation past the quotes says how far', () => {
  expect(butterflyDetail(result(slice(-0.1, 0.2)))).toBe(
    '▲ 14 Aug 2026: g −0.100 at K 98\u2009923, 35 % past the last quote (73\u2009284)',
  );
});

test('a violation between the quotes is told as such, and none is told as none', () => {
  expect(butterflyDetail(result(slice(-0.1, -0.05)))).toContain('✕ 14 Aug 2026: g −0.050 at K');
  expect(butterflyDetail(result(slice(0.1, 0.2)))).toBe('g is nowhere below zero.');
  expect(calendarDetail(boardOf([], [{ minDw: 0.1 }]))).toBe('No two expiries cross.');
  expect(calendarDetail(result(slice(0.1, 0.2)))).toBe('One expiry crosses no other.');
});
