import { expect, test } from 'vitest';
import type { CalibrationResult } from '#calibration/result.ts';
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

const result = (...slices: object[]) => ({ slices, calendar: [] }) as unknown as CalibrationResult;

test('a violation past the quotes says how far', () => {
  expect(butterflyDetail(result(slice(-0.1, 0.2)))).toBe(
    '▲ 14 Aug 2026: g −0.100 at K 98\u2009923.3, 35 % past the last quote (73\u2009284.2)',
  );
});

test('a violation between the quotes is told as such, and none is told as none', () => {
  expect(butterflyDetail(result(slice(-0.1, -0.05)))).toContain('✕ 14 Aug 2026: g −0.050 at K');
  expect(butterflyDetail(result(slice(0.1, 0.2)))).toBe('g is nowhere below zero.');
  expect(calendarDetail(result())).toBe('No two expiries cross.');
});
