/**
 * Deribit's side of its WebSocket, faithful to the protocol, over a simulated chain: requests are answered, heartbeats sent
 * and asked back, credits counted, channels begin with a snapshot and go on by changes that carry the id of the one before.
 * Without a socket or a clock of its own: instants go in, texts come out.
 */
import type { BookSide, SimulatedBook, SimulatedChain, SimulatedOption } from './chain.ts';
import { RateLimit } from './rate-limit.ts';
import { changedLevels, VenueContents } from './venue-contents.ts';

/** Something to send to one connection. */
export interface Outgoing {
  readonly to: number;
  readonly text: string;
}

/** What the venue does besides: each takes effect once, on the next occasion. */
export interface Faults {
  /** Changes of books that are lost on their way. */
  lostChanges: number;
  /** The next request is refused with this error; `too_many_requests` ends its session. */
  refusal: { readonly code: number; readonly message: string } | null;
}

/** A book as told so far: the id of its last change and its levels. */
export interface ToldBook {
  readonly id: number;
  readonly bids: BookSide;
  readonly asks: BookSide;
}

interface Connection {
  readonly channels: Set<string>;
  /** By channel. */
  readonly told: Map<string, ToldBook>;
  readonly limit: RateLimit;
  heartbeatMs: number | null;
  heartbeatAt: number;
  /** A test request waits for its answer since then. */
  asked: number | null;
  marksAt: number;
  /** Its session is over. */
  ended: boolean;
}

interface Request {
  readonly id: unknown;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Time the venue waits for the answer to its test request before it hangs up. */
const ANSWER_MS = 5000;
const MARKS_EVERY_MS = 1000;
const METHOD_NOT_FOUND = { code: -32601, message: 'Method not found' };
const BAD_REQUEST = { code: -32700, message: 'Parse error' };
/** The venue's own words for what it refuses with. */
export const TOO_MANY_REQUESTS = { code: 10028, message: 'too_many_requests' } as const;
export const MAINTENANCE = { code: 11051, message: 'system_maintenance' } as const;

export class SimulatedVenue {
  readonly faults: Faults = { lostChanges: 0, refusal: null };
  /** The venue's clock less the one that instants are told by, ms. */
  skew = 0;
  private readonly contents: VenueContents;
  private readonly connections = new Map<number, Connection>();
  private readonly changeIds = new Map<string, number>();
  private changeId = 1_000_000;
  private nextConnection = 0;

  constructor(
    readonly chain: SimulatedChain,
    /** Options whose quotes move at a step whatever the market does. */
    private readonly movesAStep: number,
    /** Quotes are moved as soon as the market has left them, too. */
    private readonly follows = false,
  ) {
    this.contents = new VenueContents(chain);
  }

  /** A new connection; its number. */
  connect(now: number): number {
    const id = ++this.nextConnection;
    this.connections.set(id, {
      channels: new Set(),
      told: new Map(),
      limit: new RateLimit(now),
      heartbeatMs: null,
      heartbeatAt: now,
      asked: null,
      marksAt: now,
      ended: false,
    });
    return id;
  }

  disconnect(id: number): void {
    this.connections.delete(id);
  }

  /** A book as it was told in a channel, for comparison with what a client keeps. */
  toldBook(id: number, channel: string): ToldBook | null {
    return this.connections.get(id)?.told.get(channel) ?? null;
  }

  /** A message of a client, and what it is answered. */
  receive(id: number, text: string, now: number): readonly Outgoing[] {
    const connection = this.connections.get(id);
    if (connection === undefined || connection.ended) return [];
    const request = requestOf(text);
    if (request === null) return [{ to: id, text: refusalText(null, BAD_REQUEST) }];
    const refusal = connection.limit.allows(request.method, now) ? this.faults.refusal : TOO_MANY_REQUESTS;
    if (refusal !== null) {
      this.faults.refusal = null;
      connection.ended = refusal.code === TOO_MANY_REQUESTS.code;
      return [{ to: id, text: refusalText(request.id, refusal) }];
    }
    connection.asked = null;
    const result = this.answer(request, now, connection);
    if (result === undefined) return [{ to: id, text: refusalText(request.id, METHOD_NOT_FOUND) }];
    const answers = [{ to: id, text: this.replyText(request.id, result, now) }];
    if (request.method !== 'public/subscribe') return answers;
    return [...answers, ...this.snapshots(id, connection, result as readonly string[], now)];
  }

  /** Reply to a request over plain HTTP; null where the method is none of those that can be asked so. */
  httpReply(method: string, params: Readonly<Record<string, unknown>>, now: number): string | null {
    const result = this.answer({ id: null, method, params }, now, null);
    return result === undefined ? null : this.replyText(undefined, result, now);
  }

