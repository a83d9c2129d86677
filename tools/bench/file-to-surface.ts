import { calibrateNow } from '#calibration/calibrate.ts';
import { makeRequest } from '#calibration/make-request.ts';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import { applyFilters } from '#market/apply-filters.ts';
import { buildBook } from '#market/build-book.ts';
import { makeBoardCsv, readBoard, textSource } from './load.ts';

/** Repetitions after the first, which is cold; as many as the compiler of the platform needs until times stay. */
const LOADS = [
  { workload: 'load_10k', count: 10_000, repetitions: 60 },
  { workload: 'load_100k', count: 100_000, repetitions: 12 },
  { workload: 'load_1m', count: 1_000_000, repetitions: 4 },
] as const;

/**
 * `load_10k`, `load_100k`, `load_1m`: from the bytes of a CSV to the fitted surface, with the part that reading takes.
 * Medians of the later half of the repetitions, which is what a worker does once it has started; `cold_` is the very
 * first. `cpu_ms` is the processor's time, which other work on the machine lengthens least. `growth_load`: how many
 * times longer reading ten times the rows takes, by the processor's time.
 *
 * @param isWanted Whether a row of this name is asked for.
 */
export async function benchFileToSurface(
  isWanted: (workload: string) => boolean,
): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  for (const { workload, count, repetitions } of LOADS) {
    if (!isWanted(workload)) continue;
    const source = textSource('spx-2026-11-20.csv', makeBoardCsv(count));
    const [whole, reading, cpu]: [number[], number[], number[]] = [[], [], []];
    let used = 0;
    for (let i = 0; i <= repetitions; i++) {
      const start = performance.now();
      const before = process.cpuUsage();
      const quotes = await readBoard(source);
      reading.push(performance.now() - start);
      const market = buildBook(quotes, { asOf: null, forwards: {} });
      if (!market.ok) throw new Error(market.error.message);
      const filtered = applyFilters(quotes, market.value, DEFAULT_SETTINGS.filters);
      const result = calibrateNow(makeRequest(quotes, market.value, filtered, DEFAULT_SETTINGS));
      whole.push(performance.now() - start);
      cpu.push(cpuSince(before));
      if (!result.ok) throw new Error(result.error.message);
      used = result.value.summary.used;
    }
    rows.push({
      workload,
      peer: 'volbench',
      rows: count,
      used,
      ms: median(later(whole)),
      cpu_ms: median(later(cpu)),
      reading_ms: median(later(reading)),
      cold_ms: whole[0],
      cold_cpu_ms: cpu[0],
    });
  }
  return isWanted('growth_load') ? [...rows, await growthOfLoad()] : rows;
}

/** Reading 4 000 and 40 000 rows, in turns, so that both meet the same machine. */
async function growthOfLoad(): Promise<Record<string, unknown>> {
  const sources = [4000, 40_000].map((rows) => textSource('spx-2026-11-20.csv', makeBoardCsv(rows)));
  const times: [number[], number[]] = [[], []];
  for (let i = 0; i < 25; i++) {
    for (const [which, source] of sources.entries()) {
      const before = process.cpuUsage();
      await readBoard(source);
      if (i >= 5) times[which === 0 ? 0 : 1].push(cpuSince(before));
    }
  }
  const [small, large] = [median(times[0]), median(times[1])];
  return {
    workload: 'growth_load',
    peer: 'volbench',
    ratio10: large / small,
    small_ms: small,
    large_ms: large,
  };
}

function later(times: readonly number[]): readonly number[] {
  return times.slice(times.length >> 1);
}

function cpuSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[times.length >> 1]!;
}
