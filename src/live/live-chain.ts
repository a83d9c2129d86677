/**
 * The option chain of one plan as it stands: fed by what a feed tells, or by whole chains of another source. Its state is
 * keyed by expiry instant and instrument.
 */
import type { EpochMs } from '#base/units.ts';
import { type FeedPlan, indexOf, isOfChain } from '#feeds/channel-plan.ts';
import type { FeedEvent } from '#feeds/feed-events.ts';
import { expiryKey } from '#market/book.ts';
import { canonicalName, parseInstrumentName } from '#market/instrument-name.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import {
  InstrumentStates,
  type InstrumentStatesKept,
  QUOTED_AT,
} from '#readers/deribit/instrument-states.ts';
import { fillRow } from '#readers/deribit/rows.ts';
import { firstNumber, numberField, textField } from '#readers/io/field-number.ts';
import { isJsonObject, type JsonObject } from '#readers/io/json.ts';
import { blankRow } from '#readers/io/quote-rows.ts';
import { ChainExpiry, type ChainQuote } from './chain-expiry.ts';
import { forwardNow, marked, type StatedForward } from './chain-forward.ts';
import { cutChain } from './cut-chain.ts';
import { givenExpiries } from './given-chain.ts';

/** A future as last told. Prices in currency, null where that side is missing. */
export interface ChainFuture {
  readonly name: string;
  readonly expiry: EpochMs | null;
  readonly bid: number | null;
  readonly ask: number | null;
}

/** A chain as plain data: written as JSON and read again it means the same. */
export interface LiveChainKept {
  readonly states: InstrumentStatesKept;
  readonly listed: readonly string[];
  readonly current: readonly string[];
  /** Instruments told since their expiries were read, and those expiries. */
  readonly fresh: readonly string[];
  readonly unread: readonly string[];
  readonly newest: readonly (readonly [key: string, stamp: number])[];
  readonly forwards: readonly (readonly [expiry: number, stated: StatedForward])[];
  readonly futures: readonly ChainFuture[];
  readonly index: number | null;
  /** A whole chain of another source; null in all that is written. */
  readonly given: QuoteSet | null;
}

/** One expiry with its forward now. */
export interface ChainView {
  readonly expiry: ChainExpiry;
  readonly forward: number | null;
  /** See `ChainExpiry.reading`. */
  readonly unit: number;
}

/** Share of the quotes that makes a whole chain. */
const WHOLE = 0.9;
/** No price and no amount is so large. */
const MOST = 1e12;

export class LiveChain {
  /** Index of the underlying, in currency; null before the first. */
  index: number | null = null;
  /** Latest stamp of the venue that is believed now, ms. */
  latest: number = Number.POSITIVE_INFINITY;
  private readonly admits = (stamp: number): boolean => !(stamp > this.latest);
  private readonly states = new InstrumentStates();
  /** By expiry instant. */
  private readonly byExpiry = new Map<number, ChainExpiry>();
  private ordered: readonly ChainExpiry[] | null = null;
  private readonly homes = new Map<string, { readonly expiry: ChainExpiry; readonly quote: ChainQuote }>();
  private readonly forwards = new Map<number, StatedForward>();
  private readonly futures = new Map<string, ChainFuture>();
  /** Instruments whose states are newer than their quotes. */
  private readonly behind = new Set<string>();
  private given: { readonly quotes: QuoteSet; readonly views: readonly ChainView[] } | null = null;
  private readonly row = blankRow();
  private readonly isLinear: boolean;

  constructor(private readonly plan: FeedPlan) {
    this.isLinear = plan.base !== null;
  }

  /** What the feed tells. */
  take(event: FeedEvent): void {
    switch (event.kind) {
      case 'summary':
        this.takeSummary(event.rows, event.futures);
        return;
      case 'notification':
        this.takeNotification(event.channel, event.content);
        return;
      case 'gap':
      case 'books-left':
        for (const name of event.instruments) {
          if (event.kind === 'gap') this.states.forgetPrices(name);
          else this.states.forgetBook(name);
          this.behind.add(name);
        }
        return;
      case 'instruments':
        for (const name of event.listed) this.homeOf(canonicalName(name));
        for (const name of event.gone) this.drop(name);
        return;
      case 'notice':
        return;
    }
  }

  /** Rows of the book summary: options, and futures. */
  takeSummary(rows: readonly unknown[], futures: readonly unknown[]): void {
    this.given = null;
    for (const row of futures) if (isJsonObject(row)) this.takeFuture(row);
    for (const row of rows) {
      if (!isJsonObject(row) || !isOfChain(textField(row, 'instrument_name'), this.plan)) continue;
      const name = this.states.takeSummary(row, this.latest);
      this.touched(name);
      this.state(name, row);
    }
  }

  /** A whole chain of another source takes the place of what was known. */
  give(quotes: QuoteSet): boolean {
    const views = givenExpiries(quotes);
    if (views === null) return false;
    this.given = { quotes, views };
    this.index = quotes.spot;
    return true;
  }

  /** The connection broke: nothing that was said through it counts until it is said again. */
  disconnected(): void {
    this.refresh();
    for (const { quote } of this.homes.values()) quote.isCurrent = false;
  }

