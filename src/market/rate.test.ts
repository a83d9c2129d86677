import { expect, test } from 'vitest';
import { epochMs } from '#base/units.ts';
import { readFiles } from '#readers/index.ts';
import { quoteSetOf, type TestQuote } from '#testing/board.ts';
import { memorySource } from '#testing/byte-source.ts';
import { hasShared, sharedBytes } from '#testing/shared.ts';
import type { ExpiryBook, MarketOptions } from './book.ts';
import { buildBook } from './build-book.ts';
import type { QuoteSet } from './quote-set.ts';
import { rateOfPercent, rateText } from './rate.ts';

const YEAR = 365 * 86_400_000;

/**
 * Premiums of calls and puts of two years at F 110, 25 % and 4.3 % a year, D 0.9175942312201509: Black (1976) with the
 * normal distribution from `math.erfc`, in Python.
 */
const PREMIUMS: readonly (readonly [strike: number, call: number, put: number])[] = [
  [100, 18.589828560229, 9.413886248028],
  [105, 16.253343067501, 11.6653719114],
  [110, 14.162867407965, 14.162867407965],
  [115, 12.303890401487, 16.891861557588],
  [120, 10.659840437002, 19.835782749204],
];

const QUOTES = PREMIUMS.flatMap(([strike, call, put]): TestQuote[] =>
  [false, true].map((isCall) => {
    const premium = isCall ? call : put;
    return { expiry: 2 * YEAR, strike, isCall, bid: premium - 0.01, ask: premium + 0.01 };
  }),
);

function made(set: Partial<QuoteSet>, options: Partial<MarketOptions> = {}, quotes = QUOTES) {
  const outcome = buildBook(quoteSetOf(quotes, set), { asOf: null, forwards: {}, ...options });
  if (!outcome.ok) throw new Error(outcome.error.message);
  return { book: outcome.value.books[0]!, said: outcome.issues.map(({ message }) => message) };
}

function midVolAt(book: ExpiryBook, strike: number): number {
  return book.midVol[book.strike.indexOf(strike)]!;
}

test('an American chain is discounted at the rate by hand: forward and volatilities are those of the premiums', () => {
  const { book, said } = made({ exercise: 'american' }, { rate: 0.043 });
  expect(book.forward).toMatchObject({ discountSource: 'user', discountStdError: null, source: 'parity' });
  expect(book.forward.discount).toBeCloseTo(0.9175942312201509, 14);
  expect(book.forward.value).toBeCloseTo(110, 9);
  for (const vol of book.midVol) expect(vol).toBeCloseTo(0.25, 9);
  expect(said.join()).toContain('discounted at your rate of 4.3 % a year; early exercise is not priced');
  expect(said.join()).not.toContain('undiscounted');
});

test('without one it is taken undiscounted and reads low, which is said', () => {
  const { book, said } = made({ exercise: 'american' });
  expect(book.forward).toMatchObject({ discount: 1, discountSource: 'assumed' });
  // The premium at the money inverted at D 1: the same Python.
  expect(midVolAt(book, 110)).toBeCloseTo(0.22920890209599332, 9);
  expect(said.join()).toContain('undiscounted: set a rate in Forwards; early exercise is not priced');
});

test('what pairs or the unit of the premiums tell stays, whatever the rate by hand', () => {
  const fitted = made({}, { rate: 0.08 });
  expect(fitted.book.forward.discountSource).toBe('pairs');
  expect(fitted.book.forward).toEqual(made({}).book.forward);
  expect(fitted.said).toEqual(made({}).said);
  const coin = { premiumCurrency: 'USDC' };
  expect(made(coin, { rate: 0.08 }).book).toEqual(made(coin).book);
});

test('European chains whose pairs tell nothing, and tables of volatilities, take it, too', () => {
  const few = QUOTES.filter(({ strike }) => strike === 105 || strike === 115);
  const { book, said } = made({}, { rate: 0.043 }, few);
  expect(book.forward).toMatchObject({ discountSource: 'user' });
  expect(book.forward.value).toBeCloseTo(110, 9);
  expect(said).toEqual([
    'On 1 of 1 expiries call-put pairs cannot tell the discount; it is from your rate of 4.3 % a year.',
  ]);
  const vols = QUOTES.map((quote) => ({ ...quote, bid: 0.24, ask: 0.26 }));
  const table = made({ unit: 'vol', spot: 110 }, { rate: 0.043 }, vols).book;
  expect(table.forward).toMatchObject({ discountSource: 'user' });
  expect(midVolAt(table, 110)).toBe(0.25);
});

test('a rate of nothing is a rate: said to be yours, and no discount', () => {
  const { book } = made({ exercise: 'american' }, { rate: 0 });
  expect(book.forward).toMatchObject({ discount: 1, discountSource: 'user' });
});

test('what is typed in percent is kept as it was typed', () => {
  expect([4.3, 1.1, -0.07, 100, 3.00001].map(rateOfPercent)).toEqual([0.043, 0.011, -0.0007, 1, 0.03]);
  expect([0.043, 0.011, -0.0007, 1, 0].map(rateText)).toEqual(['4.3 %', '1.1 %', '−0.07 %', '100 %', '0 %']);
});

/**
 * American premiums of two years at 25 %: spot 100, 4.3 % a year, dividends of 0.4 % a year, forward 108.11. A tree of
 * 2,000 steps (Cox, Ross and Rubinstein 1979, "Option pricing: a simplified approach", JFE 7), in Python.
 */
