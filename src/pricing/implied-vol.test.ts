import { expect, test } from 'vitest';
import { golden, hasShared } from '#testing/shared.ts';
import { blackPrice } from './black76.ts';
import { blackGreeks } from './greeks.ts';
import {
  ABOVE_MAXIMUM,
  AT_INTRINSIC,
  BAD_INPUT,
  BELOW_INTRINSIC,
  EXPIRED,
  impliedVol,
  impliedVols,
  NO_PRICE,
  NON_POSITIVE,
} from './implied-vol.ts';
import { priceFromCoin } from './inverse.ts';

interface Quote {
  readonly F: number;
  readonly K: number;
  readonly T: number;
  readonly cp: number;
  readonly price: number;
}

interface Golden {
  readonly cases: readonly (Quote & { readonly tag: string; readonly iv: number })[];
  readonly no_solution: readonly (Quote & { readonly F: number | null; readonly reason: string })[];
  readonly deribit_fixtures: readonly {
    readonly instrument: string;
    readonly timestamp_ms: number;
    readonly expiry_ms: number;
    readonly underlying_price: number;
    readonly index_price: number;
    readonly bid: number;
    readonly bid_iv: number;
    readonly ask?: number;
    readonly ask_iv?: number;
    readonly mark_iv: number;
    readonly greeks: Readonly<Record<'delta' | 'vega' | 'theta', number>>;
  }[];
}

test.skipIf(!hasShared)('reproduces 50-digit implied volatilities to 1e-13', () => {
  for (const row of golden<Golden>('implied-vol').cases) {
    const vol = impliedVol(row.F, row.K, row.T, row.cp > 0, row.price);
    expect(Math.abs(vol / row.iv - 1), `${row.tag} ${row.F} ${row.K} ${row.T}`).toBeLessThan(1e-13);
  }
});

test.skipIf(!hasShared)('names why a quote has no volatility', () => {
  const codes: Readonly<Record<string, number>> = {
    AT_INTRINSIC,
    BELOW_INTRINSIC,
    NON_POSITIVE,
    ABOVE_MAX: ABOVE_MAXIMUM,
    EXPIRED,
    BAD_INPUT,
  };
  for (const row of golden<Golden>('implied-vol').no_solution) {
    const code = codes[row.reason.split(' ')[0] ?? ''];
    const result = impliedVol(row.F ?? Number.NaN, row.K, row.T, row.cp > 0, row.price);
    expect(result, row.reason).toBe(-(code ?? 0));
  }
});

test('a missing price, and an infinite one, have their own reasons', () => {
  expect(impliedVol(100, 100, 1, true, Number.NaN)).toBe(-NO_PRICE);
  expect(impliedVol(100, 100, 1, true, -1)).toBe(-NON_POSITIVE);
  expect(impliedVol(100, 100, 1, true, Infinity)).toBe(-ABOVE_MAXIMUM);
  expect(impliedVol(100, 100, Number.NaN, true, 1)).toBe(-BAD_INPUT);
  expect(impliedVol(100, -5, 1, true, 1)).toBe(-BAD_INPUT);
  expect(impliedVol(Infinity, 100, 1, true, 1)).toBe(-BAD_INPUT);
});

test.skipIf(!hasShared)(
  'captured Deribit tickers show the volatility of the forward, not of the index',
  () => {
    for (const row of golden<Golden>('implied-vol').deribit_fixtures) {
      const [, , strike = '', type] = row.instrument.split('-');
      const t = (row.expiry_ms - row.timestamp_ms) / (365 * 86_400_000);
      const invert = (premium: number, underlying: number) =>
        100 * impliedVol(underlying, Number(strike), t, type === 'C', priceFromCoin(premium, underlying));
      expect(Math.abs(invert(row.bid, row.underlying_price) - row.bid_iv)).toBeLessThan(0.005);
      expect(Math.abs(invert(row.bid, row.index_price) - row.bid_iv)).toBeGreaterThan(0.5);
      if (row.ask !== undefined && row.ask_iv !== undefined) {
        expect(Math.abs(invert(row.ask, row.underlying_price) - row.ask_iv)).toBeLessThan(0.005);
      }
      const greeks = blackGreeks(row.underlying_price, Number(strike), t, row.mark_iv / 100, type === 'C');
      expect(greeks.delta).toBeCloseTo(row.greeks.delta, 4);
      expect(Math.abs(greeks.vega / 100 - row.greeks.vega)).toBeLessThan(2e-3);
      expect(Math.abs(greeks.theta / 365 - row.greeks.theta)).toBeLessThan(5e-3);
    }
  },
);

