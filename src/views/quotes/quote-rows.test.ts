import { expect, test } from 'vitest';
import { fittedBoard, midsOf, smileQuotes } from '#testing/fitted-board.ts';
import { type QuoteRow, quoteRows } from './quote-rows.ts';

const board = fittedBoard(smileQuotes([30, 90]));
const ALL = { key: null, throughOnly: false, leftOut: null } as const;

function rowsOf(rows: ReturnType<typeof quoteRows>): QuoteRow[] {
  return Array.from({ length: rows.length }, (_, i) => rows.at(i)!);
}

test('every quote has one row, by expiry, what is kept before what is left out', () => {
  const rows = quoteRows(board, ALL, {});
  const all = rowsOf(rows);
  expect(new Set(all.map(({ quote }) => quote)).size).toBe(board.quotes.symbol.length);
  expect(rows.at(rows.length)).toBeUndefined();
  for (const { key } of board.result.slices) {
    const own = all.filter(({ expiry }) => expiry.key === key);
    const kept = own.filter(({ leftOut }) => leftOut === null);
    expect(own.slice(0, kept.length)).toEqual(kept);
    expect(kept.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9);
    expect(rowsOf(quoteRows(board, { ...ALL, key }, {})).map(({ quote }) => quote)).toEqual(
      own.map(({ quote }) => quote),
    );
  }
});

test('a row is found by its quote, and one that is not listed is not', () => {
  const rows = quoteRows(board, { ...ALL, leftOut: 'inTheMoney' }, {});
  const all = rowsOf(rows);
  expect(all.length).toBeGreaterThan(10);
  expect(all.every(({ leftOut }) => leftOut === 'in-the-money')).toBe(true);
  for (const [i, { quote }] of all.entries()) expect(rows.find(quote)).toBe(i);
  const kept = quoteRows(board, ALL, {}).at(0)!;
  expect(kept.leftOut).toBeNull();
  expect(rows.find(kept.quote)).toBe(-1);
});

test('the rows through the fit are those the fit counts, without one that was just excluded', () => {
  // Bids and asks moved up for one expiry's calls: the fit runs between them and the rest.
  const quotes = smileQuotes([30]);
  const ask = quotes.ask.map((price, i) => (i % 7 === 0 ? price * 1.2 : price));
  const bid = quotes.bid.map((price, i) => (i % 7 === 0 ? price * 1.15 : price));
  const moved = fittedBoard({ ...quotes, bid, ask });
  const through = rowsOf(quoteRows(moved, { ...ALL, throughOnly: true }, {}));
  const [fit] = moved.result.slices;
  expect(through.length).toBeGreaterThan(0);
  expect(through).toHaveLength(fit!.twoSided - fit!.inside);
  const symbol = moved.quotes.symbol[through[0]!.quote]!;
  expect(quoteRows(moved, { ...ALL, throughOnly: true }, { [symbol]: 0 })).toHaveLength(through.length - 1);
});

test('no quote without a spread is through the fit', () => {
  const mids = fittedBoard(midsOf(smileQuotes([30])));
  expect(quoteRows(mids, { ...ALL, throughOnly: true }, {})).toHaveLength(0);
  expect(rowsOf(quoteRows(mids, ALL, {})).every(({ side }) => side === 'unknown')).toBe(true);
});
