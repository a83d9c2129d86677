import { expect, test } from 'vitest';
import { epochMs, years } from '#base/units.ts';
import type { ExpiryBook } from '#market/book.ts';
import { afterFees, byDistance, type CrossExpiry, crossQuotes } from './cross-market.ts';

interface Quote {
  readonly strike: number;
  readonly isCall: boolean;
  readonly bid: number;
  readonly ask: number;
}

/** A book of volatilities at one forward, mids halfway; only what is read of one. */
function book(forward: number, quotes: readonly Quote[], first = 0): ExpiryBook {
  const column = (of: (quote: Quote) => number) => Float64Array.from(quotes, of);
  return {
    expiry: epochMs(0),
    root: 'TST',
    t: years(0.25),
    settlement: null,
    forward: { value: forward } as ExpiryBook['forward'],
    quote: Int32Array.from(quotes, (_, i) => first + i),
    strike: column(({ strike }) => strike),
    isCall: Uint8Array.from(quotes, ({ isCall }) => Number(isCall)),
    k: column(({ strike }) => Math.log(strike / forward)),
    bidVol: column(({ bid }) => bid),
    askVol: column(({ ask }) => ask),
    midVol: column(({ bid, ask }) => (bid + ask) / 2),
  } as ExpiryBook;
}

/** SVI with a = 0.02, b = 0.1, rho = m = 0, sigma = 0.1 at a quarter: sqrt(0.12) at the money. */
function expiry(a: ExpiryBook, b: ExpiryBook, change: Partial<CrossExpiry> = {}): CrossExpiry {
  const fit = {
    t: years(0.25),
    forward: 100,
    theta: Float64Array.of(0.02, 0.1, 0, 0, 0.1),
    arbitrage: null,
  } as unknown as CrossExpiry['fit'];
  return { model: 'svi', fit, a, b, state: new Uint8Array(b.quote.length), ...change };
}

const CALL = { strike: 110, isCall: true, bid: 0.365, ask: 0.395 };

test('a quote is read at its own forward: 110 on a forward of 110 is at the money of the other market', () => {
  const [quote] = crossQuotes(expiry(book(100, []), book(110, [CALL])), 'moneyness', true);
  expect(quote?.k).toBe(0);
  expect(quote?.model).toBeCloseTo(0.346410161513775, 12);
  expect(quote?.side).toBe('rich');
  expect(quote?.residual).toBeCloseTo(0.38 - 0.346410161513775, 12);
  expect(quote?.halfSpreads).toBeCloseTo(2.2393225657483, 9);
  expect(quote?.rowA).toBeNull();
});

test('or at its strike, where the smile of the other market stands elsewhere', () => {
  const [quote] = crossQuotes(expiry(book(100, []), book(110, [CALL])), 'strike', true);
  expect(quote?.k).toBeCloseTo(Math.log(1.1), 15);
  expect(quote?.model).toBeCloseTo(0.367774366399359, 12);
  expect(quote?.side).toBe('inside');
});

test('a bid above the ask of the other market is a crossing, worth the difference of two prices', () => {
  const a = book(100, [{ strike: 100, isCall: true, bid: 0.32, ask: 0.33 }], 7);
  const b = book(100, [{ strike: 100, isCall: true, bid: 0.34, ask: 0.35 }]);
  const [quote] = crossQuotes(expiry(a, b), 'moneyness', true);
  expect(quote?.rowA).toBe(7);
  expect(quote?.crossing).toMatchObject({ sell: 'b' });
  expect(quote?.crossing?.gap).toBeCloseTo(0.01, 12);
  // At the money the undiscounted price is 2 N(s/2) - 1 of the forward: s = 0.17 less s = 0.165.
  expect(quote?.crossing?.gain).toBeCloseTo(0.0019877276, 9);
  expect(afterFees(quote?.crossing ?? { sell: 'b', gap: 0, gain: 0 }, 0.0003)).toBeCloseTo(0.0013877276, 9);
  const [back] = crossQuotes(expiry(b, a), 'moneyness', true);
  expect(back?.crossing).toMatchObject({ sell: 'a' });
  // A put is another contract, and quotes of different times are not held against each other.
  const put = book(100, [{ strike: 100, isCall: false, bid: 0.34, ask: 0.35 }]);
  expect(crossQuotes(expiry(a, put), 'moneyness', true)[0]?.crossing).toBeNull();
  expect(crossQuotes(expiry(a, b), 'moneyness', false)[0]?.crossing).toBeNull();
});