test('the batch gives NaN and the reason where there is no volatility', () => {
  const column = (...values: number[]) => Float64Array.from(values);
  const vol = new Float64Array(3);
  const reason = new Uint8Array(3);
  impliedVols(
    column(100, 100, 100),
    column(100, 110, 90),
    column(1, 1, 1),
    Uint8Array.of(1, 1, 1),
    column(7.965567455405797, Number.NaN, 9),
    vol,
    reason,
  );
  expect(vol[0]).toBeCloseTo(0.2, 15);
  expect([vol[1], vol[2]]).toEqual([Number.NaN, Number.NaN]);
  expect([...reason]).toEqual([0, NO_PRICE, BELOW_INTRINSIC]);
});

test('high volatilities come back on both sides of the money, from calls and from puts', () => {
  for (const [forward, strike] of [
    [100, 100],
    [100, 130],
    [130, 100],
    [40, 900],
    [900, 40],
  ] as const) {
    for (const vol of [0.9, 2.5, 4, 6]) {
      for (const isCall of [true, false]) {
        const price = blackPrice(forward, strike, 1, vol, isCall);
        const found = impliedVol(forward, strike, 1, isCall, price);
        expect(Math.abs(found / vol - 1), `${forward} ${strike} ${vol} ${isCall}`).toBeLessThan(1e-9);
        expect(impliedVol(forward, strike, 1, isCall ? 1 : 0, price)).toBe(found);
      }
    }
  }
});

test('each input that is none is told before the price is looked at', () => {
  for (const bad of [0, -1, Infinity, Number.NaN]) {
    expect(impliedVol(bad, 100, 1, true, 1)).toBe(-BAD_INPUT);
    expect(impliedVol(100, bad, 1, true, 1)).toBe(-BAD_INPUT);
    expect(impliedVol(100, bad, 1, true, Number.NaN)).toBe(-BAD_INPUT);
  }
  expect(impliedVol(100, 100, Infinity, true, 1)).toBe(-BAD_INPUT);
  expect(impliedVol(100, 100, 0, true, 1)).toBe(-EXPIRED);
  expect(impliedVol(100, 100, -1, true, 1)).toBe(-EXPIRED);
  expect(impliedVol(100, 100, -1, true, 0)).toBe(-NON_POSITIVE);
  expect(impliedVol(100, 100, -1, true, -Infinity)).toBe(-NON_POSITIVE);
});

test('a price at or beyond its most, or at or below intrinsic, has no volatility', () => {
  expect(impliedVol(100, 150, 1, true, 100)).toBe(-ABOVE_MAXIMUM);
  expect(impliedVol(100, 150, 1, true, 120)).toBe(-ABOVE_MAXIMUM);
  expect(impliedVol(100, 150, 1, false, 150)).toBe(-ABOVE_MAXIMUM);
  expect(impliedVol(100, 50, 1, false, 50)).toBe(-ABOVE_MAXIMUM);
  expect(impliedVol(100, 50, 1, false, 49.9)).toBeGreaterThan(5);
  expect(impliedVol(100, 50, 1, true, 99.9)).toBeGreaterThan(5);
  expect(impliedVol(100, 50, 1, true, 50)).toBe(-AT_INTRINSIC);
  expect(impliedVol(100, 50, 1, true, 49.9)).toBe(-BELOW_INTRINSIC);
  expect(impliedVol(100, 150, 1, false, 50)).toBe(-AT_INTRINSIC);
  expect(impliedVol(100, 150, 1, false, 49.9)).toBe(-BELOW_INTRINSIC);
  // 2^60 - 1 rounds to 2^60: the time value of the call is all that its other side may be worth.
  expect(impliedVol(2 ** 60, 1, 1, true, 2 ** 60 * (1 - 2 ** -53))).toBeLessThan(0);
});

test('the batch gives every row its own volatility', () => {
  const vol = new Float64Array(4);
  const reason = new Uint8Array(4).fill(9);
  const rows = [
    [100, 90, 0.5, 1, 0.3],
    [100, 90, 0.5, 0, 0.4],
    [50, 80, 0.1, 1, 0.9],
    [70, 60, 2, 0, 0.2],
  ] as const;
  const column = (i: 0 | 1 | 2 | 3) => Float64Array.from(rows, (row) => row[i]);
  const price = Float64Array.from(rows, ([f, k, t, call, v]) => blackPrice(f, k, t, v, call));
  impliedVols(column(0), column(1), column(2), Uint8Array.from(column(3)), price, vol, reason);
  rows.forEach((row, i) => {
    expect(vol[i]).toBeCloseTo(row[4], 11);
  });
  expect([...reason]).toEqual([0, 0, 0, 0]);
});
