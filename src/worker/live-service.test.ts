import { gunzipSync, gzipSync } from 'node:zlib';
import { expose } from 'comlink';
import { afterEach, expect, test } from 'vitest';
import { failure, success } from '#base/outcome.ts';
import type { LiveBase, LiveSettings } from '#live/live-frame.ts';
import type { LiveApi, LiveMessage, LiveTold } from './live-api.ts';
import { createLiveService, type LiveTiming } from './live-service.ts';
import type { WorkerLike } from './service.ts';

const ADDRESS = 'ws://localhost:1';
const PLAN = { currency: 'BTC', base: null, books: [], depth: 0 } as const;
const [FIRST, SECOND] = [{ map: 'vertical' }, { map: 'standardised' }] as unknown as [
  LiveSettings,
  LiveSettings,
];
const never = () => new Promise<never>(() => undefined);

/** Limits short enough for tests and long enough for a busy machine. */
const QUICK: LiveTiming = { start: 2000, call: 3000, replay: 3000, beat: 10, hang: 500, steady: 60_000 };

class Crash extends Event {
  constructor(readonly message: string) {
    super('error');
  }
}

interface FakeWorker {
  readonly page: MessagePort;
  readonly calls: string[];
  tell(told: LiveMessage['told']): void;
  terminated: boolean;
}

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

function serviceOf(api: (n: number) => Partial<LiveApi> = () => ({}), timing: Partial<LiveTiming> = {}) {
  const workers: FakeWorker[] = [];
  const told: LiveTold[] = [];
  const spawn = (): WorkerLike => {
    const { port1, port2 } = new MessageChannel();
    const calls: string[] = [];
    const worker: FakeWorker = {
      page: port1,
      calls,
      tell: (each) => port2.postMessage({ type: 'volbench-live', told: each } satisfies LiveMessage),
      terminated: false,
    };
    workers.push(worker);
    const called =
      (name: string) =>
      async (...given: unknown[]): Promise<void> => {
        calls.push([name, ...given.map((each) => JSON.stringify(each))].join(' '));
      };
    const whole: LiveApi = {
      connect: async (address, _, settings) => {
        await called('connect')(address, settings);
        return success(null);
      },
      disconnect: called('disconnect'),
      base: called('base'),
      fitNow: called('fitNow'),
      settings: called('settings'),
      freeze: called('freeze'),
      focus: called('focus'),
      startRecording: called('startRecording'),
      stopRecording: called('stopRecording'),
      replay: async () => failure('unrecognised', 'no recording'),
      play: called('play'),
      pause: called('pause'),
      seek: called('seek'),
      step: called('step'),
      whatIf: async () => failure('missing-data', 'nothing is replayed'),
      ping: async () => undefined,
      lifeline: async () => null,
      ...api(workers.length),
    };
    expose(whole, port2);
    const close = () => {
      port1.close();
      port2.close();
    };
    cleanups.push(close);
    const page: MessagePort & { terminate?: () => void } = port1;
    page.terminate = () => {
      worker.terminated = true;
      close();
    };
    return page as unknown as WorkerLike;
  };
  const service = createLiveService(spawn, (each) => void told.push(each), { ...QUICK, ...timing });
  cleanups.push(() => service.dispose());
  return { service, workers, told };
}

test('a worker that dies is told and replaced by one that connects with the last settings and focus and goes on from the last fit', async () => {
  const { service, workers, told } = serviceOf();
  await service.connect(ADDRESS, PLAN, FIRST);
  await service.settings(SECOND);
  await service.base({ id: 4 } as unknown as LiveBase);
  await service.base(null);
  await service.focus('2026-08-07T08:00:00.000Z');
  workers[0]!.page.dispatchEvent(new Crash('it fell over'));
  expect(told).toEqual([
    { kind: 'lost', message: 'Live quotes broke off (it fell over); connecting anew.', again: true },
  ]);
  await expect
    .poll(() => workers[1]?.calls)
    .toEqual([
      `connect "${ADDRESS}" ${JSON.stringify(SECOND)}`,
      'base {"id":4}',
      'focus "2026-08-07T08:00:00.000Z"',
    ]);
  expect(workers[0]!.terminated).toBe(true);
});

