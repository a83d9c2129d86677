import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { epochMs, years } from '#base/units.ts';
import { ARBITRAGE_TOLERANCE } from '#calibration/arbitrage-tolerance.ts';
import { fitFree } from '#calibration/free-slice.ts';
import { type PreparedSlice, prepareSlice } from '#calibration/prepare-slice.ts';
import { refitInDomain } from '#calibration/refit-in-domain.ts';
import type { FitSlice } from '#calibration/request.ts';
import { DEFAULT_SETTINGS, type FitSettings } from '#calibration/settings.ts';
import { essvi } from '#models/ssvi/index.ts';
import { smallestG, smallestGap } from '#surface/durrleman.ts';

/** One slice of the workload: 41 noisy total variances. */
interface WorkloadSlice {
  readonly T: number;
  readonly k: readonly number[];
  readonly w: readonly number[];
}

const STRICT = { mode: 'strict', strength: 1000 } as const;
const settings: FitSettings = {
  ...DEFAULT_SETTINGS,
  model: essvi.id,
  all: { ...DEFAULT_SETTINGS.all, butterfly: STRICT, calendar: STRICT },
};
/** Half-width of the range of the verdict. */
const RANGE = 3;

function fitSlice({ T, k, w }: WorkloadSlice): FitSlice {
  const n = k.length;
  const vol = Float64Array.from(w, (v) => Math.sqrt(v / T));
  return {
    key: `${T}`,
    expiry: epochMs(Math.round(T * 365 * 86_400_000)),
    asOf: epochMs(0),
    t: years(T),
    forward: 1,
    quote: Int32Array.from({ length: n }, (_, i) => i),
    k: Float64Array.from(k),
    bidVol: vol,
    askVol: vol,
    midVol: vol,
    tickVol: new Float64Array(n),
    bidSize: null,
    askSize: null,
    activity: null,
    age: null,
    manual: new Float64Array(n).fill(1),
    caution: null,
  };
}

function last<T>(steps: Generator<unknown, T, void>): T {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

function prepared(slice: FitSlice): PreparedSlice {
  const ready = prepareSlice(essvi, slice, settings);
  if ('message' in ready) throw new Error(ready.message);
  return ready;
}

/**
 * Separate fits of all slices, then the joint one inside the domain without arbitrage.
 *
 * @param fromGuess leaves the separate fits out: the joint one then has all the way to go
 */
function fit(slices: readonly FitSlice[], fromGuess = false) {
  const free = slices.map((slice) => {
    const ready = prepared(slice);
    const optimum = last(fitFree(ready, settings.loss));
    return { prepared: ready, optimum: fromGuess ? { ...optimum, x: ready.start } : optimum };
  });
  const board = last(refitInDomain(essvi, free));
  if (board === null) throw new Error('eSSVI has no domain for this board');
  return { free, solutions: board.map(({ solution }) => solution!) };
}

/** `essvi_joint12`: 12 slices of 41 quotes, from our own guess to the joint optimum; processor time, median. */
export function benchEssvi(workload: string): Record<string, unknown> {
  const { surface } = JSON.parse(readFileSync(resolve(workload, 'workload.json'), 'utf8')) as {
    surface: { slices: WorkloadSlice[] };
  };
  const slices = surface.slices.map(fitSlice);
  const { free, solutions } = fit(slices);
  let violations = 0;
  solutions.forEach(({ theta }, s) => {
    const smile = essvi.smile(slices[s]!);
    if (smallestG(smile, theta, -RANGE, RANGE).value < ARBITRAGE_TOLERANCE) violations++;
    const later = solutions[s + 1];
    if (later === undefined) return;
    const pair = { earlier: { functions: smile, theta }, later: { functions: smile, theta: later.theta } };
    if (smallestGap(pair, -RANGE, RANGE).value < ARBITRAGE_TOLERANCE) violations++;
  });
  const freeCost = free.reduce((sum, { optimum }) => sum + optimum.cost, 0);
  const jointCost = solutions.reduce(
    (sum, { residuals }, s) =>
      sum + 0.5 * residuals.reduce((own, r, i) => own + free[s]!.prepared.target.weight[i]! * r * r, 0),
    0,
  );
  const [ms, guessMs] = [false, true].map((fromGuess) => {
    for (let round = 0; round < 60; round++) fit(slices, fromGuess);
    const times: number[] = [];
    for (let round = 0; round < 31; round++) {
      const before = process.cpuUsage();
      for (let i = 0; i < 4; i++) fit(slices, fromGuess);
      const { user, system } = process.cpuUsage(before);
      times.push((user + system) / 4000);
    }
    return times.sort((a, b) => a - b)[times.length >> 1]!;
  });
  const { solutions: guessed } = fit(slices, true);
  return {
    workload: 'essvi_joint12',
    peer: 'volbench',
    ms,
    violations,
    iterations: solutions[0]!.iterations,
    // The separate fits' time is in it too.
    joint_from_guess_ms: guessMs,
    joint_from_guess_iterations: guessed[0]!.iterations,
    sse_ratio_to_free_minus1: jointCost / freeCost - 1,
  };
}
