import { expose } from 'comlink';
import { afterEach, expect, test } from 'vitest';
import type { QuoteSet } from '#market/quote-set.ts';
import { blackPrice } from '#pricing/black76.ts';
import { createJobs } from './jobs.ts';
import { LARGE_ROWS, type PackedQuotes, packQuotes, unpackQuotes } from './packed-quotes.ts';
import { createService, type WorkerLike } from './service.ts';

const READ = { asOf: null, underlying: null, at: null };
const OPTIONS = { asOf: null, forwards: {} };

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** Calls and puts at `rows` / 2 strikes of one expiry. */
function board(rows: number): File {
  const lines = Array.from({ length: rows }, (_, i) => {
    const [isCall, strike] = [i % 2 === 0, 3000 + (i >> 1) / 10];
    const price = blackPrice(5000, strike, 0.2, 0.2, isCall) + 1;
    const symbol = `SPXW270205${isCall ? 'C' : 'P'}${String(Math.round(strike * 1000)).padStart(8, '0')}`;
    return `${symbol},${price.toFixed(2)},${(price + 0.5).toFixed(2)}`;
  });
  return new File([`symbol,bid,ask\n${lines.join('\n')}\n`], 'board.csv');
}

/** A service on real jobs over ports; `sent` counts the rows that came with each market call. */
function serviceOf() {
  const sent: number[] = [];
  const ports: MessagePort[] = [];
  const spawn = (): WorkerLike => {
    const { port1, port2 } = new MessageChannel();
    const jobs = createJobs(
      () => undefined,
      async () => null,
    );
    expose(
      {
        ...jobs,
        // Ports of Node give a File without its name.
        read: (job: number, files: readonly Blob[], options: typeof READ) =>
          jobs.read(
            job,
            files.map((file) => new File([file], 'spx-2026-11-20.csv')),
            options,
          ),
        market: (quotes: QuoteSet | PackedQuotes | { readBy: number }, options: typeof OPTIONS) => {
          sent.push('readBy' in quotes ? 0 : 'rows' in quotes ? quotes.rows : quotes.symbol.length);
          return jobs.market(quotes, options);
        },
      },
      port2,
    );
    port1.start();
    ports.push(port1);
    cleanups.push(() => {
      port1.close();
      port2.close();
    });
    const worker = port1 as MessagePort & WorkerLike;
    worker.terminate = () => undefined;
    return worker;
  };
  const service = createService(spawn);
  cleanups.push(() => service.dispose());
  return { service, sent, ports };
}

async function read(service: ReturnType<typeof serviceOf>['service'], file: File): Promise<QuoteSet> {
  const outcome = await service.read([file], READ);
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value;
}

test('a large set arrives whole, and its market is made without sending it back', async () => {
  const { service, sent } = serviceOf();
  const quotes = await read(service, board(LARGE_ROWS));
  expect(quotes.symbol).toHaveLength(LARGE_ROWS);
  expect(quotes.symbol[1]).toBe('SPXW270205P03000000');
  expect(quotes.symbol.at(-1)).toBe('SPXW270205P03999900');
  expect([...new Set(quotes.root)]).toEqual(['SPXW']);
  expect(quotes.strike.at(-1)).toBe(3999.9);
  const first = await service.market(quotes, OPTIONS);
  expect(first.ok).toBe(true);
  expect(sent).toEqual([0]);
  // The worker has let go of it by then: its numbers go back, its names do not.
  expect(await service.market(quotes, OPTIONS)).toEqual(first);
  expect(sent).toEqual([0, 0, LARGE_ROWS]);
});

test('a worker that has read another file since, or a new one, is sent the set', async () => {
  const { service, sent, ports } = serviceOf();
  const first = await read(service, board(LARGE_ROWS));
  await read(service, board(LARGE_ROWS + 2));
  expect((await service.market(first, OPTIONS)).ok).toBe(true);
  expect(sent).toEqual([0, LARGE_ROWS]);
  const last = await read(service, board(LARGE_ROWS));
  ports[0]?.dispatchEvent(new Event('error'));
  expect((await service.market(last, OPTIONS)).ok).toBe(true);
  expect(sent).toEqual([0, LARGE_ROWS, LARGE_ROWS]);
  expect(ports).toHaveLength(2);
});

test('a small set is sent as it is', async () => {
  const { service, sent } = serviceOf();
  const quotes = await read(service, board(60));
  await service.market(quotes, OPTIONS);
  expect(sent).toEqual([60]);
});

test('unpacking stops at the first pause after it is told to', async () => {
  const { service } = serviceOf();
  const read = await service.read([board(LARGE_ROWS)], READ);
  if (!read.ok) throw new Error(read.error.message);
  let pauses = 0;
  const pause = async () => {
    pauses++;
  };
  expect(await unpackQuotes(packQuotes(read.value), pause, () => pauses >= 1)).toBeNull();
  expect(pauses).toBe(1);
  const whole = await unpackQuotes(packQuotes(read.value), pause, () => false);
  expect(whole?.symbol).toEqual(read.value.symbol);
});

test('a market that lacks its forwards arrives with the sentence that asks for them', async () => {
  const { service } = serviceOf();
  const calls = (await board(60).text()).split('\n').filter((line) => !/\dP\d/.test(line));
  const quotes = await read(service, new File([calls.join('\n')], 'calls.csv'));
  expect(quotes.isCall).not.toContain(0);
  const book = await service.market(quotes, OPTIONS);
  if (book.ok) throw new Error('a forward from calls alone');
  expect(book.error.asksForForwards).toBe('Set the forwards by hand.');
  expect(book.error.message.endsWith(` ${book.error.asksForForwards}`)).toBe(true);
});