  /** Expiries that have settled by an instant of the venue's clock leave. */
  settle(now: number): void {
    for (const [instant, expiry] of this.byExpiry) {
      if (instant > now) continue;
      for (const { symbol } of expiry.quotes) this.forget(symbol);
      this.byExpiry.delete(instant);
      this.forwards.delete(instant);
      this.ordered = null;
    }
  }

  /** Every expiry with its forward now, nearest first. */
  views(): readonly ChainView[] {
    if (this.given !== null) return this.given.views;
    this.refresh();
    this.ordered ??= [...this.byExpiry.values()].sort((a, b) => a.expiry - b.expiry);
    return this.ordered.map((expiry) => {
      const forward = this.forwardOf(expiry.expiry);
      return { expiry, forward, unit: this.isLinear ? (forward ?? Number.NaN) : 1 };
    });
  }

  /** The newest word on any quote, ms; null before the first. */
  get newest(): number | null {
    const stamps = this.views().map(({ expiry }) => expiry.newest ?? 0);
    const newest = Math.max(0, ...stamps);
    return newest > 0 ? newest : null;
  }

  /** True where quotes come as whole chains of another source. */
  get isGiven(): boolean {
    return this.given !== null;
  }

  /** Nearly all that was ever quoted has been said since the connection stands. */
  get isWhole(): boolean {
    let [told, current] = [0, 0];
    for (const { quote } of this.homes.values()) {
      if (Number.isNaN(quote.stamp)) continue;
      told++;
      if (quote.isCurrent) current++;
    }
    return this.given !== null || (told > 0 && current >= WHOLE * told);
  }

  /** Instant of a listed expiry by its key; null for one that is not listed. */
  expiryOf(key: string): number | null {
    return [...this.byExpiry.values()].find((expiry) => expiry.key === key)?.expiry ?? null;
  }

  /** Key of every listed expiry, and how many options each has. */
  get listing(): ReadonlyMap<string, number> {
    const expiries = this.given?.views.map(({ expiry }) => expiry) ?? [...this.byExpiry.values()];
    return new Map(expiries.map((expiry) => [expiry.key, expiry.size]));
  }

  /** The chain now, as a file of it would be read; null without a quote. */
  cut(): QuoteSet | null {
    if (this.given !== null) return this.given.quotes;
    const quotes = this.views().flatMap(({ expiry, forward }) =>
      expiry.quotes.map((quote) => ({ quote, expiry: expiry.expiry, forward })),
    );
    return cutChain({
      plan: this.plan,
      quotes,
      states: this.states,
      futures: [...this.futures.values()],
      spot: this.index,
    });
  }

  /** Everything as plain data but a chain of another source. */
  keep(): LiveChainKept {
    this.refresh();
    const homes = [...this.homes.values()];
    const expiries = [...this.byExpiry.values()];
    return {
      states: this.states.keep(),
      listed: [...this.homes.keys()],
      current: homes.flatMap(({ quote }) => (quote.isCurrent ? [quote.symbol] : [])),
      fresh: homes.flatMap(({ quote }) => (quote.isNew ? [quote.symbol] : [])),
      unread: expiries.flatMap(({ key, isNew }) => (isNew ? [key] : [])),
      newest: expiries.flatMap(({ key, newest }) => (newest === null ? [] : [[key, newest] as const])),
      forwards: [...this.forwards],
      futures: [...this.futures.values()],
      index: this.index,
      given: this.given?.quotes ?? null,
    };
  }

  resume(kept: LiveChainKept): void {
    this.states.resume(kept.states);
    for (const name of kept.listed) {
      const home = this.homeOf(name);
      if (home !== null) this.behind.add(name);
    }
    const current = new Set(kept.current);
    this.refresh();
    const [fresh, unread, newest] = [new Set(kept.fresh), new Set(kept.unread), new Map(kept.newest)];
    for (const { quote } of this.homes.values()) {
      quote.isCurrent = current.has(quote.symbol);
      quote.isNew = fresh.has(quote.symbol);
    }
    for (const expiry of this.byExpiry.values()) {
      expiry.isNew = unread.has(expiry.key);
      expiry.newest = newest.get(expiry.key) ?? null;
    }
    for (const [expiry, stated] of kept.forwards) this.forwards.set(expiry, stated);
    for (const future of kept.futures) this.futures.set(future.name, future);
    this.index = kept.index;
    if (kept.given !== null) this.give(kept.given);
  }

  private takeNotification(channel: string, content: unknown): void {
    this.given = null;
    if (Array.isArray(content)) {
      for (const each of content) if (isJsonObject(each)) this.takeChange(channel, each);
    } else if (isJsonObject(content)) this.takeChange(channel, content);
  }

