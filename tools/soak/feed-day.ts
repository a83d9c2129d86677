import { DeribitFeed } from '#feeds/deribit-feed.ts';
import { seededRandom } from '#math/seeded-random.ts';
import { OrderBook } from '#readers/deribit/order-book.ts';
import { numberField, textField } from '#readers/io/field-number.ts';
import { field, isJsonObject, type JsonObject } from '#readers/io/json.ts';
import { type BookSide, SimulatedChain } from '../feed-sim/chain.ts';
import { SimulatedTrades } from '../feed-sim/trades.ts';
import { SimulatedVenue } from '../feed-sim/venue.ts';
import type { SoakOptions, SoakResult } from './check.ts';
import { VirtualNetwork } from './feed/virtual-network.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 7, 1, 17, 0, 0);
/** Time between steps of the market and of the network, ms. */
const STEP = 100;
/** What befalls a day of the feed by chance: some fall where nothing is connected or nothing changes, and 1,000, 200 and 50 are wanted. */
const GAPS = 2100;
const DROPS = 240;
const SILENCES = 70;
const SKEWS = 24;
/** Trades in a minute. */
const TRADES = 30;

/** A book told from the messages alone, to be compared with the venue's. */
interface KeptBook {
  readonly book: OrderBook;
  id: number;
}

function listOf(content: JsonObject, key: string): readonly unknown[] {
  const value = field(content, key);
  return Array.isArray(value) ? value : [];
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length === 0 ? 0 : sorted[sorted.length >> 1]!;
}

/**
 * Hours of the feed on a virtual clock against a simulated venue: changes of books that are lost, connections that drop or
 * die without a word, the page asleep or its clock set. Looked at ten times a second: nothing older than 2.5 s
 * is ever called fresh.
 */