  /** The market moves on: what is sent, and which connections are hung up on. */
  step(now: number): { readonly outgoing: readonly Outgoing[]; readonly hungUp: readonly number[] } {
    const outgoing: Outgoing[] = [];
    const { created, gone } = this.chain.advance(now);
    const moved = new Set(this.chain.moved(this.movesAStep));
    if (this.follows) for (const option of this.chain.strayed()) moved.add(option);
    for (const option of moved) this.changeIds.set(option.name, ++this.changeId);
    const books = new Map([...moved].map((option) => [option, this.chain.book(option)]));
    const stamp = this.stamp(now);
    const { contents } = this;
    const hungUp: number[] = [];
    for (const [id, connection] of this.connections) {
      if (connection.ended) {
        hungUp.push(id);
        continue;
      }
      const tell = (channel: string, content: () => unknown): void => {
        if (connection.channels.has(channel))
          outgoing.push({ to: id, text: notification(channel, content()) });
      };
      const state = `instrument.state.option.${this.chain.underlying.settlement}`;
      for (const { name } of created)
        tell(state, () => ({ instrument_name: name, state: 'created', timestamp: stamp }));
      for (const { name } of gone)
        tell(state, () => ({ instrument_name: name, state: 'closed', timestamp: stamp }));
      for (const [option, book] of books) {
        const { name } = option;
        tell(`quote.${name}`, () => contents.quote(option, book, stamp));
        tell(`ticker.${name}.100ms`, () => contents.optionTicker(option, book, stamp));
        for (const depth of [1, 10, 20])
          tell(`book.${name}.none.${depth}.100ms`, () =>
            contents.grouped(option, book, depth, this.changeIds.get(name)!, stamp),
          );
        this.tellBook({ id, connection, option, book, now }, outgoing);
      }
      for (const name of contents.futureNames)
        tell(`ticker.${name}.100ms`, () => contents.futureTicker(name, stamp));
      tell(`deribit_price_index.${contents.index}`, () => contents.price(stamp));
      if (now - connection.marksAt >= MARKS_EVERY_MS) {
        connection.marksAt = now;
        tell(`markprice.options.${contents.index}`, () => contents.marks(stamp));
      }
      if (!this.beat(id, connection, now, outgoing)) hungUp.push(id);
    }
    for (const id of hungUp) this.connections.delete(id);
    return { outgoing, hungUp };
  }

  /** The venue tells everybody that it is being maintained, or no longer. */
  tellMaintenance(isOn: boolean): readonly Outgoing[] {
    const content = { maintenance: isOn, locked: isOn ? 'true' : 'false' };
    return [...this.connections].flatMap(([to, { channels }]) =>
      channels.has('platform_state') ? [{ to, text: notification('platform_state', content) }] : [],
    );
  }

  private stamp(now: number): number {
    return Math.round(now + this.skew);
  }

  private replyText(id: unknown, result: unknown, now: number): string {
    const us = Math.round((now + this.skew) * 1000);
    return JSON.stringify({ jsonrpc: '2.0', id, result, usIn: us, usOut: us, usDiff: 0, testnet: true });
  }

  /** `connection` is null for a request over HTTP, which has no channels. */
  private answer({ method, params }: Request, now: number, connection: Connection | null): unknown {
    const { contents, chain } = this;
    switch (method) {
      case 'public/test':
        return { version: '1.2.26' };
      case 'public/get_time':
        return this.stamp(now);
      case 'public/get_instruments':
        return chain.listed.map((option) => contents.instrument(option));
      case 'public/get_book_summary_by_currency':
        return params['kind'] === 'option'
          ? chain.listed.map((option) => contents.summary(option, chain.book(option), this.stamp(now)))
          : contents.futures(this.stamp(now));
      default:
        return connection === null ? undefined : this.answerOfChannels(method, params, connection, now);
    }
  }

  private answerOfChannels(
    method: string,
    params: Request['params'],
    connection: Connection,
    now: number,
  ): unknown {
    switch (method) {
      case 'public/set_heartbeat':
        connection.heartbeatMs = Math.max(10, Number(params['interval'])) * 1000;
        connection.heartbeatAt = now;
        return 'ok';
      case 'public/subscribe':
        return channelsOf(params).filter((channel) => {
          if (!this.has(channel)) return false;
          connection.channels.add(channel);
          return true;
        });
      case 'public/unsubscribe':
        return channelsOf(params).filter((channel) => {
          connection.told.delete(channel);
          return connection.channels.delete(channel);
        });
      default:
        return undefined;
    }
  }

