import { type EpochMs, yearsBetween } from '#base/units.ts';
import type { ExpiryNow } from '#tracking/tracker.ts';
import type { LiveQuoteColumns } from './live-frame.ts';

/** One option as a chain keeps it. Prices as the venue quotes them; NaN where missing. */
export interface ChainQuote {
  readonly symbol: string;
  readonly strike: number;
  readonly isCall: boolean;
  bid: number;
  ask: number;
  bidSize: number;
  askSize: number;
  /** Amounts within a spread of the mid; NaN where the book is not followed. */
  bidDepth: number;
  askDepth: number;
  /** The venue's newest word on its prices, ms; NaN before the first. */
  stamp: number;
  /** Told since the expiry was last read. */
  isNew: boolean;
  /** Said since the connection stands: what was said before the last one broke may be no price any more. */
  isCurrent: boolean;
}

/** Every side that is quoted has its size, as the stream tells it. */
export function isSized({ bid, ask, bidSize, askSize }: ChainQuote): boolean {
  return (bidSize > 0 || !(bid > 0)) && (askSize > 0 || !(ask > 0));
}

/** What is known of the quotes that say something of an expiry's level. */
export interface UsedQuotes {
  readonly used: number;
  /** Stamps of the oldest and the newest of them; null without any. */
  readonly oldest: number | null;
  readonly newest: number | null;
}

type Columns = readonly [Float64Array, Float64Array, Float64Array, Float64Array];

const byStrike = (a: ChainQuote, b: ChainQuote): number =>
  a.strike - b.strike || Number(a.isCall) - Number(b.isCall) || (a.symbol < b.symbol ? -1 : 1);

/** The quotes of one expiry, by symbol. */
export class ChainExpiry {
  /** Something has come since they were last read. */
  isNew = false;
  /** Newest word of the venue on any of them, ms; null before the first. */
  newest: number | null = null;
  private readonly bySymbol = new Map<string, ChainQuote>();
  private sorted: readonly ChainQuote[] | null = null;

  constructor(
    readonly key: string,
    readonly expiry: EpochMs,
  ) {}

  get size(): number {
    return this.bySymbol.size;
  }

  /** Quotes of which the venue has said anything, and those of them whose every side has its size, as the stream tells it. */
  get told(): { readonly told: number; readonly sized: number } {
    let [told, sized] = [0, 0];
    for (const quote of this.bySymbol.values()) {
      if (Number.isNaN(quote.stamp)) continue;
      told++;
      if (isSized(quote)) sized++;
    }
    return { told, sized };
  }

  /** Strikes ascending, puts before calls. */
  get quotes(): readonly ChainQuote[] {
    this.sorted ??= [...this.bySymbol.values()].sort(byStrike);
    return this.sorted;
  }

  quote(symbol: string): ChainQuote | undefined {
    return this.bySymbol.get(symbol);
  }

  /** A quote with nothing known of it. */
  list(symbol: string, strike: number, isCall: boolean): ChainQuote {
    const quote: ChainQuote = {
      symbol,
      strike,
      isCall,
      bid: Number.NaN,
      ask: Number.NaN,
      bidSize: Number.NaN,
      askSize: Number.NaN,
      bidDepth: Number.NaN,
      askDepth: Number.NaN,
      stamp: Number.NaN,
      isNew: false,
      isCurrent: false,
    };
    this.bySymbol.set(symbol, quote);
    this.sorted = null;
    return quote;
  }

  drop(symbol: string): void {
    if (this.bySymbol.delete(symbol)) this.sorted = null;
  }

  /** Something of one of its quotes has been told. */
  touched(quote: ChainQuote, stamp: number): void {
    this.isNew = true;
    quote.isNew = true;
    if (stamp > (this.newest ?? 0)) this.newest = stamp;
  }

  /** A quote that a scalar is read from: two-sided, out of the money, and current. */
  private says({ strike, isCall, bid, ask, isCurrent }: ChainQuote, forward: number): boolean {
    return isCurrent && bid > 0 && ask > bid && (isCall ? strike >= forward : strike < forward);
  }

  used(forward: number | null): UsedQuotes {
    let [used, oldest, newest] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const quote of this.bySymbol.values()) {
      if (forward === null || !this.says(quote, forward)) continue;
      used++;
      oldest = Math.min(oldest, quote.stamp);
      newest = Math.max(newest, quote.stamp);
    }
    const stamp = (at: number): number | null => (used > 0 && Number.isFinite(at) ? at : null);
    return { used, oldest: stamp(oldest), newest: stamp(newest) };
  }

  /**
   * What a tracker reads of it, quotes that say nothing left out.
   *
   * @param unit price of which an undiscounted price over the forward is one: 1 for a premium in coin, D F else
   */
  reading(now: number, forward: number, unit: number): ExpiryNow {
    const quotes = this.quotes.filter((quote) => this.says(quote, forward));
    const n = quotes.length;
    const columns = new Float64Array(8 * n);
    const [strike, bid, ask, bidSize, askSize, bidDepth, askDepth, stamp] = Array.from(
      { length: 8 },
      (_, c) => columns.subarray(c * n, (c + 1) * n),
    ) as [...Columns, ...Columns];
    const isCall = new Uint8Array(n);
    let isDeep = n > 0;
    let news = 0;
    for (let j = 0; j < n; j++) {
      const quote = quotes[j]!;
      strike[j] = quote.strike;
      isCall[j] = quote.isCall ? 1 : 0;
      bid[j] = quote.bid / unit;
      ask[j] = quote.ask / unit;
      bidSize[j] = quote.bidSize;
      askSize[j] = quote.askSize;
      bidDepth[j] = quote.bidDepth;
      askDepth[j] = quote.askDepth;
      stamp[j] = quote.stamp;
      isDeep &&= quote.bidDepth > 0 && quote.askDepth > 0;
      if (quote.isNew) news++;
    }
    if (news === 0) return null;
    const t = yearsBetween(now as EpochMs, this.expiry);
    const depths = isDeep ? { bidDepth, askDepth } : {};
    return {
      t,
      forward,
      quotes: { strike, isCall, bid, ask, bidSize, askSize, stamp, ...depths },
      news: news / n,
    };
  }

  /** It has been read: nothing of it is new until it is told again. */
  wasRead(): void {
    this.isNew = false;
    for (const quote of this.bySymbol.values()) quote.isNew = false;
  }

  /** A full fit has been made: everything is to be read against it. */
  unread(): void {
    this.isNew = true;
    for (const quote of this.bySymbol.values()) quote.isNew = true;
  }

  /** All of them for a screen. */
  shown(): LiveQuoteColumns {
    const { quotes } = this;
    const n = quotes.length;
    const [strike, bid, ask, bidSize, askSize, stamp] = Array.from(
      { length: 6 },
      () => new Float64Array(n),
    ) as [...Columns, Float64Array, Float64Array];
    const isCall = new Uint8Array(n);
    for (let j = 0; j < n; j++) {
      const quote = quotes[j]!;
      strike[j] = quote.strike;
      isCall[j] = quote.isCall ? 1 : 0;
      bid[j] = quote.bid;
      ask[j] = quote.ask;
      bidSize[j] = quote.bidSize;
      askSize[j] = quote.askSize;
      stamp[j] = quote.stamp;
    }
    return { symbol: quotes.map(({ symbol }) => symbol), strike, isCall, bid, ask, bidSize, askSize, stamp };
  }
}
