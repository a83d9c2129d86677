/** What every model of the list promises, on slices of real boards and at the ends of its ranges. */
import { expect, test } from 'vitest';
import { fittable } from '#models/fittable.ts';
import type { FittableModel, GuessSlice } from '#models/model.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { realRequest } from '#testing/real-slices.ts';
import { hasShared } from '#testing/shared.ts';
import { calibrateNow } from './calibrate.ts';
import { targetSlice } from './prepare-slice.ts';
import type { CalibrationRequest } from './request.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

const FILES = [
  'deribit-book-summary/btc-2026-08-01.json',
  'deribit-csv/eth-2024-01-08.csv',
  'paper-tables/sepp_btc.json',
];
const requests = hasShared ? await Promise.all(FILES.map((file) => realRequest(file))) : [];

function guessesOf(model: FittableModel, { slices, settings }: CalibrationRequest): GuessSlice[] {
  return slices.flatMap((slice) => {
    const target = targetSlice(model, slice, settings);
    return 'message' in target ? [] : [target.guess];
  });
}

/** The model's first thetas for each slice. */
function firstThetas(model: FittableModel, guesses: readonly GuessSlice[]): readonly Float64Array[] {
  if (model.scope === 'surface') return model.starts(guesses)[0]!;
  return guesses.map((guess) => {
    const theta = new Float64Array(model.parameters.length);
    model.guess(guess, theta);
    return theta;
  });
}

/** The box of a slice and a later one where the model needs a board, and theta of the first at a point of it. */
function firstSlice(model: FittableModel, slice: GuessSlice, later: GuessSlice) {
  if (model.scope === 'slice') {
    const box = model.coordinates(slice, {});
    if ('error' in box) throw new Error(box.error);
    const start = new Float64Array(box.size);
    box.fromParameters(firstThetas(model, [slice])[0]!, start);
    const thetaAt = (x: Float64Array): Float64Array => {
      box.project?.(x);
      const theta = new Float64Array(model.parameters.length);
      box.toParameters(x, theta);
      return theta;
    };
    return { lower: box.lower, upper: box.upper, start, thetaAt };
  }
  const box = model.coordinates([slice, later], { shared: {}, slices: [{}, {}] });
  if ('error' in box) throw new Error(box.error);
  const start = new Float64Array(box.size);
  box.fromParameters(firstThetas(model, [slice, later]), start);
  const thetaAt = (x: Float64Array): Float64Array => {
    const thetas = [0, 1].map(() => new Float64Array(model.parameters.length));
    box.toParameters(x, thetas);
    return thetas[0]!;
  };
  return { lower: box.lower, upper: box.upper, start, thetaAt };
}

function allFinite(...columns: Float64Array[]): boolean {
  return columns.every((column) => column.every(Number.isFinite));
}