  private has(channel: string): boolean {
    const [kind = '', name = ''] = channel.split('.');
    if (kind === 'quote' || kind === 'book') return this.chain.option(name) !== null;
    if (kind === 'ticker')
      return this.chain.option(name) !== null || this.contents.futureNames.includes(name);
    return /^(markprice\.options|deribit_price_index|instrument\.state|platform_state)\b/.test(channel);
  }

  /** The first message of each channel that begins with one. */
  private snapshots(
    id: number,
    connection: Connection,
    channels: readonly string[],
    now: number,
  ): readonly Outgoing[] {
    const stamp = this.stamp(now);
    return channels.flatMap((channel) => {
      const content = this.firstContent(channel, connection, stamp);
      return content === null ? [] : [{ to: id, text: notification(channel, content) }];
    });
  }

  private firstContent(channel: string, connection: Connection, stamp: number): unknown {
    const { contents } = this;
    const [kind = '', name = '', group = '', depth = ''] = channel.split('.');
    if (kind === 'markprice') return contents.marks(stamp);
    if (kind === 'deribit_price_index') return contents.price(stamp);
    const option = this.chain.option(name);
    if (option === null) return kind === 'ticker' ? contents.futureTicker(name, stamp) : null;
    if (kind !== 'quote' && kind !== 'book' && kind !== 'ticker') return null;
    const book = this.chain.book(option);
    if (kind === 'quote') return contents.quote(option, book, stamp);
    if (kind === 'ticker') return contents.optionTicker(option, book, stamp);
    const change = ++this.changeId;
    this.changeIds.set(name, change);
    if (group === 'none') return contents.grouped(option, book, Number(depth), change, stamp);
    connection.told.set(channel, { id: change, bids: book.bids, asks: book.asks });
    return {
      type: 'snapshot',
      timestamp: stamp,
      instrument_name: name,
      change_id: change,
      bids: book.bids.map((level) => ['new', ...level]),
      asks: book.asks.map((level) => ['new', ...level]),
    };
  }

  /** One change of a book, unless it is lost. */
  private tellBook(
    told: {
      readonly id: number;
      readonly connection: Connection;
      readonly option: SimulatedOption;
      readonly book: SimulatedBook;
      readonly now: number;
    },
    outgoing: Outgoing[],
  ): void {
    const { id, connection, option, book, now } = told;
    const channel = `book.${option.name}.100ms`;
    const before = connection.channels.has(channel) ? connection.told.get(channel) : undefined;
    if (before === undefined) return;
    const change = this.changeIds.get(option.name)!;
    connection.told.set(channel, { id: change, bids: book.bids, asks: book.asks });
    if (this.faults.lostChanges > 0) {
      this.faults.lostChanges--;
      return;
    }
    const content = {
      type: 'change',
      timestamp: this.stamp(now),
      instrument_name: option.name,
      change_id: change,
      prev_change_id: before.id,
      bids: changedLevels(before.bids, book.bids),
      asks: changedLevels(before.asks, book.asks),
    };
    outgoing.push({ to: id, text: notification(channel, content) });
  }

  /** Heartbeats; false where the client has not answered and is hung up on. */
  private beat(id: number, connection: Connection, now: number, outgoing: Outgoing[]): boolean {
    const { heartbeatMs, asked } = connection;
    if (heartbeatMs === null) return true;
    if (asked !== null) return now - asked <= ANSWER_MS;
    if (now - connection.heartbeatAt < heartbeatMs) return true;
    connection.heartbeatAt = now;
    connection.asked = now;
    for (const type of ['heartbeat', 'test_request'])
      outgoing.push({
        to: id,
        text: JSON.stringify({ jsonrpc: '2.0', method: 'heartbeat', params: { type } }),
      });
    return true;
  }
}

function refusalText(id: unknown, error: { readonly code: number; readonly message: string }): string {
  return JSON.stringify({ jsonrpc: '2.0', id, error, testnet: true });
}

function requestOf(text: string): Request | null {
  try {
    const { id, method, params } = JSON.parse(text) as Record<string, unknown>;
    if (typeof method !== 'string') return null;
    return { id, method, params: typeof params === 'object' && params !== null ? { ...params } : {} };
  } catch {
    return null;
  }
}

function channelsOf(params: Readonly<Record<string, unknown>>): readonly string[] {
  const { channels } = params as { readonly channels?: unknown };
  return Array.isArray(channels) ? channels.filter((channel) => typeof channel === 'string') : [];
}

function notification(channel: string, content: unknown): string {
  return JSON.stringify({ jsonrpc: '2.0', method: 'subscription', params: { channel, data: content } });
}
