import { expect, test } from 'vitest';
import { epochMs } from '#base/units.ts';
import type { LiveExpiryFrame, LiveFrame } from '#live/live-frame.ts';
import { LiveSession } from '#live/live-session.ts';
import { pointsOf } from '#surface/smile-curve.ts';
import { readTexts } from '#testing/read-text.ts';
import { baseOf, LIVE_SETTINGS } from './driven-session.ts';
import { driven, frame, PLAN, START } from './small-market.ts';

/** All numbers of a value, those of quotes apart, which may be missing. */
function numbersOf(value: unknown, key = ''): number[] {
  if (typeof value === 'number') return [value];
  if (typeof value !== 'object' || value === null || key === 'quotes') return [];
  return Object.entries(value).flatMap(([name, each]) => numbersOf(each, name));
}

test('connected it asks for a first fit, and from its base the surface moves with the market without another', () => {
  const it = driven(START, 3200);
  it.run(2000);
  expect(it.wanted.map(({ reason }) => reason)).toEqual(['first']);
  const first = frame(it);
  expect(first).toMatchObject({ base: { id: 1 }, fits: 1, frozen: false, feed: { freshness: 'fresh' } });
  expect(first.expiries.map(({ freshness }) => freshness)).toEqual(['fresh', 'fresh', 'fresh']);
  it.run(20_000);
  const later = frame(it);
  expect(later.fits).toBe(1);
  expect(later.publishes).toBeGreaterThan(first.publishes + 2);
  later.expiries.forEach(({ scalar, forward, t, used }, i) => {
    expect(used).toBeGreaterThan(4);
    // The market's own level of each expiry, which the published smile follows within its band.
    const { expiry } = later.expiries[i]!;
    const market = it.venue.chain.vol(expiry, 0);
    const curve = it.session.curves().get(later.expiries[i]!.key)!;
    const published = Math.sqrt(pointsOf(curve)(0).w / t);
    expect(Math.abs(Math.log(published / market))).toBeLessThan(scalar!.band + 3 * scalar!.deviation + 0.015);
    expect(forward! / it.venue.chain.forward(expiry)).toBeCloseTo(1, 3);
  });
  expect(numbersOf(later).filter((value) => !Number.isFinite(value))).toEqual([]);
});

test('frozen, what is published stays while the feed goes on; a base that lands waits for the thaw', () => {
  const it = driven();
  it.run(3000);
  it.tell({ kind: 'freeze', on: true });
  const before = frame(it);
  it.tell({ kind: 'fit-now' });
  it.run(10_000);
  const after = frame(it);
  expect(after).toMatchObject({
    frozen: true,
    publishes: before.publishes,
    fits: 1,
    feed: { freshness: 'fresh' },
  });
  const published = ({ expiries }: LiveFrame): unknown => expiries.map(({ scalar }) => scalar?.published);
  expect(published(after)).toEqual(published(before));
  expect(after.expiries[0]!.scalar!.z).not.toBe(before.expiries[0]!.scalar!.z);
  expect(it.wanted).toHaveLength(1);
  it.tell({ kind: 'freeze', on: false });
  it.run(2000);
  expect(it.wanted.map(({ reason }) => reason)).toEqual(['first', 'asked']);
  expect(frame(it)).toMatchObject({ frozen: false, fits: 2, base: { id: 2 } });
  expect(published(frame(it))).not.toEqual(published(before));
});

test('a fit that does not land is asked for again after five seconds, and one that cannot be made later', () => {
  const it = driven();
  it.fitsAfter = null;
  it.run(20_000);
  const at = it.wanted.map((wanted) => wanted.at);
  expect(at.length).toBeGreaterThan(2);
  at.slice(1).forEach((each, i) => {
    expect(each - at[i]!).toBeGreaterThanOrEqual(5000);
    expect(each - at[i]!).toBeLessThan(5600);
  });
  it.tell({ kind: 'no-base' });
  const asked = it.wanted.length;
  it.run(14_000);
  expect(it.wanted).toHaveLength(asked);
});

