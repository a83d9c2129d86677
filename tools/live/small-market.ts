/** A small market that moves, followed by a live session. */
import type { FeedPlan } from '#feeds/channel-plan.ts';
import type { LiveFrame } from '#live/live-frame.ts';
import { SimulatedChain } from '../feed-sim/chain.ts';
import { SimulatedVenue } from '../feed-sim/venue.ts';
import { DrivenSession } from './driven-session.ts';

export const START = Date.UTC(2026, 7, 1, 17);
export const PLAN: FeedPlan = { currency: 'BTC', base: null, books: [], depth: 0 };
/** Three expiries of eleven strikes, everything within a minute what takes hours. */
const SHAPE = { expiries: 3, strikesASide: 5, pace: 60 };

/** A session that has begun to follow the market. */
export function driven(
  start = START,
  skew = 0,
  plan: Partial<FeedPlan> = {},
  pace = SHAPE.pace,
): DrivenSession {
  const venue = new SimulatedVenue(new SimulatedChain(5, start, 'BTC', { ...SHAPE, pace }), 5, true);
  const it = DrivenSession.of({ ...PLAN, ...plan }, venue, start, skew);
  it.tell({ kind: 'start' });
  return it;
}

/** What it shows now. */
export const frame = (it: DrivenSession): LiveFrame => it.session.frame(it.now + it.skew);