const EARLY: readonly (readonly [strike: number, call: number, put: number])[] = [
  [60, 44.661126, 0.535601],
  [70, 36.446409, 1.552273],
  [98, 18.411967, 9.927002],
  [99, 17.921919, 10.405424],
  [100, 17.438903, 10.894347],
  [101, 16.97224, 11.399677],
  [102, 16.512227, 11.915625],
  [107, 14.365252, 14.685281],
  [140, 5.360556, 40.178993],
];

test('with a spot beside the rate early exercise is taken off, which read high at the forward and low below it', () => {
  const quotes = EARLY.flatMap(([strike, call, put]): TestQuote[] =>
    [put, call].map((premium, i) => {
      return { expiry: 2 * YEAR, strike, isCall: i === 1, bid: premium - 0.001, ask: premium + 0.001 };
    }),
  );
  const read = (spot: number | null, options: Partial<MarketOptions>) => {
    const { book, said } = made({ exercise: 'american', spot }, options, quotes);
    const vol = (strike: number, call: boolean) =>
      book.midVol[book.strike.findIndex((k, i) => k === strike && (book.isCall[i] === 1) === call)]!;
    const vols = [vol(60, false), vol(107, false), vol(107, true)] as const;
    return { forward: book.forward.value, vols, exercise: book.forward.exercise, said: said.join() };
  };
  const without = read(100, {});
  expect(without.forward).toBeLessThan(107);
  expect(without.exercise).toBeUndefined();
  for (const vol of without.vols) expect(vol).toBeLessThan(0.247);
  // Without a spot there is no yield to price it with.
  const discounted = read(null, { rate: 0.043 });
  expect(discounted.forward).toBeLessThan(107.5);
  expect(discounted.said).toContain('early exercise is not priced for want of the spot');
  expect(discounted.vols[1]).toBeGreaterThan(0.253);
  const priced = read(100, { rate: 0.043 });
  expect(Math.abs(priced.forward / 108.1125 - 1)).toBeLessThan(1e-5);
  for (const vol of priced.vols) expect(Math.abs(vol - 0.25)).toBeLessThan(1e-4);
  expect(priced.exercise?.yield).toBeCloseTo(0.004, 5);
  expect(priced.said).toContain('early exercise is priced and taken off, at your rate of 4.3 % a year');
  // A forward by hand is followed: its yield prices the exercise.
  const known = read(100, { rate: 0.043, forwards: { '1972-01-01T00:00:00.000Z': 107 } });
  expect(known.exercise?.yield).toBeCloseTo(0.043 - Math.log(1.07) / 2, 12);
});

/** Bid and ask volatility of AAPL of 15 January 2027 at F 270 by hand, bisected in Python: at 4.3 % a year, at D 1. */
const AAPL: readonly (readonly [strike: number, call: boolean, at: number[], without: number[]])[] = [
  [270, true, [0.2525657072487213, 0.25431953467415325], [0.23898809634822415, 0.24064644826667247]],
  [270, false, [0.274506952553914, 0.2762640311439696], [0.25973306194889234, 0.2613941637909958]],
  [250, false, [0.2797916013644548, 0.2816730429815957], [0.2685495930572236, 0.27033324257165314]],
  [290, true, [0.24304769173837, 0.24610768319784337], [0.2334834100407333, 0.2363859063259941]],
];

test.skipIf(!hasShared)(
  'long volatilities of a real American chain rise by what the discount took, those of puts less by early exercise',
  async () => {
    const source = memorySource('AAPL_data.csv', sharedBytes('data/yahoo/AAPL_data.csv'));
    const reading = readFiles([source], { asOf: null, underlying: null, at: null });
    let step = await reading.next();
    while (step.done !== true) step = await reading.next();
    if (!step.value.ok) throw new Error(step.value.error.message);
    const quotes = { ...step.value.value, asOf: null };
    const key = '2027-01-15T21:00:00.000Z';
    const options: MarketOptions = {
      asOf: epochMs(Date.parse('2025-10-06T20:00:00Z')),
      forwards: { [key]: 270 },
    };
    for (const rate of [0.043, undefined]) {
      const outcome = buildBook(quotes, rate === undefined ? options : { ...options, rate });
      if (!outcome.ok) throw new Error(outcome.error.message);
      const book = outcome.value.books.find(({ expiry }) => expiry === Date.parse(key))!;
      expect(book.forward.discount).toBeCloseTo(rate === undefined ? 1 : 0.9465764514380869, 12);
      for (const [strike, call, at, without] of AAPL) {
        const i = book.strike.findIndex((k, j) => k === strike && (book.isCall[j] === 1) === call);
        const [bid, ask] = rate === undefined ? without : at;
        if (rate !== undefined && !call) {
          // At F and below; what early exercise adds to a put of fifteen months is worth two volatility points there.
          for (const [vol, most] of [
            [book.bidVol[i]!, bid!],
            [book.askVol[i]!, ask!],
          ] as const) {
            expect(vol).toBeLessThan(most - 0.008);
            expect(vol).toBeGreaterThan(most - 0.018);
          }
          continue;
        }
        expect(book.bidVol[i]).toBeCloseTo(bid!, rate === undefined ? 9 : 4);
        expect(book.askVol[i]).toBeCloseTo(ask!, rate === undefined ? 9 : 4);
      }
    }
  },
);
