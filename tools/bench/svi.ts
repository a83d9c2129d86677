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

/** The same slice with so many quotes, spread over the same range about its fit. */
function dense(slice: WorkloadSlice, quotes: number) {
  const theta = fit(prepare(slice));
  const low = slice.k[0]!;
  const high = slice.k[slice.k.length - 1]!;
  const k = Float64Array.from({ length: quotes }, (_, i) => low + ((high - low) * i) / (quotes - 1));
  const w = new Float64Array(quotes);
  sviSmile.totalVariance(theta, k, w);
  return prepare({
    T: slice.T,
    k: [...k],
    w: Array.from(w, (v, i) => v * (1 + 0.01 * Math.sin(12.9898 * i * i))),
    weight: new Array<number>(quotes).fill(1),
    bestSse: 0,
  });
}

/** `growth_svi`: how many times longer ten times the quotes take, by the processor's time, both in turns. */
function growthOfSvi(slices: readonly WorkloadSlice[]): Record<string, unknown> {
  const boards = [340, 3400].map((quotes) => slices.map((slice) => dense(slice, quotes)));
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < 45; round++) {
    for (const [which, repetitions] of [
      [0, 100],
      [1, 10],
    ] as const) {
      const before = process.cpuUsage();
      for (let i = 0; i < repetitions; i++) for (const target of boards[which]!) fit(target);
      const { user, system } = process.cpuUsage(before);
      if (round >= 10) times[which].push((user + system) / 1000 / repetitions);
    }
  }
  const [small, large] = [median(times[0]), median(times[1])];
  return {
    workload: 'growth_svi',
    peer: 'volbench',
    ratio10: large / small,
    ms_4080: small,
    ms_40800: large,
  };
}

/** `svi_slice41`: 12 slices of 41 quotes, from our own guess to the optimum, time beside accuracy; and `growth_svi`. */
export function benchSvi(workload: string): readonly Record<string, unknown>[] {
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
  const row = {
    workload: 'svi_slice41',
    peer: 'volbench',
    median_us: median(slices),
    surface12_ms: median(surfaces),
    cold_surface12_ms: coldMs,
    max_sse_ratio_minus1: worst,
    failures,
  };
  return [row, growthOfSvi(surface.slices)];
}
