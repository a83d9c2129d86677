import { expect, test } from 'vitest';
import { svi } from '#models/svi/index.ts';
import { sviSmile } from '#models/svi/raw.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { calibrateNow } from './calibrate.ts';
import { DEFAULT_SETTINGS, type FitSettings } from './settings.ts';
import { correlations, viewCovariance } from './view-covariance.ts';

const T = 90 / 365;
const K = Array.from({ length: 15 }, (_, i) => -0.5 + 0.075 * i);

function fitted(all: Partial<FitSettings['all']> = {}) {
  const w = new Float64Array(K.length);
  sviSmile.totalVariance(Float64Array.of(0.0112, 0.11, -0.09, 0.0247, 0.3076), Float64Array.from(K), w);
  const mid = [...w].map((v, i) => Math.sqrt(v / T) + 0.003 * Math.sin(12.9898 * (i + 1) + 78.233));
  const settings = { ...DEFAULT_SETTINGS, all: { ...DEFAULT_SETTINGS.all, ...all } };
  const outcome = calibrateNow({ slices: [makeSlice(T, K, mid)], settings });
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value.slices[0]!;
}

test('the covariance of every view has its standard errors on the diagonal', () => {
  const slice = fitted();
  for (const view of [null, ...svi.views]) {
    const told = view === null ? slice.parameters : slice.views[view.id]!;
    const covariance = viewCovariance(slice, view)!;
    told.forEach(({ standardError }, i) => {
      expect(Math.sqrt(covariance[6 * i]!) / standardError!).toBeCloseTo(1, 9);
    });
  }
});

test('raw parameters are tied to each other, wings hardly', () => {
  const slice = fitted();
  const raw = correlations(viewCovariance(slice, null)!, 5);
  const at = (r: number, c: number) => raw[5 * r + c]!;
  for (let i = 0; i < 5; i++) expect(at(i, i)).toBeCloseTo(1, 12);
  // a and sigma against, b with sigma, rho with m: one of a pair tells the other.
  expect(at(0, 4)).toBeLessThan(-0.9);
  expect(at(1, 4)).toBeGreaterThan(0.9);
  expect(at(2, 3)).toBeGreaterThan(0.85);
  expect(at(4, 0)).toBe(at(0, 4));
  const wings = correlations(viewCovariance(slice, svi.views[0]!)!, 5);
  expect(Math.abs(wings[1]!)).toBeLessThan(0.9);
});

test('what is fixed is correlated with nothing', () => {
  const slice = fitted({ parameters: { rho: { fixed: true, value: -0.1 } } });
  const raw = correlations(viewCovariance(slice, null)!, 5);
  for (let i = 0; i < 5; i++) expect(raw[5 * 2 + i]).toBeNaN();
  expect(raw[0]).toBeCloseTo(1, 12);
});
