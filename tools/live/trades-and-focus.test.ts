import { expect, test } from 'vitest';
import { makeRequest } from '#calibration/make-request.ts';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import { prepare } from '#cli/pipeline.ts';
import type { FeedPlan } from '#feeds/channel-plan.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { SimulatedChain } from '../feed-sim/chain.ts';
import { SimulatedTrades } from '../feed-sim/trades.ts';
import { SimulatedVenue } from '../feed-sim/venue.ts';
import { DrivenSession } from './driven-session.ts';

const START = Date.UTC(2026, 7, 1, 17);
const [FIRST, SECOND, THIRD] = [2, 3, 4].map((day) => Date.UTC(2026, 7, day, 8)) as [number, number, number];
const keyOf = (expiry: number): string => new Date(expiry).toISOString();

function driven(plan: Partial<FeedPlan>, aMinute = 0) {
  const root = plan.base === undefined ? 'BTC' : `${plan.base}_USDC`;
  const chain = new SimulatedChain(5, START, root, { expiries: 3, strikesASide: 5, pace: 60 });
  const trades = new SimulatedTrades(chain, 5, START, aMinute);
  const it = DrivenSession.of(
    { currency: 'BTC', base: null, books: [], depth: 0, ...plan },
    new SimulatedVenue(chain, 5, true, trades),
    START,
  );
  it.tell({ kind: 'start' });
  const volumes = (): readonly number[] =>
    it.session.quotes()!.symbol.map((name) => trades.volume(chain.option(name)!));
  return { it, volumes };
}

test.each([
  ['BTC', {}],
  ['SOL', { currency: 'USDC', base: 'SOL' }],
])(
  'the volume of every %s quote goes on with each trade, through lost connections, and weighs in a full fit',
  (_, plan) => {
    const { it, volumes } = driven(plan, 1200);
    it.run(3000);
    const begun = volumes();
    let traded = 0;
    for (const doing of ['trading', 'drop', 'trading', 'silence', 'trading']) {
      if (doing === 'drop') it.network.drop(it.now);
      if (doing === 'silence') it.network.silence();
      it.run(doing === 'silence' ? 14_000 : 8000);
      const least = volumes();
      it.run(300);
      const most = volumes();
      const live = it.session.quotes()!.volume!;
      live.forEach((volume, i) => {
        expect(volume).toBeGreaterThanOrEqual(least[i]! - 1e-9);
        expect(volume).toBeLessThanOrEqual(most[i]! + 1e-9);
      });
      traded = most.reduce((sum, each, i) => sum + each - begun[i]!, 0);
    }
    expect(traded).toBeGreaterThan(200);
    const { quotes } = it.wanted[0]!;
    const last = it.session.quotes()!;
    expect(last.notes.join(' ')).toMatch(
      /with what was traded since.*trades, by the venue's count, were missed/,
    );
    const [before, after] = [activityOf(quotes), activityOf(last)];
    const risen = [...after].filter(([name, now]) => now > (before.get(name) ?? Number.NaN));
    expect(risen.length).toBeGreaterThan(20);
    const volume = new Map(last.symbol.map((name, i) => [name, last.volume![i]!]));
    for (const [name, now] of after) expect(now).toBeCloseTo(Math.log(1 + 12 + volume.get(name)!), 12);
  },
);

/** What the activity weight of each quote is made of. */
function activityOf(quotes: QuoteSet): ReadonlyMap<string, number> {
  const filters = { ...DEFAULT_SETTINGS.filters, expiryWithinHours: 0 };
  const prepared = prepare(quotes, { asOf: null, forwards: {} }, filters);
  if (!prepared.ok) throw new Error(prepared.error.message);
  const { market, filtered } = prepared.value;
  const { slices } = makeRequest(quotes, market, filtered, { ...DEFAULT_SETTINGS, filters });
  return new Map(
    slices.flatMap(({ quote, activity }) =>
      [...quote].map((row, i) => [quotes.symbol[row]!, activity![i]!] as const),
    ),
  );
}

/** Of an expiry's quotes: how many there are, have a price, and have a depth of each side. */
function depthOf(it: DrivenSession, expiry: number) {
  const quotes = it.session.quotes()!;
  const rows = quotes.symbol.flatMap((_, i) => (quotes.expiry[i] === expiry ? [i] : []));
  const deep = (i: number): boolean => quotes.bidDepth![i]! > 0 || quotes.askDepth![i]! > 0;
  return {
    rows: rows.length,
    priced: rows.filter((i) => quotes.ask[i]! > 0).length,
    deep: quotes.bidDepth === null ? 0 : rows.filter(deep).length,
  };
}

const booksTold = (it: DrivenSession, expiry: number): number =>
  it.venue.chain.listed.filter(
    (option) =>
      option.expiry === expiry &&
      it.venue.toldBook(it.network.connection!, `book.${option.name}.100ms`) !== null,
  ).length;

test('the order books of the expiry that is looked at are followed in place of those before, and these are forgotten', () => {
  const { it } = driven({ books: [FIRST] });
  it.run(4000);
  expect([depthOf(it, FIRST), depthOf(it, SECOND).deep]).toMatchObject([{ rows: 22, deep: 22 }, 0]);
  it.tell({ kind: 'focus', key: keyOf(SECOND) });
  it.run(900);
  expect(it.session.plan.books).toEqual([FIRST]);
  it.tell({ kind: 'focus', key: keyOf(SECOND) });
  it.run(2000, () => {
    // From the moment they are left nothing that still comes of them is believed.
    if (it.session.plan.books[0] !== FIRST) expect(depthOf(it, FIRST).deep).toBe(0);
  });
  expect(it.session.frame(it.now).plan.books).toEqual([SECOND]);
  expect([depthOf(it, FIRST), depthOf(it, SECOND)]).toMatchObject([{ priced: 22 }, { rows: 22, deep: 22 }]);
  expect([booksTold(it, FIRST), booksTold(it, SECOND)]).toEqual([0, 22]);
  // A new connection follows the books of now.
  it.network.drop(it.now);
  it.run(9000);
  expect([booksTold(it, FIRST), booksTold(it, SECOND)]).toEqual([0, 22]);
  expect(it.session.frame(it.now).feed.freshness).toBe('fresh');
});

test('a look that moves on within a second moves no books, and neither does one at an expiry that is not listed', () => {
  const { it } = driven({ books: [FIRST] });
  it.run(4000);
  for (const expiry of [SECOND, THIRD, SECOND, THIRD]) {
    it.tell({ kind: 'focus', key: keyOf(expiry) });
    it.run(800);
  }
  expect([it.session.plan.books, booksTold(it, SECOND)]).toEqual([[FIRST], 0]);
  it.run(1500);
  expect([it.session.plan.books, booksTold(it, THIRD)]).toEqual([[THIRD], 22]);
  it.tell({ kind: 'focus', key: keyOf(Date.UTC(2030, 0, 1, 8)) });
  it.run(2000);
  expect([it.session.plan.books, booksTold(it, THIRD)]).toEqual([[THIRD], 22]);
});

test('a plan without order books begins them with the first look, and one of a single level has none', () => {
  const { it } = driven({});
  it.tell({ kind: 'focus', key: keyOf(SECOND) });
  it.run(4000);
  expect([it.session.plan.books, booksTold(it, SECOND)]).toEqual([[SECOND], 22]);
  const flat = driven({ depth: 1 }).it;
  flat.tell({ kind: 'focus', key: keyOf(SECOND) });
  flat.run(4000);
  expect(flat.session.plan.books).toEqual([]);
});
