import type { FeedPlan } from '#feeds/channel-plan.ts';
import type { LiveFrame } from '#live/live-frame.ts';
import { LiveSession } from '#live/live-session.ts';
import { feedAddress } from '#worker/live-address.ts';
import { LiveRun } from '#worker/live-run.ts';
import { SimulatedChain } from '../feed-sim/chain.ts';
import { SimulatedVenue } from '../feed-sim/venue.ts';
import { baseOf, LIVE_SETTINGS } from '../live/driven-session.ts';
import type { SoakOptions, SoakResult } from './check.ts';
import { SOCKET_FAULTS, type SocketFault, VirtualMachine } from './feed/virtual-machine.ts';

const START = Date.UTC(2026, 7, 1, 17, 0, 0);
const SHAPE = { expiries: 2, strikesASide: 3, pace: 60 };
/** Nothing may seem to be under way for longer, ms. */
const STUCK_MS = 5000;
/** Two tries lie at least 5 s apart and up to a tenth more; then a connection is fresh at once. */
const BACK_MS = 8000;
/** Virtual time within which the n-th call comes, ms. */
const WITHIN_MS = 3_600_000;

/** What one failed call came to. */
interface Seen {
  readonly isMade: boolean;
  /** From the fault to fresh quotes, ms. */
  readonly back: number;
  /** Longest time in which the session said that it was connecting, ms. */
  readonly connecting: number;
  readonly thrown: string | null;
  readonly staleAsFresh: boolean;
}

/**
 * Fails the n-th call of each kind on a socket, for n up to `count`, each in a session of its own on a virtual machine:
 * nothing is thrown, nothing seems to connect for longer than five seconds, quotes are fresh again as soon as a new try
 * is allowed, and nothing older than 2.5 s is called fresh meanwhile.
 */
export async function socketFaults({ count, seed, tell }: SoakOptions): Promise<SoakResult> {
  const faults: string[] = [];
  const figures: Record<string, number> = {};
  for (const kind of SOCKET_FAULTS) {
    let [made, longestBack, longestConnecting] = [0, 0, 0];
    for (let n = 1; n <= count; n++) {
      const seen = await failOnce(kind, n, seed);
      const at = `${kind}, call ${n}`;
      if (!seen.isMade) faults.push(`${at} was never made`);
      else made++;
      if (seen.thrown !== null) faults.push(`${at}: thrown ${seen.thrown}`);
      if (seen.staleAsFresh) faults.push(`${at}: stale quotes were called fresh`);
      if (seen.connecting > STUCK_MS) faults.push(`${at}: connecting for ${seen.connecting} ms`);
      if (!(seen.back <= BACK_MS)) faults.push(`${at}: not fresh within ${BACK_MS} ms`);
      longestBack = Math.max(longestBack, seen.back);
      longestConnecting = Math.max(longestConnecting, seen.connecting);
    }
    Object.assign(figures, { [`${kind}_failed`]: made, [`${kind}_back_ms`]: longestBack });
    figures['connecting_ms'] = Math.max(figures['connecting_ms'] ?? 0, longestConnecting);
    tell(`${kind}: ${made} calls failed, fresh again within ${longestBack} ms`);
  }
  return { figures: { ...figures, faults: faults.length }, faults };
}

async function failOnce(kind: SocketFault, n: number, seed: number): Promise<Seen> {
  const chain = new SimulatedChain(seed, START, 'BTC', SHAPE);
  const machine = new VirtualMachine(new SimulatedVenue(chain, 4, true), START, { kind, n });
  const followed = chain.listed[0]!.expiry;
  const plan: FeedPlan = { currency: 'BTC', base: null, books: [followed], depth: 0 };
  const session = new LiveSession(plan, LIVE_SETTINGS, seed + n);
  const reached = feedAddress('ws://localhost:1');
  if (!reached.ok) throw new Error(reached.error.message);
  let shown: LiveFrame | null = null;
  let [connecting, since] = [0, START];
  let thrown: string | null = null;
  let staleAsFresh = false;
  let back = Number.POSITIVE_INFINITY;
  const run = new LiveRun(session, reached.value, machine.platform, {
    frame: (frame) => {
      shown = frame;
    },
    wanted: ({ quotes }) => {
      const base = baseOf(quotes, 1);
      queueMicrotask(() => run.give(base === null ? { kind: 'no-base' } : { kind: 'base', base }));
    },
    input: () => undefined,
  });
  const isFresh = (): boolean => shown?.feed.freshness === 'fresh' && shown.feed.phase === 'streaming';
  try {
    while (machine.now < START + WITHIN_MS) {
      await machine.step();
      const { failedAt, now } = machine;
      const frame = shown as LiveFrame | null;
      const phase = frame?.feed.phase ?? 'connecting';
      if (phase !== 'connecting' && phase !== 'greeting') since = now;
      connecting = Math.max(connecting, now - since);
      if (frame?.feed.freshness === 'fresh' && now - frame.at < 100 && now - (frame.feed.stamp ?? 0) > 2500)
        staleAsFresh = true;
      if (failedAt !== null && now > failedAt) {
        if (isFresh()) back = now - failedAt;
        if (isFresh() || now - failedAt > BACK_MS) break;
      }
      // A socket is made anew only where the one before it was lost.
      if (kind === 'construct' && failedAt === null && isFresh()) {
        machine.drop();
        shown = null;
      }
    }
    run.stop();
  } catch (error) {
    thrown = error instanceof Error ? error.message : String(error);
  }
  return {
    isMade: machine.failedAt !== null,
    back,
    connecting,
    thrown,
    staleAsFresh,
  };
}
