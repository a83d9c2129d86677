import { expect, test } from 'vitest';
import { americanPrice } from '#pricing/american.ts';
import { blackPrice } from '#pricing/black76.ts';
import { quoteSetOf, type TestQuote } from '#testing/board.ts';
import type { ExpiryBook, MarketOptions } from './book.ts';
import { buildBook } from './build-book.ts';
import type { QuoteSet } from './quote-set.ts';

const DAY = 86_400_000;
const SPOT = 100;
const RATE = 0.043;
const YIELD = 0.012;

/**
 * American premiums at spot 100, 4.3 % a year, a yield of 1.2 % and volatilities 0.21 - 0.12 k + 0.2 k^2, k = ln(K/F): trees
 * of 2,001 and 4,001 steps, extrapolated (D. Leisen and M. Reimer, "Binomial models for option valuation: examining and
 * improving convergence", Applied Mathematical Finance 3 (1996) 319-346), in Python.
 */
type Row = readonly [strike: number, vol: number, call: number, put: number];
const BOARD: readonly (readonly [days: number, rows: readonly Row[]])[] = [
  [
    30,
    [
      [85, 0.23525744, 15.215911, 0.01465],
      [95, 0.21704072, 5.883754, 0.650483],
      [98, 0.2128336, 3.692846, 1.45499],
      [99, 0.21154354, 3.078567, 1.840622],
      [100, 0.21030705, 2.528808, 2.291788],
      [101, 0.20912267, 2.045085, 2.810216],
      [102, 0.20798898, 1.627076, 3.395815],
      [110, 0.2005895, 0.135576, 10.017105],
    ],
  ],
  [
    182,
    [
      [70, 0.28235241, 31.085934, 0.199363],
      [85, 0.2376923, 17.336042, 1.146658],
      [95, 0.21890123, 9.678143, 3.332555],
      [98, 0.21453356, 7.800098, 4.427058],
      [99, 0.21319107, 7.225123, 4.846045],
      [100, 0.21190269, 6.676522, 5.293218],
      [101, 0.21066693, 6.154619, 5.769064],
      [102, 0.20948236, 5.6596, 6.273941],
      [110, 0.20169297, 2.644431, 11.3581],
      [125, 0.19370437, 0.423168, 25.0],
    ],
  ],
  [
    730,
    [
      [70, 0.29529874, 36.103006, 2.807537],
      [85, 0.24702402, 24.38727, 5.021877],
      [95, 0.22616227, 17.69034, 7.764066],
      [98, 0.22121578, 15.905185, 8.85238],
      [99, 0.21968429, 15.335188, 9.245727],
      [100, 0.2182088, 14.777999, 9.654894],
      [101, 0.21678779, 14.233759, 10.080179],
      [102, 0.21541981, 13.702592, 10.521865],
      [110, 0.20622469, 9.931691, 14.673942],
      [125, 0.19585622, 5.065959, 25.57371],
    ],
  ],
];

const QUOTES = BOARD.flatMap(([days, rows]) =>
  rows.flatMap(([strike, , call, put]): TestQuote[] =>
    [put, call].map((premium, i) => {
      const half = Math.min(0.01, 0.2 * premium);
      return { expiry: days * DAY, strike, isCall: i === 1, bid: premium - half, ask: premium + half };
    }),
  ),
);

function made(set: Partial<QuoteSet> = {}, options: Partial<MarketOptions> = {}, quotes = QUOTES) {
  const outcome = buildBook(quoteSetOf(quotes, { exercise: 'american', spot: SPOT, ...set }), {
    asOf: null,
    forwards: {},
    ...options,
  });
  if (!outcome.ok) throw new Error(outcome.error.message);
  return { books: outcome.value.books, said: outcome.issues.map(({ message }) => message).join() };
}

/** Largest error of the mid volatilities of quotes that have some time value. */
function worst(books: readonly ExpiryBook[]): number {
  let most = 0;
  BOARD.forEach(([, rows], i) => {
    const book = books[i]!;
    for (const [strike, vol, call, put] of rows) {
      for (const isCall of [0, 1]) {
        const intrinsic = isCall === 1 ? SPOT - strike : strike - SPOT;
        if ((isCall === 1 ? call : put) - intrinsic < 0.05) continue;
        const at = book.strike.findIndex((k, j) => k === strike && book.isCall[j] === isCall);
        most = Math.max(most, Math.abs(book.midVol[at]! - vol));
      }
    }
  });
  return most;
}

test('forwards and volatilities of a board of trees come back, calls and puts alike', () => {
  const { books, said } = made({}, { rate: RATE });
  for (const { forward, t } of books) {
    expect(Math.abs(forward.value / (SPOT * Math.exp((RATE - YIELD) * t)) - 1)).toBeLessThan(1e-5);
    expect(forward.exercise).toMatchObject({ spot: SPOT, spotByForward: false });
    expect(forward.exercise?.yield).toBeCloseTo(YIELD, 4);
    expect(forward.executable!.low).toBeLessThan(forward.value);
    expect(forward.executable!.high).toBeGreaterThan(forward.value);
  }
  expect(worst(books)).toBeLessThan(1e-4);
  expect(said).toContain('continuous yield that each forward implies from the spot 100.00');
  // What was read without it, at the money of two years.
  const { strike, isCall, midVol } = made().books[2]!;
  const at = strike.findIndex((k, j) => k === 100 && isCall[j] === 0);
  expect(Math.abs(midVol[at]! - 0.2182088)).toBeGreaterThan(0.008);
});

