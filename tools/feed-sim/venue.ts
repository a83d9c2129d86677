/**
 * Deribit's side of its WebSocket, faithful to the protocol, over a simulated chain: requests are answered, heartbeats sent
 * and asked back, credits counted, channels begin with a snapshot and go on by changes that carry the id of the one before.
 * Without a socket or a clock of its own: instants go in, texts come out.
 */
import type { BookSide, SimulatedBook, SimulatedChain, SimulatedOption } from './chain.ts';
import {
  answered,
  answerOfConnection,
  type Connection,
  heartbeats,
  newConnection,
  notification,
  type Outgoing,
  type Request,
  replyText,
  type VenueError,
} from './protocol.ts';
import { SimulatedTrades } from './trades.ts';
import { changedLevels, VenueContents } from './venue-contents.ts';

/** What the venue does besides: each takes effect once, on the next occasion. */
export interface Faults {
  /** Changes of books that are lost on their way. */
  lostChanges: number;
  /** The next request is refused with this error; `too_many_requests` ends its session. */
  refusal: VenueError | null;
}

/** A venue as a server drives it. */
export interface Venue {
  readonly faults: Faults;
  /** A new connection; its number. */
  connect(now: number): number;
  disconnect(id: number): void;
  /** A message of a client, and what it is answered. */
  receive(id: number, text: string, now: number): readonly Outgoing[];
  /** Reply to a request over plain HTTP; null where the method is none of those that can be asked so. */
  httpReply(method: string, params: Readonly<Record<string, unknown>>, now: number): string | null;
  /** Time goes on: what is sent, and which connections are hung up on. */
  step(now: number): { readonly outgoing: readonly Outgoing[]; readonly hungUp: readonly number[] };
  /** The venue tells everybody that it is being maintained, or no longer. */
  tellMaintenance(isOn: boolean): readonly Outgoing[];
}

/** A book as told so far: the id of its last change and its levels. */
export interface ToldBook {
  readonly id: number;
  readonly bids: BookSide;
  readonly asks: BookSide;
}

interface Told extends Connection {
  /** Books by channel. */
  readonly told: Map<string, ToldBook>;
  marksAt: number;
}

const MARKS_EVERY_MS = 1000;

export class SimulatedVenue implements Venue {
  readonly faults: Faults = { lostChanges: 0, refusal: null };
  /** The venue's clock less the one that instants are told by, ms. */
  skew = 0;
  private readonly contents: VenueContents;
  private readonly connections = new Map<number, Told>();
  private readonly changeIds = new Map<string, number>();
  private changeId = 1_000_000;
  private nextConnection = 0;

  constructor(
    readonly chain: SimulatedChain,
    /** Options whose quotes move at a step whatever the market does. */
    private readonly movesAStep: number,
    /** Quotes are moved as soon as the market has left them, too. */
    private readonly follows = false,
    /** What is traded; nothing unless given. */
    private readonly trades = new SimulatedTrades(chain, 0, 0, 0),
  ) {
    this.contents = new VenueContents(chain, trades);
  }

  connect(now: number): number {
    const id = ++this.nextConnection;
    this.connections.set(id, { ...newConnection(now), told: new Map(), marksAt: now });
    return id;
  }

  disconnect(id: number): void {
    this.connections.delete(id);
  }

  /** A book as it was told in a channel, for comparison with what a client keeps. */
  toldBook(id: number, channel: string): ToldBook | null {
    return this.connections.get(id)?.told.get(channel) ?? null;
  }

  receive(id: number, text: string, now: number): readonly Outgoing[] {
    const connection = this.connections.get(id);
    if (connection === undefined || connection.ended) return [];
    const { outgoing, subscribed } = answered(connection, id, text, now, {
      faults: this.faults,
      answer: (request) => this.answer(request, now, connection),
      stamp: now + this.skew,
    });
    return [...outgoing, ...this.snapshots(id, connection, subscribed, now)];
  }

  httpReply(method: string, params: Readonly<Record<string, unknown>>, now: number): string | null {
    const result = this.answer({ id: null, method, params }, now, null);
    return result === undefined ? null : replyText(undefined, result, now + this.skew);
  }

  step(now: number): { readonly outgoing: readonly Outgoing[]; readonly hungUp: readonly number[] } {
    const outgoing: Outgoing[] = [];
    const { created, gone } = this.chain.advance(now);
    const traded = this.trades.advance(now, (at) => this.stamp(at));
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
      if (traded.length > 0) tell(`trades.option.${this.chain.underlying.settlement}.100ms`, () => traded);
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
      const beats = heartbeats(connection, now);
      if (beats === null) hungUp.push(id);
      else for (const text of beats) outgoing.push({ to: id, text });
    }
    for (const id of hungUp) this.connections.delete(id);
    return { outgoing, hungUp };
  }

  tellMaintenance(isOn: boolean): readonly Outgoing[] {
    const content = { maintenance: isOn, locked: isOn ? 'true' : 'false' };
    return [...this.connections].flatMap(([to, { channels }]) =>
      channels.has('platform_state') ? [{ to, text: notification('platform_state', content) }] : [],
    );
  }

  private stamp(now: number): number {
    return Math.round(now + this.skew);
  }

  /** `connection` is null for a request over HTTP, which has no channels. */
  private answer(request: Request, now: number, connection: Told | null): unknown {
    const { contents, chain } = this;
    const { method, params } = request;
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
        return connection === null ? undefined : this.answerOfChannels(request, connection, now);
    }
  }

  private answerOfChannels(request: Request, connection: Told, now: number): unknown {
    const result = answerOfConnection(connection, request, now, (channel) => this.has(channel));
    if (request.method === 'public/unsubscribe')
      for (const channel of result as readonly string[]) connection.told.delete(channel);
    return result;
  }

  private has(channel: string): boolean {
    const [kind = '', name = ''] = channel.split('.');
    if (kind === 'quote' || kind === 'book') return this.chain.option(name) !== null;
    if (kind === 'ticker')
      return this.chain.option(name) !== null || this.contents.futureNames.includes(name);
    if (kind === 'trades') return channel === `trades.option.${this.chain.underlying.settlement}.100ms`;
    return /^(markprice\.options|deribit_price_index|instrument\.state|platform_state)\b/.test(channel);
  }

  /** The first message of each channel that begins with one. */
  private snapshots(
    id: number,
    connection: Told,
    channels: readonly string[],
    now: number,
  ): readonly Outgoing[] {
    const stamp = this.stamp(now);
    return channels.flatMap((channel) => {
      const content = this.firstContent(channel, connection, stamp);
      return content === null ? [] : [{ to: id, text: notification(channel, content) }];
    });
  }

  private firstContent(channel: string, connection: Told, stamp: number): unknown {
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
      readonly connection: Told;
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
}
