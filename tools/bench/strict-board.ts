import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { calibrateNow } from '#calibration/calibrate.ts';
import { makeRequest } from '#calibration/make-request.ts';
import type { CalibrationResult } from '#calibration/result.ts';
import { type ConstraintMode, DEFAULT_SETTINGS, type FitSettings } from '#calibration/settings.ts';
import { pathSource } from '#cli/sources.ts';
import { applyFilters } from '#market/apply-filters.ts';
import { buildBook } from '#market/build-book.ts';
import { readBoard } from './load.ts';

const BOARD = '../../data/deribit-book-summary/btc-2026-08-01.json';
const WARM = 30;
const ROUNDS = 60;

function settingsOf(mode: ConstraintMode): FitSettings {
  const constraint = { mode, strength: 1000 };
  return {
    ...DEFAULT_SETTINGS,
    all: { ...DEFAULT_SETTINGS.all, butterfly: constraint, calendar: constraint },
    filters: { ...DEFAULT_SETTINGS.filters, relativeSpreadAbove: Number.POSITIVE_INFINITY },
  };
}

/** Slices with g < 0 and pairs that cross, by the verdict of the result. */
function violations({ slices, calendar }: CalibrationResult): number {
  return (
    slices.filter(({ arbitrage }) => arbitrage === null || arbitrage.minG < -1e-12).length +
    calendar.filter(({ minDw }) => minDw < -1e-12).length
  );
}

/** Share of two-sided quotes that the model passes between bid and ask. */
function inside({ slices }: CalibrationResult): number {
  const sum = (of: (slice: CalibrationResult['slices'][number]) => number): number =>
    slices.reduce((total, slice) => total + of(slice), 0);
  return sum((slice) => slice.inside) / sum((slice) => slice.twoSided);
}

/**
 * `svi_strict_board`: a real board of 13 expiries from its request to the result, butterfly and calendar strict.
 * The free fit, its figures and its verdict, which are told on the way, are part of the time. Null without the board.
 */
export async function benchStrictBoard(workload: string): Promise<Record<string, unknown> | null> {
  const path = resolve(workload, BOARD);
  if (!existsSync(path)) return null;
  const source = await pathSource(path, path);
  if (!source.ok) throw new Error(source.error.message);
  const quotes = await readBoard(source.value);
  const market = buildBook(quotes, { asOf: null, forwards: {} });
  if (!market.ok) throw new Error(market.error.message);
  const fit = (mode: ConstraintMode): CalibrationResult => {
    const settings = settingsOf(mode);
    const filtered = applyFilters(quotes, market.value, settings.filters);
    const result = calibrateNow(makeRequest(quotes, market.value, filtered, settings));
    if (!result.ok) throw new Error(result.error.message);
    return result.value;
  };
  const cold = performance.now();
  const strict = fit('strict');
  const coldMs = performance.now() - cold;
  for (let i = 0; i < WARM; i++) fit('strict');
  const [wall, cpu]: [number[], number[]] = [[], []];
  for (let i = 0; i < ROUNDS; i++) {
    const before = process.cpuUsage();
    const start = performance.now();
    fit('strict');
    wall.push(performance.now() - start);
    const { user, system } = process.cpuUsage(before);
    cpu.push((user + system) / 1000);
  }
  const median = (times: number[]): number => times.sort((a, b) => a - b)[times.length >> 1]!;
  const free = fit('report');
  return {
    workload: 'svi_strict_board',
    peer: 'volbench',
    ms: median(wall),
    cpu_ms: median(cpu),
    cold_ms: coldMs,
    violations: violations(strict),
    free_violations: violations(free),
    quotes: strict.slices.reduce((sum, { twoSided }) => sum + twoSided, 0),
    inside: inside(strict),
    free_inside: inside(free),
  };
}
