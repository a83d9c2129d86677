import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { calibrateNow } from '#calibration/calibrate.ts';
import { makeRequest } from '#calibration/make-request.ts';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import { pathSource } from '#cli/sources.ts';
import { applyFilters } from '#market/apply-filters.ts';
import { buildBook } from '#market/build-book.ts';
import { readBoard } from './load.ts';

const BOARDS = [
  ['btc-2026-08-01', '../../data/deribit-book-summary/btc-2026-08-01.json'],
  ['spx-2023-02-15', '../../data/vol-quotes/spx_implied_vol_20230215.csv'],
] as const;
const ROUNDS = 3;

/**
 * `heston_board`, `bates_board`: real boards from their request to the result, every start, errors and verdicts with it;
 * the quickest of three. Boards that are not there make no row.
 */
export async function benchLawBoards(workload: string): Promise<readonly Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  for (const [board, file] of BOARDS) {
    const path = resolve(workload, file);
    if (!existsSync(path)) continue;
    const source = await pathSource(path, path);
    if (!source.ok) throw new Error(source.error.message);
    const quotes = await readBoard(source.value);
    const market = buildBook(quotes, { asOf: null, forwards: {} });
    if (!market.ok) throw new Error(market.error.message);
    for (const model of ['heston', 'bates']) {
      const settings = { ...DEFAULT_SETTINGS, model };
      const filtered = applyFilters(quotes, market.value, settings.filters);
      const request = makeRequest(quotes, market.value, filtered, settings);
      let cpuMs = Number.POSITIVE_INFINITY;
      let objective = Number.NaN;
      for (let i = 0; i < ROUNDS; i++) {
        const before = process.cpuUsage();
        const result = calibrateNow(request);
        const { user, system } = process.cpuUsage(before);
        if (!result.ok) throw new Error(result.error.message);
        cpuMs = Math.min(cpuMs, (user + system) / 1000);
        objective = Math.min(...result.value.surface!.starts.map((start) => start.objective ?? Number.NaN));
      }
      const expiries = request.slices.length;
      rows.push({ workload: `${model}_board`, peer: 'volbench', board, expiries, cpu_ms: cpuMs, objective });
    }
  }
  return rows;
}
