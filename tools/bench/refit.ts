import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parentPort, Worker } from 'node:worker_threads';
import { type Outcome, success } from '#base/outcome.ts';
import { calibrateNow } from '#calibration/calibrate.ts';
import { makeRequest } from '#calibration/make-request.ts';
import { nearbyOf } from '#calibration/nearby-starts.ts';
import type { CalibrationResult } from '#calibration/result.ts';
import { DEFAULT_SETTINGS, type FitSettings } from '#calibration/settings.ts';
import { pathSource } from '#cli/sources.ts';
import { buildBook } from '#market/build-book.ts';
import { readFiles } from '#readers/index.ts';
import { filteredBook } from '#store/filtered.ts';
import type { NumberedRequest } from '#worker/api.ts';
import { type PackedFit, packFit, unpackReply } from '#worker/packed-fit.ts';
import { createSender, keepSlices } from '#worker/sent-slices.ts';

const BOARD = '../../data/deribit-book-summary/btc-2026-08-01.json';
const SAMPLE = 'public/sample/simulated-btc.json';
const WARM = 200;
const STEPS = 1000;
/** Rows, with what is asked of butterflies and of the calendar, and whether a hand is on the slider. */
const KINDS = [
  ['refit', 'report', 'report', true],
  ['refit_penalised', 'penalise', 'report', true],
  ['refit_penalised_calendar', 'report', 'penalise', true],
  ['refit_penalised_both', 'penalise', 'penalise', true],
  ['refit_penalised_at_rest', 'penalise', 'report', false],
  ['refit_penalised_calendar_at_rest', 'report', 'penalise', false],
  ['refit_penalised_both_at_rest', 'penalise', 'penalise', false],
] as const;

/** Place of a slider of twenty marks that is dragged up and down again and again. */
const markOf = (i: number): number => (i % 40 < 20 ? i % 20 : 19 - (i % 20));

/** Answers requests with results: the far side of `benchRefit`. */
export function serveRefit(): void {
  const kept = keepSlices();
  parentPort?.on('message', (numbered: NumberedRequest) => {
    const request = kept.request(numbered);
    if (request === null) throw new Error('a slice was not kept');
    const fit = calibrateNow(request);
    parentPort?.postMessage(fit.ok ? success(packFit(fit.value), fit.issues) : fit);
  });
}

function quantile(sorted: readonly number[], p: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))]!;
}

async function value<P, T>(steps: AsyncGenerator<P, T, void>): Promise<T> {
  let step = await steps.next();
  while (!step.done) step = await steps.next();
  return step.value;
}

/** The rows that are asked for. */
export function wantedKinds(isWanted: (workload: string) => boolean): readonly (typeof KINDS)[number][] {
  return KINDS.filter(([name]) => isWanted(name));
}

/**
 * `refit`: a step of a weight slider until the new fit is back on this thread, as the page does it: request made, what
 * is new of it sent to a worker thread, fitted with errors and verdicts, result received. One row free, the others
 * penalised as they are by default: in a drag, where a fit goes on from the one before, and found from its quotes alone.
 *
 * @param isWanted Whether a row of this name is asked for.
 */
export async function benchRefit(
  workload: string,
  bundle: string,
  isWanted: (workload: string) => boolean,
): Promise<Record<string, unknown>[]> {
  const kinds = wantedKinds(isWanted);
  if (kinds.length === 0) return [];
  const real = resolve(workload, BOARD);
  const path = existsSync(real) ? real : SAMPLE;
  const source = await pathSource(path, path);
  if (!source.ok) throw new Error(source.error.message);
  const quotes = await value(readFiles([source.value], { asOf: null, underlying: null, at: null }));
  if (!quotes.ok) throw new Error(quotes.error.message);
  const market = buildBook(quotes.value, { asOf: null, forwards: {} });
  if (!market.ok) throw new Error(market.error.message);
  const worker = new Worker(fileURLToPath(bundle));
  const send = createSender(async () => undefined);
  const receiver = { take: async () => undefined };
  const fitted = (request: NumberedRequest): Promise<Outcome<CalibrationResult>> =>
    new Promise((done) => {
      worker.once('message', (reply: Outcome<PackedFit>) => done(unpackReply<never>(reply)));
      worker.postMessage(request);
    });
  const call = {
    taken: fitted,
    whole: () => Promise.reject(new Error('the worker keeps what it is sent')),
  };
  const { filters } = DEFAULT_SETTINGS;
  let fit: CalibrationResult | null = null;
  const step = async (settings: FitSettings, inHand: boolean): Promise<number> => {
    const before = performance.now();
    const filtered = filteredBook(quotes.value, market.value, filters);
    const request = makeRequest(quotes.value, market.value, filtered, settings);
    const nearby = inHand && fit !== null ? nearbyOf(fit, request) : null;
    const outcome = await send(
      receiver,
      call,
      nearby === null ? request : { ...request, nearby },
      () => true,
    );
    if (outcome?.ok !== true) throw new Error('the board was not fitted');
    fit = outcome.value;
    return performance.now() - before;
  };
  const rows: Record<string, unknown>[] = [];
  const { all } = DEFAULT_SETTINGS;
  for (const [workload, butterfly, calendar, inHand] of kinds) {
    const settings = (i: number): FitSettings => ({
      ...DEFAULT_SETTINGS,
      all: {
        ...all,
        butterfly: { ...all.butterfly, mode: butterfly },
        calendar: { ...all.calendar, mode: calendar },
        weights: { ...all.weights, spread: markOf(i) / 10 },
      },
    });
    const cold = await step(settings(0), false);
    for (let i = 0; i < WARM; i++) await step(settings(i), inHand);
    const times: number[] = [];
    for (let i = 0; i < STEPS; i++) times.push(await step(settings(i), inHand));
    times.sort((a, b) => a - b);
    rows.push({
      workload,
      peer: 'volbench',
      board: path === real ? 'btc-2026-08-01' : 'sample',
      p50_ms: quantile(times, 0.5),
      p95_ms: quantile(times, 0.95),
      p99_ms: quantile(times, 0.99),
      cold_ms: cold,
    });
  }
  await worker.terminate();
  return rows;
}
