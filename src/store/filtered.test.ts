import { expect, test } from 'vitest';
import { makeRequest } from '#calibration/make-request.ts';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import { fittedBoard, smileQuotes } from '#testing/fitted-board.ts';
import { filteredBook } from './filtered.ts';

const { quotes, market } = fittedBoard(smileQuotes([30, 90]));

test('a quote let in by hand changes the verdicts of its own expiry and leaves those of the others the same objects', () => {
  const [near, far] = market.books;
  const filters = { ...DEFAULT_SETTINGS.filters, relativeSpreadAbove: 0 };
  const before = filteredBook(quotes, market, filters);
  const symbol = quotes.symbol[near!.quote[0]!]!;
  const after = filteredBook(quotes, market, { ...filters, admitted: { [symbol]: true } });
  expect(after.kept).toBe(before.kept + 1);
  expect(after.state[0]).not.toBe(before.state[0]);
  expect(after.state[1]).toBe(before.state[1]);
  expect(far!.quote).toHaveLength(after.state[1]!.length);
});

test('a weight by hand makes the slice of its own expiry anew and no other, and taken back makes an equal one', () => {
  const filtered = filteredBook(quotes, market, DEFAULT_SETTINGS.filters);
  const request = (manual: Readonly<Record<string, number>>) =>
    makeRequest(quotes, market, filtered, { ...DEFAULT_SETTINGS, manual }).slices;
  const before = request({});
  const row = before[0]!.quote[2]!;
  const after = request({ [quotes.symbol[row]!]: 0 });
  expect(after[0]!.manual[2]).toBe(0);
  expect(after[1]).toBe(before[1]);
  expect(request({})).toEqual(before);
  expect(before[0]!.manual.every((weight) => weight === 1)).toBe(true);
});