  private takeChange(channel: string, data: JsonObject): void {
    if (channel.startsWith('deribit_price_index.')) {
      if (textField(data, 'index_name') === indexOf(this.plan)) this.takeIndex(numberField(data, 'price'));
      return;
    }
    if (channel.startsWith('ticker.') && this.takeFuture(data)) return;
    // One channel tells the trades of every chain in its currency.
    const isTrade = channel.startsWith('trades.');
    if (isTrade && !this.homes.has(canonicalName(textField(data, 'instrument_name')))) return;
    const name = this.states.take(channel, data, this.admits);
    if (name === null) return;
    if (channel.startsWith('markprice.')) {
      if (this.homeOf(name) === null) this.states.drop(name);
      return;
    }
    this.touched(name);
    if (channel.startsWith('ticker.')) this.state(name, data);
  }

  takeIndex(price: number): void {
    if (!(price > 0 && price < MOST)) return;
    this.index = price;
    for (const [expiry, stated] of this.forwards)
      this.forwards.set(expiry, marked(stated, { index: price, future: this.futureMid(expiry) }));
  }

  /** False for what is no future of the chain. */
  private takeFuture(data: JsonObject): boolean {
    const name = canonicalName(textField(data, 'instrument_name'));
    if (!isOfChain(name, this.plan)) return false;
    const known = this.futures.get(name);
    const parsed = known ?? parseInstrumentName(name);
    if ('kind' in parsed && parsed.kind !== 'future' && parsed.kind !== 'perpetual') return false;
    const side = (which: 'bid' | 'ask'): number | null => {
      const price = firstNumber(data, `best_${which}_price`, `${which}_price`);
      return price > 0 && price < MOST ? price : null;
    };
    this.futures.set(name, { name, expiry: parsed.expiry, bid: side('bid'), ask: side('ask') });
    return true;
  }

  private futureMid(expiry: number): number | null {
    for (const future of this.futures.values())
      if (future.expiry === expiry && future.bid !== null && future.ask !== null && future.ask >= future.bid)
        return (future.bid + future.ask) / 2;
    return null;
  }

  private forwardOf(expiry: number): number | null {
    const markers = { index: this.index, future: this.futureMid(expiry) };
    return forwardNow(this.forwards.get(expiry) ?? null, markers);
  }

  /** The venue states the forward of an option. */
  private state(name: string, data: JsonObject): void {
    const value = numberField(data, 'underlying_price');
    const home = this.homes.get(name);
    if (!(value > 0 && value < MOST) || home === undefined) return;
    const { expiry } = home.expiry;
    const index = firstNumber(data, 'index_price', 'estimated_delivery_price');
    this.forwards.set(expiry, {
      value,
      index: index > 0 && index < MOST ? index : this.index,
      future: this.futureMid(expiry),
    });
  }

  /** Where an option is kept, listed where it was not; null for what is none of this chain. */
  private homeOf(name: string): { readonly expiry: ChainExpiry; readonly quote: ChainQuote } | null {
    const known = this.homes.get(name);
    if (known !== undefined) return known;
    const option = parseInstrumentName(name);
    if (option.kind !== 'option' || !isOfChain(name, this.plan)) return null;
    let expiry = this.byExpiry.get(option.expiry);
    if (expiry === undefined) {
      expiry = new ChainExpiry(expiryKey(option.expiry, option.root, option.root), option.expiry);
      this.byExpiry.set(option.expiry, expiry);
      this.ordered = null;
    }
    const home = { expiry, quote: expiry.list(name, option.strike, option.isCall) };
    this.homes.set(name, home);
    return home;
  }

  private touched(name: string): void {
    const home = this.homeOf(name);
    if (home === null) {
      this.states.drop(name);
      return;
    }
    this.behind.add(name);
    home.quote.isCurrent = true;
    const stamp = this.states.all.get(name)?.[QUOTED_AT];
    home.expiry.touched(home.quote, typeof stamp === 'number' ? stamp : Number.NaN);
  }

  /** Brings quotes up to their states. */
  private refresh(): void {
    const { row } = this;
    for (const name of this.behind) {
      const [home, state] = [this.homes.get(name), this.states.all.get(name)];
      if (home === undefined || state === undefined) continue;
      fillRow(row, state, 1);
      const { quote } = home;
      quote.bid = positive(row.bid);
      quote.ask = positive(row.ask);
      quote.bidSize = positive(row.bidSize);
      quote.askSize = positive(row.askSize);
      quote.bidDepth = positive(row.bidDepth);
      quote.askDepth = positive(row.askDepth);
      const stamp = state[QUOTED_AT];
      quote.stamp = typeof stamp === 'number' && stamp > 0 ? stamp : Number.NaN;
    }
    this.behind.clear();
  }

  /** An instrument that the venue no longer lists. */
  private drop(name: string): void {
    const home = this.homes.get(name);
    this.forget(name);
    this.futures.delete(name);
    if (home === undefined) return;
    home.expiry.drop(name);
    if (home.expiry.size > 0) return;
    this.byExpiry.delete(home.expiry.expiry);
    this.forwards.delete(home.expiry.expiry);
    this.ordered = null;
  }

  private forget(name: string): void {
    this.homes.delete(name);
    this.states.drop(name);
    this.behind.delete(name);
  }
}

/** Zero is never a price, nor is what no currency has. */
function positive(value: number): number {
  return value > 0 && value < MOST ? value : Number.NaN;
}
