import { expect, test } from 'vitest';
import type { CrossQuote } from '#calibration/cross-market.ts';
import type { ExpiryBook } from '#market/book.ts';
import { diamond, placeSecond, secondPlaces } from './second-marks.ts';
import { smileLayout } from './smile-layout.ts';

const book = { forward: { value: 100 }, settlement: null } as ExpiryBook;
const layout = smileLayout(546, 442, {
  key: 'x',
  all: false,
  low: 50,
  high: 150,
  axis: { step: 10, ticks: [20, 30, 40], low: 20, high: 40 },
});

function quote(change: Partial<CrossQuote>): CrossQuote {
  return { strike: 110, k: 0, bid: 0.29, mid: 0.3, ask: 0.31, side: 'inside', ...change } as CrossQuote;
}

test('a quote stands at the strike of the same moneyness, not at its own', () => {
  const [mark] = placeSecond([quote({ k: 0 })], book, layout);
  // 100 of 50 to 150 is the middle of the 500 px between the margins; 30 % the middle of the plot.
  expect(mark).toMatchObject({ x: 286.5, y: 190.5 });
  expect(secondPlaces([quote({ k: Math.log(1.2) })], book)[0]?.strike).toBeCloseTo(120, 12);
});

test('what lies outside the window, or has no volatility, is not drawn', () => {
  expect(placeSecond([quote({ k: 1 }), quote({ k: Number.NaN })], book, layout)).toEqual([]);
  const none = quote({ bid: Number.NaN, mid: Number.NaN, ask: Number.NaN });
  expect(placeSecond([none], book, layout)).toEqual([]);
  const bidOnly = quote({ mid: Number.NaN, ask: Number.NaN });
  const [mark] = placeSecond([bidOnly], book, layout);
  expect(mark?.y).toBe(mark?.bidY);
  expect(mark?.askY).toBeNaN();
});

test('a diamond closes on itself', () => {
  expect(diamond(10, 20, 4)).toBe('M6 20L10 16L14 20L10 24Z');
});
