import { expect, test } from 'vitest';
import { seededRandom } from '#math/seeded-random.ts';
import { sviSmile } from '#models/svi/raw.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { golden, hasShared } from '#testing/shared.ts';
import {
  BOOTSTRAP_LEVELS,
  type BootstrapFigure,
  type BootstrapPlan,
  type BootstrapResult,
  bootstrap,
} from './bootstrap.ts';
import { calibrateNow } from './calibrate.ts';
import type { CalibrationRequest, FitSlice } from './request.ts';
import type { SliceFit } from './result.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

interface Slice {
  readonly T: number;
  readonly k: number[];
  readonly iv: number[];
  readonly weight_vol: number[];
}

/** A request of one slice; weights by hand, equal where none are given. */
function request(
  k: readonly number[],
  iv: readonly number[],
  t: number,
  weight: readonly number[] = k.map(() => 1),
): CalibrationRequest {
  return { slices: [makeSlice(t, k, iv, { manual: Float64Array.from(weight) })], settings: DEFAULT_SETTINGS };
}

function run(of: CalibrationRequest, plan: BootstrapPlan): BootstrapResult {
  const steps = bootstrap(of, plan);
  let step = steps.next();
  while (!step.done) step = steps.next();
  if (!step.value.ok) throw new Error(step.value.error.message);
  return step.value.value;
}

const K = Array.from({ length: 21 }, (_, i) => -0.4 + 0.04 * i);
const IV = K.map((k, i) => 0.4 - 0.1 * k + 0.5 * k * k + 0.002 * Math.sin(12.9898 * (i + 1)));

test.skipIf(!hasShared)(
  'scatter agrees with the delta method and with the reference on its slices of 25 and 28 quotes',
  () => {
    const slices = golden<Record<string, Slice>>('svi-calibration');
    const statistics = golden<Record<string, { readonly iv_sd_bootstrap300: number[] }>>('statistics');
    for (const name of ['btc_90d_noisy', 'spx_1m_noisy']) {
      const { T, k, iv, weight_vol } = slices[name]!;
      const of = request(k, iv, T, weight_vol);
      const outcome = calibrateNow(of);
      if (!outcome.ok) throw new Error(outcome.error.message);
      const [told] = run(of, { replicates: 300, seed: 20_261_120 }).slices;
      expect(told!.replicates).toBe(300);
      told!.parameters.forEach((figure) => {
        const { standardError } = outcome.value.slices[0]!.parameters.find((p) => p.name === figure.name)!;
        expect(figure.standardDeviation / standardError!, `${name} ${figure.name}`).toBeGreaterThan(0.75);
        expect(figure.standardDeviation / standardError!, `${name} ${figure.name}`).toBeLessThan(1.35);
      });
      const [atm] = told!.measures;
      expect(atm!.name).toBe('atm');
      const atMoney = statistics[name]!.iv_sd_bootstrap300[2]!;
      expect(atm!.standardDeviation / atMoney, name).toBeGreaterThan(0.85);
      expect(atm!.standardDeviation / atMoney, name).toBeLessThan(1.15);
    }
  },
);

test('quantiles ascend round the fit, and the same seed gives the same figures', () => {
  const of = request(K, IV, 0.25);
  const result = run(of, { replicates: 60, seed: 5 });
  for (const { name, value, quantiles } of [...result.slices[0]!.parameters, ...result.slices[0]!.measures]) {
    for (let i = 1; i < quantiles.length; i++)
      expect(quantiles[i], name).toBeGreaterThanOrEqual(quantiles[i - 1]!);
    expect(value, name).toBeGreaterThanOrEqual(quantiles[0]! - Math.abs(value));
  }
  expect(result.slices[0]!.measures.map(({ name }) => name)).toEqual(['atm', 'rr25', 'bf25']);
  expect(run(of, { replicates: 60, seed: 5 })).toEqual(result);
  expect(run(of, { replicates: 60, seed: 6 })).not.toEqual(result);
});

test('progress counts the samples, and every sample can be stopped on the way', () => {
  const steps = bootstrap(request(K, IV, 0.25), { replicates: 25, seed: 1 });
  const seen = new Set<number>();
  let step = steps.next();
  while (!step.done) {
    expect(step.value.total).toBe(26);
    seen.add(step.value.done);
    step = steps.next();
  }
  expect(seen.size).toBe(26);
});

