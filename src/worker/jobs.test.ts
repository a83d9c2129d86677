import { expose, wrap } from 'comlink';
import { afterEach, expect, test, vi } from 'vitest';
import type { Outcome } from '#base/outcome.ts';
import { epochMs } from '#base/units.ts';
import { makeRequest } from '#calibration/make-request.ts';
import type { CalibrationRequest, FitSlice } from '#calibration/request.ts';
import type { CalibrationResult } from '#calibration/result.ts';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import { applyFilters } from '#market/apply-filters.ts';
import type { MarketBook } from '#market/book.ts';
import { buildBook } from '#market/build-book.ts';
import { gather } from '#market/columns.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { fittedBoard, smileQuotes } from '#testing/fitted-board.ts';
import { processorTime } from '#testing/processor-time.ts';
import { hasShared, sharedBytes } from '#testing/shared.ts';
import { NOT_KEPT, type NumberedRequest, type WorkerApi } from './api.ts';
import { fileSource } from './byte-source.ts';
import { createJobs } from './jobs.ts';
import { unpackReply } from './packed-fit.ts';
import { isPackedMarket } from './packed-market.ts';
import { isPackedQuotes } from './packed-quotes.ts';
import { moved } from './transferables.ts';

const BTC = 'data/deribit-book-summary/btc-2026-08-01.json';
const READ = { asOf: null, underlying: null, at: null };

function jobs() {
  return createJobs(
    () => undefined,
    async () => null,
  );
}

type Jobs = ReturnType<typeof jobs>;

afterEach(() => {
  vi.restoreAllMocks();
});

async function read(api: Jobs, file: File): Promise<QuoteSet> {
  const outcome = await api.read(1, [file], READ);
  if (!outcome.ok) throw new Error(outcome.error.message);
  if (isPackedQuotes(outcome.value)) throw new Error('packed');
  return outcome.value;
}

async function market(api: Jobs, quotes: QuoteSet): Promise<Outcome<MarketBook>> {
  const outcome = await api.market(quotes, { asOf: null, forwards: {} });
  if (outcome === NOT_KEPT || (outcome.ok && isPackedMarket(outcome.value))) throw new Error('not as it is');
  return outcome as Outcome<MarketBook>;
}

function sharedFile(path: string): File {
  return new File([sharedBytes(path) as Uint8Array<ArrayBuffer>], path.slice(path.lastIndexOf('/') + 1));
}

