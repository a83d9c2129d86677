import { expect, test } from 'vitest';
import { normalCdf } from '#math/normal.ts';
import { svi } from '#models/svi/index.ts';
import { sviSmile } from '#models/svi/raw.ts';
import { blackGreeks } from '#pricing/greeks.ts';
import { coinGreeks } from '#pricing/inverse.ts';
import { deltaStrike } from './delta-strikes.ts';
import { curveOf } from './smile-curve.ts';
import { curveMeasures, smileMeasures } from './smile-measures.ts';
import { constantMaturities, termPoint } from './term-structure.ts';
import { createSurface } from './vol-surface.ts';

const BTC_7D = Float64Array.of(0.0008, 0.028, -0.15, 0.012, 0.06);
const T = 7 / 365;
const curve = curveOf({ functions: sviSmile, theta: BTC_7D });

function total(k: number): number {
  const w = new Float64Array(1);
  sviSmile.totalVariance(BTC_7D, Float64Array.of(k), w);
  return w[0]!;
}

const volAt = (k: number): number => Math.sqrt(total(k) / T);

test('measures of a slice and of its curve agree in the forward convention', () => {
  expect(curveMeasures(curve, T, 'forward')).toEqual(smileMeasures(sviSmile, BTC_7D, T));
});

test('10-delta reversal and butterfly are those of the vols at its strikes', () => {
  const { vol, deltaK, riskReversal10, butterfly10 } = smileMeasures(sviSmile, BTC_7D, T);
  const [put, call] = [volAt(deltaK[0]!), volAt(deltaK[3]!)];
  expect(riskReversal10!).toBeCloseTo(call - put, 14);
  expect(butterfly10!).toBeCloseTo((call + put) / 2 - vol, 14);
});

test('skew and curvature are the derivatives of the volatility at the money', () => {
  const { skew, curvature } = smileMeasures(sviSmile, BTC_7D, T);
  const h = 1e-4;
  expect(skew).toBeCloseTo((volAt(h) - volAt(-h)) / (2 * h), 5);
  expect(curvature).toBeCloseTo((volAt(h) - 2 * volAt(0) + volAt(-h)) / (h * h), 2);
});

test('premium-adjusted strikes have their delta after the premium is paid in coin', () => {
  const { deltaK } = curveMeasures(curve, T, 'premium-adjusted');
  [-0.1, -0.25, 0.25, 0.1].forEach((delta, i) => {
    const k = deltaK[i]!;
    const greeks = coinGreeks(60_000, 60_000 * Math.exp(k), T, volAt(k), delta > 0);
    expect(greeks.premiumAdjustedDelta).toBeCloseTo(delta, 12);
  });
});

test('of the two strikes of a premium-adjusted call the higher is taken', () => {
  // Vol 80 %, two years: the delta of the call rises with the strike before it falls.
  const flat = () => 1.28;
  const k = deltaStrike(flat, 1.28, 0.25, 'call', 'premium-adjusted')!;
  const delta = (at: number) => coinGreeks(100, 100 * Math.exp(at), 2, 0.8, true).premiumAdjustedDelta;
  expect(delta(k)).toBeCloseTo(0.25, 12);
  expect(delta(k - 0.01)).toBeGreaterThan(0.25);
  expect(delta(k + 0.01)).toBeLessThan(0.25);
  for (let x = k + 0.05; x < 5; x += 0.05) expect(delta(x)).toBeLessThan(0.25);
  expect(delta(-3)).toBeLessThan(0.25);
});

test('a delta that no strike has is not invented', () => {
  // At 200 % for four years a premium-adjusted call has no delta of a quarter at any strike.
  expect(deltaStrike(() => 16, 16, 0.25, 'call', 'premium-adjusted')).toBeNull();
  expect(deltaStrike(() => Number.NaN, 0.04, 0.25, 'put', 'forward')).toBeNull();
  const { riskReversal25 } = curveMeasures(
    {
      derivatives(_, w, w1, w2) {
        w.fill(16);
        w1.fill(0);
        w2.fill(0);
      },
    },
    4,
    'premium-adjusted',
  );
  expect(riskReversal25).toBeNull();
});

test('forward strikes have their Black delta', () => {
  const { deltaK } = curveMeasures(curve, T, 'forward');
  [-0.1, -0.25, 0.25, 0.1].forEach((delta, i) => {
    const k = deltaK[i]!;
    expect(blackGreeks(100, 100 * Math.exp(k), T, volAt(k), delta > 0).delta).toBeCloseTo(delta, 12);
  });
});

const surface = createSurface(svi, [
  { t: T, forward: 100, theta: BTC_7D },
  { t: 90 / 365, forward: 103, theta: Float64Array.of(0.012, 0.11, -0.08, 0.03, 0.3) },
]);

test('at a listed maturity the term structure has the measures of the slice', () => {
  const point = termPoint(surface, T, 'forward', [-0.1, 0.1]);
  const own = smileMeasures(sviSmile, BTC_7D, T);
  expect(point.measures.vol).toBeCloseTo(own.vol, 14);
  expect(point.measures.riskReversal25!).toBeCloseTo(own.riskReversal25!, 12);
  expect(point.forward).toBe(100);
  // The golden variance swap of this slice.
  expect(point.swapVol! ** 2 * T).toBeCloseTo(0.0032572965253142, 12);
  expect(point.unquoted!).toBeGreaterThan(0.02);
  expect(point.unquoted!).toBeLessThan(0.3);
});

test('constant maturities are those between the expiries', () => {
  const days = constantMaturities(surface.times).map((t) => Math.round(t * 365));
  expect(days).toEqual([7, 14, 30, 60, 90]);
  const month = termPoint(surface, 30 / 365, 'forward', null);
  expect(month.measures.vol ** 2 * (30 / 365)).toBeCloseTo(surface.totalVariance(0, 30 / 365), 14);
  expect(month.unquoted).toBeNull();
});

test('a call wing with arbitrage far out does not take the 10-delta call away from the quotes', () => {
  // Scanned in steps of 0.001 the delta falls through 0.1 between 0.071 and 0.072, rises by 0.108 and falls again at 0.614.
  const [a, b, rho, m, sigma] = [0.00120392194562886, 0.2, 0.9, 0.1, 0.02] as const;
  const total = (k: number): number => a + b * (rho * (k - m) + Math.hypot(k - m, sigma));
  const k = deltaStrike(total, total(0), 0.1, 'call', 'premium-adjusted')!;
  expect(k).toBeGreaterThan(0.071);
  expect(k).toBeLessThan(0.072);
  const s = Math.sqrt(total(k));
  expect(Math.exp(k) * normalCdf(-k / s - s / 2)).toBeCloseTo(0.1, 12);
});
