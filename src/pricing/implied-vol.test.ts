import { expect, test } from 'vitest';
import { golden, hasShared } from '#testing/shared.ts';
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