test('five quotes for five parameters have no residuals to draw from, and say so', () => {
  const k = [-0.15, -0.06, 0, 0.06, 0.15];
  const w = new Float64Array(5);
  sviSmile.totalVariance(Float64Array.of(0.0008, 0.028, -0.15, 0.012, 0.06), Float64Array.from(k), w);
  const t = 7 / 365;
  const of = request(
    k,
    [...w].map((v) => Math.sqrt(v / t)),
    t,
  );
  const [told] = run(of, { replicates: 20, seed: 1 }).slices;
  expect(told).toEqual({
    key: of.slices[0]!.key,
    replicates: 0,
    parameters: [],
    measures: [],
    message: 'errors are not identified: there are no residuals to draw from.',
  });
});

test('too few samples are refused', () => {
  const step = bootstrap(request(K, IV, 0.25), { replicates: 5, seed: 1 }).next();
  expect(step.done && !step.value.ok && step.value.error.reason).toBe('invalid');
});

/** Quotes of a smile with noise, weights by hand, one without an ask and one taken out. */
function uneven(t: number, level: number, noise: number): FitSlice {
  const k = Array.from({ length: 11 }, (_, i) => -0.25 + 0.05 * i);
  const mid = k.map((x, i) => level * (1 - 0.3 * x + 2 * x * x) + noise * Math.sin(12.9898 * (i + 1) ** 2));
  const weight = Float64Array.from(k, (_, i) => (i === 2 ? 0 : 1 + (i % 3)));
  const slice = makeSlice(t, k, mid, { manual: weight, halfSpread: 0.1 * level });
  const gone = (column: Float64Array) => column.map((v, i) => (i === 9 ? Number.NaN : v));
  return { ...slice, askVol: gone(slice.askVol), midVol: gone(slice.midVol) };
}

const fitsOf = (slices: readonly FitSlice[]): readonly SliceFit[] => {
  const outcome = calibrateNow({ slices, settings: DEFAULT_SETTINGS });
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value.slices;
};

/** Slopes of the volatility at k in the parameters, by differences. */
function volSlopes(theta: Float64Array, t: number, k: number): number[] {
  const vol = (at: Float64Array): number => {
    const w = new Float64Array(1);
    sviSmile.totalVariance(at, Float64Array.of(k), w);
    return Math.sqrt(w[0]! / t);
  };
  return Array.from(theta, (value, j) => {
    const h = 1e-5 * Math.max(0.01, Math.abs(value));
    const at = (by: number) => vol(theta.map((v, i) => (i === j ? v + by : v)));
    return (at(h) - at(-h)) / (2 * h);
  });
}

/** Residuals at unit weight over the root of one less their leverage, centred; and the roots of the weights. */
function pool(slice: FitSlice, fit: SliceFit) {
  const quotes = [...slice.k.keys()].filter((i) => slice.manual[i]! > 0 && slice.midVol[i]! > 0);
  const { matrix, degrees } = fit.covariance!;
  const chiSquare = quotes.reduce(
    (sum, i) => sum + fit.weight[i]! * (slice.midVol[i]! - fit.modelVol[i]!) ** 2,
    0,
  );
  const mean = quotes.reduce((sum, i) => sum + fit.weight[i]!, 0) / quotes.length;
  const root = quotes.map((i) => Math.sqrt(fit.weight[i]! / mean));
  const widened = quotes.map((i, j) => {
    const slopes = volSlopes(fit.theta!, slice.t, slice.k[i]!);
    let variance = 0;
    slopes.forEach((a, r) => {
      slopes.forEach((b, c) => {
        variance += a * b * matrix[r * 5 + c]!;
      });
    });
    const leverage = Math.min(0.99, (fit.weight[i]! * variance * degrees) / chiSquare);
    return ((slice.midVol[i]! - fit.modelVol[i]!) * root[j]!) / Math.sqrt(1 - leverage);
  });
  const centre = widened.reduce((sum, r) => sum + r, 0) / widened.length;
  return { quotes, root, residuals: widened.map((r) => r - centre) };
}

