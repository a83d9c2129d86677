/**
 * Deribit's side of its WebSocket over a recording of ours: what the venue said is said again at its instants, on the
 * clock that the venue had then; what a client asks for is answered from the chain as it stood.
 */
import { readMessage } from '#feeds/deribit-messages.ts';
import type { LiveSession } from '#live/live-session.ts';
import type { ReplaySource } from '#live/replay-source.ts';
import { parseInstrumentName } from '#market/instrument-name.ts';
import type { QuoteSet } from '#market/quote-set.ts';
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
} from './protocol.ts';
import type { Faults, Venue } from './venue.ts';

export class PlayedVenue implements Venue {
  readonly faults: Faults = { lostChanges: 0, refusal: null };
  private readonly connections = new Map<number, Connection>();
  private readonly session: LiveSession;
  private next = 0;
  private nextConnection = 0;

  /**
   * @param begunAt instant at which its first line is said
   * @param speed times as fast as it was
   */
  constructor(
    private readonly source: ReplaySource,
    private readonly begunAt: number,
    private readonly speed = 1,
  ) {
    this.session = source.begin();
  }

  connect(now: number): number {
    const id = ++this.nextConnection;
    this.connections.set(id, newConnection(now));
    return id;
  }

  disconnect(id: number): void {
    this.connections.delete(id);
  }

  receive(id: number, text: string, now: number): readonly Outgoing[] {
    const connection = this.connections.get(id);
    if (connection === undefined || connection.ended) return [];
    const { outgoing, subscribed } = answered(connection, id, text, now, {
      faults: this.faults,
      answer: (request) => this.answer(request, now, connection),
      stamp: this.clock(now),
    });
    const quotes = subscribed.length === 0 ? null : this.session.quotes();
    const first = subscribed.flatMap((channel) => {
      const content = quotes === null ? null : quoteOf(quotes, channel);
      return content === null ? [] : [{ to: id, text: notification(channel, content) }];
    });
    return [...outgoing, ...first];
  }

  httpReply(method: string, params: Readonly<Record<string, unknown>>, now: number): string | null {
    const result = this.answer({ id: null, method, params }, now, null);
    return result === undefined ? null : replyText(undefined, result, this.clock(now));
  }

  step(now: number): { readonly outgoing: readonly Outgoing[]; readonly hungUp: readonly number[] } {
    const { source, session } = this;
    const outgoing: Outgoing[] = [];
    const hungUp: number[] = [];
    for (
      const to = this.recorded(now);
      this.next < source.length && source.at(this.next) <= to;
      this.next++
    ) {
      const input = source.input(this.next);
      session.take(source.at(this.next), input);
      session.takeEffects();
      session.takeWanted();
      if (input.kind !== 'message') continue;
      const message = readMessage(input.text);
      if (message.kind !== 'notification') continue;
      const isChange = message.channel.startsWith('book.') && this.faults.lostChanges > 0;
      if (isChange) this.faults.lostChanges--;
      else
        for (const [id, { channels }] of this.connections)
          if (channels.has(message.channel)) outgoing.push({ to: id, text: input.text });
    }
    for (const [id, connection] of this.connections) {
      const beats = connection.ended ? null : heartbeats(connection, now);
      if (beats === null) hungUp.push(id);
      else for (const text of beats) outgoing.push({ to: id, text });
    }
    for (const id of hungUp) this.connections.delete(id);
    return { outgoing, hungUp };
  }

  tellMaintenance(): readonly Outgoing[] {
    return [];
  }

  /** The instant of the recording, on the clock of who recorded it. */
  private recorded(now: number): number {
    const { from, to } = this.source;
    return Math.min(to, from + this.speed * Math.max(0, now - this.begunAt));
  }

  /** The venue's clock then, which goes on after the last line. */
  private clock(now: number): number {
    const at = this.source.from + this.speed * (now - this.begunAt);
    return at + (this.session.frame(this.recorded(now)).feed.clock?.offset ?? 0);
  }

  /** `connection` is null for a request over HTTP, which has no channels. */
  private answer(request: Request, now: number, connection: Connection | null): unknown {
    switch (request.method) {
      case 'public/test':
        return { version: '1.2.26' };
      case 'public/get_time':
        return Math.round(this.clock(now));
      case 'public/get_instruments':
        return this.session.quotes()?.symbol.map(instrumentOf) ?? [];
      case 'public/get_book_summary_by_currency': {
        const quotes = this.session.quotes();
        if (quotes === null) return [];
        return request.params['kind'] === 'option' ? summariesOf(quotes) : futuresOf(quotes);
      }
      default:
        // What was not recorded is never said: a client that asks for it waits as for a quiet channel.
        return connection === null ? undefined : answerOfConnection(connection, request, now, () => true);
    }
  }
}

function instrumentOf(name: string): unknown {
  const option = parseInstrumentName(name);
  if (option.kind !== 'option') return { instrument_name: name, kind: option.kind };
  return {
    instrument_name: name,
    kind: 'option',
    option_type: option.isCall ? 'call' : 'put',
    strike: option.strike,
    expiration_timestamp: option.expiry,
    is_active: true,
  };
}

/** A number as the venue writes it: null where there is none. */
const written = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value;

function summariesOf(quotes: QuoteSet): readonly unknown[] {
  return quotes.symbol.map((name, i) => {
    const vol = written(quotes.markVol?.[i]);
    return {
      instrument_name: name,
      bid_price: written(quotes.bid[i]),
      ask_price: written(quotes.ask[i]),
      mark_iv: vol === null ? null : 100 * vol,
      underlying_price: written(quotes.underlyingPrice?.[i]),
      underlying_index: quotes.underlyingName?.[i] ?? '',
      estimated_delivery_price: quotes.spot,
      volume: written(quotes.volume?.[i]),
      open_interest: written(quotes.openInterest?.[i]),
      creation_timestamp: written(quotes.timestamp?.[i]) ?? quotes.asOf,
    };
  });
}

function futuresOf({ futures, asOf }: QuoteSet): readonly unknown[] {
  return futures.map(({ name, bid, ask }) => ({
    instrument_name: name,
    bid_price: bid,
    ask_price: ask,
    creation_timestamp: asOf,
  }));
}

/** Content with which a `quote` channel begins; null for another channel. */
function quoteOf(quotes: QuoteSet, channel: string): unknown {
  const name = channel.startsWith('quote.') ? channel.slice('quote.'.length) : '';
  const i = quotes.symbol.indexOf(name);
  if (i < 0) return null;
  return {
    timestamp: written(quotes.timestamp?.[i]) ?? quotes.asOf,
    instrument_name: name,
    best_bid_price: written(quotes.bid[i]) ?? 0,
    best_bid_amount: written(quotes.bidSize?.[i]) ?? 0,
    best_ask_price: written(quotes.ask[i]) ?? 0,
    best_ask_amount: written(quotes.askSize?.[i]) ?? 0,
  };
}
