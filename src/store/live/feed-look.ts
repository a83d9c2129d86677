/**
 * What the whole screen shows of a market that is followed or replayed: how fresh it is, in words and by expiry. Judged
 * by the page's own clock from the last that was heard, so that a feed that no longer tells anything grows old by itself.
 */

import { count, fixed, time } from '#base/format.ts';
import { ageOf, type Freshness, freshnessOf } from '#feeds/freshness.ts';
import type { LiveFrame } from '#live/live-frame.ts';
import type { ReplayPlace } from '#live/replay-player.ts';

/** How fresh the feed is, and what is said of it. */
export interface FeedLook {
  readonly mode: 'live' | 'replay';
  readonly freshness: Freshness;
  /** Before the first word of the venue. */
  readonly isConnecting: boolean;
  /** No try is under way any more: the next is the user's. */
  readonly isOver: boolean;
  /** State in a word, then the rest: `Live`, `, newest quote 0.4 s old`. */
  readonly word: string;
  readonly rest: string;
  /** What is spoken of it: without what changes by the second. */
  readonly spoken: string;
  readonly frozen: boolean;
  /** Freshness of each expiry by its key. */
  readonly expiries: Readonly<Record<string, Freshness>>;
  /** What each smile's total variance would be times what is published of it, were the filter published as it stands. */
  readonly filtered: Readonly<Record<string, number>>;
}

/** A frame and when it was told, on the page's own clock. */
export interface HeardFrame {
  readonly frame: LiveFrame;
  readonly at: number;
}

/**
 * When frames were told, on the page's own clock, though it was busy or asleep and hears of them late: their instants
 * never go back, so that the quickest there was says how far the two clocks are apart.
 */
export class FrameClock {
  private apart = Number.POSITIVE_INFINITY;

  /** @param at instant of a frame that is heard now */
  toldAt(at: number, now: number): number {
    this.apart = Math.min(this.apart, now - at);
    return at + this.apart;
  }
}

/** What a look is made from. */
export interface FeedFacts {
  /** Host that is followed, or name of the recording. */
  readonly source: string;
  /** Null before the first frame. */
  readonly heard: HeardFrame | null;
  /** Null where the venue is followed. */
  readonly replay: ReplayPlace | null;
  /** What arrives is being kept. */
  readonly recording?: boolean;
}

/** What stands on the screen is judged as it will be so much later, ms: it must hold until it is written again. */
const AHEAD_MS = 150;

const RANK: Readonly<Record<Freshness, number>> = { fresh: 0, late: 1, stale: 2, offline: 3 };

function worse(a: Freshness, b: Freshness): Freshness {
  return RANK[a] >= RANK[b] ? a : b;
}

/** The instant of the session's clock at an instant of the page's. */
export function sessionNow({ frame, at }: HeardFrame, now: number): number {
  return frame.at + Math.max(0, now - at);
}

/** Newest stamp on any option, ms; minus infinity before the first. */
function newestStamp({ expiries }: LiveFrame): number {
  let newest = Number.NEGATIVE_INFINITY;
  for (const { quotes } of expiries) for (const at of quotes.stamp) if (at > newest) newest = at;
  return newest;
}

/** The venue's instant of a frame: of its newest word, through the stream or in a summary that stands for it. */
export function venueInstant(frame: LiveFrame): number {
  const newest = Math.max(frame.feed.stamp ?? 0, newestStamp(frame));
  return newest > 0 ? newest : frame.at + (frame.feed.clock?.offset ?? 0);
}

/**
 * Stamp of the newest quote of the stream, ms; null before the first. An index or a trade that still comes makes no quote
 * newer, and a summary that is polled brings no stream back.
 */
function newestQuote(frame: LiveFrame): number | null {
  const stamp = Math.min(newestStamp(frame), frame.feed.stamp ?? Number.NEGATIVE_INFINITY);
  return Number.isFinite(stamp) ? stamp : null;
}

/** Stamp of a summary that was polled for want of a stream, ms; null where the quotes are those of the stream. */
function polledAt(frame: LiveFrame): number | null {
  const stamp = newestStamp(frame);
  return frame.feed.phase !== 'streaming' && stamp > (frame.feed.stamp ?? 0) ? stamp : null;
}

