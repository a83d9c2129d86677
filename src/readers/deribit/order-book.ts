/** Price and amount of a level. */
export type Level = readonly [price: number, amount: number];

/**
 * Amount of each side within one spread of the mid: bids down to mid less spread, asks up to mid and spread. What lies
 * further out is no price anybody deals at. NaN where a side is empty.
 */
export function depthWithinSpread(
  bids: Iterable<Level>,
  asks: Iterable<Level>,
  bid: number,
  ask: number,
): readonly [bid: number, ask: number] {
  const [mid, spread] = [(bid + ask) / 2, ask - bid];
  if (!(bid > 0 && spread >= 0)) return [Number.NaN, Number.NaN];
  // A level that stands on the edge stands inside, whatever rounding makes of it.
  const edge = 1e-9 * mid;
  const sum = (levels: Iterable<Level>, inside: (price: number) => boolean): number => {
    let total = 0;
    for (const [price, amount] of levels) if (amount > 0 && inside(price)) total += amount;
    return total > 0 ? total : Number.NaN;
  };
  return [
    sum(bids, (price) => price >= mid - spread - edge),
    sum(asks, (price) => price <= mid + spread + edge),
  ];
}

/** Price and amount of the best level of each side; NaN where the side is empty. */
export interface BestLevels {
  readonly best_bid_price: number;
  readonly best_bid_amount: number;
  readonly best_ask_price: number;
  readonly best_ask_amount: number;
  /** See `depthWithinSpread`. */
  readonly bid_within_spread: number;
  readonly ask_within_spread: number;
}

/** A book as plain data. */
export interface OrderBookState {
  /** Id of its last change; null where it is unknown until its next snapshot. */
  readonly changeId: number | null;
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

/**
 * One order book kept from the messages of a `book` channel: a snapshot, then changes `[action, price, amount]`,
 * or whole books of `[price, amount]` each time.
 */
export class OrderBook {
  private readonly bids = new Map<number, number>();
  private readonly asks = new Map<number, number>();
  private changeId: number | null = null;

  /** A book as another kept it. */
  static of({ changeId, bids, asks }: OrderBookState): OrderBook {
    const book = new OrderBook();
    book.changeId = changeId;
    for (const [price, amount] of bids) book.bids.set(price, amount);
    for (const [price, amount] of asks) book.asks.set(price, amount);
    return book;
  }

  keep(): OrderBookState {
    return { changeId: this.changeId, bids: [...this.bids], asks: [...this.asks] };
  }

  /** Applies one message; false when changes were lost before it, and the book is unknown until the next snapshot. */
  apply(message: {
    readonly whole: boolean;
    readonly changeId: number;
    readonly previousId: number;
    readonly bids: readonly unknown[];
    readonly asks: readonly unknown[];
  }): boolean {
    if (message.whole) {
      this.bids.clear();
      this.asks.clear();
    } else if (this.changeId === null || message.previousId !== this.changeId) {
      this.changeId = null;
      return false;
    }
    this.changeId = Number.isNaN(message.changeId) ? null : message.changeId;
    for (const level of message.bids) change(this.bids, level);
    for (const level of message.asks) change(this.asks, level);
    return true;
  }

  best(): BestLevels {
    const bid = Math.max(...this.bids.keys(), Number.NEGATIVE_INFINITY);
    const ask = Math.min(...this.asks.keys(), Number.POSITIVE_INFINITY);
    const [bidDepth, askDepth] = depthWithinSpread(this.bids, this.asks, bid, ask);
    return {
      best_bid_price: Number.isFinite(bid) ? bid : Number.NaN,
      best_bid_amount: this.bids.get(bid) ?? Number.NaN,
      best_ask_price: Number.isFinite(ask) ? ask : Number.NaN,
      best_ask_amount: this.asks.get(ask) ?? Number.NaN,
      bid_within_spread: bidDepth,
      ask_within_spread: askDepth,
    };
  }
}

function change(side: Map<number, number>, level: unknown): void {
  if (!Array.isArray(level)) return;
  const [price, amount]: unknown[] = level.slice(-2);
  if (typeof price !== 'number' || typeof amount !== 'number') return;
  if (level[0] === 'delete' || !(amount > 0)) side.delete(price);
  else side.set(price, amount);
}
