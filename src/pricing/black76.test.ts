import { expect, test } from 'vitest';
import { golden, hasShared } from '#testing/shared.ts';
import { blackPrice, blackVega, logNormalisedPrice, normalisedPrice } from './black76.ts';
import { blackGreeks, type Greeks } from './greeks.ts';
import { coinFromPrice, coinGreeks, priceFromCoin } from './inverse.ts';

interface Black76 {
  readonly prices: readonly (Greeks & {
    readonly F: number;
    readonly K: number;
    readonly T: number;
    readonly sigma: number;
    readonly cp: number;
    readonly coin: Readonly<
      Record<'price' | 'dCoin_dF' | 'deltaPA' | 'gammaCoin' | 'vega' | 'theta', number>
    >;
    readonly normalised: { readonly x: number; readonly s: number; readonly otm: number };
  })[];
  readonly normalised: readonly {
    readonly x: number;
    readonly s: number;
    readonly b: number;
    readonly lnb: number;
  }[];
}

const relative = (value: number, expected: number) =>
  expected === 0 ? Math.abs(value) : Math.abs(value / expected - 1);

const NAMES = [
  'price',
  'delta',
  'gamma',
  'vega',
  'theta',
  'vanna',
  'volga',
  'charm',
  'speed',
  'zomma',
  'dualDelta',
  'dualGamma',
] as const;

test.skipIf(!hasShared)('prices and greeks agree with 50-digit values to 1e-12', () => {
  for (const row of golden<Black76>('black76').prices) {
    const at = JSON.stringify([row.F, row.K, row.T, row.sigma, row.cp]);
    const ours = blackGreeks(row.F, row.K, row.T, row.sigma, row.cp > 0);
    for (const name of NAMES) {
      const scale = Math.abs(row[name]);
      expect(Math.abs(ours[name] - row[name]), `${name} at ${at}`).toBeLessThanOrEqual(
        1e-12 * scale + 1e-300,
      );
    }
    expect(relative(blackVega(row.F, row.K, row.T, row.sigma), row.vega)).toBeLessThan(1e-12);
  }
});

test.skipIf(!hasShared)('coin greeks agree with 50-digit values to 1e-11', () => {
  for (const row of golden<Black76>('black76').prices) {
    const ours = coinGreeks(row.F, row.K, row.T, row.sigma, row.cp > 0);
    expect(relative(ours.price, row.coin.price)).toBeLessThan(1e-12);
    expect(relative(ours.deltaForward, row.coin.dCoin_dF)).toBeLessThan(1e-12);
    expect(relative(ours.premiumAdjustedDelta, row.coin.deltaPA)).toBeLessThan(1e-12);
    expect(Math.abs(ours.gamma - row.coin.gammaCoin)).toBeLessThan(1e-11 * Math.abs(row.gamma / row.F));
    expect(relative(ours.vega, row.coin.vega)).toBeLessThan(1e-12);
    expect(relative(ours.theta, row.coin.theta)).toBeLessThan(1e-12);
  }
});

test.skipIf(!hasShared)('the normalised price and its logarithm agree with 50-digit values', () => {
  for (const { x, s, b, lnb } of golden<Black76>('black76').normalised) {
    const at = `x ${x}, s ${s}`;
    expect(Math.abs(logNormalisedPrice(-x, s) - lnb), at).toBeLessThan(1e-10 + 1e-15 * Math.abs(lnb));
    if (b > 1e-290) expect(relative(normalisedPrice(-x, s), b), at).toBeLessThan(5e-13);
  }
});

test('put-call parity holds exactly at and around the money', () => {
  for (const k of [50, 90, 99.999, 100, 100.001, 130, 400]) {
    const call = blackPrice(100, k, 0.3, 0.6, true);
    const put = blackPrice(100, k, 0.3, 0.6, false);
    expect(Math.abs(call - put - (100 - k))).toBeLessThan(1e-13 * Math.max(call, put));
  }
});

test('a price scales with forward and strike, and falls to intrinsic without volatility', () => {
  expect(blackPrice(63_000, 70_000, 0.1, 0.4, true) / 63_000).toBeCloseTo(
    blackPrice(1, 70_000 / 63_000, 0.1, 0.4, true),
    15,
  );
  expect(blackPrice(100, 90, 0.5, 0, true)).toBe(10);
  expect(blackPrice(100, 110, 0, 0.5, true)).toBe(0);
});

test('coin and currency convert by the forward', () => {
  expect(coinFromPrice(priceFromCoin(0.0815, 48_559.14), 48_559.14)).toBeCloseTo(0.0815, 15);
});

test('a call is asked for by true or by 1, and nothing else', () => {
  const at = [100, 90, 0.4, 0.5] as const;
  for (const of of [blackPrice, (...args: Parameters<typeof blackGreeks>) => blackGreeks(...args).delta]) {
    expect(of(...at, 1)).toBe(of(...at, true));
    expect(of(...at, 0)).toBe(of(...at, false));
    expect(of(...at, 1)).not.toBe(of(...at, 0));
  }
});