test('at 08:00 UTC the expiry that settles leaves the surface, the others stay, and a fit is asked for', () => {
  const roll = Date.UTC(2026, 7, 2, 8);
  const it = driven(roll - 2_400_000, 0, {}, 1);
  it.run(3000);
  it.fitsAfter = null;
  // Half an hour without a connection.
  it.network.drop(it.now);
  it.now = roll - 12_000;
  it.run(11_000);
  const before = frame(it);
  expect(before.expiries[0]!.expiry).toBe(roll);
  expect(before.expiries.every(({ scalar }) => scalar !== null)).toBe(true);
  // Its last half hour is an average that is being fixed: quotes of it say nothing of its volatility.
  expect(before.expiries[0]!.scalar!.readAt).toBeLessThanOrEqual(roll - 1_800_000);
  expect(before.expiries[1]!.scalar!.readAt).toBeGreaterThan(roll - 10_000);
  it.run(1500);
  const after = frame(it);
  const keys = ({ expiries }: LiveFrame): readonly string[] =>
    expiries.flatMap(({ key, scalar }) => (scalar === null ? [] : [key]));
  expect(keys(after)).toEqual(keys(before).slice(1));
  expect(after.base).toMatchObject({ id: 1 });
  it.fitsAfter = 300;
  it.run(8000);
  expect(it.wanted.map(({ reason }) => reason)).toContain('roll');
  const last = frame(it);
  expect(keys(last)).toHaveLength(3);
  expect(keys(last)).toEqual(last.expiries.map(({ key }) => key));
  expect(numbersOf(last).filter((value) => !Number.isFinite(value))).toEqual([]);
});

test('a market that stands still asks for no second fit where the settlement average is priced, and stays where it was', () => {
  const roll = Date.UTC(2026, 7, 2, 8);
  const start = roll - 45 * 60_000;
  const it = driven(start, 0, {}, 1e-6);
  it.average = true;
  const near = (): LiveExpiryFrame => frame(it).expiries[0]!;
  /** Published volatility over the whole time, ln, as the venue prices it. */
  const level = (): number => Math.log(pointsOf(it.session.curves().get(near().key)!)(0).w / near().t) / 2;
  it.run(2000);
  expect(near().expiry).toBe(roll);
  const then = level();
  it.run(118_000);
  expect(it.wanted.map(({ reason }) => reason)).toEqual(['first']);
  expect(frame(it).refit).toBeNull();
  expect(Math.abs(level() - then)).toBeLessThan(0.03);
  // Of 43 minutes 23 are those of the average; over them all of it reads higher by 0.5 ln(43/23 25/45) = 0.019.
  const { t, z, deviation } = near().scalar!;
  expect(t * 525_600).toBeCloseTo(23, 1);
  expect(Math.abs(z - 0.019)).toBeLessThan(3 * deviation);
});

test.each(['deribit', null])(
  'of whole chains an average that is being fixed is read no more, where there is one: %s',
  (venue) => {
    const roll = Date.UTC(2026, 7, 2, 8);
    const it = driven(roll - 40 * 60_000, 0, {}, 1);
    it.run(2000);
    const told = { ...it.session.quotes()!, venue };
    const session = new LiveSession(PLAN, LIVE_SETTINGS, 7);
    session.take(told.asOf!, { kind: 'chain', quotes: told });
    session.take(told.asOf!, { kind: 'base', base: baseOf(told, 1)! });
    const asOf = epochMs(roll - 20 * 60_000);
    const half = (prices: Float64Array): Float64Array =>
      prices.map((price, row) => (told.expiry[row] === roll ? price / 2 : price));
    session.take(asOf, {
      kind: 'chain',
      quotes: { ...told, asOf, bid: half(told.bid), ask: half(told.ask) },
    });
    const [near, next] = session.frame(asOf).expiries;
    expect(near!.expiry).toBe(roll);
    expect(next!.scalar!.readAt).toBe(asOf);
    expect(near!.scalar!.readAt).toBe(venue === null ? asOf : told.asOf);
  },
);

