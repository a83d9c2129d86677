/**
 * Deribit's option chain over its WebSocket as a machine without a socket or a clock of its own: what happens goes in with
 * its instant, what is to be done comes out. A page drives it with a WebSocket, a test with a virtual day.
 */
import { numberField, textField } from '#readers/io/field-number.ts';
import { isJsonObject } from '#readers/io/json.ts';
import { BookSequence } from './book-sequence.ts';
import type { FeedPlan } from './channel-plan.ts';
import { type DeribitMessage, readMessage, requestText } from './deribit-messages.ts';
import type { FeedEffect, FeedEvent, FeedStatus } from './feed-events.ts';
import { type FeedKept, type FeedStand, IDLE, type Pending, type Purpose } from './feed-kept.ts';
import {
  ASK_AFTER_MS,
  CLOCK_AGAIN_MS,
  CLOCK_EVERY_MS,
  DEAD_AFTER_MS,
  HEARTBEAT_S,
  LIST_MS,
  OPEN_MS,
  REPLY_MS,
  SUMMARY_EVERY_MS,
  TOO_MANY,
} from './feed-patience.ts';
import { FollowedChain } from './followed-chain.ts';
import { freshnessOf, latestStamp } from './freshness.ts';
import { Reconnection } from './reconnection.ts';
import { VenueClock } from './venue-clock.ts';

/** One chain of one venue. `random` gives numbers in [0, 1); everything else follows from what is told. */
export class DeribitFeed {
  private at: FeedStand = { ...IDLE };
  private readonly clock = new VenueClock();
  private readonly reconnection: Reconnection;
  private readonly pending = new Map<number, Pending>();
  private readonly followed: FollowedChain;
  private readonly books = new BookSequence();
  private futureRows: readonly unknown[] = [];
  private effects: FeedEffect[] = [];
  private events: FeedEvent[] = [];

  constructor(
    private readonly plan: FeedPlan,
    random: () => number,
  ) {
    this.reconnection = new Reconnection(random);
    this.followed = new FollowedChain(plan);
  }

  /** The user connects. */
  start(now: number): void {
    if (this.at.phase === 'idle' || this.at.phase === 'given-up') {
      this.reconnection.succeeded();
      this.connect(now);
    }
  }

  /** The user disconnects; nothing is tried again. */
  stop(): void {
    if (this.at.phase !== 'idle') this.effects.push({ kind: 'disconnect' });
    this.forgetConnection();
    this.at.phase = 'idle';
    this.at.nextTry = null;
  }

  opened(now: number): void {
    if (this.at.phase !== 'connecting') return;
    this.at.phase = 'greeting';
    this.at.since = now;
    this.at.heardAt = now;
    this.request('hello', 'public/set_heartbeat', { interval: HEARTBEAT_S }, now);
    this.askClock(now);
    // Before the summary, so that what is traded after it is told.
    this.followed.begin();
    this.subscribeMore(now);
    const { currency } = this.plan;
    this.request('instruments', 'public/get_instruments', { currency, kind: 'option', expired: false }, now);
    this.askSummary(now);
  }

  closed(now: number): void {
    if (this.at.phase === 'idle' || this.at.phase === 'given-up' || this.at.phase === 'waiting') return;
    this.lose(now);
  }

  /** Our own clock was set: what was measured against it is void, and nothing is fresh until it is measured anew. */
  clockSet(now: number): void {
    this.clock.clear();
    if (this.at.phase === 'greeting' || this.at.phase === 'streaming') this.askClock(now);
  }

  /** Follows the order books of these expiries, instants, in place of those before. */
  followBooks(books: readonly number[], now: number): void {
    const left = this.followed.follow(books);
    for (const name of left) this.books.forget(name);
    if (left.length > 0) this.events.push({ kind: 'books-left', instruments: left });
    if (this.at.phase === 'streaming') this.subscribeMore(now);
  }

  /** A message of the venue. */
  message(text: string, now: number): void {
    if (this.at.phase !== 'greeting' && this.at.phase !== 'streaming') return;
    this.at.heardAt = now;
    this.take(readMessage(text), now);
  }

  /** Time goes on: wants to be told at least four times a second. */
  tick(now: number): void {
    switch (this.at.phase) {
      case 'connecting':
        if (now - this.at.since > OPEN_MS) this.lose(now, true);
        return;
      case 'waiting':
        if (this.at.nextTry !== null && now >= this.at.nextTry) this.connect(now);
        return;
      case 'greeting':
      case 'streaming':
        this.keepAlive(now);
        return;
      default:
        return;
    }
  }

  /** What is to be done since the last call, in order. */
  takeEffects(): readonly FeedEffect[] {
    const { effects } = this;
    this.effects = [];
    return effects;
  }

  /** What is to be told since the last call, in order. */
  takeEvents(): readonly FeedEvent[] {
    const { events } = this;
    this.events = [];
    return events;
  }

