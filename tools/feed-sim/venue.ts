/**
 * Deribit's side of its WebSocket, faithful to the protocol, over a simulated chain: requests are answered, heartbeats sent
 * and asked back, channels begin with a snapshot and go on by changes that carry the id of the one before. Without a
 * socket or a clock of its own: instants go in, texts come out.
 */
import type { BookSide, SimulatedChain, SimulatedOption } from './chain.ts';

/** Something to send to one connection. */
export interface Outgoing {
  readonly to: number;
  readonly text: string;
}

/** What the venue does besides: each takes effect once, on the next occasion. */
export interface Faults {
  /** Changes of books that are lost on their way. */
  lostChanges: number;
  /** Requests refused with this error. */
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
  heartbeatMs: number | null;
  heartbeatAt: number;
  /** A test request waits for its answer since then. */
  asked: number | null;
}

interface Request {
  readonly id: unknown;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Time the venue waits for the answer to its test request before it hangs up. */
const ANSWER_MS = 5000;
const METHOD_NOT_FOUND = { code: -32601, message: 'Method not found' };
const BAD_REQUEST = { code: -32700, message: 'Parse error' };

export class SimulatedVenue {
  readonly faults: Faults = { lostChanges: 0, refusal: null };
  /** The venue's clock less the one that instants are told by, ms. */
  skew = 0;
  private readonly connections = new Map<number, Connection>();
  private readonly changeIds = new Map<string, number>();
  private changeId = 1_000_000;
  private nextConnection = 0;

  constructor(
    readonly chain: SimulatedChain,
    /** Options whose quotes move at a step. */
    private readonly movesAStep: number,
  ) {}

