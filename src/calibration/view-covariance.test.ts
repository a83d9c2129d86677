import { expect, test } from 'vitest';
import { years } from '#base/units.ts';
import type { ParameterView } from '#models/model.ts';
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
      for (let j = 0; j < 5; j++) {
        expect(covariance[5 * i + j]).toBe(covariance[5 * j + i]);
        expect(covariance[5 * i + j]).not.toBe(0);
      }
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

test("a view of fewer coordinates than parameters has the covariance D cov D'", () => {
  const spec = svi.parameters[0]!;
  const view: ParameterView = {
    id: 'two',
    label: 'Two',
    parameters: ['sum', 'difference'].map((name) => ({ ...spec, name, holdable: false })),
    values: () => {},
    jacobian: (_theta, t, out) => out.set([1, t, 0, 1, -1, 2]),
  };
  const matrix = Float64Array.of(4, 1, 0.5, 1, 9, -2, 0.5, -2, 1);
  const fit = { theta: Float64Array.of(1, 2, 3), t: years(3), covariance: { matrix, degrees: 7 } };
  const covariance = viewCovariance(fit, view)!;
  // Rows (1, 3, 0) and (1, -1, 2).
  const first = 4 + 2 * 3 * 1 + 9 * 9;
  const second = 4 + 9 + 4 * 1 - 2 * 1 + 4 * 0.5 - 4 * -2;
  const both = 4 - 1 + 2 * 0.5 + 3 * (1 - 9 + 2 * -2);
  expect([...covariance]).toEqual([first, both, both, second]);
  expect(viewCovariance({ ...fit, theta: null }, view)).toBeNull();
  expect(viewCovariance({ ...fit, covariance: null }, view)).toBeNull();
  expect(viewCovariance({ ...fit, covariance: null }, null)).toBeNull();
  expect(viewCovariance({ ...fit, theta: null }, null)).toBeNull();
  expect(viewCovariance(fit, null)).toBe(matrix);
});

test('a coordinate that its parameters leave where it is has no error of the rounding', () => {
  const spec = svi.parameters[0]!;
  const view: ParameterView = {
    id: 'one',
    label: 'One',
    parameters: [{ ...spec, name: 'least', holdable: false }],
    values: () => {},
    jacobian: (_theta, _t, out) => out.set([7, -1]),
  };
  // The second parameter varies with the first, seven times as far.
  const matrix = Float64Array.of(0.1 * 0.1, 0.1 * 0.7, 0.7 * 0.1, 0.7 * 0.7);
  const fit = { theta: Float64Array.of(1, 2), t: years(3), covariance: { matrix, degrees: 7 } };
  expect([...viewCovariance(fit, view)!]).toEqual([0]);
});

test('a correlation never passes one, and what does not vary has none though rounding left a covariance', () => {
  const rounded = correlations(Float64Array.of(1, -1.0000001, -1.0000001, 1), 2);
  expect([...rounded]).toEqual([1, -1, -1, 1]);
  const still = correlations(Float64Array.of(0, 1e-18, 1e-18, 1), 2);
  expect([...still]).toEqual([Number.NaN, Number.NaN, Number.NaN, 1]);
});