/** Some option has a bid or an ask: makers may withdraw them all, of which the venue's word is as new as ever. */
function isQuoted({ expiries }: LiveFrame): boolean {
  return expiries.some(({ quotes: { bid, ask } }) =>
    [bid, ask].some((side) => side.some((price) => price > 0)),
  );
}

/** What is still missing of the venue's word on every option, which the first fit waits for. */
function untold({ base, expiries }: LiveFrame): string {
  if (base !== null) return '';
  const stamps = expiries.map(({ quotes }) => quotes.stamp);
  const of = stamps.reduce((sum, { length }) => sum + length, 0);
  const told = stamps.reduce((sum, column) => sum + column.filter((stamp) => stamp > 0).length, 0);
  return told < of ? ` · ${count(told)} of ${count(of)} options told` : '';
}

/** Age of the newest quote, ms; null before the first. */
export function feedAge({ frame, at }: HeardFrame, now: number): number | null {
  return ageOf({ stamp: newestQuote(frame), clock: frame.feed.clock }, sessionNow({ frame, at }, now));
}

function feedFreshness(heard: HeardFrame, now: number): Freshness {
  const { feed } = heard.frame;
  const trying = feed.phase !== 'idle' && feed.phase !== 'given-up';
  const byAge = freshnessOf(
    { stamp: newestQuote(heard.frame), clock: feed.clock, trying },
    sessionNow(heard, now) + AHEAD_MS,
  );
  if (feed.phase === 'given-up') return 'offline';
  // A connection that is known to be gone is not live, however new its last word is.
  return feed.phase === 'streaming' ? byAge : worse(byAge, 'late');
}

/** The first instant of the page's clock at which the feed is judged otherwise than now, if nothing is heard; null: never. */
export function nextChange(heard: HeardFrame, now: number): number | null {
  const age = feedAge(heard, now);
  if (age === null) return null;
  const left = [2500, 10_000].map((limit) => limit - AHEAD_MS - age).find((ms) => ms >= 0);
  return left === undefined ? null : now + left + 1;
}

export function feedLook({ source, heard, replay, recording = false }: FeedFacts, now: number): FeedLook {
  const frame = heard?.frame ?? null;
  const frozen = frame?.frozen ?? false;
  const held = `${frozen ? ' · frozen' : ''}${recording ? ' · recording' : ''}`;
  if (replay !== null) return replayLook(source, replay, frame, frozen, held);
  const isConnecting = frame === null || (newestQuote(frame) === null && isTrying(frame));
  const freshness = heard === null ? 'stale' : feedFreshness(heard, now);
  const age = heard === null ? null : feedAge(heard, now);
  const said = isConnecting ? connecting(source, frame) : words(freshness, age, frame as LiveFrame);
  const expiries: Record<string, Freshness> = {};
  for (const { key, freshness: own } of frame?.expiries ?? []) {
    expiries[key] = freshness === 'fresh' ? own : worse(own, freshness);
  }
  return {
    mode: 'live',
    freshness,
    isConnecting,
    isOver: frame !== null && !isTrying(frame),
    word: said.word,
    rest: said.rest + held,
    spoken: `${said.spoken}${frozen ? ', frozen' : ''}${recording ? ', recording' : ''}`,
    frozen,
    expiries,
    filtered: filteredOf(frame),
  };
}

function filteredOf(frame: LiveFrame | null): FeedLook['filtered'] {
  const found: Record<string, number> = {};
  for (const { key, scalar } of frame?.expiries ?? [])
    if (scalar !== null) found[key] = Math.exp(2 * (scalar.z - scalar.published));
  return found;
}

function isTrying({ feed }: LiveFrame): boolean {
  return feed.phase !== 'idle' && feed.phase !== 'given-up';
}

const UNQUOTED = ': no option has a bid or an ask';

interface Said {
  readonly word: string;
  readonly rest: string;
  readonly spoken: string;
}

function connecting(source: string, frame: LiveFrame | null): Said {
  // The venue has listed what there is of the chain.
  if (frame?.feed.phase === 'streaming') {
    const { currency, base } = frame.plan;
    const chain = base === null ? currency : `${base}_${currency}`;
    const why = frame.expiries.length > 0 ? ', no quote yet' : `, which lists no option of ${chain}`;
    return { word: 'Connected', rest: ` to ${source}${why}`, spoken: `Connected to ${source}${why}` };
  }
  const tries = frame?.feed.tries ?? 0;
  const again = tries > 1 ? ` (try ${tries})` : '';
  const polled = frame === null ? null : polledAt(frame);
  const stands = polled === null ? '' : ` · summary of ${time(polled)}`;
  return { word: 'Connecting', rest: ` to ${source}${again}${stands}`, spoken: `Connecting to ${source}` };
}

