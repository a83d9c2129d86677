import { expect, test } from 'vitest';
import { epochMs } from '#base/units.ts';
import type { SliceModel } from '#models/model.ts';
import { slopesOf } from '#testing/differences.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { parabola } from '#testing/parabola.ts';
import type { PreviousFit, PreviousSlice } from './previous-fit.ts';
import { createPriorRows, priorRefusal, slicePrior } from './prior.ts';
import { standardStrikes } from './standard-strikes.ts';

const T = 0.5;
const THETA = Float64Array.of(0.04, -0.02, 0.3);
const STRIKES = [-2, -1, 0, 1, 2];
const logVariances = (theta: ArrayLike<number>, deviation: number, t: number): number[] =>
  STRIKES.map((z) => {
    const k = z * deviation;
    return Math.log((theta[0]! + theta[1]! * k + theta[2]! * k * k) / t);
  });
/** What the log variances move by in so many days: all together, as z and as z squared, and each a little by itself. */
const moves = (level: number, days: number): number[] =>
  STRIKES.flatMap((a, i) =>
    STRIKES.map((b, j) => {
      const shape = 0.06 ** 2 * a * b + 0.015 ** 2 * a * a * b * b;
      return level + shape * days + (i === j ? 0.005 ** 2 : 0);
    }),
  );

test('the coordinates are log variances at five strikes, with their slopes and how a market moves them', () => {
  const steady = standardStrikes(parabola, { t: T, forward: 100 }, 0.15);
  expect(steady.size).toBe(5);
  const values = new Float64Array(5);
  steady.values(THETA, T, values);
  logVariances(THETA, 0.15, T).forEach((value, i) => {
    expect(values[i]).toBeCloseTo(value, 13);
  });
  const jacobian = new Float64Array(15);
  steady.jacobian(THETA, T, jacobian);
  slopesOf((theta) => logVariances(theta, 0.15, T), THETA, 1e-6).forEach((slope, i) => {
    expect(jacobian[i]).toBeCloseTo(slope, 5);
  });
  const covariance = new Float64Array(25).fill(1);
  steady.drift(values, 0.02, 3, covariance);
  moves(0.02, 3).forEach((move, i) => {
    expect(covariance[i]).toBeCloseTo(1 + move, 14);
  });
});

const HOUR = 3_600_000;
const COVARIANCE = [4e-6, 1e-6, 0, 1e-6, 9e-6, -2e-6, 0, -2e-6, 1e-3];
const known: PreviousSlice = {
  t: T,
  forward: 100,
  theta: [...THETA],
  covariance: COVARIANCE,
  noise: 0.004,
};
const slice = makeSlice(0.4, [-0.1, 0, 0.1], [0.3, 0.28, 0.29], { asOf: epochMs(50 * HOUR) });
const before = (change: Partial<PreviousSlice> = {}, hours = 20): PreviousFit => ({
  model: 'parabola',
  underlying: 'BTC',
  asOf: epochMs(hours * HOUR),
  slices: { [slice.key]: { ...known, ...change } },
});
const priorOf = (fit: PreviousFit, at = slice, model: SliceModel = parabola) =>
  slicePrior(model, at, { strength: 3, fit }, 8);

/** J C J' of log variances and what the market may have moved since. */
function expectedCovariance(days: number, expiry: number): number[] {
  const j = slopesOf((theta) => logVariances(theta, 0.2, T), THETA, 1e-6);
  const level = (2 * 0.29 * expiry ** -0.45) ** 2 * days;
  return moves(level, days).map((move, i) => {
    const [r, s] = [Math.floor(i / 5), i % 5];
    let sum = move;
    for (let a = 0; a < 3; a++) {
      for (let b = 0; b < 3; b++) sum += j[3 * r + a]! * COVARIANCE[3 * a + b]! * j[3 * s + b]!;
    }
    return sum;
  });
}

test('a prior is the fit before in log variances, its errors and what the market may have moved since', () => {
  const prior = priorOf(before())!;
  // sqrt(w) at the forward was 0.2.
  logVariances(THETA, 0.2, T).forEach((value, i) => {
    expect(prior.mean[i]).toBeCloseTo(value, 12);
  });
  // 30 hours between, 0.4 of 365 days to expiry.
  expectedCovariance(30 / 24, 0.4 * 365).forEach((value, i) => {
    expect(prior.covariance[i]! / value).toBeCloseTo(1, 6);
  });
  expect(prior.scale).toBeCloseTo((3 * 0.4 ** 2) / 8, 14);
  // The present coordinates stand at strikes of the present time: sqrt(0.08 x 0.4) from the forward.
  const values = new Float64Array(5);
  prior.coordinates.values(THETA, 0.4, values);
  logVariances(THETA, Math.sqrt((0.04 / T) * 0.4), 0.4).forEach((value, i) => {
    expect(values[i]).toBeCloseTo(value, 12);
  });
});

