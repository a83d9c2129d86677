import { expect, test } from 'vitest';
import { LiveSession } from '#live/live-session.ts';
import { recordingHead, recordingLines } from '#live/recording-lines.ts';
import { RecordingSource } from '#live/replay-source.ts';
import { DrivenSession, LIVE_SETTINGS } from '../live/driven-session.ts';
import { VirtualNetwork } from '../soak/feed/virtual-network.ts';
import { SimulatedChain } from './chain.ts';
import { PlayedVenue } from './played-venue.ts';
import { SimulatedVenue } from './venue.ts';

const START = Date.UTC(2026, 7, 1, 17);
const PLAN = { currency: 'BTC', base: null, books: [], depth: 0 } as const;
/** When it is played: months later. */
const LATER = START + 100 * 86_400_000;

/** Half a minute of a simulated market, recorded from its fifth second on. */
function recorded() {
  const chain = new SimulatedChain(5, START, 'BTC', { expiries: 2, strikesASide: 3, pace: 60 });
  const it = DrivenSession.of(PLAN, new SimulatedVenue(chain, 3, true), START, 1500);
  it.tell({ kind: 'start' });
  it.run(5000);
  const source = new RecordingSource('recording');
  const from = it.log.length;
  for (const line of recordingHead(it.now + it.skew, it.session.keep())) source.take(line);
  it.run(30_000);
  for (const { at, input } of it.log.slice(from))
    for (const line of recordingLines(at, input)) source.take(line);
  expect(source.end().ok).toBe(true);
  return { it, source };
}

test('a client of a played recording sees the market of then, fresh on the clock of then', () => {
  const { it, source } = recorded();
  const venue = new PlayedVenue(source, LATER);
  const session = new LiveSession(PLAN, LIVE_SETTINGS, 3);
  const network = new VirtualNetwork(
    {
      opened: (now) => session.take(now, { kind: 'opened' }),
      closed: (now) => session.take(now, { kind: 'closed' }),
      message: (text, now) => session.take(now, { kind: 'message', text }),
      tick: (now) => session.take(now, { kind: 'tick' }),
      takeEffects: () => session.takeEffects().flatMap((effect) => (effect.kind === 'poll' ? [] : [effect])),
    },
    venue,
    () => 5,
  );
  session.take(LATER, { kind: 'start' });
  let fresh = 0;
  for (let now = LATER; now <= LATER + 30_500; now += 100) {
    network.step(now);
    network.advance(now, now);
    if (now > LATER + 3000 && now <= LATER + 30_000 && session.frame(now).feed.freshness === 'fresh') fresh++;
  }
  expect(fresh).toBe(270);
  const [then, now] = [it.session.quotes()!, session.quotes()!];
  expect(now.symbol.length).toBe(then.symbol.length);
  // All that has moved since the client came.
  const same = now.symbol.filter((symbol, i) => {
    const j = then.symbol.indexOf(symbol);
    return Object.is(now.bid[i], then.bid[j]) && Object.is(now.ask[i], then.ask[j]);
  });
  expect(same.length).toBe(then.symbol.length);
  expect(session.frame(LATER + 30_000).index).toBe(it.session.frame(it.now).index);
  const after = LATER + 40_000;
  network.step(after);
  network.advance(after, after);
  expect(session.frame(after).feed.freshness).not.toBe('fresh');
});