export async function feedDay({ count: hours, seed, tell }: SoakOptions): Promise<SoakResult> {
  const random = seededRandom(seed);
  const chain = new SimulatedChain(seed, START);
  const venue = new SimulatedVenue(chain, 3, false, new SimulatedTrades(chain, seed, START, TRADES));
  const followed = chain.listed[0]!.expiry;
  const feed = new DeribitFeed({ currency: 'BTC', base: null, books: [followed], depth: 0 }, random);
  const network = new VirtualNetwork(feed, venue, () => 20 + 60 * random());
  const faults: string[] = [];
  const books = new Map<string, KeptBook>();
  const waiting = new Map<string, number>();
  const resyncs: number[] = [];
  const refreshed: number[] = [];
  let [staleAsFresh, compared, differing, messages, notices, silences] = [0, 0, 0, 0, 0, 0];
  /** Venue time, on the true clock, of the newest message that has arrived. */
  let newest = Number.NEGATIVE_INFINITY;
  let connectedAt: number | null = null;
  let connects = 0;
  let freshTime = 0;
  const steps = Math.round((hours * HOUR) / STEP);
  const chanceOf = (aDay: number): number => (aDay * STEP) / (24 * HOUR);

  const take = (content: unknown, now: number): void => {
    if (!isJsonObject(content)) return;
    const stamp = numberField(content, 'timestamp');
    if (!Number.isNaN(stamp)) newest = Math.max(newest, stamp);
    const type = textField(content, 'type');
    if (type !== 'snapshot' && type !== 'change') return;
    const name = textField(content, 'instrument_name');
    const kept = books.get(name) ?? { book: new OrderBook(), id: 0 };
    books.set(name, kept);
    kept.id = numberField(content, 'change_id');
    kept.book.apply({
      whole: type === 'snapshot',
      changeId: kept.id,
      previousId: numberField(content, 'prev_change_id'),
      bids: listOf(content, 'bids'),
      asks: listOf(content, 'asks'),
    });
    const since = waiting.get(name);
    if (type === 'snapshot' && since !== undefined) {
      resyncs.push(now - since);
      waiting.delete(name);
    }
  };
  /** The page's clock less the venue's, ms; the page sleeps until the given instant, and its clock with it. */
  let skew = Math.round(10_000 * (random() - 0.5));
  let asleepUntil = START;
  let isSet = false;

  feed.start(START + skew);
  for (let step = 0; step < steps; step++) {
    const now = START + step * STEP;
    if (random() < chanceOf(GAPS)) venue.faults.lostChanges++;
    if (random() < chanceOf(DROPS)) network.drop(now + skew);
    if (random() < chanceOf(SILENCES)) {
      network.silence();
      silences++;
    }
    if (random() < chanceOf(SKEWS) && now >= asleepUntil) {
      const next = Math.round((10_000 * (random() - 0.5)) / STEP) * STEP;
      // A clock is set forth; back it goes only as one that stood still.
      asleepUntil = now + Math.max(0, skew - next);
      skew = next;
      isSet = true;
    }
    if (step > 0 && step % Math.round((24 * HOUR) / STEP) === 0) network.drop(now + skew);
    network.step(now);
    if (now < asleepUntil) continue;
    const own = now + skew;
    if (isSet) {
      isSet = false;
      feed.clockSet(own);
    }
    network.advance(now, own);
    for (const event of feed.takeEvents()) {
      if (event.kind === 'notification') {
        messages++;
        for (const each of Array.isArray(event.content) ? event.content : [event.content]) take(each, now);
      } else if (event.kind === 'gap') {
        // A lost connection is told apart from a lost change: it is the time from the new connection that counts.
        if (network.connection !== null) for (const name of event.instruments) waiting.set(name, now);
        for (const name of event.instruments) books.delete(name);
      } else if (event.kind === 'notice') notices++;
      else if (event.kind === 'instruments') for (const name of event.gone) waiting.delete(name);
    }
    const status = feed.status(own);
    const isFresh = status.freshness === 'fresh';
    if (isFresh) freshTime++;
    if (isFresh && now - newest > 2500) staleAsFresh += STEP;
    if (network.connects.length > connects) {
      connects = network.connects.length;
      connectedAt = null;
    }
    if (status.phase === 'greeting' && connectedAt === null) connectedAt = now;
    if (isFresh && connectedAt !== null && status.phase === 'streaming') {
      refreshed.push(now - connectedAt);
      connectedAt = Number.POSITIVE_INFINITY;
    }
    if (step % 50 === 0 && network.connection !== null) {
      for (const [name, kept] of books) {
        const told = venue.toldBook(network.connection, `book.${name}.100ms`);
        if (told === null || told.id !== kept.id) continue;
        compared++;
        if (!sameBook(told, kept.book)) differing++;
      }
    }
    if (step % 360_000 === 0) tell(`${Math.round((step * STEP) / HOUR)} of ${hours} hours`);
  }
  const apart = network.connects.slice(1).map((at, i) => at - network.connects[i]!);
  const least = apart.length === 0 ? Number.POSITIVE_INFINITY : Math.min(...apart);
  if (staleAsFresh > 0) faults.push(`${staleAsFresh} ms of stale quotes were called fresh`);
  if (median(resyncs) > 3000) faults.push(`a book came back after ${median(resyncs)} ms at the median`);
  const slowest = Math.max(0, ...refreshed.filter(Number.isFinite));
  if (slowest > 8000) faults.push(`a connection was fresh after ${slowest} ms`);
  if (differing > 0) faults.push(`${differing} of ${compared} books differ from the venue's`);
  if (least < 5000) faults.push(`two connections were tried within ${least} ms`);
  return {
    figures: {
      hours,
      messages,
      connections: network.connects.length,
      leastApartMs: least,
      gaps: feed.status(START).gaps,
      resyncMedianMs: median(resyncs),
      resyncMostMs: Math.max(0, ...resyncs),
      freshAfterMostMs: slowest,
      freshPercent: Number(((100 * freshTime) / steps).toFixed(2)),
      silences,
      booksCompared: compared,
      notices,
    },
    faults,
  };
}

function sameBook(told: { readonly bids: BookSide; readonly asks: BookSide }, book: OrderBook): boolean {
  const best = book.best();
  const [bid, ask] = [told.bids[0], told.asks[0]];
  const same = (a: number | undefined, b: number): boolean => (a === undefined ? Number.isNaN(b) : a === b);
  return (
    same(bid?.[0], best.best_bid_price) &&
    same(bid?.[1], best.best_bid_amount) &&
    same(ask?.[0], best.best_ask_price) &&
    same(ask?.[1], best.best_ask_amount)
  );
}
