import { expect, test } from 'vitest';
import type { FeedPlan } from '#feeds/channel-plan.ts';
import type { LiveFrame } from '#live/live-frame.ts';
import { LiveSession } from '#live/live-session.ts';
import { RecordingReader, recordingHead } from '#live/recording-lines.ts';
import { seededRandom } from '#math/seeded-random.ts';
import { impliedVol } from '#pricing/implied-vol.ts';
import { SimulatedChain } from '../feed-sim/chain.ts';
import { SimulatedTrades } from '../feed-sim/trades.ts';
import { SimulatedVenue } from '../feed-sim/venue.ts';
import { DrivenSession, LIVE_SETTINGS } from './driven-session.ts';

const START = Date.UTC(2026, 7, 1, 17);
const SHAPE = { expiries: 3, strikesASide: 5, pace: 60 };

/** Numbers that are shown or published and are none. */
function faultsOf({ expiries, index, feed }: LiveFrame): readonly string[] {
  const faults: string[] = [];
  const look = (name: string, value: number | null | undefined): void => {
    if (value !== null && value !== undefined && !Number.isFinite(value)) faults.push(`${name} is ${value}`);
  };
  look('index', index);
  look('stamp', feed.stamp);
  for (const { key, t, forward, scalar, quotes, oldestStamp, newestStamp } of expiries) {
    for (const [name, value] of Object.entries({ t, forward, oldestStamp, newestStamp }))
      look(`${key} ${name}`, value);
    for (const [name, value] of Object.entries(scalar ?? {}))
      if (typeof value === 'number') look(`${key} ${name}`, value);
    for (const name of ['bid', 'ask'] as const)
      for (const value of quotes[name])
        if (!Number.isNaN(value) && !(value > 0 && value < 1e12)) faults.push(`${key} ${name} is ${value}`);
  }
  return faults;
}

const ODD = [
  'null',
  '0',
  '-1',
  '1e308',
  '-1e308',
  '1e-320',
  '"x"',
  '"0.05"',
  'true',
  '[]',
  '{}',
  '1e999',
  '""',
  '9007199254740993',
];

test('whatever numbers a venue sends, nothing that is shown or published is none', () => {
  const seed = 20_260_801;
  const random = seededRandom(seed);
  const chain = new SimulatedChain(5, START, 'BTC', SHAPE);
  const plan: FeedPlan = { currency: 'BTC', base: null, books: [Date.UTC(2026, 7, 2, 8)], depth: 0 };
  const session = new LiveSession(plan, LIVE_SETTINGS, 7);
  let share = 0;
  let changed = 0;
  const take = session.take.bind(session);
  session.take = (now, input) => {
    if (input.kind !== 'message' || !input.text.includes('"subscription"') || random() >= share) {
      take(now, input);
      return;
    }
    const numbers = [...input.text.matchAll(/:(-?[\d.]+(?:e-?\d+)?)/g)];
    const hit = numbers[Math.floor(random() * numbers.length)];
    if (hit === undefined) return;
    const odd = ODD[Math.floor(random() * ODD.length)]!;
    changed++;
    take(now, {
      kind: 'message',
      text: `${input.text.slice(0, hit.index + 1)}${odd}${input.text.slice(hit.index + hit[0].length)}`,
    });
  };
  const trades = new SimulatedTrades(chain, 5, START, 1200);
  const it = new DrivenSession(session, new SimulatedVenue(chain, 5, true, trades), START, 0, seed);
  it.tell({ kind: 'start' });
  it.run(3000);
  share = 0.3;
  const faults: string[] = [];
  it.run(6000, (own) => faults.push(...faultsOf(session.frame(own))));
  expect([`seed ${seed}`, ...faults.slice(0, 5)]).toEqual([`seed ${seed}`]);
  expect(changed).toBeGreaterThan(300);
  // And what is kept of it can be read again.
  const reader = new RecordingReader('hostile.ndjson');
  const read = recordingHead(it.now, session.keep()).map((line) => reader.take(line));
  expect([`seed ${seed}`, ...read.filter(({ ok }) => !ok)]).toEqual([`seed ${seed}`]);
  expect(session.keep().chain.states.tape.trades.length).toBeGreaterThan(20);
  // Once the venue is itself again the surface is where the market is.
  share = 0;
  it.run(5000);
  it.tell({ kind: 'fit-now' });
  it.run(62_000);
  const last = session.frame(it.now);
  expect(last.feed.freshness).toBe('fresh');
  last.expiries.forEach(({ expiry, forward }) => {
    expect(forward! / chain.forward(expiry)).toBeCloseTo(1, 2);
  });
});

test('an hour of a wrong clock of our own settles no expiry', () => {
  const roll = Date.UTC(2026, 7, 2, 8);
  const chain = new SimulatedChain(5, roll - 1_800_000, 'BTC', SHAPE);
  const plan: FeedPlan = { currency: 'BTC', base: null, books: [], depth: 0 };
  const it = DrivenSession.of(plan, new SimulatedVenue(chain, 5, true), roll - 1_800_000, 3_600_000);
  it.tell({ kind: 'start' });
  it.run(3000);
  expect(it.session.frame(it.now + 3_600_000).expiries[0]!.expiry).toBe(roll);
});

test('a chain in dollars is read at its prices over the forward', () => {
  const chain = new SimulatedChain(5, START, 'SOL_USDC', { expiries: 3, strikesASide: 5 });
  const plan: FeedPlan = { currency: 'USDC', base: 'SOL', books: [], depth: 0 };
  const it = DrivenSession.of(plan, new SimulatedVenue(chain, 5, true), START);
  it.tell({ kind: 'start' });
  it.run(8000);
  const { expiries, base } = it.session.frame(it.now);
  expect(base).toMatchObject({ id: 1 });
  expect(it.session.quotes()).toMatchObject({
    unit: 'currency',
    settlement: 'linear',
    premiumCurrency: 'USDC',
    underlying: 'SOL_USDC',
  });
  for (const { expiry, forward, scalar, quotes } of expiries) {
    expect(Math.abs(scalar!.z)).toBeLessThan(0.05);
    const near = quotes.strike.reduce(
      (best, strike, i) =>
        Math.abs(strike - forward!) < Math.abs(quotes.strike[best]! - forward!) ? i : best,
      0,
    );
    const k = Math.log(quotes.strike[near]! / forward!);
    const market = chain.vol(expiry, k);
    const mid = (quotes.bid[near]! + quotes.ask[near]!) / 2 / forward!;
    const t = (expiry - it.now) / (365 * 86_400_000);
    const vol = impliedVol(1, Math.exp(k), t, quotes.isCall[near]!, mid);
    expect(Math.abs(vol / market - 1)).toBeLessThan(0.1);
  }
});
