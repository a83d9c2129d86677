import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createSliceProblem } from '#calibration/slice-problem.ts';
import { runLeastSquares, startLeastSquares } from '#math/least-squares.ts';
import { constraintsInForce } from '#models/constraints.ts';
import { sabr } from '#models/sabr/index.ts';

/** One slice of the workload: minimise sum ((vol - iv)/spread)^2 with Hagan's formula and beta = 1. */
interface WorkloadSlice {
  readonly T: number;
  readonly F: number;
  readonly k: readonly number[];
  readonly iv: readonly number[];
  readonly spread: readonly number[];
}

const constraints = constraintsInForce(sabr.parameters, {});

function prepare({ T, F, k, iv, spread }: WorkloadSlice) {
  const midVol = Float64Array.from(iv);
  const raw = Float64Array.from(spread, (s) => 1 / (s * s));
  const sum = raw.reduce((a, b) => a + b, 0);
  return {
    t: T,
    forward: F,
    k: Float64Array.from(k),
    w: midVol.map((v) => v * v * T),
    midVol,
    bidVol: midVol,
    askVol: midVol,
    weight: raw.map((v) => v / sum),
    residual: 'vol' as const,
  };
}

function fit(target: ReturnType<typeof prepare>) {
  const coordinates = sabr.coordinates(target, constraints);
  if ('error' in coordinates) throw new Error(coordinates.error);
  const problem = createSliceProblem(sabr, coordinates, target);
  const theta = new Float64Array(sabr.parameters.length);
  sabr.guess(target, theta);
  const steps = sabr.approach?.(target, coordinates, theta) ?? 0;
  const start = new Float64Array(coordinates.size);
  coordinates.fromParameters(theta, start);
  const run = startLeastSquares(problem, start);
  runLeastSquares(run);
  return { theta: problem.theta(run.x), iterations: steps + run.iterations };
}

function median(values: number[]): number {
  values.sort((a, b) => a - b);
  return values[values.length >> 1]!;
}

/** `sabr_slice41`: 12 slices of 41 quotes, from our own guess to the optimum. Time beside accuracy. */
export function benchSabr(workload: string): Record<string, unknown> {
  const { surface } = JSON.parse(readFileSync(resolve(workload, 'workload.json'), 'utf8')) as {
    surface: { slices: WorkloadSlice[] };
  };
  const targets = surface.slices.map(prepare);
  const cold = performance.now();
  for (const target of targets) fit(target);
  const coldMs = performance.now() - cold;
  for (let round = 0; round < 300; round++) for (const target of targets) fit(target);
  const surfaces: number[] = [];
  const slices: number[] = [];
  for (let round = 0; round < 400; round++) {
    let whole = 0;
    for (const target of targets) {
      const before = performance.now();
      fit(target);
      const took = performance.now() - before;
      slices.push(took * 1000);
      whole += took;
    }
    surfaces.push(whole);
  }
  let worst = 0;
  let iterations = 0;
  let failures = 0;
  surface.slices.forEach((slice, s) => {
    const { k, t } = targets[s]!;
    const fitted = fit(targets[s]!);
    const w = new Float64Array(k.length);
    sabr.smile(targets[s]!).totalVariance(fitted.theta, k, w);
    const chi2 = w.reduce(
      (sum, v, i) => sum + ((Math.sqrt(v / t) - slice.iv[i]!) / slice.spread[i]!) ** 2,
      0,
    );
    if (!Number.isFinite(chi2)) failures++;
    else worst = Math.max(worst, chi2);
    iterations += fitted.iterations;
  });
  return {
    workload: 'sabr_slice41',
    peer: 'volbench',
    median_us: median(slices),
    surface12_ms: median(surfaces),
    cold_surface12_ms: coldMs,
    chi2_max: worst,
    iterations_mean: iterations / targets.length,
    failures,
  };
}