  status(now: number): FeedStatus {
    const clock = this.clock.best();
    const trying = this.at.phase !== 'idle' && this.at.phase !== 'given-up';
    return {
      phase: this.at.phase,
      freshness: freshnessOf({ stamp: this.at.stamp, clock, trying }, now),
      stamp: this.at.stamp,
      clock,
      tries: this.reconnection.tries,
      nextTry: this.at.phase === 'waiting' ? this.at.nextTry : null,
      channels: this.followed.channels.count,
      gaps: this.at.gaps,
    };
  }

  /** Everything as plain data. */
  keep(): FeedKept {
    return {
      stand: { ...this.at },
      clock: this.clock.keep(),
      ...this.reconnection.keep(),
      pending: [...this.pending],
      ...this.followed.channels.keep(),
      listed: this.followed.listed,
      books: this.books.keep(),
      futureRows: this.futureRows,
    };
  }

  /** Goes on from where another stood. */
  resume(kept: FeedKept): void {
    this.at = { ...kept.stand };
    this.clock.resume(kept.clock);
    this.reconnection.resume(kept);
    this.followed.channels.resume(kept);
    this.books.resume(kept.books);
    for (const [id, pending] of kept.pending) this.pending.set(id, pending);
    this.followed.resume(kept.listed);
    this.futureRows = kept.futureRows;
  }

  private connect(now: number): void {
    this.forgetConnection();
    this.reconnection.tried(now);
    this.at.phase = 'connecting';
    this.at.since = now;
    this.at.nextTry = null;
    this.effects.push({ kind: 'connect' });
  }

  /** The connection is gone, or taken for dead. */
  private lose(now: number, hangUp = false, tooOften = false): void {
    if (hangUp) this.effects.push({ kind: 'disconnect' });
    const left = this.books.known;
    this.forgetConnection();
    // Their best prices are what was last said, as those of every other quote; only their levels can no longer be followed.
    if (left.length > 0) this.events.push({ kind: 'books-left', instruments: left });
    if (this.reconnection.givenUp) {
      this.at.phase = 'given-up';
      this.tell('Deribit does not answer; no more tries. Reconnect by hand.');
      return;
    }
    this.at.phase = 'waiting';
    this.at.nextTry = tooOften ? this.reconnection.later(now) : this.reconnection.next(now);
  }

  private forgetConnection(): void {
    this.pending.clear();
    this.followed.channels.disconnected();
    this.books.clear();
  }

  private request(
    purpose: Purpose,
    method: string,
    params: Readonly<Record<string, unknown>>,
    now: number,
    channels: readonly string[] = [],
  ): void {
    const id = ++this.at.id;
    this.pending.set(id, { purpose, sentAt: now, channels });
    this.effects.push({ kind: 'send', text: requestText(id, method, params) });
  }

  private askClock(now: number): void {
    this.at.clockAt = now;
    this.request('clock', 'public/get_time', {}, now);
  }

  private askSummary(now: number): void {
    this.at.summaryAt = now;
    const { currency } = this.plan;
    const method = 'public/get_book_summary_by_currency';
    this.request('futures', method, { currency, kind: 'future' }, now);
    this.request('summary', method, { currency, kind: 'option' }, now);
  }

  private keepAlive(now: number): void {
    const silence = now - this.at.heardAt;
    if (silence > DEAD_AFTER_MS) {
      this.lose(now, true);
      return;
    }
    for (const [id, { purpose, sentAt, channels }] of this.pending) {
      if (now - sentAt <= (purpose === 'instruments' ? LIST_MS : REPLY_MS)) continue;
      this.pending.delete(id);
      if (purpose === 'instruments') {
        this.lose(now, true);
        return;
      }
      this.followed.channels.renew(channels);
    }
    if (silence > ASK_AFTER_MS && now - this.at.askedAt > ASK_AFTER_MS) {
      this.at.askedAt = now;
      this.request('alive', 'public/test', {}, now);
    }
    const patience = this.clock.best() === null ? CLOCK_AGAIN_MS : CLOCK_EVERY_MS;
    if (now - this.at.clockAt > patience) this.askClock(now);
    if (now - this.at.summaryAt > SUMMARY_EVERY_MS) this.askSummary(now);
    this.subscribeMore(now);
  }

  private subscribeMore(now: number): void {
    const batch = this.followed.channels.next(now);
    if (batch === null) return;
    const { method, channels } = batch;
    if (method === 'public/subscribe') this.request('subscribe', method, { channels }, now, channels);
    else this.request('unsubscribe', method, { channels }, now);
  }

  private take(message: DeribitMessage, now: number): void {
    switch (message.kind) {
      case 'heartbeat':
        if (message.wantsAnswer) this.request('alive', 'public/test', {}, now);
        return;
      case 'notification':
        this.takeNotification(message.channel, message.content, now);
        return;
      case 'reply':
        this.takeReply(message, now);
        return;
      case 'refusal':
        this.takeRefusal(message, now);
        return;
      case 'unknown':
        this.tell(`Deribit sent what is no message of its protocol: ${message.text}`);
    }
  }

