import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { impliedVols } from '#pricing/implied-vol.ts';

/** Columns of a workload file: rows of F, K, T, +1 call or -1 put, undiscounted price, true volatility. */
const COLUMNS = 6;
/** Quotes of the first, cold pass: about one board. */
const BOARD = 1000;
const PASSES = 15;
/** Relative error that counts as a failure, as for the peers on the same workload. */
const FAILED = 1e-6;

/** One line of the bench: time in ns a quote, accuracy beside it. */
export interface ImpliedVolRow {
  readonly workload: 'iv_market' | 'iv_extreme';
  readonly peer: 'volbench';
  readonly n: number;
  readonly median_ns: number;
  readonly max_rel_err: number;
  readonly failures: number;
  /** The first pass over the first thousand quotes, before the engine has optimised anything (first row only). */
  readonly cold_ns: number;
}

/** How much longer ten times the quotes take. */
export interface ImpliedVolGrowth {
  readonly workload: 'growth_iv';
  readonly peer: 'volbench';
  readonly ratio10: number;
  readonly ms_4000: number;
  readonly ms_40000: number;
}

/** The columns of a workload file, and one pass over its first quotes. */
function workloadSet(folder: string, workload: ImpliedVolRow['workload']) {
  const file = readFileSync(resolve(folder, `${workload}.f64`));
  const rows = new Float64Array(
    file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer,
  );
  const n = rows.length / COLUMNS;
  const column = (j: number) => Float64Array.from({ length: n }, (_, i) => rows[COLUMNS * i + j]!);
  const [forward, strike, t, sign, price, truth] = [0, 1, 2, 3, 4, 5].map(column) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const isCall = Uint8Array.from(sign, (cp) => (cp > 0 ? 1 : 0));
  const vol = new Float64Array(n);
  const reason = new Uint8Array(n);
  const solve = (count: number): void =>
    impliedVols(forward, strike, t, isCall, price.subarray(0, count), vol, reason);
  return { n, truth, vol, solve };
}

function benchSet(folder: string, workload: ImpliedVolRow['workload']): ImpliedVolRow {
  const { n, truth, vol, solve } = workloadSet(folder, workload);
  const pass = (count: number): number => {
    const before = performance.now();
    solve(count);
    return ((performance.now() - before) * 1e6) / count;
  };
  const cold = pass(Math.min(BOARD, n));
  const times = Array.from({ length: PASSES }, () => pass(n)).sort((a, b) => a - b);
  let worst = 0;
  let failures = 0;
  for (let i = 0; i < n; i++) {
    const error = Math.abs(vol[i]! / truth[i]! - 1);
    if (error <= FAILED) worst = Math.max(worst, error);
    else failures++;
  }
  return {
    workload,
    peer: 'volbench',
    n,
    median_ns: Number(times[times.length >> 1]!.toFixed(1)),
    max_rel_err: worst,
    failures,
    cold_ns: Number(cold.toFixed(1)),
  };
}

/** Both sizes in turns, by the processor's time; the small one repeated until as many quotes are solved. */
function growth(folder: string): ImpliedVolGrowth {
  const { solve } = workloadSet(folder, 'iv_market');
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < PASSES; round++) {
    for (const [which, count, repetitions] of [
      [0, 4000, 100],
      [1, 40_000, 10],
    ] as const) {
      const before = process.cpuUsage();
      for (let i = 0; i < repetitions; i++) solve(count);
      const { user, system } = process.cpuUsage(before);
      times[which].push((user + system) / 1000 / repetitions);
    }
  }
  const [small, large] = times.map((all) => all.sort((a, b) => a - b)[PASSES >> 1]!) as [number, number];
  return { workload: 'growth_iv', peer: 'volbench', ratio10: large / small, ms_4000: small, ms_40000: large };
}

/** `iv_market`, `iv_extreme` and `growth_iv` of the workload folder. */
export function benchImpliedVol(workload: string): (ImpliedVolRow | ImpliedVolGrowth)[] {
  return [benchSet(workload, 'iv_market'), benchSet(workload, 'iv_extreme'), growth(workload)];
}
