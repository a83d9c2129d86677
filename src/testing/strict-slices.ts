/** Slices with and without butterfly arbitrage, and their free fits, for tests of what takes arbitrage away. */
import { fitFree } from '#calibration/free-slice.ts';
import { type PreparedSlice, prepareSlice } from '#calibration/prepare-slice.ts';
import type { FitSlice } from '#calibration/request.ts';
import { DEFAULT_SETTINGS, type ScopedSettings } from '#calibration/settings.ts';
import type { SliceOptimum } from '#calibration/slice-optimum.ts';
import type { SliceModel } from '#models/model.ts';
import { svi } from '#models/svi/index.ts';
import { sviSmile } from '#models/svi/raw.ts';
import { smallestG } from '#surface/durrleman.ts';
import { makeSlice } from './fit-slice.ts';

/** Half-width of the range that g is looked at on. */
export const RANGE = 1.5;
/** Raw SVI of A. Vogt, with butterfly arbitrage at k near 0.88. */
export const VOGT = [-0.041, 0.1331, 0.306, 0.3586, 0.4153];

/** Quotes of a raw SVI smile at one year, off by so much vol in turn. */
export function quoted(raw: readonly number[], k: readonly number[], noise = 0): FitSlice {
  const w = new Float64Array(k.length);
  sviSmile.totalVariance(Float64Array.from(raw), Float64Array.from(k), w);
  return makeSlice(
    1,
    k,
    Array.from(w, (v, i) => Math.sqrt(v) + noise * Math.sin(12.9898 * (i + 1) + 78.233)),
  );
}
/** Equal steps from one end to the other. */
export const grid = (low: number, high: number, n: number): number[] =>
  Array.from({ length: n }, (_, i) => low + ((high - low) * i) / (n - 1));
/** Quotes with arbitrage, and quotes without. */
export const vogt = quoted(VOGT, grid(-1, 1.5, 26));
export const calm = quoted([0.01, 0.1, -0.3, 0.02, 0.3], grid(-0.5, 0.5, 15), 0.001);

/** Runs steps to their end, and counts the stops on the way. */
export function ended<T>(steps: Generator<unknown, T, void>): { value: T; yields: number } {
  let yields = 0;
  for (;;) {
    const step = steps.next();
    if (step.done) return { value: step.value, yields };
    yields++;
  }
}
/** A slice set up for a fit; throws the sentence of one that cannot be. */
export function prepared(
  of: FitSlice,
  all: Partial<ScopedSettings> = {},
  model: SliceModel = svi,
): PreparedSlice {
  const ready = prepareSlice(model, of, { ...DEFAULT_SETTINGS, all: { ...DEFAULT_SETTINGS.all, ...all } });
  if ('message' in ready) throw new Error(ready.message);
  return ready;
}
/** Its fit without constraints. */
export const freeOf = (of: PreparedSlice): SliceOptimum => ended(fitFree(of, { kind: 'squared' })).value;
/** Smallest g of an optimum on the range. */
export const leastG = (of: PreparedSlice, { x }: SliceOptimum, model: SliceModel = svi): number =>
  smallestG(model.smile(of.slice), of.problem.theta(x), -RANGE, RANGE).value;
/** Cost of its problem at x. */
export const costAt = ({ problem }: PreparedSlice, x: Float64Array): number =>
  problem.linearise(
    x,
    new Float64Array(problem.size * (problem.halfBandwidth + 1)),
    new Float64Array(problem.size),
  );
