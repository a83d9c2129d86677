import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { FeedPlan } from '#feeds/channel-plan.ts';
import { LiveSession } from '#live/live-session.ts';
import { recordingHead, recordingLines } from '#live/recording-lines.ts';
import { seededRandom } from '#math/seeded-random.ts';
import { feedAddress } from '#worker/live-address.ts';
import { LiveRecorder } from '#worker/live-recorder.ts';
import { LiveRun } from '#worker/live-run.ts';
import { SimulatedChain } from '../feed-sim/chain.ts';
import { SimulatedVenue } from '../feed-sim/venue.ts';
import { baseOf, LIVE_SETTINGS } from '../live/driven-session.ts';
import type { SoakOptions, SoakResult } from './check.ts';
import { VirtualMachine } from './feed/virtual-machine.ts';
import { slopeOf } from './slope.ts';

const HOUR = 3_600_000;
/** Over 08:00 UTC, so that expiries settle and are listed. */
const START = Date.UTC(2026, 7, 1, 6, 30);
const SHAPE = { expiries: 4, strikesASide: 6 };
/** Looks at the heap, evenly; those of the first quarter do not count: what is compiled and cached at first is no growth. */
const LOOKS = 48;
/** What it may grow by an hour of messages, MB; in less than an hour as much. */
const SLOPE = 5;
/** Virtual time between pauses for packing, ms. */
const PACK_MS = 60_000;
/** Connections that drop, and changes that are lost, an hour. */
const DROPS = 4;
const GAPS = 40;

/**
 * `count` hours of a live feed on a virtual machine, everything that runs in the live worker with it: session, socket,
 * frames as they are posted, a recording as it is packed, full fits as the page would make them, connections that drop.
 * The heap after a collection must not grow by more than 5 MB an hour.
 */
export async function liveHeap({ count: hours, seed, tell }: SoakOptions): Promise<SoakResult> {
  const collect = collector();
  const random = seededRandom(seed);
  const chain = new SimulatedChain(seed, START, 'BTC', SHAPE);
  const machine = new VirtualMachine(new SimulatedVenue(chain, 3, true), START, null);
  const plan: FeedPlan = { currency: 'BTC', base: null, books: [chain.listed[0]!.expiry], depth: 0 };
  const session = new LiveSession(plan, LIVE_SETTINGS, seed);
  const reached = feedAddress('ws://localhost:1');
  if (!reached.ok) throw new Error(reached.error.message);
  let [messages, frames, wishes, packed] = [0, 0, 0, 0];
  let recordedHours = hours;
  const why = new Map<string, number>();
  const recorder = new LiveRecorder({
    packed: (member) => {
      packed += member.length;
    },
    ended: () => {
      recordedHours = (machine.now - START) / HOUR;
    },
  });
  recorder.take(recordingHead(START, session.keep()), START);
  const run = new LiveRun(session, reached.value, machine.platform, {
    frame: (frame) => {
      frames++;
      structuredClone(frame);
    },
    wanted: ({ reason, quotes }) => {
      why.set(reason, (why.get(reason) ?? 0) + 1);
      const base = baseOf(quotes, ++wishes);
      queueMicrotask(() => run.give(base === null ? { kind: 'no-base' } : { kind: 'base', base }));
    },
    input: (at, input) => {
      if (input.kind === 'message') messages++;
      recorder.take(recordingLines(at, input), at);
      recorder.tick(at);
    },
  });
  const seen: { readonly hours: number; readonly mb: number }[] = [];
  const began = performance.now();
  const lookMs = (hours * HOUR) / LOOKS;
  let look = START + (hours * HOUR) / 4;
  while (machine.now < START + hours * HOUR) {
    await machine.step();
    const chance = (anHour: number): boolean => random() < (anHour * 100) / HOUR;
    if (chance(DROPS)) machine.drop();
    if (chance(GAPS)) machine.venue.faults.lostChanges++;
    // The recording's parts are packed outside of the virtual clock.
    if ((machine.now - START) % PACK_MS === 0) await recorder.flush();
    if (machine.now < look) continue;
    look += lookMs;
    await recorder.flush();
    collect();
    const mb = process.memoryUsage().heapUsed / 1e6;
    seen.push({ hours: (machine.now - START) / HOUR, mb });
    tell(`${seen.at(-1)!.hours.toFixed(1)} hours: ${mb.toFixed(1)} MB`);
  }
  const speed = (hours * HOUR) / (performance.now() - began);
  run.stop();
  await recorder.end();
  const slope = slopeOf(seen.map((each) => [each.hours, each.mb]));
  const last = session.frame(machine.now);
  const faults: string[] = [];
  if (!(slope * hours <= SLOPE * Math.max(1, hours)))
    faults.push(`the heap grows by ${slope.toFixed(2)} MB an hour`);
  if (last.base === null || last.fits < 1) faults.push('no full fit was followed');
  return {
    figures: {
      hours,
      timesAsFast: speed,
      messages,
      frames,
      fits: [...why].map(([reason, count]) => `${count} ${reason}`).join(', '),
      publishes: last.publishes,
      recordedHours: recordedHours.toFixed(1),
      packedMb: (packed / 1e6).toFixed(1),
      heapMb: (seen.at(-1)?.mb ?? 0).toFixed(1),
      slopeMbAnHour: slope.toFixed(2),
    },
    faults,
  };
}

/** The engine's own collection, which is not there unless it is asked for. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
