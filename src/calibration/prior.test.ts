import { expect, test } from 'vitest';
import { epochMs } from '#base/units.ts';
import { seededRandom } from '#math/seeded-random.ts';
import { symmetricInverse } from '#math/symmetric.ts';
import { modelById, models } from '#models/index.ts';
import type { SteadyCoordinates } from '#models/model.ts';
import { svi } from '#models/svi/index.ts';
import { sviSmile } from '#models/svi/raw.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { golden, hasShared } from '#testing/shared.ts';
import { calibrateNow } from './calibrate.ts';
import { type PreviousFit, previousFit } from './previous-fit.ts';
import { createPriorRows, priorRefusal, sharesParameters, slicePrior } from './prior.ts';
import type { FitSlice } from './request.ts';
import type { CalibrationResult, SliceFit } from './result.ts';
import { DEFAULT_SETTINGS, type FitSettings } from './settings.ts';
import { standardStrikes } from './standard-strikes.ts';

const HOUR = 3_600_000;
const T = 0.1;
const K = Array.from({ length: 15 }, (_, i) => -0.28 + 0.04 * i);
const TRUE = Float64Array.of(0.008, 0.06, -0.3, 0.01, 0.12);

/** Quotes of one smile at an instant, with normal noise of this size in vol. */
function quoted(hours: number, noise: number, seed: number, k: readonly number[] = K): FitSlice {
  const random = seededRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const w = new Float64Array(k.length);
  sviSmile.totalVariance(TRUE, Float64Array.from(k), w);
  return makeSlice(
    T,
    k,
    Array.from(w, (v) => Math.sqrt(v / T) + noise * normal()),
    { key: 'one', asOf: epochMs(hours * HOUR) },
  );
}

function fit(slices: readonly FitSlice[], change: Partial<FitSettings> = {}): CalibrationResult {
  const outcome = calibrateNow({ slices, settings: { ...DEFAULT_SETTINGS, ...change } });
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value;
}

function before(slices: readonly FitSlice[], change: Partial<FitSettings> = {}): PreviousFit {
  const kept = previousFit(fit(slices, change), 'BTC', slices[0]!.asOf);
  if (kept === null) throw new Error('The fit before has no errors.');
  return kept;
}

interface KalmanCase {
  readonly J: number[][];
  readonly Rdiag: number[];
  readonly P: number[][];
  readonly x0: number[];
  readonly y: number[];
  readonly x: number[];
  readonly Ppost: number[][];
}

test.skipIf(!hasShared)('the optimum with the rows of a prior is the Kalman update', () => {
  const { map_kalman: of } = golden<{ map_kalman: KalmanCase }>('statistics');
  const plain: SteadyCoordinates = {
    size: 2,
    values: (theta, _t, out) => out.set(theta),
    jacobian: (_theta, _t, out) => out.set([1, 0, 0, 1]),
    drift: () => {},
  };
  const rows = createPriorRows(
    {
      coordinates: plain,
      mean: Float64Array.from(of.x0),
      covariance: Float64Array.from(of.P.flat()),
      scale: 1,
    },
    1,
    2,
  );
  // Normal equations at any place: the problem is linear, so one step from there is the optimum.
  const from = Float64Array.of(3, -7);
  const matrix = new Float64Array(4);
  const vector = new Float64Array(2);
  of.J.forEach((j, i) => {
    const r = j[0]! * from[0]! + j[1]! * from[1]! - of.y[i]!;
    for (let c = 0; c < 2; c++) {
      vector[c]! += (j[c]! * r) / of.Rdiag[i]!;
      for (let d = 0; d <= c; d++) matrix[2 * c + d]! += (j[c]! * j[d]!) / of.Rdiag[i]!;
    }
  });
  rows.add(from, matrix, vector);
  matrix[1] = matrix[2]!;
  const posterior = symmetricInverse(matrix, 2)!;
  of.x.forEach((x, i) => {
    const step = posterior[2 * i]! * vector[0]! + posterior[2 * i + 1]! * vector[1]!;
    expect(Math.abs(from[i]! - step - x)).toBeLessThan(1e-14);
  });
  of.Ppost.flat().forEach((p, i) => {
    expect(Math.abs(posterior[i]! - p)).toBeLessThan(1e-14);
  });
});