test('what was said through a connection that broke is read no more until it is said again', () => {
  const it = driven();
  it.run(3000);
  it.network.blocked = true;
  it.network.drop(it.now);
  it.run(100);
  const broken = frame(it);
  expect(broken.expiries.map(({ used }) => used)).toEqual([0, 0, 0]);
  it.run(4000);
  const stale = frame(it);
  expect(stale.feed.freshness).toBe('late');
  // Only the page's clock goes on: nothing was read.
  expect(stale.expiries.map(({ scalar }) => scalar!.readAt)).toEqual(
    broken.expiries.map(({ scalar }) => scalar!.readAt),
  );
  // Nor is a fit asked for of what is left.
  it.tell({ kind: 'fit-now' });
  it.run(1000);
  expect(it.wanted).toHaveLength(1);
  it.network.blocked = false;
  it.run(20_000);
  expect(it.wanted).toHaveLength(2);
  const { bid, ask } = it.wanted[1]!.quotes;
  expect(bid.filter((price, i) => price > 0 || ask[i]! > 0).length).toBeGreaterThan(0.9 * bid.length);
  const again = frame(it);
  expect(again.feed.freshness).toBe('fresh');
  expect(again.expiries.every(({ used, freshness }) => used > 4 && freshness === 'fresh')).toBe(true);
});

test('the expiry whose books were followed shows its last quotes while the connection is broken, as the others do', () => {
  const it = driven(START, 0, { books: [Date.UTC(2026, 7, 2, 8)] });
  it.run(4000);
  it.network.blocked = true;
  it.network.drop(it.now);
  it.run(100);
  for (const { used, quotes } of frame(it).expiries) {
    expect(used).toBe(0);
    expect(quotes.bid.filter((bid, i) => bid > 0 || quotes.ask[i]! > 0)).toHaveLength(22);
  }
});

test('changes of a book that are lost leave its quotes unknown until its next snapshot', () => {
  const first = Date.UTC(2026, 7, 2, 8);
  const it = driven(START, 0, { books: [first] });
  it.run(4000);
  const { length } = frame(it).expiries[0]!.quotes.symbol;
  it.venue.faults.lostChanges = 1;
  const unknown: number[] = [];
  it.run(3000, (own) => {
    const { quotes } = it.session.frame(own).expiries[0]!;
    const missing = quotes.bid.filter((bid, i) => Number.isNaN(bid) && Number.isNaN(quotes.ask[i]!)).length;
    unknown.push(missing);
  });
  expect(Math.max(...unknown)).toBe(1);
  expect(unknown.at(-1)).toBe(0);
  expect(length).toBe(22);
  expect(frame(it).feed.gaps).toBe(1);
});

test('the chain that is handed to a full fit is what a reader makes of a recording of the same messages', async () => {
  const it = driven(START, 0, { books: [Date.UTC(2026, 7, 2, 8)] });
  it.run(3000);
  const lines = it.log.flatMap(({ input }) => (input.kind === 'message' ? [input.text] : []));
  const read = await readTexts({ 'recording.ndjson': `${lines.join('\n')}\n` });
  if (!read.ok) throw new Error(read.error.message);
  const [file, cut] = [read.value, it.session.quotes()!];
  expect(cut).toMatchObject({
    venue: file.venue,
    underlying: file.underlying,
    settlement: file.settlement,
    unit: file.unit,
    premiumCurrency: file.premiumCurrency,
    asOf: file.asOf,
    asOfSource: file.asOfSource,
  });
  const at = cut.symbol.map((symbol) => file.symbol.indexOf(symbol));
  expect([...at].sort((a, b) => a - b)).toEqual(file.symbol.map((_, i) => i));
  for (const name of [
    'strike',
    'expiry',
    'isCall',
    'bid',
    'ask',
    'bidSize',
    'askSize',
    'tick',
    'markVol',
  ] as const)
    expect([name, ...cut[name]!]).toEqual([name, ...at.map((i) => file[name]![i]!)]);
  for (const name of ['bidDepth', 'askDepth', 'timestamp'] as const)
    expect([name, ...cut[name]!]).toEqual([name, ...at.map((i) => file[name]![i]!)]);
  // Forwards are those of now: the messages of these channels carry none.
  cut.expiry.forEach((expiry, i) => {
    expect(cut.underlyingPrice![i]! / it.venue.chain.forward(expiry)).toBeCloseTo(1, 3);
  });
});