test('bid and ask prices of the book are European: those of its volatilities, in order where there is none', () => {
  for (const book of made({}, { rate: RATE }).books) {
    for (let i = 0; i < book.strike.length; i++) {
      const moneyness = book.strike[i]! / book.forward.value;
      expect(book.bidPrice[i]).toBeLessThan(book.askPrice[i]!);
      for (const [vol, price] of [
        [book.bidVol[i]!, book.bidPrice[i]!],
        [book.askVol[i]!, book.askPrice[i]!],
      ] as const) {
        if (vol > 0) expect(price).toBeCloseTo(blackPrice(1, moneyness, book.t, vol, book.isCall[i]!), 12);
      }
    }
  }
});

test('a put at what exercise pays now has no volatility, and says why', () => {
  const [, middle] = made({}, { rate: RATE }).books;
  const at = middle!.strike.findIndex((k, j) => k === 125 && middle!.isCall[j] === 0);
  expect(middle!.bidVol[at]).toBeNaN();
  expect(middle!.bidReason[at]).toBe(2);
  expect(middle!.askVol[at]).toBeGreaterThan(0);
});

test('without a spot the forward of the first month tells it; a spot of another instant is not believed', () => {
  const none = made({ spot: null }, { rate: RATE });
  const told = none.books[0]!.forward.exercise!;
  // To the dividends of that month.
  expect(told.spot).toBeCloseTo(SPOT * Math.exp((-YIELD * 30) / 365), 1);
  expect(told.spotByForward).toBe(true);
  expect(none.said).toContain('a spot of 99.91, as the forward of 31 Jan 1970 tells it. Discrete');
  const stale = made({ spot: 98 }, { rate: RATE });
  expect(stale.books[0]!.forward.exercise!.spot).toBeCloseTo(told.spot, 2);
  expect(stale.said).toContain("the file's spot 98.00 is of another instant than its quotes");
  const later = QUOTES.filter(({ expiry }) => expiry > 31 * DAY);
  expect(made({ spot: null }, { rate: RATE }, later).said).toContain('not priced for want of the spot');
});

test('where all expiries lie beyond a month a spot that no yield explains is refused, and a high yield is not', () => {
  const later = QUOTES.filter(({ expiry }) => expiry > 31 * DAY);
  const plain = made({ spot: null }, { rate: RATE }, later);
  for (const spot of [70, 130, 1, 10_000]) {
    const { books, said } = made({ spot }, { rate: RATE }, later);
    expect(said).toContain('is too far from the forwards');
    for (const [i, { forward }] of books.entries()) {
      expect('exercise' in forward).toBe(false);
      expect(Math.abs(forward.value / plain.books[i]!.forward.value - 1)).toBeLessThan(0.02);
    }
  }
  for (const spot of [95, 105]) {
    expect(made({ spot }, { rate: RATE }, later).books[0]!.forward.exercise).toMatchObject({ spot });
  }
});

test('nothing changes without a rate, nor where exercise is European', () => {
  const { books } = made();
  for (const { forward } of books) {
    expect(forward).toMatchObject({ discount: 1, discountSource: 'assumed' });
    expect('exercise' in forward).toBe(false);
  }
  const european = { exercise: 'european', premiumCurrency: 'USDC' } as const;
  expect(made(european, { rate: RATE }).books).toEqual(made(european).books);
});

test('yields that are high, and rates that are negative, are borne', () => {
  const lent = QUOTES.map((quote) => ({ ...quote }));
  for (const rate of [-0.05, -0.001, 0, 1]) {
    const { books, said } = made({}, { rate }, lent);
    expect(books).toHaveLength(3);
    for (const { forward } of books) expect(forward.value).toBeGreaterThan(0);
    if (rate === -0.05) expect(said).toContain('rate and yield are both negative');
  }
});

test('where a forward is so far from the spot that nothing is priced it is said', () => {
  const forwards = { [new Date(30 * DAY).toISOString()]: 1e4 };
  const { books, said } = made({}, { rate: RATE, forwards });
  expect(Math.abs(books[0]!.forward.exercise!.yield * books[0]!.t)).toBeLessThan(5);
  expect(said).not.toContain('exceed');
  const far = made({}, { rate: RATE, forwards: { [new Date(30 * DAY).toISOString()]: 1e5 } });
  expect(far.said).toContain('On 1 of 3 expiries rate or yield times years exceed 5: there it is left in.');
});

test('a forward that early exercise leaves no way to tell says so', () => {
  const chain = (rate: number, dividend: number, years: number): TestQuote[] =>
    [0.985, 0.99, 0.995, 1, 1.005, 1.01, 1.015].flatMap((m) =>
      [false, true].map((isCall) => {
        const strike = m * SPOT;
        const premium = americanPrice(SPOT, strike, years, 0.15, rate, dividend, isCall);
        const half = Math.min(0.01, 0.05 * premium);
        return { expiry: years * 365 * DAY, strike, isCall, bid: premium - half, ask: premium + half };
      }),
    );
  const lost = made({}, { rate: 0.4 }, chain(0.4, 0.28, 5));
  expect(Math.abs(lost.books[0]!.forward.value / (SPOT * Math.exp(0.12 * 5)) - 1)).toBeGreaterThan(0.01);
  expect(lost.said).toMatch(/too little to tell a forward by\. \d+\.\d+ is where the search was given up/);
  // Rates of a market settle, however long.
  for (const [rate, dividend] of [
    [0.05, 0.02],
    [0.1, 0.1],
  ] as const) {
    const { books, said } = made({}, { rate }, chain(rate, dividend, 5));
    expect(books[0]!.forward.value).toBeCloseTo(SPOT * Math.exp((rate - dividend) * 5), 3);
    expect(said).not.toContain('given up');
  }
});