test('steady coordinates of every model have the derivatives they say', () => {
  const fits: Record<string, CalibrationResult> = {};
  for (const id of ['svi', 'essvi', 'sabr', 'sabr-obloj']) {
    fits[id] = fit([quoted(0, 0.002, 5)], { model: id });
  }
  for (const [id, { slices }] of Object.entries(fits)) {
    const model = modelById(id)!;
    const { theta, t, forward } = slices[0]!;
    const p = theta!.length;
    for (const steady of [model.steady, standardStrikes(model, { t, forward }, 0.07)]) {
      if (steady === undefined) continue;
      const jacobian = new Float64Array(steady.size * p);
      steady.jacobian(theta!, t, jacobian);
      for (let j = 0; j < p; j++) {
        // A parameter at the end of its range is moved inwards only, where the formula may end too.
        const h = 1e-6 * Math.max(1e-3, Math.abs(theta![j]!));
        const at = (by: number): Float64Array => {
          const out = new Float64Array(steady.size);
          const moved = theta!.map((v, i) => (i === j ? v + by : v));
          steady.values(moved, t, out);
          return out;
        };
        const [up, down] = [at(h), at(-h)];
        for (let i = 0; i < steady.size; i++) {
          const difference = (up[i]! - down[i]!) / (2 * h);
          expect(jacobian[i * p + j]!, `${id} ${i} ${j}`).toBeCloseTo(difference, 4);
        }
      }
    }
  }
});

/** How far a smile is from the one before, in standard deviations of the prior. */
function distance(kept: PreviousFit, now: FitSlice, theta: Float64Array): number {
  const prior = slicePrior(svi, now, { strength: 1, fit: kept }, now.k.length)!;
  const [matrix, vector] = [new Float64Array(25), new Float64Array(5)];
  return Math.sqrt((2 * createPriorRows({ ...prior, scale: 1 }, now.t, 5).add(theta, matrix, vector)) / 5);
}

test('a prior without end leaves the fit before, one of no strength the free fit', () => {
  const kept = before([quoted(0, 0.004, 1)]);
  const now = quoted(1, 0.004, 2);
  const thetas = [0, 1e-9, 0.1, 1, 10, 1e9].map(
    (strength) => fit([now], { prior: strength > 0 ? { strength, fit: kept } : null }).slices[0]!.theta!,
  );
  const away = thetas.map((theta) => distance(kept, now, theta));
  expect(away[1]).toBeCloseTo(away[0]!, 6);
  expect(away).toEqual([...away].sort((a, b) => b - a));
  expect(away[5]).toBeLessThan(1e-6);
});

for (const model of ['svi', 'essvi', 'sabr']) {
  test(`two snapshots of one ${model} smile say more than one, and their errors know it`, () => {
    // One kind of noise, no time between: the posterior variance of the level is half that of one fit.
    let [alone, together] = [0, 0];
    let [told, toldAlone] = [0, 0];
    const w = new Float64Array(1);
    sviSmile.totalVariance(TRUE, new Float64Array(1), w);
    const base = fit([quoted(0, 1e-6, 1)], { model }).slices[0]!.measures!.vol;
    const count = 40;
    for (let seed = 1; seed <= count; seed++) {
      const kept = before([quoted(0, 0.004, seed)], { model });
      const now = quoted(0, 0.004, 1000 + seed);
      const [free, drawn] = [null, { strength: 1, fit: kept }].map(
        (prior) => fit([now], { model, prior }).slices[0]!,
      ) as [SliceFit, SliceFit];
      alone += (free.measures!.vol - base) ** 2;
      together += (drawn.measures!.vol - base) ** 2;
      const level = (s: SliceFit) => {
        const strikes = standardStrikes(modelById(model)!, s, 0.07);
        const p = s.theta!.length;
        const j = new Float64Array(5 * p);
        strikes.jacobian(s.theta!, s.t, j);
        let sum = 0;
        for (let a = 0; a < p; a++) {
          for (let b = 0; b < p; b++) sum += j[2 * p + a]! * s.covariance!.matrix[a * p + b]! * j[2 * p + b]!;
        }
        return sum;
      };
      told += level(drawn) / count;
      toldAlone += level(free) / count;
    }
    expect(together / alone).toBeGreaterThan(0.25);
    expect(together / alone).toBeLessThan(0.75);
    expect(told / toldAlone).toBeGreaterThan(0.4);
    expect(told / toldAlone).toBeLessThan(0.75);
  });
}

