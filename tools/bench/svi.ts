import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createSliceProblem } from '#calibration/slice-problem.ts';
import { runLeastSquares, startLeastSquares } from '#math/least-squares.ts';
import { svi } from '#models/svi/index.ts';
import { sviSmile } from '#models/svi/raw.ts';

/** One slice of the workload: minimise sum weight (w_model - w)^2; bestSse is the reference optimum. */
interface WorkloadSlice {
  readonly T: number;
  readonly k: readonly number[];
  readonly w: readonly number[];
  readonly weight: readonly number[];
  readonly bestSse: number;
}

function prepare(slice: WorkloadSlice) {
  const k = Float64Array.from(slice.k);
  const w = Float64Array.from(slice.w);
  const midVol = w.map((v) => Math.sqrt(v / slice.T));
  // Residuals are 100 (w_model - w)/(2 sigma T): the weight that makes their squares the workload's own.
  const raw = midVol.map((mid, i) => slice.weight[i]! * ((2 * mid * slice.T) / 100) ** 2);
  const sum = raw.reduce((a, b) => a + b, 0);
  const weight = raw.map((v) => v / sum);
  return {
    t: slice.T,
    forward: 1,
    k,
    w,
    midVol,
    bidVol: midVol,
    askVol: midVol,
    weight,
    residual: 'total-variance' as const,
  };
}

function fit(target: ReturnType<typeof prepare>): Float64Array {
  const coordinates = svi.coordinates(target, {});
  if ('error' in coordinates) throw new Error(coordinates.error);
  const problem = createSliceProblem(svi, coordinates, target);
  const theta = new Float64Array(5);
  svi.guess(target, theta);
  svi.approach?.(target, coordinates, theta);
  const start = new Float64Array(5);
  coordinates.fromParameters(theta, start);
  const run = startLeastSquares(problem, start);
  runLeastSquares(run);
  return problem.theta(run.x);
}

function median(values: number[]): number {
  values.sort((a, b) => a - b);
  return values[values.length >> 1]!;
}

/** `svi_slice41`: 12 slices of 41 quotes, from our own guess to the optimum. Time beside accuracy. */
export function benchSvi(workload: string): Record<string, unknown> {
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
  let failures = 0;
  surface.slices.forEach((slice, s) => {
    const theta = fit(targets[s]!);
    const w = new Float64Array(slice.k.length);
    sviSmile.totalVariance(theta, targets[s]!.k, w);
    const sse = w.reduce((sum, v, i) => sum + slice.weight[i]! * (v - slice.w[i]!) ** 2, 0);
    if (!Number.isFinite(sse)) failures++;
    else worst = Math.max(worst, sse / slice.bestSse - 1);
  });
  return {
    workload: 'svi_slice41',
    peer: 'volbench',
    median_us: median(slices),
    surface12_ms: median(surfaces),
    cold_surface12_ms: coldMs,
    max_sse_ratio_minus1: worst,
    failures,
  };
}
