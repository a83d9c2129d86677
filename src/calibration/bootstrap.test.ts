import { expect, test } from 'vitest';
import { sviSmile } from '#models/svi/raw.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { golden, hasShared } from '#testing/shared.ts';
import { type BootstrapPlan, type BootstrapResult, bootstrap } from './bootstrap.ts';
import { calibrateNow } from './calibrate.ts';
import type { CalibrationRequest } from './request.ts';
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
  expect(told!.message).toBe('errors are not identified: there are no residuals to draw from.');
  expect(told!.parameters).toEqual([]);
});

test('too few samples are refused', () => {
  const step = bootstrap(request(K, IV, 0.25), { replicates: 5, seed: 1 }).next();
  expect(step.done && !step.value.ok && step.value.error.reason).toBe('invalid');
});