test('what the filters leave out is left out here, and what the model was not fitted to is marked', () => {
  const quotes = [90, 100, 110].map((strike) => ({ ...CALL, strike }));
  const b = book(100, quotes);
  const kept = crossQuotes(expiry(book(100, []), b, { state: Uint8Array.of(0, 3, 0) }), 'moneyness', true);
  expect(kept.map(({ strike }) => strike)).toEqual([90, 110]);
  const { fit } = expiry(b, b);
  const arbitrage = { quotedRange: [-0.2, 0.05] } as unknown as CrossExpiry['fit']['arbitrage'];
  const marked = crossQuotes(expiry(b, b, { fit: { ...fit, arbitrage } }), 'moneyness', true);
  expect(marked.map(({ past }) => past)).toEqual([false, false, true]);
  expect(crossQuotes(expiry(b, b, { fit: { ...fit, theta: null } }), 'moneyness', true)).toEqual([]);
});

test('the farthest in half-spreads comes first, and what has no spread comes last', () => {
  const quotes = [
    { strike: 95, isCall: false, bid: 0.35, ask: 0.37 },
    { strike: 100, isCall: true, bid: 0.33, ask: Number.NaN },
    { strike: 105, isCall: true, bid: 0.3, ask: 0.31 },
    { strike: 110, isCall: true, bid: 0.41, ask: 0.45 },
  ];
  const b = book(100, quotes);
  const rows = crossQuotes(expiry(book(100, []), b), 'moneyness', true).sort(byDistance);
  expect(rows.map(({ strike }) => strike)).toEqual([105, 110, 95, 100]);
  expect(rows[0]?.side).toBe('cheap');
  expect(rows.at(-1)?.side).toBe('unknown');
});

test('a quote without a spread, or without a model, goes by its distance in volatility and then last', () => {
  const quote = (residual: number, halfSpreads: number) =>
    ({ residual, halfSpreads }) as Parameters<typeof byDistance>[0];
  const none = Number.NaN;
  const rows = [
    quote(none, none),
    quote(0.01, none),
    quote(-0.03, none),
    quote(0.5, 1),
    quote(0.1, -2),
    quote(0.2, 2),
  ];
  const sorted = [...rows].sort(byDistance);
  expect(sorted.map(({ residual, halfSpreads }) => [residual, halfSpreads])).toEqual([
    [0.2, 2],
    [0.1, -2],
    [0.5, 1],
    [-0.03, none],
    [0.01, none],
    [none, none],
  ]);
  expect([...rows].reverse().sort(byDistance)).toEqual(sorted);
});

test("the other market's own quote of the contract stands beside each, call or put, and its bid may be the one to hit", () => {
  const a = book(100, [{ strike: 100, isCall: false, bid: 0.36, ask: 0.38 }], 7);
  const b = book(100, [
    { strike: 100, isCall: false, bid: 0.33, ask: 0.34 },
    { strike: 120, isCall: true, bid: 0.4, ask: 0.42 },
  ]);
  const [put, call] = crossQuotes(expiry(a, b), 'moneyness', true);
  expect(put).toMatchObject({ row: 0, rowA: 7, isCall: false, bidA: 0.36, askA: 0.38, past: false });
  expect(call).toMatchObject({
    row: 1,
    rowA: null,
    isCall: true,
    bidA: Number.NaN,
    askA: Number.NaN,
    crossing: null,
  });
  // 2 N(s/2) - 1 of the forward at s = 0.18 less s = 0.17.
  expect(put?.crossing?.sell).toBe('a');
  expect(put?.crossing?.gap).toBeCloseTo(0.02, 12);
  expect(put?.crossing?.gain).toBeCloseTo(0.003975, 5);
});

test('inside a settlement window a strike is counted from what of the price is fixed', () => {
  const settled = (of: ExpiryBook, fixed: number) =>
    ({ ...of, settlement: { fixed } }) as unknown as ExpiryBook;
  const a = settled(book(100, []), 40);
  const b = book(100, [
    { strike: 110, isCall: true, bid: 0.3, ask: 0.4 },
    { strike: 30, isCall: false, bid: 0.3, ask: 0.4 },
  ]);
  const [above, below] = crossQuotes(expiry(a, b), 'strike', true);
  expect(above?.k).toBeCloseTo(Math.log(70 / 60), 14);
  expect(below?.k).toBeNaN();
  expect(below?.model).toBeNaN();
  expect(below?.side).toBe('unknown');
});

test('a model that is not known or has no time, and a smile that has no variance, say nothing', () => {
  const b = book(100, [CALL]);
  const of = expiry(b, b);
  expect(crossQuotes({ ...of, model: 'unheard-of' }, 'moneyness', true)).toEqual([]);
  expect(crossQuotes({ ...of, fit: { ...of.fit, t: years(0) } }, 'moneyness', true)).toEqual([]);
  const low = { ...of.fit, theta: Float64Array.of(-0.2, 0.1, 0, 0, 0.1) };
  expect(crossQuotes({ ...of, fit: low }, 'moneyness', true)[0]?.model).toBeNaN();
  const arbitrage = { quotedRange: [0.2, 0.3] } as unknown as CrossExpiry['fit']['arbitrage'];
  expect(crossQuotes({ ...of, fit: { ...of.fit, arbitrage } }, 'moneyness', true)[0]?.past).toBe(true);
});
