import { expect, test } from 'vitest';
import { smallFit } from '#testing/fit-export.ts';
import { quotesCsv } from './quotes-csv.ts';

test('a quote stands beside the forward it is inverted at: k is the log of its strike over it', () => {
  const fit = smallFit();
  const own = Float64Array.from(fit.quotes.strike, (_, row) => 62_000 + row);
  const quotes = { ...fit.quotes, underlyingPrice: own };
  const books = (source: 'quoted' | 'future') =>
    fit.market.books.map((book) => ({
      ...book,
      forward: { ...book.forward, source },
      k:
        source === 'future'
          ? book.k
          : Float64Array.from(book.strike, (strike, i) => Math.log(strike / own[book.quote[i]!]!)),
    }));
  for (const source of ['quoted', 'future'] as const) {
    const text = quotesCsv.write({ ...fit, quotes, market: { ...fit.market, books: books(source) } });
    const [head = [], ...rows] = text
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','));
    const [strike, forward, k] = ['strike', 'forward', 'k'].map((name) => head.indexOf(name)) as [
      number,
      number,
      number,
    ];
    const placed = rows.filter((row) => row[k] !== '');
    expect(placed.length).toBeGreaterThan(20);
    for (const row of placed)
      expect(Math.log(Number(row[strike]) / Number(row[forward]))).toBeCloseTo(Number(row[k]), 12);
  }
});
