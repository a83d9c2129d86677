import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createCharacteristicProblem, type ExpiryTarget } from '#calibration/characteristic-problem.ts';
import { runLeastSquares, startLeastSquares } from '#math/least-squares.ts';
import { boxCoordinates } from '#models/box-coordinates.ts';
import { hestonParameters } from '#models/heston/heston-parameters.ts';
import { heston } from '#pricing/heston.ts';
import { impliedVol } from '#pricing/implied-vol.ts';
import { createLewisExpiry } from '#pricing/lewis-price.ts';

type Row = Readonly<Record<string, string | number>>;

/** Parameters of the workload stand as (kappa, theta, sigma, rho, v0). */
interface Workload {
  readonly cui: {
    readonly r: number;
    readonly true: readonly number[];
    readonly start: readonly number[];
    readonly K: readonly number[];
    readonly T: readonly number[];
    readonly price: readonly number[];
  };
  readonly heston: {
    readonly true: readonly number[];
    readonly start: readonly number[];
    readonly slices: readonly {
      readonly T: number;
      readonly F: number;
      readonly K: readonly number[];
      readonly price: readonly number[];
    }[];
  };
}

interface Board {
  readonly targets: readonly ExpiryTarget[];
  /** Undiscounted calls, per expiry. */
  readonly calls: readonly Float64Array[];
  readonly truth: Float64Array;
  readonly start: Float64Array;
}

const coordinates = boxCoordinates(hestonParameters, {});
if ('error' in coordinates) throw new Error(coordinates.error);

const ordered = ([kappa, theta, sigma, rho, v0]: readonly number[]): Float64Array =>
  Float64Array.of(v0!, kappa!, theta!, sigma!, rho!);

function board(
  slices: readonly { T: number; F: number; K: readonly number[]; price: readonly number[] }[],
  parameters: { readonly true: readonly number[]; readonly start: readonly number[] },
): Board {
  const quotes = slices.reduce((sum, { K }) => sum + K.length, 0);
  return {
    targets: slices.map(({ T, F, K, price }) => ({
      t: T,
      forward: F,
      strike: Float64Array.from(K),
      vol: Float64Array.from(K, (k, i) => impliedVol(F, k, T, true, price[i]!)),
      weight: new Float64Array(K.length).fill(1 / quotes),
    })),
    calls: slices.map(({ price }) => Float64Array.from(price)),
    truth: ordered(parameters.true),
    start: ordered(parameters.start),
  };
}

function cuiBoard({ cui }: Workload): Board {
  const slices = [...new Set(cui.T)].map((t) => {
    const rows = cui.K.map((_, i) => i).filter((i) => cui.T[i] === t);
    const growth = Math.exp(cui.r * t);
    return {
      T: t,
      F: growth,
      K: rows.map((i) => cui.K[i]!),
      price: rows.map((i) => cui.price[i]! * growth),
    };
  });
  return board(slices, cui);
}

function calibrate(targets: readonly ExpiryTarget[], from: Float64Array) {
  if ('error' in coordinates) throw new Error(coordinates.error);
  const problem = createCharacteristicProblem(heston, createLewisExpiry, coordinates, targets);
  const x = new Float64Array(coordinates.size);
  coordinates.fromParameters(from, x);
  const run = startLeastSquares(problem, x);
  runLeastSquares(run);
  return { theta: problem.theta(run.x), iterations: run.iterations };
}

/** Processor time of one call in ms: the median of batches long enough for the clock. */
function processorMs(call: () => void, batches = 15): number {
  const spent = (): number => process.cpuUsage().user + process.cpuUsage().system;
  const warm = spent();
  let calls = 0;
  while (spent() - warm < 400_000) {
    call();
    calls++;
  }
  const batch = Math.max(1, Math.ceil(calls / 10));
  const times: number[] = [];
  for (let b = 0; b < batches; b++) {
    const before = spent();
    for (let i = 0; i < batch; i++) call();
    times.push((spent() - before) / 1000 / batch);
  }
  return times.sort((a, b) => a - b)[batches >> 1]!;
}

