import { afterEach, expect, test } from 'vitest';
import { epochMs } from '#base/units.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { packQuotes } from '#worker/packed-quotes.ts';
import type { WorkerLike } from '#worker/service.ts';
import { StoreFault } from './database.ts';
import type { SaveCall, SaveReply, SaveRequest, SaveTold } from './save-request.ts';
import { createSaveService } from './save-service.ts';
import { SaveCutShort } from './saver.ts';

const SAVED: SaveReply = { kind: 'saved', number: 1, quotes: 'q', beside: null };
const FACTS = { name: 'BTC', underlying: 'BTC', asOf: null, files: [], quotes: 1, simulated: false };

function request(text: string, quotes: SaveRequest['quotes'] = 'q'): SaveRequest {
  const of = {
    id: 'a',
    known: [],
    unanswered: [],
    facts: FACTS,
    version: 1,
    beside: null,
    saved: epochMs(0),
  };
  return { ...of, text, quotes };
}

interface FakeWorker {
  readonly asked: string[];
  tell(told: SaveTold): void;
  fail(): void;
  terminated: boolean;
}

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** A service whose workers answer as `answer` says, over message ports; null for no answer. */
function serviceOf(answer: (worker: FakeWorker, request: SaveRequest) => SaveReply | null, patience = 5000) {
  const workers: FakeWorker[] = [];
  const spawn = (): WorkerLike => {
    const { port1, port2 } = new MessageChannel();
    const close = (): void => {
      port1.close();
      port2.close();
    };
    cleanups.push(close);
    const worker: FakeWorker = {
      asked: [],
      tell: (told) => port2.postMessage(told),
      fail: () => port1.dispatchEvent(new Event('error')),
      terminated: false,
    };
    workers.push(worker);
    port2.onmessage = ({ data }: MessageEvent<SaveCall>) => {
      worker.asked.push(data.request.text);
      const reply = answer(worker, data.request);
      if (reply !== null) worker.tell({ call: data.call, reply });
    };
    const page = port1 as MessagePort & { terminate?: () => void };
    page.start();
    page.terminate = () => {
      worker.terminated = true;
      close();
    };
    return page as unknown as WorkerLike;
  };
  return { ask: createSaveService(spawn, { save: patience, quotes: patience }), workers };
}

test('one worker, made by the first save, answers each save with its own reply', async () => {
  const { ask, workers } = serviceOf((_, { text }) => ({ ...SAVED, quotes: text }) as SaveReply);
  expect(workers).toHaveLength(0);
  const replies = await Promise.all([ask(request('one')), ask(request('two'))]);
  expect(replies).toEqual([
    { ...SAVED, quotes: 'one' },
    { ...SAVED, quotes: 'two' },
  ]);
  expect(workers).toHaveLength(1);
});

test('a worker that fails under a save ends it as cut short, and the next save has another', async () => {
  const { ask, workers } = serviceOf((worker, { text }) => {
    if (text !== 'deadly') return SAVED;
    worker.fail();
    return null;
  });
  await ask(request('one'));
  await expect(ask(request('deadly'))).rejects.toBeInstanceOf(SaveCutShort);
  expect(workers[0]?.terminated).toBe(true);
  expect(await ask(request('two'))).toEqual(SAVED);
  expect(workers).toHaveLength(2);
});

test('a worker that never began is not asked the same save again, and what to do is said', async () => {
  const { ask, workers } = serviceOf((worker) => {
    worker.fail();
    return null;
  });
  const fault = await ask(request('one')).catch((error: unknown) => error);
  expect(fault).toBeInstanceOf(StoreFault);
  expect(fault).not.toBeInstanceOf(SaveCutShort);
  expect(fault).toMatchObject({ message: expect.stringMatching(/did not start\. Reload this page/) });
  expect(workers).toHaveLength(1);
});

test('a save that is never answered is given up in time, and its worker with it', async () => {
  const { ask, workers } = serviceOf(() => null, 20);
  await expect(ask(request('one'))).rejects.toMatchObject({ kind: 'silent' });
  expect(workers[0]?.terminated).toBe(true);
});

test('an answer that came while the page stood still is taken', async () => {
  const { ask, workers } = serviceOf(() => {
    const until = performance.now() + 60;
    while (performance.now() < until);
    return SAVED;
  }, 20);
  expect(await ask(request('one'))).toEqual(SAVED);
  expect(workers[0]?.terminated).toBe(false);
});

test('a message that cannot be sent is a fault of its own save and of no other', async () => {
  const { ask, workers } = serviceOf(() => SAVED);
  const unsendable = { ...request('one'), facts: { ...FACTS, name: (() => '') as unknown as string } };
  await expect(ask(unsendable)).rejects.toMatchObject({ kind: 'broken' });
  expect(await ask(request('two'))).toEqual(SAVED);
  expect(workers).toHaveLength(1);
});

test('quotes are handed over and not copied once more', async () => {
  const quotes = {
    symbol: ['a'],
    root: ['r'],
    underlyingName: null,
    bid: Float64Array.of(1),
  } as unknown as QuoteSet;
  const packed = packQuotes(quotes);
  const { ask } = serviceOf(() => SAVED);
  await ask(request('one', packed));
  expect(packed.columns.bid).toHaveLength(0);
  expect(quotes.bid).toEqual(Float64Array.of(1));
});