test('fits are never nearer than a minute, before or after, and expiries never than an hour', () => {
  const at = { ...slice, asOf: epochMs(20 * HOUR) };
  expectedCovariance(1 / 1440, 0.4 * 365).forEach((value, i) => {
    expect(priorOf(before(), at)!.covariance[i]! / value).toBeCloseTo(1, 6);
  });
  expectedCovariance(30 / 24, 0.4 * 365).forEach((value, i) => {
    expect(priorOf(before({}, 80))!.covariance[i]! / value).toBeCloseTo(1, 6);
  });
  const last = { ...makeSlice(1e-6, [-0.1, 0, 0.1], [0.3, 0.28, 0.29]), key: slice.key, asOf: slice.asOf };
  expectedCovariance(30 / 24, 1 / 24).forEach((value, i) => {
    expect(priorOf(before(), last)!.covariance[i]! / value).toBeCloseTo(1, 6);
  });
});

test('there is none where the fit before has no such expiry, no such numbers or is of another model', () => {
  expect(priorOf({ ...before(), slices: {} })).toBeNull();
  expect(priorOf(before({ theta: [0.04, -0.02] }))).toBeNull();
  expect(priorOf(before({ covariance: COVARIANCE.slice(1) }))).toBeNull();
  expect(priorOf({ ...before(), model: 'svi' })).toBeNull();
  expect(priorRefusal(parabola, { model: 'svi' })).toBe('the fit before is of SVI, not of Parabola');
  expect(priorRefusal(parabola, { model: 'unheard-of' })).toBe(
    'the fit before is of unheard-of, not of Parabola',
  );
  const shared: SliceModel = {
    ...parabola,
    parameters: parabola.parameters.map((spec, i) => (i === 1 ? { ...spec, shared: true as const } : spec)),
  };
  expect(priorOf(before(), slice, shared)).toBeNull();
  expect(priorRefusal(shared, { model: 'parabola' })).toBe('all expiries of Parabola share its parameters');
});

test('a fit before that is no smile, or whose errors are none, is no prior', () => {
  // Negative two deviations below the forward alone.
  expect(priorOf(before({ theta: [0.04, 0.12, 0.01] }))).toBeNull();
  expect(priorOf(before({ theta: [-0.04, 0, 0.3] }))).toBeNull();
  expect(priorOf(before({ covariance: COVARIANCE.map((v) => -1e6 * v) }))).toBeNull();
  expect(priorOf(before({ covariance: COVARIANCE.map((v, i) => (i === 8 ? Number.NaN : v)) }))).toBeNull();
});

test('the rows of a prior are the roots of its scale times its distances in standard deviations', () => {
  const plain = {
    size: 2,
    values: (theta: Float64Array, _t: number, out: Float64Array) =>
      out.set([theta[0]! + theta[1]!, theta[1]! * theta[2]!]),
    jacobian: (theta: Float64Array, _t: number, out: Float64Array) =>
      out.set([1, 1, 0, 0, theta[2]!, theta[1]!]),
    drift: () => {},
  };
  // L = [2 0; 1 3], P = L L'.
  const covariance = Float64Array.of(4, 2, 2, 10);
  const prior = { coordinates: plain, mean: Float64Array.of(0.5, -1), covariance, scale: 9 };
  const rows = createPriorRows(prior, T, 3);
  const whitened = (theta: Float64Array): number[] => {
    const [a, b] = [theta[0]! + theta[1]! - 0.5, theta[1]! * theta[2]! + 1];
    return [(3 * a) / 2, (3 * b - (3 * a) / 2) / 3];
  };
  const theta = Float64Array.of(1, 2, -3);
  const slopes = slopesOf(whitened, theta);
  const out = new Float64Array(6);
  rows.rows(theta, out);
  slopes.forEach((slope, i) => {
    expect(out[i]).toBeCloseTo(slope, 8);
  });
  expect(rows.count).toBe(2);
  const [matrix, vector] = [new Float64Array(9).fill(1), new Float64Array(3).fill(1)];
  const e = whitened(theta);
  expect(rows.add(theta, matrix, vector)).toBeCloseTo(0.5 * (e[0]! ** 2 + e[1]! ** 2), 12);
  for (let c = 0; c < 3; c++) {
    expect(vector[c]).toBeCloseTo(1 + slopes[c]! * e[0]! + slopes[3 + c]! * e[1]!, 7);
    for (let d = 0; d < 3; d++) {
      const entry = d > c ? 1 : 1 + slopes[c]! * slopes[d]! + slopes[3 + c]! * slopes[3 + d]!;
      expect(matrix[3 * c + d]).toBeCloseTo(entry, 7);
    }
  }
  const flat = { ...prior, covariance: Float64Array.of(1, 2, 2, 1) };
  expect(() => createPriorRows(flat, T, 3)).toThrow(RangeError);
});