function measure(workload: string, { targets, calls, truth, start }: Board): Row {
  const cold = performance.now();
  const { theta, iterations } = calibrate(targets, start);
  const coldMs = performance.now() - cold;
  const near = truth.map((v, i) => v * (i % 2 === 0 ? 1.03 : 0.97));
  const expiries = targets.map(({ forward, t, strike }) => createLewisExpiry(heston, forward, t, strike));
  const out = targets.map(({ strike }) => new Float64Array(strike.length));
  const gradient = targets.map(({ strike }) => new Float64Array(5 * strike.length));
  const price = () => {
    for (let e = 0; e < expiries.length; e++) expiries[e]!.timeValues(truth, out[e]!);
  };
  price();
  let priceError = 0;
  targets.forEach(({ forward, strike }, e) => {
    strike.forEach((k, i) => {
      const call = out[e]![i]! + Math.max(forward - k, 0);
      priceError = Math.max(priceError, Math.abs(call - calls[e]![i]!));
    });
  });
  return {
    workload,
    peer: 'volbench',
    calibrate_ms: processorMs(() => calibrate(targets, start)),
    cold_calibrate_ms: coldMs,
    warm_calibrate_ms: processorMs(() => calibrate(targets, near)),
    iterations,
    max_param_abs_err: theta.reduce((worst, v, i) => Math.max(worst, Math.abs(v - truth[i]!)), 0),
    price_all_us: 1000 * processorMs(price),
    price_first_us:
      1000 *
      processorMs(() => {
        targets.forEach(({ forward, t, strike }, e) => {
          createLewisExpiry(heston, forward, t, strike).timeValues(truth, out[e]!);
        });
      }),
    price_and_gradient_us:
      1000 *
      processorMs(() => {
        for (let e = 0; e < expiries.length; e++)
          expiries[e]!.timeValuesAndGradient(truth, out[e]!, gradient[e]!);
      }),
    max_price_abs_err: priceError,
  };
}

/** The same expiries with so many strikes each, spread over the same range. */
function dense({ targets, truth, start }: Board, strikes: number): Board {
  const quotes = strikes * targets.length;
  const calls: Float64Array[] = [];
  const finer = targets.map(({ t, forward, strike }) => {
    const low = Math.log(strike[0]!);
    const high = Math.log(strike[strike.length - 1]!);
    const k = Float64Array.from({ length: strikes }, (_, i) =>
      Math.exp(low + ((high - low) * i) / (strikes - 1)),
    );
    const value = new Float64Array(strikes);
    createLewisExpiry(heston, forward, t, k).timeValues(truth, value);
    calls.push(value.map((v, i) => v + Math.max(forward - k[i]!, 0)));
    const vol = value.map((v, i) => impliedVol(forward, k[i]!, t, k[i]! >= forward, v));
    return { t, forward, strike: k, vol, weight: new Float64Array(strikes).fill(1 / quotes) };
  });
  return { targets: finer, calls, truth, start };
}

/** `heston_cui40`, `heston_surface492` and `growth_heston` of the workload folder, in processor time. */
export function benchHeston(folder: string): readonly Row[] {
  const workload = JSON.parse(readFileSync(resolve(folder, 'workload.json'), 'utf8')) as Workload;
  const surface = board(workload.heston.slices, workload.heston);
  const boards = [340, 3400].map((strikes) => dense(surface, strikes));
  const times: [number[], number[]] = [[], []];
  // In turns, so that both meet the same machine.
  for (let round = 0; round < 12; round++) {
    for (const [which, repetitions] of [
      [0, 10],
      [1, 1],
    ] as const) {
      const { targets, start } = boards[which]!;
      const before = process.cpuUsage();
      for (let i = 0; i < repetitions; i++) calibrate(targets, start);
      const { user, system } = process.cpuUsage(before);
      if (round >= 3) times[which].push((user + system) / 1000 / repetitions);
    }
  }
  const [small, large] = times.map((taken) => taken.sort((a, b) => a - b)[taken.length >> 1]!) as [
    number,
    number,
  ];
  return [
    measure('heston_cui40', cuiBoard(workload)),
    measure('heston_surface492', surface),
    { workload: 'growth_heston', peer: 'volbench', ratio10: large / small, ms_40800: large },
  ];
}