test('a worker that hangs is found by its heartbeat, and a call under way ends', async () => {
  const { service, workers, told } = serviceOf((n) => (n === 1 ? { ping: never, fitNow: never } : {}));
  await service.connect(ADDRESS, PLAN, FIRST);
  await service.fitNow();
  expect(told).toMatchObject([{ kind: 'lost', again: true }]);
  await expect.poll(() => workers[1]?.calls.length).toBe(1);
});

test('a market connected to while a recording is read is looked after still when that reading ends', async () => {
  let end: () => void = () => undefined;
  const { service, workers, told } = serviceOf((n) =>
    n === 1
      ? {
          async replay() {
            await new Promise<void>((resolve) => (end = resolve));
            return failure('superseded', 'Something newer took the place of this.');
          },
        }
      : {},
  );
  const replayed = service.replay([], FIRST);
  await service.connect(ADDRESS, PLAN, FIRST);
  end();
  expect((await replayed).ok).toBe(false);
  workers[0]!.page.dispatchEvent(new Crash('it fell over'));
  expect(told).toMatchObject([{ kind: 'lost', again: true }]);
  await expect.poll(() => workers[1]?.calls.length).toBe(1);
});

test('three workers that die at once are enough', async () => {
  const { service, workers, told } = serviceOf();
  await service.connect(ADDRESS, PLAN, FIRST);
  for (let n = 0; n < 3; n++) {
    await expect.poll(() => workers[n]?.calls.length).toBe(1);
    workers[n]!.page.dispatchEvent(new Crash('again'));
  }
  expect(told.map((each) => each.kind === 'lost' && each.again)).toEqual([true, true, false]);
  expect(told.at(-1)).toMatchObject({
    message: 'Live quotes broke off again and again (again). Connect again.',
  });
  await service.fitNow();
  expect(workers).toHaveLength(3);
  await service.connect(ADDRESS, PLAN, FIRST);
  expect(workers).toHaveLength(4);
});

test('a worker that never comes up is told with what to do', async () => {
  const { service, told } = serviceOf(() => ({ lifeline: never, connect: never }), { start: 50 });
  await service.connect(ADDRESS, PLAN, FIRST);
  expect(told).toEqual([
    {
      kind: 'lost',
      message: 'Live quotes could not be started (it did not start). Reload the page.',
      again: false,
    },
  ]);
});

test('a refused address is answered and nothing is kept up', async () => {
  const refused = failure<null>('invalid', 'elsewhere');
  const { service, workers, told } = serviceOf(() => ({ connect: async () => refused }));
  expect(await service.connect('wss://elsewhere', PLAN, FIRST)).toEqual(refused);
  workers[0]!.page.dispatchEvent(new Crash('late'));
  expect([told, workers.length]).toEqual([[], 1]);
});

test('what was recorded outlives its worker', async () => {
  const { service, workers, told } = serviceOf();
  await service.connect(ADDRESS, PLAN, FIRST);
  expect(await service.stopRecording()).toBeNull();
  await service.startRecording();
  for (const line of ['a\n', 'b\n'])
    workers[0]!.tell({ kind: 'recorded', member: new Uint8Array(gzipSync(line)) });
  workers[0]!.tell({ kind: 'notice', message: 'they are through' });
  await expect.poll(() => told.length).toBe(1);
  workers[0]!.page.dispatchEvent(new Crash('gone'));
  expect(told[1]).toMatchObject({
    message: 'Live quotes broke off (gone); connecting anew. What was recorded up to then can be saved.',
  });
  const blob = await service.stopRecording();
  expect(gunzipSync(Buffer.from(await blob!.arrayBuffer())).toString()).toBe('a\nb\n');
  expect(await service.stopRecording()).toBeNull();
});

test('a replay that loses its worker is not gone on with', async () => {
  const state = {
    from: 0,
    to: 1,
    at: 0,
    playing: false,
    speed: 1,
    fits: [],
    drops: [],
    hasBases: true,
    sought: 1,
  };
  const { service, workers, told } = serviceOf(() => ({ replay: async () => success(state) }));
  expect(await service.replay([], FIRST)).toEqual(success(state));
  workers[0]!.page.dispatchEvent(new Crash('gone'));
  expect(told).toMatchObject([{ kind: 'lost', again: false }]);
  expect(workers).toHaveLength(1);
});