/** `Live, newest quote 0.4 s old`; `Late, 2.6 s`; `Stale, 14 s: no quote since 18:01:12Z, reconnecting (try 2)`; `Offline`. */
function words(freshness: Freshness, age: number | null, frame: LiveFrame): Said {
  const { feed } = frame;
  const stamp = newestQuote(frame);
  const old = age === null ? '' : seconds(age);
  const polled = polledAt(frame);
  const what = polled === null ? 'quote' : 'stream';
  const stands = polled === null ? '' : ` · summary of ${time(polled)}`;
  const since = stamp === null ? '' : `no ${what} since ${time(stamp)}`;
  const trying = feed.phase === 'streaming' ? '' : `reconnecting (try ${Math.max(1, feed.tries)})`;
  const detail = [since, trying].filter((part) => part !== '').join(', ');
  switch (freshness) {
    case 'fresh':
      if (!isQuoted(frame)) return { word: 'Live', rest: UNQUOTED, spoken: `Live${UNQUOTED}` };
      return { word: 'Live', rest: `, newest quote ${old} old${untold(frame)}`, spoken: 'Live' };
    case 'late':
      return {
        word: 'Late',
        rest: `, ${old}${trying === '' ? '' : `: ${trying}`}${stands}`,
        spoken: `Late${trying === '' ? '' : ', reconnecting'}`,
      };
    case 'stale':
      return {
        word: 'Stale',
        rest: `${old === '' ? '' : `, ${old}`}${detail === '' ? '' : `: ${detail}`}${stands}`,
        spoken: `Stale${since === '' ? '' : `: ${since}`}${trying === '' ? '' : ', reconnecting'}`,
      };
    case 'offline':
      return { word: 'Offline', rest: `${since === '' ? '' : `: ${since}`}${stands}`, spoken: 'Offline' };
  }
}

/** `0.4 s` under ten seconds, `14 s`, then `3 min`. */
function seconds(ms: number): string {
  if (ms < 9950) return `${fixed(ms / 1000, 1)} s`;
  return ms < 119_500 ? `${fixed(ms / 1000, 0)} s` : `${fixed(ms / 60_000, 0)} min`;
}

function replayLook(
  source: string,
  replay: ReplayPlace,
  frame: LiveFrame | null,
  frozen: boolean,
  held: string,
): FeedLook {
  const pace = replay.playing ? `${replay.speed}×` : replay.at >= replay.to ? 'at its end' : 'paused';
  const boards = frame === null ? null : boardOf(frame);
  return {
    mode: 'replay',
    freshness: 'fresh',
    isConnecting: false,
    isOver: false,
    word: 'Replay',
    rest: ` of ${source}, ${time(replay.at)}, ${pace}${thenOf(frame, boards)}${held}`,
    spoken: `Replay of ${source}, ${replay.playing ? 'playing' : 'paused'}`,
    frozen,
    expiries: Object.fromEntries(
      (frame?.expiries ?? []).map(({ key, freshness, newestStamp }) => [
        key,
        boards === null ? freshness : agedAt(newestStamp, boards),
      ]),
    ),
    filtered: filteredOf(frame),
  };
}

/**
 * Instant of the newest quote of the board that stands, where boards are replayed one after another; null of a recorded
 * feed. Between two boards nothing is known of the feed there was.
 */
function boardOf({ feed }: LiveFrame): number | null {
  return feed.phase === 'idle' ? feed.stamp : null;
}

/** What the venue was like then, which is part of a recording; of boards, when the one that stands was taken. */
function thenOf(frame: LiveFrame | null, board: number | null): string {
  if (board !== null) return ` · board of ${time(board)}`;
  return frame === null || frame.feed.freshness === 'fresh' ? '' : ` · feed ${frame.feed.freshness} then`;
}

/** Freshness of the quotes of an expiry in the board of an instant. */
function agedAt(stamp: number | null, board: number): Freshness {
  return freshnessOf({ stamp, clock: { offset: 0, error: 0 }, trying: true }, board);
}