test('a file source streams every byte and hashes them', async () => {
  const source = fileSource(new File(['abc'], 'abc.txt'));
  const chunks: Uint8Array[] = [];
  for await (const chunk of source.chunks()) chunks.push(chunk);
  expect(new TextDecoder().decode(chunks[0])).toBe('abc');
  expect(source.size).toBe(3);
  // FIPS 180-2, appendix B.1.
  expect(await source.sha256()).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('a source can be left early and read again', async () => {
  const source = fileSource(new File([new Uint8Array(1_000_000)], 'zeros'));
  for await (const chunk of source.chunks()) {
    expect(chunk.length).toBeGreaterThan(0);
    break;
  }
  let bytes = 0;
  for await (const chunk of source.chunks()) bytes += chunk.length;
  expect(bytes).toBe(1_000_000);
});

test('large columns are handed over, small ones copied, a buffer of two columns goes once', async () => {
  const big = new Float64Array(10_000).fill(7);
  const small = new Float64Array(2);
  const { port1, port2 } = new MessageChannel();
  expose({ reply: () => moved({ symbol: ['a'], small, books: [{ a: big, b: big.subarray(5) }] }) }, port2);
  const received = await wrap<{ reply(): { books: { b: Float64Array }[] } }>(port1).reply();
  expect(received.books[0]?.b[0]).toBe(7);
  expect([big.byteLength, small.byteLength]).toEqual([0, 16]);
  port1.close();
});

test.skipIf(!hasShared)('a real file is read, made a market and fitted', async () => {
  const api = jobs();
  const quotes = await read(api, sharedFile(BTC));
  const book = await market(api, quotes);
  if (!book.ok) throw new Error(book.error.message);
  const filtered = applyFilters(quotes, book.value, DEFAULT_SETTINGS.filters);
  const fit = await api.calibrate(2, makeRequest(quotes, book.value, filtered, DEFAULT_SETTINGS));
  if (!fit.ok) throw new Error(fit.error.message);
  expect(fit.value.slices).toHaveLength(13);
  expect(fit.value.slices.filter((slice) => slice.status === 'failed')).toEqual([]);
});

test.skipIf(!hasShared)('a job that is stopped ends within a step as superseded', async () => {
  const api = jobs();
  const quotes = await read(api, sharedFile(BTC));
  const book = buildBook(quotes, { asOf: null, forwards: {} });
  if (!book.ok) throw new Error(book.error.message);
  const filtered = applyFilters(quotes, book.value, DEFAULT_SETTINGS.filters);
  const once = makeRequest(quotes, book.value, filtered, DEFAULT_SETTINGS);
  const long: CalibrationRequest = { ...once, slices: Array(200).fill(once.slices).flat() };
  let stop = 0;
  const pending = api.calibrate(7, long).then((outcome: Outcome<CalibrationResult>) => {
    return { outcome, late: processorTime() - stop };
  });
  await new Promise((resolve) => setTimeout(resolve, 5));
  stop = processorTime();
  await api.stop(7);
  const { outcome, late } = await pending;
  expect(outcome.ok ? 'ok' : outcome.error.reason).toBe('superseded');
  expect(late).toBeLessThan(500);
});

test('slices that were taken can be fitted again after their first fit was handed over', async () => {
  const { port1, port2 } = new MessageChannel();
  expose(jobs(), port2);
  const api = wrap<WorkerApi>(port1);
  const [slice] = fittedBoard(smileQuotes([30])).request.slices;
  if (slice === undefined) throw new Error('no slice');
  // Enough quotes for every column to be worth handing over.
  const many = Int32Array.from({ length: 3000 }, (_, i) => Math.floor((i * slice.k.length) / 3000));
  const columns = Object.entries(slice).map(([name, column]) => [
    name,
    column instanceof Float64Array ? gather(column, many) : column,
  ]);
  await api.take(1, { ...Object.fromEntries(columns), quote: many });
  const numbered = { slices: [1], fresh: [], settings: DEFAULT_SETTINGS };
  const first = unpackReply(await api.calibrateTaken(1, numbered));
  const second = unpackReply(await api.calibrateTaken(2, numbered));
  if (first === NOT_KEPT || second === NOT_KEPT || !first.ok || !second.ok) throw new Error('not fitted');
  expect(first.value.slices[0]?.status).toBe('ok');
  expect(second.value).toEqual(first.value);
  expect(await api.calibrateTaken(3, { ...numbered, slices: [1, 2] })).toBe(NOT_KEPT);
  port1.close();
});

test('of a hand that rests the fit lets a step in sooner than a step does: what it would hold up is the hand', async () => {
  const { slices, settings } = fittedBoard(smileQuotes([7, 30, 90])).request;
  const spread = (weight: number) => ({
    ...settings,
    all: { ...settings.all, weights: { ...settings.all.weights, spread: weight } },
  });
  const numbers = slices.map((_, i) => i);
  const asked = (weight: number, fresh: readonly (readonly [number, FitSlice])[] = []) => ({
    slices: numbers,
    fresh,
    settings: spread(weight),
  });
  // By a clock that goes on with each look at it a fit of the board takes three milliseconds.
  let now = 0;
  let look = 0;
  let looks = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => {
    looks++;
    now += look;
    return now;
  });
  const api = jobs();
  const reasonOf = (reply: Awaited<ReturnType<Jobs['calibrateTaken']>>) =>
    reply === NOT_KEPT ? reply : reply.ok ? 'fitted' : reply.error.reason;
  const stoppedAtOnce = async (job: number, request: NumberedRequest) => {
    const pending = api.calibrateTaken(job, request);
    await api.stop(job);
    return reasonOf(await pending);
  };
  expect(
    reasonOf(
      await api.calibrateTaken(
        1,
        asked(
          1,
          slices.map((slice, i) => [i, slice]),
        ),
      ),
    ),
  ).toBe('fitted');
  look = 3 / looks;
  expect(await stoppedAtOnce(2, asked(1.2))).toBe('fitted');
  // The same settings, but from the quotes alone or on from a fit: the request of a hand that rests.
  const nearby = new Float64Array(slices.length * 5).fill(Number.NaN);
  expect(await stoppedAtOnce(3, { ...asked(1.2), nearby })).toBe('superseded');
});

test('a fault of the program is a failure, not a rejection', async () => {
  const outcome = await jobs().calibrate(1, null as unknown as CalibrationRequest);
  expect(outcome.ok ? 'ok' : outcome.error.reason).toBe('calculation-failed');
  const book = await jobs().market(null as never, { asOf: epochMs(0), forwards: {} });
  expect(book !== NOT_KEPT && book.ok).toBe(false);
});
