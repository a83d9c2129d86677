import { expect, test } from 'vitest';
import { svi } from '#models/svi/index.ts';
import { sviSmile } from '#models/svi/raw.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { realRequest } from '#testing/real-slices.ts';
import { hasShared } from '#testing/shared.ts';
import { marketAtmVol } from './atm-pin.ts';
import { calibrateNow } from './calibrate.ts';
import { prepareSlice } from './prepare-slice.ts';
import type { FitSlice } from './request.ts';
import type { CalibrationResult } from './result.ts';
import { DEFAULT_SETTINGS, type FitSettings } from './settings.ts';

const BOARD = 'deribit-book-summary/btc-2026-08-01.json';
const T = 0.25;
const K = Array.from({ length: 21 }, (_, i) => -0.4 + 0.04 * i);

/** A smile with noise of the given size in vol, between quotes so far from the mid. */
function noisy(noise: number, halfSpread: number): FitSlice {
  const w = new Float64Array(K.length);
  sviSmile.totalVariance(Float64Array.of(0.01, 0.1, -0.3, 0.02, 0.15), Float64Array.from(K), w);
  const vols = [...w].map((v, i) => Math.sqrt(v / T) + noise * Math.sin(7.3 * (i + 1) ** 2));
  return makeSlice(T, K, vols, { halfSpread });
}

function run(slices: readonly FitSlice[], change: Partial<FitSettings>): CalibrationResult {
  const outcome = calibrateNow({ slices, settings: { ...DEFAULT_SETTINGS, ...change } });
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value;
}

/** Gradient of a slice's problem against differences of its cost, at its start. */
function gradientError(slice: FitSlice, change: Partial<FitSettings>): number {
  const prepared = prepareSlice(svi, slice, { ...DEFAULT_SETTINGS, ...change });
  if ('message' in prepared) throw new Error(prepared.message);
  const { problem, start: x } = prepared;
  const normal = new Float64Array(problem.size * (problem.halfBandwidth + 1));
  const [gradient, spare] = [new Float64Array(problem.size), new Float64Array(problem.size)];
  problem.linearise(x, normal, gradient);
  let worst = 0;
  for (let c = 0; c < problem.size; c++) {
    const h = 1e-6 * Math.max(0.1, Math.abs(x[c]!));
    const at = (by: number) =>
      problem.linearise(
        x.map((v, i) => (i === c ? v + by : v)),
        normal,
        spare,
      );
    const difference = (at(h) - at(-h)) / (2 * h);
    worst = Math.max(worst, Math.abs(gradient[c]! - difference) / (1e-3 + Math.abs(difference)));
  }
  return worst;
}

test('the penalty outside bid and ask has its own gradient', () => {
  const slice = noisy(0.02, 0.003);
  for (const residual of ['vol', 'total-variance', 'price'] as const) {
    expect(gradientError(slice, { residual, outsidePenalty: 3 })).toBeLessThan(1e-4);
  }
});

test('between bid and ask the penalty changes nothing; outside it pulls the model towards the quotes', () => {
  const wide = noisy(0.001, 0.02);
  expect(JSON.stringify(run([wide], { outsidePenalty: 10 }).slices[0]!.modelVol)).toBe(
    JSON.stringify(run([wide], {}).slices[0]!.modelVol),
  );
  const tight = noisy(0.01, 0.002);
  const distance = (strength: number): number => {
    const { modelVol, weight } = run([tight], { outsidePenalty: strength }).slices[0]!;
    return modelVol.reduce((sum, vol, i) => {
      const beyond = Math.max(0, tight.bidVol[i]! - vol, vol - tight.askVol[i]!);
      return sum + weight[i]! * beyond * beyond;
    }, 0);
  };
  const paid = [0, 1, 10].map(distance);
  expect(paid[1]!).toBeLessThan(paid[0]!);
  expect(paid[2]!).toBeLessThan(paid[1]!);
});

test.skipIf(!hasShared)(
  'on a real board the penalty lets no quote further out, in its sum, for any model',
  async () => {
    for (const model of ['svi', 'essvi']) {
      const paid: number[] = [];
      for (const outsidePenalty of [0, 5]) {
        const request = await realRequest(BOARD, { model, outsidePenalty });
        const { slices, summary } = run(request.slices, request.settings);
        expect(summary.slicesFailed).toBe(0);
        let sum = 0;
        slices.forEach(({ modelVol, weight }, s) => {
          const { bidVol, askVol } = request.slices[s]!;
          modelVol.forEach((vol, i) => {
            sum += weight[i]! * Math.max(0, bidVol[i]! - vol || 0, vol - askVol[i]! || 0) ** 2;
          });
        });
        paid.push(sum);
      }
      expect(paid[1]!, model).toBeLessThan(paid[0]!);
    }
  },
);

test('the market at the forward lies between its neighbours in total variance, and is not made up on one side', () => {
  const at = (k: number[], vols: number[]) =>
    marketAtmVol(
      Float64Array.from(k),
      Float64Array.from(vols, (vol) => vol * vol * T),
      T,
    );
  expect(at([-0.1, 0.3], [0.6, 0.2])! ** 2).toBeCloseTo(0.75 * 0.36 + 0.25 * 0.04, 12);
  expect(at([-0.1, 0, 0, 0.3], [0.6, 0.4, 0.5, 0.2])! ** 2).toBeCloseTo((0.16 + 0.25) / 2, 12);
  expect(at([0.1, 0.3], [0.6, 0.2])).toBeNull();
});

test('the pin has its own gradient and brings the fit to the market at the forward', () => {
  const slice = noisy(0.02, 0.003);
  expect(gradientError(slice, { atmPin: 3, outsidePenalty: 1 })).toBeLessThan(1e-4);
  const off = (atmPin: number) =>
    Math.abs(run([slice], { atmPin }).slices[0]!.measures!.vol - slice.midVol[10]!);
  expect(slice.k[10]!).toBeCloseTo(0, 12);
  expect(off(1)).toBeLessThan(0.5 * off(0));
  expect(off(100)).toBeLessThan(0.02 * off(0));
});

test('a slice quoted on one side of the forward says that it is not pinned, and is fitted as without', () => {
  const whole = noisy(0.001, 0.003);
  const half = makeSlice(T, K.slice(12), Array.from(whole.midVol.subarray(12)));
  const [pinned, free] = [run([half], { atmPin: 1 }).slices[0]!, run([half], {}).slices[0]!];
  const prepared = prepareSlice(svi, half, { ...DEFAULT_SETTINGS, atmPin: 1 });
  expect(prepared.slice.caution).toContain('not pinned at the money');
  expect([...pinned.theta!]).toEqual([...free.theta!]);
});

test.skipIf(!hasShared)(
  'every model of a real board comes closer to the market at the forward when pinned',
  async () => {
    for (const model of ['svi', 'essvi', 'heston']) {
      const off: number[] = [];
      for (const atmPin of [0, 1]) {
        const request = await realRequest(BOARD, { model, atmPin });
        const { slices } = run(request.slices, request.settings);
        let sum = 0;
        slices.forEach(({ measures }, s) => {
          const { k, midVol, t } = request.slices[s]!;
          const mid = [...k.keys()].filter((i) => midVol[i]! > 0);
          const w = Float64Array.from(mid, (i) => midVol[i]! ** 2 * t);
          sum +=
            (measures!.vol -
              marketAtmVol(
                Float64Array.from(mid, (i) => k[i]!),
                w,
                t,
              )!) **
            2;
        });
        off.push(sum);
      }
      expect(off[1]!, model).toBeLessThan(off[0]!);
    }
  },
);
