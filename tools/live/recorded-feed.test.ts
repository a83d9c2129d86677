import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { FeedPlan } from '#feeds/channel-plan.ts';
import type { LiveFrame } from '#live/live-frame.ts';
import type { ReplayPlace } from '#live/replay-player.ts';
import type { LiveApi, LiveMessage } from '#worker/live-api.ts';
import { MACHINE } from '#worker/live-clock.ts';
import { createLiveJobs } from '#worker/live-jobs.ts';
import type { Platform } from '#worker/live-run.ts';
import type { SocketLike } from '#worker/live-socket.ts';
import { type FeedSim, startFeedSim } from '../feed-sim/server.ts';
import { baseOf, LIVE_SETTINGS } from './driven-session.ts';

const PLAN: FeedPlan = { currency: 'BTC', base: null, books: [], depth: 0 };
const SHAPE = { expiries: 3, strikesASide: 4, pace: 2000 };

const NODE: Platform = {
  readings: MACHINE,
  socket: (address) => new WebSocket(address) as unknown as SocketLike,
  fetch,
  every(ms, act) {
    const timer = setInterval(act, ms);
    return () => clearInterval(timer);
  },
};

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** The worker's side with a page that fits what is wanted, and everything it was told. */
function page(platform: Platform = NODE) {
  const frames: LiveFrame[] = [];
  const members: Uint8Array<ArrayBuffer>[] = [];
  const places: ReplayPlace[] = [];
  let fits = 0;
  const jobs: LiveApi = createLiveJobs(
    (sent) => {
      const told = structuredClone(sent) as LiveMessage['told'];
      if (told.kind === 'frame') frames.push(told.frame);
      if (told.kind === 'recorded') members.push(told.member);
      if (told.kind === 'replay') places.push(told.state);
      if (told.kind === 'fit') void jobs.base(baseOf(told.wanted.quotes, ++fits));
    },
    async () => null,
    platform,
  );
  cleanups.push(() => jobs.disconnect());
  return { jobs, frames, members, places, fits: () => fits };
}

async function simulated(options: Parameters<typeof startFeedSim>[0] = {}): Promise<FeedSim> {
  const sim = await startFeedSim({ shape: SHAPE, skew: 2500, ...options });
  cleanups.push(() => sim.close());
  return sim;
}

const patient = { timeout: 20_000, interval: 20 };
/** What is published, by the instant of its frame. */
const published = (frames: readonly LiveFrame[]) =>
  new Map(
    frames.map(({ at, base, expiries, publishes }) => [
      at,
      {
        base: base?.id,
        publishes,
        expiries: expiries.map(({ key, t, forward, scalar }) => ({ key, t, forward, scalar })),
      },
    ]),
  );

test('a recording taken over a real socket, closed and replayed gives the same published surfaces to the last bit', async () => {
  const sim = await simulated();
  const live = page();
  expect((await live.jobs.connect(sim.address, PLAN, LIVE_SETTINGS)).ok).toBe(true);
  await expect.poll(() => live.frames.at(-1)?.publishes ?? 0, patient).toBeGreaterThan(0);
  await live.jobs.startRecording();
  const from = live.frames.length;
  await expect.poll(() => live.frames.at(-1)!.publishes, patient).toBeGreaterThan(1);
  await live.jobs.fitNow();
  await expect.poll(() => live.frames.at(-1)!.base?.id, patient).toBe(2);
  await expect.poll(() => live.frames.length - from, patient).toBeGreaterThan(9);
  await live.jobs.stopRecording();
  const recorded = live.frames.slice(from);
  await live.jobs.disconnect();

  const again = page();
  const file = new File(live.members, 'live.ndjson.gz');
  const opened = await again.jobs.replay([file], LIVE_SETTINGS);
  if (!opened.ok) throw new Error(opened.error.message);
  expect(opened.value.hasBases).toBe(true);
  const known = published(recorded.filter(({ at }) => at >= opened.value.from && at <= opened.value.to));
  expect(known.size).toBeGreaterThan(6);
  // Not in their order: to the end, back to the beginning, and forth.
  const instants = [...known.keys()];
  for (const at of [instants.at(-1)!, instants[0]!, ...instants.filter((_, i) => i % 4 === 2)]) {
    again.frames.length = 0;
    await again.jobs.seek(at);
    await expect.poll(() => again.places.at(-1)?.sought === 1 && again.frames.at(-1)?.at, patient).toBe(at);
    expect(published([again.frames.at(-1)!]).get(at)).toEqual(known.get(at));
  }
  expect(again.fits()).toBe(0);
}, 90_000);

test('where no socket can be had the chain is polled over HTTP, and is fitted', async () => {
  const sim = await simulated();
  let now = Date.now();
  const machine = { wall: () => now, steady: () => now };
  const blocked: Platform = {
    ...NODE,
    readings: machine,
    socket: () => {
      throw new DOMException('blocked', 'SecurityError');
    },
    every(ms, act) {
      // Ten times as fast as the clock on the wall.
      const timer = setInterval(() => {
        now += ms;
        act();
      }, ms / 10);
      return () => clearInterval(timer);
    },
  };
  const live = page(blocked);
  await live.jobs.connect(sim.address, PLAN, LIVE_SETTINGS);
  await expect.poll(() => live.frames.at(-1)?.base?.id ?? 0, patient).toBe(1);
  expect(live.frames.at(-1)!.expiries).toHaveLength(3);
  expect(live.frames.at(-1)!.feed.freshness).not.toBe('fresh');
  expect(live.frames.at(-1)!.notices.map(({ message }) => message)).toContain(
    'The stream of quotes cannot be had: the book summary is asked for every 10 s instead.',
  );
}, 90_000);