test('samples are the fit and its residuals, widened by leverage, centred and in the unit of each quote', () => {
  const thin = makeSlice(0.05, [-0.1, 0, 0.1], [0.6, 0.55, 0.58]);
  // Of the last the residuals pass the volatility itself.
  const slices = [uneven(0.1, 0.4, 0.01), thin, uneven(0.2, 0.1, 0.05)];
  const fits = fitsOf(slices);
  const pools = slices.map((slice, s) => (slice === thin ? null : pool(slice, fits[s]!)));
  const random = seededRandom(3);
  const drawn = Array.from({ length: 25 }, () =>
    fitsOf(
      slices.map((slice, s) => {
        const from = pools[s] ?? null;
        if (from === null) return slice;
        const moved = {
          bidVol: slice.bidVol.slice(),
          askVol: slice.askVol.slice(),
          midVol: slice.midVol.slice(),
        };
        from.quotes.forEach((i, j) => {
          const by = from.residuals[Math.floor(random() * from.residuals.length)]! / from.root[j]!;
          const model = fits[s]!.modelVol[i]!;
          const mid = model + by > 0 ? model + by : model - by > 0 ? model - by : model;
          const move = mid - slice.midVol[i]!;
          moved.midVol[i] = mid;
          moved.bidVol[i]! += move;
          moved.askVol[i]! += move;
        });
        return { ...slice, ...moved };
      }),
    ),
  );
  const told = run({ slices, settings: DEFAULT_SETTINGS }, { replicates: 25, seed: 3 }).slices;
  const check = (figure: BootstrapFigure, value: number, samples: readonly number[]): void => {
    const sorted = [...samples].sort((a, b) => a - b);
    const n = sorted.length;
    const mean = sorted.reduce((a, b) => a + b, 0) / n;
    const deviation = Math.sqrt(sorted.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (n - 1));
    expect(figure.value, figure.name).toBe(value);
    expect(figure.standardDeviation / deviation, figure.name).toBeCloseTo(1, 3);
    BOOTSTRAP_LEVELS.forEach((level, q) => {
      const place = level * (n - 1);
      const below = Math.floor(place);
      const expected = sorted[below]! + (place - below) * (sorted[below + 1]! - sorted[below]!);
      expect(Math.abs(figure.quantiles[q]! - expected) / deviation, figure.name).toBeLessThan(2e-3);
    });
  };
  const [first, failed, last] = told;
  for (const [s, of] of [
    [0, first!],
    [2, last!],
  ] as const) {
    const fitted = drawn.map((sample) => sample[s]!).filter(({ theta }) => theta !== null);
    expect(of.replicates).toBe(fitted.length);
    expect(of.message).toBeNull();
    of.parameters.forEach((figure, i) => {
      check(
        figure,
        fits[s]!.theta![i]!,
        fitted.map(({ theta }) => theta![i]!),
      );
    });
    const [atm] = of.measures;
    check(
      atm!,
      fits[s]!.measures!.vol,
      fitted.map(({ measures }) => measures!.vol),
    );
  }
  expect(failed).toEqual({
    key: thin.key,
    replicates: 0,
    parameters: [],
    measures: [],
    message: 'not fitted.',
  });
});

test('what cannot be calibrated cannot be drawn from, and samples are a whole number', () => {
  for (const request of [
    { slices: [], settings: DEFAULT_SETTINGS },
    { slices: [], settings: { ...DEFAULT_SETTINGS, model: 'none' } },
  ]) {
    const step = bootstrap(request, { replicates: 20, seed: 1 }).next();
    expect(step.done && !step.value.ok).toBe(true);
  }
  const half = bootstrap(request(K, IV, 0.25), { replicates: 20.5, seed: 1 }).next();
  expect(half.done && !half.value.ok && half.value.error.reason).toBe('invalid');
  expect(run(request(K, IV, 0.25), { replicates: 20, seed: 1 }).slices[0]!.replicates).toBe(20);
});

test('a fit without scatter has none in its samples', () => {
  const w = new Float64Array(K.length);
  sviSmile.totalVariance(Float64Array.of(0.01, 0.1, -0.3, 0.02, 0.15), Float64Array.from(K), w);
  const exact = Array.from(w, (v) => Math.sqrt(v / 0.25));
  const [told] = run(request(K, exact, 0.25), { replicates: 20, seed: 1 }).slices;
  expect(told!.replicates).toBe(20);
  for (const { standardDeviation, value, quantiles } of told!.parameters) {
    expect(standardDeviation).toBeLessThan(1e-6);
    expect(quantiles[2]).toBeCloseTo(value, 6);
  }
});