test('a session that goes on from what another kept, written and read, is that other to the last bit', () => {
  const it = driven(START, 0, { books: [Date.UTC(2026, 7, 2, 8)] });
  it.run(5000);
  const kept = JSON.parse(JSON.stringify(it.session.keep())) as ReturnType<LiveSession['keep']>;
  const second = LiveSession.resume(kept);
  expect(second.frame(it.now)).toEqual(frame(it));
  const { length } = it.log;
  const looks: LiveFrame[] = [];
  it.run(5000, (own) => looks.push(it.session.frame(own)));
  let next = 0;
  for (const [i, { at, input }] of it.log.slice(length).entries()) {
    second.take(at, input);
    if (input.kind !== 'tick' || it.log[length + i + 1]?.input.kind === 'base') continue;
    expect(second.frame(at)).toEqual(looks[next++]);
  }
  expect(next).toBeGreaterThan(45);
});

test('settings change the surface at once and leave what the filter knows', () => {
  const it = driven();
  it.run(6000);
  const before = frame(it);
  it.tell({ kind: 'settings', settings: { ...LIVE_SETTINGS, map: 'standardised' } });
  it.run(400);
  const after = frame(it);
  expect(after.map).toBe('standardised');
  expect(after.publishes).toBeGreaterThan(before.publishes);
  after.expiries.forEach(({ scalar }, i) => {
    expect(scalar!.z).toBeCloseTo(before.expiries[i]!.scalar!.z, 1);
  });
  it.tell({
    kind: 'settings',
    settings: { ...LIVE_SETTINGS, policy: { riskAversion: 1, costs: { proportional: 0, fixed: 1 } } },
  });
  const { publishes } = frame(it);
  it.run(10_000);
  expect(frame(it).publishes).toBeLessThanOrEqual(publishes + 1);
  expect(frame(it).expiries[0]!.scalar!.band).toBeGreaterThan(0.5);
});

test('a base that cannot be followed is told and leaves the session without one', () => {
  const it = driven();
  it.fitsAfter = null;
  it.run(2000);
  const [{ key, expiry }] = frame(it).expiries as [LiveFrame['expiries'][number]];
  const fit = { key, expiry, t: 0.001, forward: 60_000, quoted: [-0.1, 0.1] as const, noise: null };
  const base = (theta: readonly number[], model = 'svi') =>
    ({ id: 1, model, quotesAt: expiry, expiries: [{ ...fit, theta }] }) as never;
  for (const each of [
    base([Number.NaN, 1, 0, 0, 1]),
    base([1, 2]),
    base([-1, 0, 0, 0, 1]),
    base([1], 'none'),
  ]) {
    it.tell({ kind: 'base', base: each });
    expect(frame(it).base).toBeNull();
  }
  expect(frame(it).notices.map(({ message }) => message)).toEqual([
    `${key}: its fit is no smile that can be followed.`,
    `${key}: its fit is no smile that can be followed.`,
    `${key}: its fit is no smile that can be followed.`,
    'No model is called none: its fit is not followed.',
  ]);
});
