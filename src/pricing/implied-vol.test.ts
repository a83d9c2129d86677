import fc from 'fast-check';
import { expect, test } from 'vitest';
import { golden, hasShared } from '#testing/shared.ts';
import { blackPrice, normalisedPrice } from './black76.ts';
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
import { normalisedTotalVol } from './normalised-vol.ts';

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

test('inverts the normalised price over the whole plane of moneyness and volatility', () => {
  let worst = 0;
  for (let i = 0; i <= 400; i++) {
    const s = 1e-5 * 8e5 ** (i / 400);
    for (let j = 0; j <= 200; j++) {
      const h = j === 0 ? 0 : 1e-6 * 3.6e7 ** (j / 200);
      const c = h * s;
      if (c > 100) continue;
      const b = normalisedPrice(c, s);
      const q = Math.exp(-0.5 * c) - b;
      if (b < 1e-300) continue;
      const found = normalisedTotalVol(c, b, q);
      // What one rounding of b or q, whichever is inverted, moves s by.
      const density = 0.3989422804014327 * Math.exp(-0.5 * (h * h + 0.25 * s * s));
      const conditioning = (Math.max(b, Math.exp(-0.5 * c)) * Number.EPSILON) / (density * s);
      const error = Math.abs(found / s - 1);
      const allowed = b <= q ? 2e-14 : 2e-14 + 4 * conditioning;
      if (error > allowed) expect.fail(`c ${c}, s ${s}: ${found}, relative error ${error}`);
      if (b <= q) worst = Math.max(worst, error);
    }
  }
  expect(worst).toBeLessThan(2e-14);
});

const seed = 20_261_120;

test(`a volatility survives the way to a price and back (seed ${seed})`, () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-2, max: 1e6, noNaN: true }),
      fc.double({ min: -4, max: 4, noNaN: true }),
      fc.double({ min: 1e-4, max: 3, noNaN: true }),
      fc.double({ min: 0.02, max: 3, noNaN: true }),
      (forward, z, t, vol) => {
        const strike = forward * Math.exp(z * vol * Math.sqrt(t));
        const price = blackPrice(forward, strike, t, vol, strike >= forward);
        expect(Math.abs(impliedVol(forward, strike, t, strike >= forward, price) - vol)).toBeLessThan(
          1e-12 * Math.max(1, vol),
        );
      },
    ),
    { seed, numRuns: 10_000 },
  );
});

test(`scaling forward, strike and price leaves the volatility (seed ${seed})`, () => {
  fc.assert(
    fc.property(
      fc.double({ min: -2, max: 2, noNaN: true }),
      fc.double({ min: 1e-3, max: 0.99, noNaN: true }),
      fc.double({ min: 1e-3, max: 1e4, noNaN: true }),
      (k, share, scale) => {
        const strike = 100 * Math.exp(k);
        const price = share * Math.min(100, strike);
        const one = impliedVol(100, strike, 0.5, k >= 0, price);
        const other = impliedVol(100 * scale, strike * scale, 0.5, k >= 0, price * scale);
        expect(Math.abs(other / one - 1)).toBeLessThan(1e-12);
      },
    ),
    { seed, numRuns: 2_000 },
  );
});

test(`a higher price never has a lower volatility (seed ${seed})`, () => {
  fc.assert(
    fc.property(
      fc.double({ min: -3, max: 3, noNaN: true }),
      fc.double({ min: 1e-12, max: 0.999, noNaN: true }),
      fc.double({ min: 1e-9, max: 1, noNaN: true }),
      (k, share, more) => {
        const strike = 100 * Math.exp(k);
        const top = Math.min(100, strike);
        const low = impliedVol(100, strike, 0.5, k >= 0, share * top);
        const high = impliedVol(100, strike, 0.5, k >= 0, (share + more * (0.9999 - share)) * top);
        expect(high).toBeGreaterThanOrEqual(low * (1 - 1e-14));
      },
    ),
    { seed, numRuns: 10_000 },
  );
});

test(`any four numbers give a volatility or a reason, never NaN (seed ${seed})`, () => {
  const any = fc.oneof(
    fc.double(),
    fc.constantFrom(0, -0, 1, -1, 1e308, 5e-324, 1e-308, Infinity, -Infinity, Number.NaN),
  );
  fc.assert(
    fc.property(any, any, any, fc.boolean(), any, (forward, strike, t, isCall, price) => {
      const result = impliedVol(forward, strike, t, isCall, price);
      expect(result > 0 ? Number.isFinite(result) : [-1, -2, -3, -4, -5, -6, -7].includes(result)).toBe(true);
    }),
    { seed, numRuns: 20_000 },
  );
});

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
