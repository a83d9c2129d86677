import type { FeedPlan } from '#feeds/channel-plan.ts';
import { LiveSession } from '#live/live-session.ts';
import { SimulatedChain } from '../feed-sim/chain.ts';
import { SimulatedVenue } from '../feed-sim/venue.ts';
import { baseOf, LIVE_SETTINGS } from '../live/driven-session.ts';

const START = Date.UTC(2026, 7, 1, 17);
const PLAN: FeedPlan = { currency: 'BTC', base: null, books: [], depth: 0 };
/** 9 expiries of 55 strikes, calls and puts: 990 options. */
const SHAPE = { strikesASide: 27, pace: 60 };
/** Time between ticks, frames and the quotes of every option, ms. */
const STEP = 100;
/** Steps of one round, and rounds: the first ones are not counted. */
const STEPS = 100;
const ROUNDS = 5;
const WARM = 2;

/** Texts that a step brings, and its instant. */
interface Step {
  readonly at: number;
  readonly texts: readonly string[];
}

/**
 * `live_10hz`: every option of a chain of about a thousand quoted anew ten times a second, through the parsing of messages,
 * the chain's state, the tracker on a full fit, a frame each time and the copy of it that is posted. Processor time over
 * the time that went by, against one core, and what of it the frames take.
 */
export function benchLive(): Record<string, unknown> {
  const chain = new SimulatedChain(1, START, 'BTC', SHAPE);
  const venue = new SimulatedVenue(chain, 0, false);
  const session = new LiveSession(PLAN, LIVE_SETTINGS, 1);
  const id = venue.connect(START);
  let now = START;
  const answer = (): void => {
    for (const effect of session.takeEffects()) {
      if (effect.kind !== 'send') continue;
      for (const { text } of venue.receive(id, effect.text, now))
        session.take(now, { kind: 'message', text });
    }
  };
  session.take(now, { kind: 'start' });
  session.take(now, { kind: 'opened' });
  for (; now < START + 10_000; now += STEP) {
    for (const { text } of venue.step(now).outgoing) session.take(now, { kind: 'message', text });
    answer();
    session.take(now, { kind: 'tick' });
    const wanted = session.takeWanted();
    if (wanted !== null) session.take(now, { kind: 'base', base: baseOf(wanted.quotes, 1)! });
  }
  const channels = session.frame(now).feed.channels;
  if (channels < chain.listed.length) throw new Error(`only ${channels} channels`);
  let [spent, framing, messages, fits] = [0, 0, 0, 0];
  for (let round = 0; round < ROUNDS; round++) {
    const steps = roundOf(venue, id, now);
    const isCounted = round >= WARM;
    const before = process.cpuUsage();
    for (const { at, texts } of steps) {
      now = at;
      for (const text of texts) session.take(now, { kind: 'message', text });
      session.take(now, { kind: 'tick' });
      answer();
      if (session.takeWanted() !== null) fits++;
      const begun = performance.now();
      structuredClone(session.frame(now));
      if (isCounted) framing += performance.now() - begun;
    }
    const { user, system } = process.cpuUsage(before);
    if (!isCounted) continue;
    spent += (user + system) / 1000;
    messages += steps.reduce((sum, { texts }) => sum + texts.length, 0);
  }
  const time = (ROUNDS - WARM) * STEPS * STEP;
  const frame = session.frame(now);
  return {
    workload: 'live_10hz',
    peer: 'volbench',
    instruments: chain.listed.length,
    messages_a_second: (1000 * messages) / time,
    percent_of_a_core: (100 * spent) / time,
    of_it_frames: (100 * framing) / time,
    ns_a_message: (1e6 * (spent - framing)) / messages,
    publishes: frame.publishes,
    fits_wanted: fits,
    freshness: frame.feed.freshness,
  };
}

/** What the venue sends in one round. */
function roundOf(venue: SimulatedVenue, id: number, from: number): readonly Step[] {
  const { chain } = venue;
  return Array.from({ length: STEPS }, (_, i) => {
    const at = from + (i + 1) * STEP;
    // A round is made before it is taken: what keeps the connection up is answered ahead.
    venue.receive(id, '{"id":0,"method":"public/test"}', at);
    const texts = venue.step(at).outgoing.map(({ text }) => text);
    for (const option of chain.listed) {
      const { bids, asks } = chain.book(option);
      texts.push(
        JSON.stringify({
          jsonrpc: '2.0',
          method: 'subscription',
          params: {
            channel: `quote.${option.name}`,
            data: {
              timestamp: at,
              instrument_name: option.name,
              best_bid_price: bids[0]?.[0] ?? 0,
              best_bid_amount: bids[0]?.[1] ?? 0,
              best_ask_price: asks[0]?.[0] ?? 0,
              best_ask_amount: asks[0]?.[1] ?? 0,
            },
          },
        }),
      );
    }
    return { at, texts };
  });
}
