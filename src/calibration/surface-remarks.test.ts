import { expect, test } from 'vitest';
import { epochMs } from '#base/units.ts';
import type { SurfaceModel } from '#models/model.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { parabolaBoard, parabolaSurface } from '#testing/parabola.ts';
import { ended } from '#testing/strict-slices.ts';
import { calibrateSurface } from './calibrate-surface.ts';
import type { FitSlice } from './request.ts';
import type { CalibrationProgress, CalibrationResult } from './result.ts';
import { DEFAULT_SETTINGS, type FitSettings } from './settings.ts';

const K = [-0.3, -0.15, 0, 0.1, 0.25];
/** Quotes of the model with a bend of 0.5 and more, off by so much vol. */
function quoted(noise: number, bend = 0.2): FitSlice[] {
  return [0.2, 0.5, 0.8].map((t, s) => {
    const u = 0.5 * Math.sqrt(t);
    return makeSlice(
      t,
      K,
      K.map((k, i) => {
        const w = u * u + u * bend * k + (bend + 0.3) * k * k;
        return Math.sqrt(w / t) + noise * Math.sin(9 * i * i + s);
      }),
    );
  });
}
const fit = (
  slices: readonly FitSlice[],
  model: SurfaceModel = parabolaSurface,
  change: Partial<FitSettings> = {},
): CalibrationResult =>
  ended(calibrateSurface(model, { slices, settings: { ...DEFAULT_SETTINGS, ...change } })).value;

/** The model without a slope, whose bend moves nothing else, with another range of it. */
const ranged = (lower: number, upper: number): SurfaceModel => ({
  ...parabolaSurface,
  coordinates: (slices) => {
    const own = parabolaBoard(slices.length);
    return {
      ...own,
      toParameters(x, thetas) {
        own.toParameters(x, thetas);
        for (const theta of thetas) theta[1] = 0;
      },
      chain(x, thetas, out) {
        own.chain(x, thetas, out);
        for (const rows of out) rows.fill(0, own.size, 2 * own.size);
      },
    };
  },
  parameters: parabolaSurface.parameters.map((spec) =>
    spec.shared === true ? { ...spec, lower, upper } : spec,
  ),
});

test('a shared parameter is told with its error, and nothing is said where nothing is to be said', () => {
  const { surface, slices } = fit(quoted(0.002));
  expect(surface!.message).toBeNull();
  const [bend, ...others] = surface!.parameters;
  expect(others).toEqual([]);
  expect(bend).toMatchObject({ name: 'bend', fixed: false, atBound: null });
  expect(bend!.value).toBeCloseTo(0.5, 1);
  expect(Math.abs(bend!.value - 0.5)).toBeLessThan(4 * bend!.standardError!);
  for (const { theta } of slices) expect(theta![2]).toBe(bend!.value);
});

test('how surely a parameter must be known goes by its value, or by its range where it may have either sign', () => {
  const noisy = quoted(0.02);
  const told = (lower: number, upper: number) => fit(noisy, ranged(lower, upper)).surface!;
  const { message, parameters } = told(0, 10);
  // Two errors are well within its value, and far beyond a hundredth.
  expect(2 * parameters[0]!.standardError!).toBeLessThan(0.2);
  expect(2 * parameters[0]!.standardError!).toBeGreaterThan(0.005);
  expect(message).toBeNull();
  expect(told(0, 0.01).message).toBeNull();
  expect(told(-10, 10).message).toBeNull();
  expect(told(-0.01, 0.01).message).toBe(
    'not identified by these quotes: bend; fix it, or bring longer expiries.',
  );
});

test('a coordinate that moves parameters of expiries besides is not held to the value of the shared one', () => {
  const { coordinates } = parabolaSurface;
  const model = { ...ranged(-0.01, 0.01), coordinates };
  expect(fit(quoted(0.02), model).surface!.message).toBeNull();
});

test('a bound that a shared parameter stands at is told, that of an expiry is not', () => {
  const capped: SurfaceModel = {
    ...parabolaSurface,
    coordinates: (slices) => {
      const own = parabolaBoard(slices.length);
      const upper = Float64Array.from(own.upper);
      upper[slices.length] = 0.1;
      return {
        ...own,
        upper,
        atBound: (x) => [
          { name: 'level', side: 'min' as const, slice: 1 },
          ...(x[slices.length]! >= 0.1 ? [{ name: 'bend', side: 'max' as const, slice: null }] : []),
        ],
      };
    },
  };
  const { surface, slices } = fit(quoted(0.002), capped);
  expect(surface!.parameters[0]).toMatchObject({ value: 0.4, atBound: 'max', standardError: null });
  expect(surface!.message).toBe('bend is at its max, 0.4.');
  const [first, second] = slices;
  expect(first!.parameters.map(({ atBound }) => atBound)).toEqual([null, null, 'max']);
  expect(second!.parameters.map(({ atBound }) => atBound)).toEqual(['min', null, 'max']);
});

test('an expiry that cannot take part keeps its place, and the others are fitted without it', () => {
  const [first, second, third] = quoted(0.002) as [FitSlice, FitSlice, FitSlice];
  const out = { ...second, manual: new Float64Array(5) };
  const { slices, summary } = fit([first, out, third]);
  expect(slices.map(({ status }) => status)).toEqual(['ok', 'failed', 'ok']);
  expect(slices[1]!.message).toBe('every weight is 0, nothing to fit.');
  expect(summary).toMatchObject({ slicesOk: 2, slicesFailed: 1 });
  const alone = fit([first, third]);
  expect([...slices[2]!.theta!]).toEqual([...alone.slices[1]!.theta!]);
});

test('a prior that a board cannot have is told of once, with what is to be said besides', () => {
  const prior = {
    strength: 1,
    fit: { model: 'parabola', underlying: 'X', asOf: epochMs(0), slices: {} },
  };
  const { surface, slices } = fit(quoted(0.002), parabolaSurface, { prior });
  expect(surface!.message).toBe('no prior: all expiries share the parameters.');
  expect(slices.every(({ message }) => message === null)).toBe(true);
  const apart: SurfaceModel = {
    ...parabolaSurface,
    parameters: parabolaSurface.parameters.map(({ shared: _, ...spec }) => spec),
  };
  expect(fit(quoted(0.002), apart, { prior }).surface!.message).toBeNull();
});

test('the free fit of a strict board is told where the model can have arbitrage, whichever expiry asks', () => {
  const strict = { butterfly: { mode: 'strict', strength: 1 } as const };
  const able: SurfaceModel = {
    ...parabolaSurface,
    noArbitrage: { coordinates: (slices) => parabolaBoard(slices.length) },
  };
  const previews = (model: SurfaceModel, change: Partial<FitSettings>) => {
    const steps = calibrateSurface(model, {
      slices: quoted(0.002),
      settings: { ...DEFAULT_SETTINGS, ...change },
    });
    const told: CalibrationProgress[] = [];
    let step = steps.next();
    while (!step.done) {
      told.push(step.value);
      step = steps.next();
    }
    for (const { total, stage, done } of told) {
      expect(total).toBe(3);
      if (stage === 'strict') expect(done).toBe(3);
    }
    return told.filter(({ preview }) => preview !== undefined).length;
  };
  expect(previews(able, { byExpiry: { '0.5': strict } })).toBe(1);
  expect(previews(able, {})).toBe(0);
  expect(previews(parabolaSurface, { byExpiry: { '0.5': strict } })).toBe(0);
});
