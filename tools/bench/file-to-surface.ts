import { calibrateNow } from '#calibration/calibrate.ts';
import { makeRequest } from '#calibration/make-request.ts';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import { applyFilters } from '#market/apply-filters.ts';
import { buildBook } from '#market/build-book.ts';
import { makeBoardCsv, readBoard, textSource } from './load.ts';

const REPETITIONS = 7;

/** `load_10k` and `load_100k`: from the bytes of a CSV to the fitted surface, with the part that reading takes. */
export async function benchFileToSurface(): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  for (const [workload, count] of [
    ['load_10k', 10_000],
    ['load_100k', 100_000],
  ] as const) {
    const source = textSource('spx-2026-11-20.csv', makeBoardCsv(count));
    const whole: number[] = [];
    const reading: number[] = [];
    let used = 0;
    for (let i = 0; i <= REPETITIONS; i++) {
      const start = performance.now();
      const quotes = await readBoard(source);
      reading.push(performance.now() - start);
      const market = buildBook(quotes, { asOf: null, forwards: {} });
      if (!market.ok) throw new Error(market.error.message);
      const filtered = applyFilters(quotes, market.value, DEFAULT_SETTINGS.filters);
      const result = calibrateNow(makeRequest(quotes, market.value, filtered, DEFAULT_SETTINGS));
      whole.push(performance.now() - start);
      if (!result.ok) throw new Error(result.error.message);
      used = result.value.summary.used;
    }
    const median = (times: readonly number[]): number =>
      times.slice(1).sort((a, b) => a - b)[REPETITIONS >> 1]!;
    rows.push({
      workload,
      peer: 'volbench',
      rows: count,
      used,
      ms: median(whole),
      reading_ms: median(reading),
      cold_ms: whole[0],
    });
  }
  return rows;
}
