import { expect, test } from 'vitest';
import { epochMs } from '#base/units.ts';
import { blackPrice } from '#pricing/black76.ts';
import { quoteSetOf, type TestQuote } from '#testing/board.ts';
import { fittedBoard } from '#testing/fitted-board.ts';
import type { ExpiryBook } from './book.ts';
import { buildBook } from './build-book.ts';
import type { QuoteSet } from './quote-set.ts';

const YEAR = 365 * 86_400_000;
const MONTH = YEAR / 12;

function books(quotes: QuoteSet): readonly ExpiryBook[] {
  const outcome = buildBook(quotes, { asOf: null, forwards: {} });
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value.books;
}

const smile = (k: number) => 0.5 - 0.15 * k + 0.4 * k * k;

/** Strikes polled one after another while the forward moves: each row is priced at the forward of its own instant. */
function polled(unit: 'coin' | 'currency', named: boolean): QuoteSet {
  const strikes = Array.from({ length: 25 }, (_, i) => 45_000 + 1250 * i);
  const rows = strikes.flatMap((strike, i) =>
    [false, true].map((isCall, j) => ({ strike, isCall, forward: 60_000 + 12 * (2 * i + j) })),
  );
  const quotes = rows.map(({ strike, isCall, forward }): TestQuote => {
    const at = (vol: number) =>
      blackPrice(forward, strike, MONTH / YEAR, vol, isCall) / (unit === 'coin' ? forward : 1);
    const vol = smile(Math.log(strike / forward));
    return { expiry: MONTH, strike, isCall, bid: at(vol - 0.004), ask: at(vol + 0.004) };
  });
  return quoteSetOf(quotes, {
    venue: 'okx',
    unit,
    settlement: unit === 'coin' ? 'inverse' : 'linear',
    premiumCurrency: unit === 'coin' ? 'BTC' : 'USDT',
    underlyingPrice: Float64Array.from(rows, ({ forward }) => forward),
    underlyingName: named ? rows.map(() => 'BTC-FUTURE') : null,
    timestamp: Float64Array.from(rows, (_, i) => -2000 * (rows.length - i)),
  });
}

test.each([
  ['coin', true],
  ['coin', false],
  ['currency', true],
  ['currency', false],
] as const)(
  'rows polled while the forward moves are each inverted at their own: premiums in %s, named %s',
  (unit, named) => {
    const quotes = polled(unit, named);
    const [book] = books(quotes);
    const chosen = book!.forward;
    expect([chosen.source, chosen.value]).toEqual([named ? 'quoted' : 'file', 60_294]);
    book!.quote.forEach((row, i) => {
      const own = Math.log(quotes.strike[row]! / quotes.underlyingPrice![row]!);
      expect(book!.k[i]).toBeCloseTo(own, 14);
      expect(book!.bidVol[i]).toBeCloseTo(smile(own) - 0.004, 7);
      expect(book!.askVol[i]).toBeCloseTo(smile(own) + 0.004, 7);
    });
    // At one forward for all the same rows would scatter by more than a vol point.
    const { result } = fittedBoard(quotes);
    expect(result.slices[0]!.rmseVol).toBeLessThan(5e-4);
    expect(chosen.timeGap).toBe(49);
  },
);

test('the age gap is that of the pairs for parity, and unknown for a future or without stamps', () => {
  const quotes = polled('currency', true);
  const bare = { ...quotes, underlyingPrice: null, underlyingName: null };
  expect(books(bare)[0]!.forward).toMatchObject({ source: 'parity', timeGap: 49 });
  expect(books({ ...bare, timestamp: null })[0]!.forward.timeGap).toBe(null);
  const future = { name: 'BTC-FUTURE', expiry: epochMs(MONTH), bid: 60_290, ask: 60_300 };
  expect(books({ ...bare, futures: [future] })[0]!.forward).toMatchObject({
    source: 'future',
    timeGap: null,
  });
});

/** A European or American chain in dollars, half a cent wide, discounted at 4 %. */
function dollars(
  expiries: readonly { readonly t: number; readonly strikes: readonly number[] }[],
  set: Partial<QuoteSet> = {},
) {
  const rows = expiries.flatMap(({ t, strikes }) =>
    strikes.flatMap((strike) =>
      [false, true].map((isCall): TestQuote => {
        const value = Math.exp(-0.04 * t) * blackPrice(100, strike, t, 0.2, isCall);
        return { expiry: t * YEAR, strike, isCall, bid: value - 0.005, ask: value + 0.005 };
      }),
    ),
  );
  return books(quoteSetOf(rows, set)).map(({ forward }) => forward);
}

test('the discount says where it comes from', () => {
  const wide = [80, 90, 95, 100, 105, 110, 120];
  const [own, held] = dollars([
    { t: 0.5, strikes: wide },
    { t: 1, strikes: [95, 100] },
  ]);
  expect(own).toMatchObject({ discountSource: 'pairs' });
  expect(own!.discount).toBeCloseTo(Math.exp(-0.02), 4);
  expect(own!.discountStdError).toBeLessThan(1e-3);
  expect(held).toMatchObject({ discountSource: 'rate', discountStdError: null });
  expect(held!.discount).toBeCloseTo(Math.exp(-0.04), 3);
  const source = (strikes: readonly number[], set: Partial<QuoteSet>) => {
    const { discountSource, discount } = dollars([{ t: 1, strikes }], set)[0]!;
    return [discountSource, discount];
  };
  expect(source([95, 100], {})).toEqual(['assumed', 1]);
  expect(source(wide, { exercise: 'american' })).toEqual(['assumed', 1]);
  expect(source(wide, { premiumCurrency: 'USDC' })).toEqual(['unit', 1]);
});

test('pairs of the last hours that ask for more than any interest do not tell the discount', () => {
  // As a broker quotes four hours before the end: D 0.9985 would be 330 % a year.
  const hours = 4 / (365 * 24);
  const rows = [99.2, 99.4, 99.6, 99.8, 100, 100.2, 100.4, 100.6, 100.8].flatMap((strike) =>
    [false, true].map((isCall): TestQuote => {
      const value = 0.9985 * blackPrice(100, strike, hours, 0.2, isCall);
      return { expiry: hours * YEAR, strike, isCall, bid: value - 1e-4, ask: value + 1e-4 };
    }),
  );
  const outcome = buildBook(quoteSetOf(rows, {}), { asOf: null, forwards: {} });
  if (!outcome.ok) throw new Error(outcome.error.message);
  const [book] = outcome.value.books;
  expect(book!.forward).toMatchObject({ discount: 1, discountSource: 'assumed' });
  expect(book!.forward.value).toBeCloseTo(100, 2);
  expect(outcome.issues.map(({ code }) => code)).toContain('discount-held');
});