for (const model of fittable) {
  const p = model.parameters.length;

  test(`${model.label}: parameters are described, one name once`, () => {
    expect(new Set(model.parameters.map(({ name }) => name)).size).toBe(p);
    for (const { lower, upper, note } of model.parameters) {
      expect(lower).toBeLessThan(upper);
      expect(note).toMatch(/^[A-ZŁσ].*\.$/);
    }
    expect(model.references.length).toBeGreaterThan(0);
  });

  test.skipIf(!hasShared)(
    `${model.label}: the guess of every real slice is admissible and has a smile`,
    () => {
      for (const request of requests) {
        const guesses = guessesOf(model, request);
        expect(guesses.length).toBeGreaterThan(3);
        const thetas = firstThetas(model, guesses);
        guesses.forEach((guess, s) => {
          const w = new Float64Array(guess.k.length);
          model.smile({ t: guess.t, forward: guess.forward }).totalVariance(thetas[s]!, guess.k, w);
          expect(w.every((value) => value > 0 && value < 10)).toBe(true);
        });
        if (model.scope !== 'slice') return;
        guesses.forEach((guess, s) => {
          const coordinates = model.coordinates(guess, {});
          if ('error' in coordinates) throw new Error(coordinates.error);
          const x = new Float64Array(coordinates.size);
          coordinates.fromParameters(thetas[s]!, x);
          expect(allFinite(x)).toBe(true);
          const back = new Float64Array(p);
          coordinates.toParameters(x, back);
          expect(allFinite(back)).toBe(true);
        });
      }
    },
  );

  test.skipIf(!hasShared)(`${model.label}: derivatives of a real slice's smile are its differences`, () => {
    const guesses = guessesOf(model, requests[0]!);
    const thetas = firstThetas(model, guesses);
    for (const s of [0, guesses.length >> 1, guesses.length - 1]) {
      const { t, forward } = guesses[s]!;
      const theta = thetas[s]!;
      const unit = Math.sqrt(guesses[s]!.w[guesses[s]!.k.length >> 1]!);
      const k = Float64Array.from({ length: 7 }, (_, i) => (i - 3) * 0.8 * unit + 0.03 * unit);
      const n = k.length;
      const smile = model.smile({ t, forward });
      const [w, w1, w2] = [0, 1, 2].map(() => new Float64Array(n)) as [
        Float64Array,
        Float64Array,
        Float64Array,
      ];
      smile.derivatives(theta, k, w, w1, w2);
      const [up, down] = [new Float64Array(n), new Float64Array(n)];
      const h = 1e-4 * unit;
      smile.totalVariance(
        theta,
        k.map((v) => v + h),
        up,
      );
      smile.totalVariance(
        theta,
        k.map((v) => v - h),
        down,
      );
      const scale = Math.max(...w) / unit;
      for (let i = 0; i < n; i++) {
        expect(Math.abs((up[i]! - down[i]!) / (2 * h) - w1[i]!)).toBeLessThan(1e-5 * scale);
        const bend = (up[i]! - 2 * w[i]! + down[i]!) / (h * h);
        expect(Math.abs(bend - w2[i]!)).toBeLessThan((5e-2 * scale) / unit);
      }
      const jacobian = new Float64Array(n * p);
      smile.jacobian(theta, k, jacobian);
      for (let q = 0; q < p; q++) {
        const step = 1e-5 * Math.max(Math.abs(theta[q]!), 1e-3);
        smile.totalVariance(
          theta.map((v, j) => (j === q ? v + step : v)),
          k,
          up,
        );
        smile.totalVariance(
          theta.map((v, j) => (j === q ? v - step : v)),
          k,
          down,
        );
        for (let i = 0; i < n; i++) {
          const difference = (up[i]! - down[i]!) / (2 * step);
          const size = Math.abs(difference) + (1e-3 * w[i]!) / Math.max(Math.abs(theta[q]!), 1e-3);
          expect(
            Math.abs(jacobian[i * p + q]! - difference),
            `${model.parameters[q]!.name} at ${k[i]}`,
          ).toBeLessThan(1e-3 * size);
        }
      }
    }
  });

  test.skipIf(!hasShared)(`${model.label}: finite at the ends of its box and at t = 1e-4`, () => {
    const guess = guessesOf(model, requests[0]!)[3]!;
    const short: GuessSlice = { ...guess, t: 1e-4 };
    const { lower, upper, start, thetaAt } = firstSlice(model, short, guess);
    const k = Float64Array.of(-0.05, -0.01, 0, 0.01, 0.05);
    for (let c = 0; c < start.length; c++) {
      for (const end of [lower, upper]) {
        const theta = thetaAt(start.map((v, j) => (j === c ? end[c]! : v)));
        const out = [0, 1, 2].map(() => new Float64Array(k.length)) as [
          Float64Array,
          Float64Array,
          Float64Array,
        ];
        const jacobian = new Float64Array(k.length * p);
        const smile = model.smile({ t: 1e-4, forward: short.forward });
        smile.derivatives(theta, k, ...out);
        smile.jacobian(theta, k, jacobian);
        expect(allFinite(...out, jacobian), `coordinate ${c} at ${end[c]}`).toBe(true);
      }
    }
  });

  test.skipIf(!hasShared)(`${model.label}: quotes of its own smiles are recovered`, () => {
    const guesses = guessesOf(model, requests[0]!).filter((_, s) => [3, 6, 9, 12].includes(s));
    const thetas = firstThetas(model, guesses);
    const slices = guesses.map(({ t, forward, w }, s) => {
      const unit = Math.sqrt(w[w.length >> 1]!);
      const k = Float64Array.from({ length: 15 }, (_, i) => ((i - 7) / 7) * 2 * unit);
      const own = new Float64Array(15);
      model.smile({ t, forward }).totalVariance(thetas[s]!, k, own);
      return makeSlice(
        t,
        [...k],
        [...own].map((value) => Math.sqrt(value / t)),
        { forward },
      );
    });
    const result = calibrateNow({ slices, settings: { ...DEFAULT_SETTINGS, model: model.id } });
    if (!result.ok) throw new Error(result.error.message);
    for (const { rmseVol } of result.value.slices) expect(rmseVol).toBeLessThan(1e-7);
  });
}