  /** A new connection; its number. */
  connect(now: number): number {
    const id = ++this.nextConnection;
    this.connections.set(id, {
      channels: new Set(),
      told: new Map(),
      heartbeatMs: null,
      heartbeatAt: now,
      asked: null,
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
    if (connection === undefined) return [];
    const request = requestOf(text);
    if (request === null) return [this.refusal(id, null, BAD_REQUEST)];
    const refusal = this.faults.refusal;
    if (refusal !== null) {
      this.faults.refusal = null;
      return [this.refusal(id, request.id, refusal)];
    }
    connection.asked = null;
    const result = this.answer(connection, request, now);
    if (result === undefined) return [this.refusal(id, request.id, METHOD_NOT_FOUND)];
    const us = Math.round((now + this.skew) * 1000);
    const reply = { jsonrpc: '2.0', id: request.id, result, usIn: us, usOut: us, usDiff: 0, testnet: true };
    const answers = [{ to: id, text: JSON.stringify(reply) }];
    if (request.method !== 'public/subscribe') return answers;
    return [...answers, ...this.snapshots(id, connection, result as readonly string[], now)];
  }

  /** The market moves on: what is sent, and which connections are hung up on. */
  step(now: number): { readonly outgoing: readonly Outgoing[]; readonly hungUp: readonly number[] } {
    const outgoing: Outgoing[] = [];
    const { created, gone } = this.chain.advance(now);
    const moved = new Set(this.chain.moved(this.movesAStep));
    for (const option of moved) this.changeIds.set(option.name, ++this.changeId);
    const books = new Map([...moved].map((option) => [option, this.chain.book(option)]));
    const hungUp: number[] = [];
    for (const [id, connection] of this.connections) {
      const tell = (channel: string, content: unknown): void => {
        if (connection.channels.has(channel)) outgoing.push({ to: id, text: notification(channel, content) });
      };
      const state = `instrument.state.option.${this.chain.currency}`;
      for (const { name } of created)
        tell(state, { instrument_name: name, state: 'created', timestamp: this.stamp(now) });
      for (const { name } of gone)
        tell(state, { instrument_name: name, state: 'closed', timestamp: this.stamp(now) });
      for (const [option, book] of books) {
        tell(`quote.${option.name}`, this.quote(option, book, now));
        for (const channel of bookChannels(connection, option.name))
          this.tellBook({ id, connection, channel, option, book, now }, outgoing);
      }
      const index = `${this.chain.currency.toLowerCase()}_usd`;
      tell(`deribit_price_index.${index}`, {
        index_name: index,
        price: this.chain.spot,
        timestamp: this.stamp(now),
      });
      if (!this.beat(id, connection, now, outgoing)) hungUp.push(id);
    }
    for (const id of hungUp) this.connections.delete(id);
    return { outgoing, hungUp };
  }

  private stamp(now: number): number {
    return Math.round(now + this.skew);
  }

  private answer(connection: Connection, { method, params }: Request, now: number): unknown {
    switch (method) {
      case 'public/set_heartbeat':
        connection.heartbeatMs = Math.max(10, Number(params['interval'])) * 1000;
        connection.heartbeatAt = now;
        return 'ok';
      case 'public/test':
        return { version: '1.2.26' };
      case 'public/get_time':
        return this.stamp(now);
      case 'public/get_instruments':
        return this.chain.listed.map((option) => this.instrument(option));
      case 'public/get_book_summary_by_currency':
        return params['kind'] === 'option'
          ? this.chain.listed.map((option) => this.summary(option, now))
          : this.futures(now);
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
    if (kind === 'quote' || kind === 'book') return this.chain.listed.some((option) => option.name === name);
    return /^(markprice\.options|deribit_price_index|instrument\.state|platform_state|ticker)\b/.test(
      channel,
    );
  }

  private instrument({ name, expiry, strike, isCall }: SimulatedOption): unknown {
    return {
      instrument_name: name,
      kind: 'option',
      base_currency: this.chain.currency,
      quote_currency: this.chain.currency,
      settlement_currency: this.chain.currency,
      option_type: isCall ? 'call' : 'put',
      strike,
      expiration_timestamp: expiry,
      tick_size: 0.0001,
      contract_size: 1,
      min_trade_amount: 0.1,
      is_active: true,
    };
  }

  private summary(option: SimulatedOption, now: number): unknown {
    const { bids, asks, markVol, markPrice } = this.chain.book(option);
    return {
      instrument_name: option.name,
      bid_price: bids[0]?.[0] ?? null,
      ask_price: asks[0]?.[0] ?? null,
      mark_price: markPrice,
      mark_iv: 100 * markVol,
      underlying_price: this.chain.forward(option.expiry),
      underlying_index: `SYN.${option.name.split('-').slice(0, 2).join('-')}`,
      volume: 3,
      open_interest: 12,
      creation_timestamp: this.stamp(now),
    };
  }

  private futures(now: number): readonly unknown[] {
    return [
      {
        instrument_name: `${this.chain.currency}-PERPETUAL`,
        bid_price: this.chain.spot - 0.5,
        ask_price: this.chain.spot + 0.5,
        creation_timestamp: this.stamp(now),
      },
    ];
  }

  private quote(
    { name }: SimulatedOption,
    { bids, asks }: { bids: BookSide; asks: BookSide },
    now: number,
  ): unknown {
    return {
      timestamp: this.stamp(now),
      instrument_name: name,
      best_bid_price: bids[0]?.[0] ?? 0,
      best_bid_amount: bids[0]?.[1] ?? 0,
      best_ask_price: asks[0]?.[0] ?? 0,
      best_ask_amount: asks[0]?.[1] ?? 0,
    };
  }

  private snapshots(
    id: number,
    connection: Connection,
    channels: readonly string[],
    now: number,
  ): readonly Outgoing[] {
    const byName = new Map(this.chain.listed.map((option) => [option.name, option]));
    return channels.flatMap((channel) => {
      const [kind = '', name = ''] = channel.split('.');
      const option = byName.get(name);
      if (option === undefined) return [];
      const book = this.chain.book(option);
      if (kind === 'quote') return [{ to: id, text: notification(channel, this.quote(option, book, now)) }];
      if (kind !== 'book') return [];
      const change = ++this.changeId;
      this.changeIds.set(name, change);
      connection.told.set(channel, { id: change, bids: book.bids, asks: book.asks });
      const content = {
        type: 'snapshot',
        timestamp: this.stamp(now),
        instrument_name: name,
        change_id: change,
        bids: book.bids.map((level) => ['new', ...level]),
        asks: book.asks.map((level) => ['new', ...level]),
      };
      return [{ to: id, text: notification(channel, content) }];
    });
  }

  /** One change of a book, unless it is lost. */
  private tellBook(
    told: {
      readonly id: number;
      readonly connection: Connection;
      readonly channel: string;
      readonly option: SimulatedOption;
      readonly book: { readonly bids: BookSide; readonly asks: BookSide };
      readonly now: number;
    },
    outgoing: Outgoing[],
  ): void {
    const { id, connection, channel, option, book, now } = told;
    const before = connection.told.get(channel);
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
      bids: changes(before.bids, book.bids),
      asks: changes(before.asks, book.asks),
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

  private refusal(
    id: number,
    request: unknown,
    error: { readonly code: number; readonly message: string },
  ): Outgoing {
    return { to: id, text: JSON.stringify({ jsonrpc: '2.0', id: request, error, testnet: true }) };
  }
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

function bookChannels({ channels }: Connection, name: string): readonly string[] {
  const channel = `book.${name}.100ms`;
  return channels.has(channel) ? [channel] : [];
}

function notification(channel: string, content: unknown): string {
  return JSON.stringify({ jsonrpc: '2.0', method: 'subscription', params: { channel, data: content } });
}

/** Levels as the venue tells a change: those that are new, those of another amount, those that are gone. */
function changes(before: BookSide, after: BookSide): readonly (readonly [string, number, number])[] {
  const [was, is] = [new Map(before), new Map(after)];
  return [
    ...after.flatMap(([price, amount]): (readonly [string, number, number])[] => {
      const known = was.get(price);
      if (known === amount) return [];
      return [[known === undefined ? 'new' : 'change', price, amount]];
    }),
    ...before.flatMap(([price]): (readonly [string, number, number])[] =>
      is.has(price) ? [] : [['delete', price, 0]],
    ),
  ];
}
