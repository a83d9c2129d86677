import { expect, test } from 'vitest';
import { deribitBoard } from '#testing/board.ts';
import { fittedBoard, smileQuotes } from '#testing/fitted-board.ts';
import { hasShared } from '#testing/shared.ts';
import { boardExpiries } from './board.ts';
import { quoteCard } from './quote-card.ts';
import { smileMarks } from './smile-marks.ts';

/** Decimals of a figure on the screen; null for a missing one. */
const decimals = (text: string): number | null =>
  /\d/.test(text) ? (text.split('.')[1] ?? '').length : null;

test.skipIf(!hasShared)('the dollars of a card have one number of decimals, cheap options two', () => {
  const board = fittedBoard(deribitBoard());
  const seen = new Set<number>();
  for (const expiry of boardExpiries(board)) {
    for (const mark of smileMarks(expiry, board.quotes.symbol, {})) {
      const usd = quoteCard(board, expiry, mark).lines.find(({ label }) => label === 'USD');
      if (usd === undefined) throw new Error('a coin premium without its dollars');
      const places = [usd.bid, usd.ask, usd.model].map(decimals).filter((each) => each !== null);
      expect(new Set(places).size).toBe(1);
      seen.add(places[0]!);
    }
  }
  expect([...seen].sort()).toEqual([0, 1, 2]);
});

test('prices of a file without ticks or names have its decimals, and no key of ours for a name', () => {
  const quotes = smileQuotes([30]);
  const cents = (column: Float64Array) => column.map((price) => Math.round(100 * price) / 100);
  const board = fittedBoard({ ...quotes, bid: cents(quotes.bid), ask: cents(quotes.ask) });
  const expiry = boardExpiries(board)[0]!;
  const mark = smileMarks(expiry, board.quotes.symbol, {})[3]!;
  const { instrument, lines } = quoteCard(board, expiry, mark);
  const premium = lines.find(({ label }) => label === 'USD')!;
  expect([premium.bid, premium.ask, premium.model].map(decimals)).toEqual([2, 2, 2]);
  expect(instrument).toBe('');
  const named = {
    ...board,
    quotes: { ...board.quotes, symbol: board.quotes.symbol.map(() => 'SPY|20210115|25.00C') },
  };
  expect(quoteCard(named, expiry, mark).instrument).toBe('SPY|20210115|25.00C');
});
