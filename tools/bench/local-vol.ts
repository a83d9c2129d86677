import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { calibrateNow } from '#calibration/calibrate.ts';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import { svi } from '#models/svi/index.ts';
import { localVolGrid } from '#surface/local-vol.ts';
import { repriceVanillas } from '#surface/local-vol-repricing.ts';
import { createSurface, type VolSurface } from '#surface/vol-surface.ts';
import { makeSlice } from '#testing/fit-slice.ts';

interface WorkloadSlice {
  readonly T: number;
  readonly k: readonly number[];
  readonly w: readonly number[];
}

/** The workload's 12 expiries of 41 quotes, fitted with SVI and no constraint, or free of arbitrage. */
function fittedSurface(workload: string, mode: 'report' | 'strict'): VolSurface {
  const { surface } = JSON.parse(readFileSync(resolve(workload, 'workload.json'), 'utf8')) as {
    surface: { slices: WorkloadSlice[] };
  };
  const result = calibrateNow({
    settings: {
      ...DEFAULT_SETTINGS,
      all: {
        ...DEFAULT_SETTINGS.all,
        butterfly: { mode, strength: 1 },
        calendar: { mode, strength: 1 },
      },
    },
    slices: surface.slices.map(({ T, k, w }) =>
      makeSlice(
        T,
        k,
        w.map((v) => Math.sqrt(v / T)),
        { forward: 1 },
      ),
    ),
  });
  if (!result.ok) throw new Error(result.error.message);
  return createSurface(
    svi,
    result.value.slices.map(({ t, theta, forward }) => ({ t, theta: theta!, forward })),
  );
}

/**
 * `localvol_grid50x50`: the peers' grid of 50 strikes and 50 times on a fitted surface. The worst volatility of the
 * forward equation's vanillas stands beside the time, in basis points, at the last expiry of the fit that is free of
 * arbitrage.
 */
export function benchLocalVol(workload: string): Record<string, unknown> {
  const surface = fittedSurface(workload, 'report');
  const k = Float64Array.from({ length: 50 }, (_, j) => Math.log(0.6 + 0.016 * j));
  const t = Float64Array.from({ length: 50 }, (_, i) => 0.019 * (i + 1));
  const timed = (): number => {
    const before = performance.now();
    localVolGrid(surface, k, t);
    return performance.now() - before;
  };
  const cold = timed();
  for (let round = 0; round < 3000; round++) timed();
  const rounds = Array.from({ length: 1001 }, timed).sort((a, b) => a - b);
  const strict = fittedSurface(workload, 'strict');
  const worst = Math.max(...Array.from(strict.times, (at) => repriceVanillas(strict, at).worst));
  return {
    workload: 'localvol_grid50x50',
    peer: 'volbench',
    ms: rounds[500],
    p99_ms: rounds[991],
    cold_ms: cold,
    missing: localVolGrid(surface, k, t).missing,
    repricing_max_bp: worst * 1e4,
  };
}
