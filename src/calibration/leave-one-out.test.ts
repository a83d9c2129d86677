import { expect, test } from 'vitest';
import { sviSmile } from '#models/svi/raw.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { calibrateNow } from './calibrate.ts';
import type { SliceFit } from './result.ts';
import { DEFAULT_SETTINGS, type FitSettings } from './settings.ts';

const T = 90 / 365;
const K = Array.from({ length: 15 }, (_, i) => -0.5 + 0.075 * i);
const MID = (() => {
  const w = new Float64Array(K.length);
  sviSmile.totalVariance(Float64Array.of(0.0112, 0.11, -0.09, 0.0247, 0.3076), Float64Array.from(K), w);
  return [...w].map((v, i) => Math.sqrt(v / T) + 0.003 * Math.sin(12.9898 * (i + 1) + 78.233));
})();

function fitted(settings: FitSettings, without = -1): SliceFit {
  const keep = <T>(column: readonly T[]) => column.filter((_, i) => i !== without);
  const outcome = calibrateNow({ slices: [makeSlice(T, keep(K), keep(MID))], settings });
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value.slices[0]!;
}

/** The leave-one-out error by a calibration without each quote. Equal spreads make equal weights, with or without it. */
function refitted(settings: FitSettings): number {
  let sum = 0;
  for (let i = 0; i < K.length; i++) {
    const { theta } = fitted(settings, i);
    const w = new Float64Array(1);
    sviSmile.totalVariance(theta!, Float64Array.of(K[i]!), w);
    sum += (Math.sqrt(w[0]! / T) - MID[i]!) ** 2;
  }
  return Math.sqrt(sum / K.length);
}

test('the leave-one-out error is that of refits where a bound is met without a quote', () => {
  const rho = fitted(DEFAULT_SETTINGS).theta![2]!;
  for (const room of [0.002, 0.02, 0.1]) {
    const parameters = { rho: { fixed: false, lower: rho - room, upper: rho + room } };
    const settings = { ...DEFAULT_SETTINGS, all: { ...DEFAULT_SETTINGS.all, parameters } };
    const fit = fitted(settings);
    expect(fit.parameters[2]!.atBound, `room ${room}`).toBeNull();
    expect(fit.looRmseVol! / refitted(settings), `room ${room}`).toBeCloseTo(1, 1);
  }
  const tight = {
    ...DEFAULT_SETTINGS.all,
    parameters: { rho: { fixed: false, lower: rho - 0.002, upper: rho + 0.002 } },
  };
  const held = fitted({ ...DEFAULT_SETTINGS, all: tight });
  // By leverage alone it would be that of the fit with room: the bound is what keeps it small.
  expect(held.looRmseVol!).toBeLessThan(0.97 * fitted(DEFAULT_SETTINGS).looRmseVol!);
});

test('a fit that one far quote leads is said to follow it', () => {
  const k = [...Array.from({ length: 14 }, (_, i) => -0.26 + 0.04 * i), 0.4];
  const w = new Float64Array(k.length);
  sviSmile.totalVariance(Float64Array.of(0.0112, 0.11, -0.09, 0.0247, 0.3076), Float64Array.from(k), w);
  const noise = 0.003;
  const run = (far: number) => {
    const mid = [...w].map((v, i) => Math.sqrt(v / T) + noise * Math.sin(7.7 * i * i) + (i === 14 ? far : 0));
    const outcome = calibrateNow({ slices: [makeSlice(T, k, mid)], settings: DEFAULT_SETTINGS });
    if (!outcome.ok) throw new Error(outcome.error.message);
    return outcome.value.slices[0]!;
  };
  const fit = run(0);
  expect(fit.status).toBe('warning');
  expect(fit.message).toMatch(/^overfitted: the fit runs through the quote at 149\.182 wherever it stands/);
  // And so it does: moved by two vol points, it takes the line with it.
  expect(run(0.02).modelVol[14]! - fit.modelVol[14]!).toBeGreaterThan(0.018);
});