test('the longer ago the fit before, the less it counts', () => {
  const kept = before([quoted(0, 0.004, 1)]);
  const now = quoted(0, 0.004, 2);
  const prior = { strength: 1, fit: kept };
  const away = [0, 4, 24, 24 * 30].map((hours) =>
    distance(kept, now, fit([{ ...now, asOf: epochMs(hours * HOUR) }], { prior }).slices[0]!.theta!),
  );
  expect(away).toEqual([...away].sort((a, b) => a - b));
  const free = distance(kept, now, fit([now]).slices[0]!.theta!);
  expect(away[3]! / free).toBeGreaterThan(0.8);
  expect(away[0]! / free).toBeLessThan(0.6);
});

test('of a quiet market total variance falls with the time that passes, not the vol', () => {
  const kept = before([quoted(0, 0.0002, 1)]);
  // Half the time to expiry is gone, the wing quotes with it.
  const now = makeSlice(T / 2, [-0.02, -0.01, 0, 0.01, 0.02], [0.5, 0.5, 0.5, 0.5, 0.5], {
    key: 'one',
    asOf: epochMs(0),
  });
  const prior = slicePrior(svi, now, { strength: 1, fit: kept }, 5)!;
  const values = new Float64Array(5);
  svi.steady!.values(Float64Array.from(kept.slices['one']!.theta), T, values);
  expect(Math.exp(prior.mean[0]!)).toBeCloseTo(Math.exp(values[0]!), 12);
  const drawn = fit([now], { prior: { strength: 1e6, fit: kept } }).slices[0]!;
  const was = fit([quoted(0, 0.0002, 1)]).slices[0]!;
  expect(drawn.measures!.vol).toBeCloseTo(was.measures!.vol, 3);
});

test('few quotes with a prior have errors, and say nothing of too few', () => {
  const kept = before([quoted(0, 0.004, 1)]);
  const five = quoted(1, 0.004, 3, [-0.1, -0.04, 0.01, 0.05, 0.11]);
  const [free, drawn] = [null, { strength: 1, fit: kept }].map(
    (prior) => fit([five], { prior }).slices[0]!,
  ) as [SliceFit, SliceFit];
  expect(free.covariance).toBeNull();
  expect(free.message).toMatch(/not identified/);
  expect(drawn.covariance).not.toBeNull();
  expect(drawn.message).toBeNull();
});

test('an expiry that the fit before does not have is fitted freely and says so', () => {
  const kept = before([quoted(0, 0.004, 1)]);
  const other = { ...quoted(1, 0.004, 2), key: 'two' };
  const [alone] = fit([other]).slices;
  const [drawn] = fit([other], { prior: { strength: 1, fit: kept } }).slices;
  expect(drawn!.theta).toEqual(alone!.theta);
  expect(drawn!.message).toBe('no prior: the fit before does not have this expiry with its errors.');
});

