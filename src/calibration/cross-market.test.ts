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