  /** One line for the user. */
  private tell(message: string): void {
    this.events.push({ kind: 'notice', message });
  }

  private takeReply(reply: Extract<DeribitMessage, { kind: 'reply' }>, now: number): void {
    const asked = this.pending.get(reply.id);
    if (asked === undefined) return;
    this.pending.delete(reply.id);
    const { result } = reply;
    // A list of hundreds of instruments takes its time on the way: only short replies tell the time.
    if (asked.purpose === 'clock' || asked.purpose === 'alive')
      this.clock.take({
        sentAt: asked.sentAt,
        receivedAt: reply.receivedAt,
        repliedAt: reply.repliedAt,
        returnedAt: now,
      });
    switch (asked.purpose) {
      case 'instruments':
        this.takeInstruments(result, now);
        return;
      case 'futures':
        this.futureRows = Array.isArray(result) ? result : [];
        for (const row of this.futureRows)
          if (isJsonObject(row)) this.followed.want(textField(row, 'instrument_name'));
        return;
      case 'summary':
        this.events.push({
          kind: 'summary',
          rows: Array.isArray(result) ? result : [],
          futures: this.futureRows,
        });
        return;
      case 'subscribe':
        this.followed.channels.confirm(asked.channels, Array.isArray(result) ? result : []);
        return;
      default:
        return;
    }
  }

  private takeRefusal(refusal: Extract<DeribitMessage, { kind: 'refusal' }>, now: number): void {
    const asked = refusal.id === null ? undefined : this.pending.get(refusal.id);
    // Channels that are refused are asked for again as those without an answer are: what the others tell goes on.
    if (refusal.id !== null && asked?.purpose !== 'subscribe') this.pending.delete(refusal.id);
    const { message, code } = refusal;
    const why = message === '' && Number.isNaN(code) ? 'it does not say why' : `${message} (${code})`;
    this.tell(`Deribit refused ${asked?.purpose ?? 'a request'}: ${why}.`);
    if (code === TOO_MANY || asked?.purpose === 'instruments') this.lose(now, true, code === TOO_MANY);
  }

  private takeInstruments(result: unknown, now: number): void {
    if (!Array.isArray(result) || (result.length === 0 && this.followed.listed.length > 0)) {
      // Taken at its word it would end a chain that stands.
      this.tell('Deribit sent no list of instruments; it is asked again.');
      this.lose(now, true);
      return;
    }
    const { fresh, gone } = this.followed.takeAll(result);
    for (const name of gone) this.books.forget(name);
    this.at.phase = 'streaming';
    if (fresh.length + gone.length > 0) this.events.push({ kind: 'instruments', listed: fresh, gone });
    this.subscribeMore(now);
  }

  private takeNotification(channel: string, content: unknown, now: number): void {
    this.reconnection.succeeded();
    const latest = latestStamp(this.clock.best(), now);
    // What was believed before the clock was known may be of the future.
    if ((this.at.stamp ?? 0) > latest) this.at.stamp = null;
    for (const each of Array.isArray(content) ? content : [content]) {
      if (!isJsonObject(each)) continue;
      const stamp = numberField(each, 'timestamp');
      if (stamp > (this.at.stamp ?? 0) && stamp <= latest) this.at.stamp = stamp;
    }
    if (channel.startsWith('instrument.state.') && isJsonObject(content)) {
      this.takeState(textField(content, 'instrument_name'), textField(content, 'state'));
      return;
    }
    // What still comes of a book that was left is no book any more.
    if (channel.startsWith('book.') && !this.followed.channels.wants(channel)) return;
    if (channel.startsWith('book.') && isJsonObject(content)) {
      const step = this.books.take(content);
      if (step === 'gap') this.resynchronise(channel, textField(content, 'instrument_name'));
      if (step !== 'next') return;
    }
    this.events.push({ kind: 'notification', channel, content });
  }

  /** Takes a book's channel up again, which begins with a snapshot. */
  private resynchronise(channel: string, name: string): void {
    this.at.gaps++;
    this.events.push({ kind: 'gap', instruments: [name] });
    this.effects.push({
      kind: 'send',
      text: requestText(++this.at.id, 'public/unsubscribe', { channels: [channel] }),
    });
    this.followed.channels.renew([channel]);
  }

  private takeState(name: string, state: string): void {
    if (state === 'created' || state === 'started') {
      if (this.followed.list(name)) this.events.push({ kind: 'instruments', listed: [name], gone: [] });
    } else if (state === 'terminated' || state === 'closed' || state === 'settled') {
      if (!this.followed.unlist(name)) return;
      this.books.forget(name);
      this.events.push({ kind: 'instruments', listed: [], gone: [name] });
    }
  }
}