test('models whose expiries share parameters take no prior and say so once', () => {
  expect(models.filter(sharesParameters).map(({ id }) => id)).toEqual([
    'ssvi',
    'ssvi-heston',
    'heston',
    'bates',
  ]);
  const kept = { ...before([quoted(0, 0.004, 1)]), model: 'ssvi' };
  const slices = [quoted(0, 0.004, 2)];
  const [free, drawn] = [null, { strength: 5, fit: kept }].map((prior) =>
    fit(slices, { model: 'ssvi', prior }),
  );
  expect(drawn!.slices[0]!.theta).toEqual(free!.slices[0]!.theta);
  expect(drawn!.slices[0]!.message).toBe(free!.slices[0]!.message);
  expect(drawn!.surface!.message).toMatch(/no prior: all expiries share the parameters/);
});

test('no model is drawn towards the fit of another, whose error its covariance does not know', () => {
  const kept = before([quoted(0, 0.004, 1)]);
  expect(priorRefusal(svi, kept)).toBeNull();
  const [free, drawn] = [null, { strength: 5, fit: kept }].map(
    (prior) => fit([quoted(0, 0.004, 2)], { model: 'sabr', prior }).slices[0]!,
  );
  expect(drawn!.theta).toEqual(free!.theta);
  expect(drawn!.message).toBe('no prior: the fit before is of SVI, not of SABR.');
});

test('a prior stands in every model of its own, other losses, strict fits and the other optimiser', () => {
  const now = quoted(1, 0.004, 2);
  const strict = { mode: 'strict', strength: 1000 } as const;
  const all = { ...DEFAULT_SETTINGS.all, butterfly: strict, calendar: strict };
  const ways: Partial<FitSettings>[] = [
    { model: 'sabr' },
    { model: 'sabr-obloj' },
    { model: 'essvi' },
    { model: 'essvi', all },
    { all },
    { loss: { kind: 'huber', threshold: 1.345 } },
    { residual: 'price' },
    { optimiser: 'l-bfgs-b' },
  ];
  for (const way of ways) {
    const [first] = [quoted(0, 0.004, 1)];
    const kept = before([first!], way);
    const was = fit([first!], way).slices[0]!.measures!.vol;
    const [free, drawn] = [null, { strength: 30, fit: kept }].map(
      (prior) => fit([now], { ...way, prior }).slices[0]!,
    ) as [SliceFit, SliceFit];
    const [far, near] = [free, drawn].map((s) => Math.abs(s.measures!.vol - was)) as [number, number];
    expect(near, JSON.stringify(way).slice(0, 60)).toBeLessThan(far);
  }
});

test('a level that moves is followed closest at strength 1', () => {
  const smile = new Float64Array(K.length);
  sviSmile.totalVariance(TRUE, Float64Array.from(K), smile);
  /** Root mean square error of ATM and outermost vol over snapshots half a minute apart. */
  const error = (strength: number): number => {
    const random = seededRandom(11);
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    let [sum, count, z] = [0, 0, 0];
    let kept: PreviousFit | null = null;
    for (let step = 0; step < 60; step++) {
      z += 0.002 * normal();
      const level = (w: number) => Math.sqrt(w / T) * Math.exp(z);
      const now = makeSlice(
        T,
        K,
        Array.from(smile, (w) => level(w) + 0.004 * normal()),
        { key: 'one', asOf: epochMs(step * 30_000) },
      );
      const result = fit([now], {
        prior: strength > 0 && kept !== null ? { strength, fit: kept } : null,
      });
      kept = previousFit(result, 'BTC', now.asOf);
      if (step < 10) continue;
      for (const i of [0, 7]) sum += (result.slices[0]!.modelVol[i]! - level(smile[i]!)) ** 2;
      count += 2;
    }
    return Math.sqrt(sum / count);
  };
  const [free, weak, one, strong] = [0, 0.03, 1, 100].map(error) as [number, number, number, number];
  expect(one).toBeLessThan(0.7 * free);
  expect(one).toBeLessThan(weak);
  expect(one).toBeLessThan(strong);
});
