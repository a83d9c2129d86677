/** What Deribit says of the instruments of a simulated chain, field by field as its interface has them. */
import type { BookSide, SimulatedBook, SimulatedChain, SimulatedOption } from './chain.ts';
import type { SimulatedTrades } from './trades.ts';

/** Half the spread of a future, as a share of its price. */
const FUTURE_HALF = 1e-5;

type Fields = Readonly<Record<string, unknown>>;

/** `stamp` is the venue's clock now, ms. */
export class VenueContents {
  constructor(
    readonly chain: SimulatedChain,
    private readonly trades: SimulatedTrades,
  ) {}

  instrument({ name, expiry, strike, isCall }: SimulatedOption): Fields {
    const { coin, settlement, isLinear, index, tick } = this.chain.underlying;
    return {
      instrument_name: name,
      kind: 'option',
      instrument_type: isLinear ? 'linear' : 'reversed',
      base_currency: coin,
      quote_currency: settlement,
      counter_currency: isLinear ? settlement : 'USD',
      settlement_currency: settlement,
      price_index: index,
      option_type: isCall ? 'call' : 'put',
      strike,
      expiration_timestamp: expiry,
      tick_size: tick,
      tick_size_steps: [],
      contract_size: 1,
      min_trade_amount: 0.1,
      is_active: true,
      state: 'open',
    };
  }

  /** Row of the book summary. */
  summary(option: SimulatedOption, { bids, asks, markVol, markPrice }: SimulatedBook, stamp: number): Fields {
    const { coin, settlement } = this.chain.underlying;
    return {
      instrument_name: option.name,
      base_currency: coin,
      quote_currency: settlement,
      bid_price: bids[0]?.[0] ?? null,
      ask_price: asks[0]?.[0] ?? null,
      mid_price: null,
      mark_price: markPrice,
      mark_iv: 100 * markVol,
      underlying_price: this.chain.forward(option.expiry),
      underlying_index: this.underlying(option.expiry),
      estimated_delivery_price: this.chain.spot,
      interest_rate: 0,
      volume: this.trades.volume(option),
      open_interest: 12,
      creation_timestamp: stamp,
    };
  }

  /** The perpetual and the dated futures with their prices. */
  futures(stamp: number): readonly Fields[] {
    return this.futureNames.map((name) => {
      const { best_bid_price, best_ask_price, ...rest } = this.futureTicker(name, stamp);
      return {
        instrument_name: name,
        bid_price: best_bid_price,
        ask_price: best_ask_price,
        mark_price: rest['mark_price'],
        creation_timestamp: stamp,
      };
    });
  }

  get futureNames(): readonly string[] {
    return [
      `${this.chain.underlying.root}-PERPETUAL`,
      ...this.chain.futures.map((expiry) => this.chain.futureName(expiry)),
    ];
  }

  /** Content of a `ticker` channel of a future. */
  futureTicker(name: string, stamp: number): Fields {
    const expiry = this.chain.futures.find((each) => this.chain.futureName(each) === name);
    const price = expiry === undefined ? this.chain.spot : this.chain.forward(expiry);
    return {
      timestamp: stamp,
      instrument_name: name,
      state: 'open',
      best_bid_price: price * (1 - FUTURE_HALF),
      best_ask_price: price * (1 + FUTURE_HALF),
      best_bid_amount: 20_000,
      best_ask_amount: 20_000,
      mark_price: price,
      index_price: this.chain.spot,
    };
  }

  /** Content of a `ticker` channel of an option. */
  optionTicker(option: SimulatedOption, book: SimulatedBook, stamp: number): Fields {
    return {
      ...this.quote(option, book, stamp),
      state: 'open',
      mark_price: book.markPrice,
      mark_iv: 100 * book.markVol,
      bid_iv: 0,
      ask_iv: 0,
      underlying_price: this.chain.forward(option.expiry),
      underlying_index: this.underlying(option.expiry),
      index_price: this.chain.spot,
      interest_rate: 0,
      open_interest: 12,
      stats: {
        volume: this.trades.volume(option),
        volume_usd: null,
        high: null,
        low: null,
        price_change: null,
      },
    };
  }

  /** Content of a `quote` channel; an empty side is 0, as the venue writes it. */
  quote({ name }: SimulatedOption, { bids, asks }: SimulatedBook, stamp: number): Fields {
    return {
      timestamp: stamp,
      instrument_name: name,
      best_bid_price: bids[0]?.[0] ?? 0,
      best_bid_amount: bids[0]?.[1] ?? 0,
      best_ask_price: asks[0]?.[0] ?? 0,
      best_ask_amount: asks[0]?.[1] ?? 0,
    };
  }

  /** Content of a grouped `book` channel: whole levels each time, without actions. */
  grouped(
    { name }: SimulatedOption,
    { bids, asks }: SimulatedBook,
    depth: number,
    change: number,
    stamp: number,
  ): Fields {
    return {
      timestamp: stamp,
      instrument_name: name,
      change_id: change,
      bids: bids.slice(0, depth),
      asks: asks.slice(0, depth),
    };
  }

  /** Content of `markprice.options`; volatilities are decimal here. */
  marks(stamp: number): readonly Fields[] {
    return this.chain.listed.map((option) => {
      const { vol, price } = this.chain.mark(option);
      return {
        timestamp: stamp,
        instrument_name: option.name,
        mark_price: price * this.unit(option.expiry),
        iv: vol,
      };
    });
  }

  /** Content of `deribit_price_index`. */
  price(stamp: number): Fields {
    return { index_name: this.index, price: this.chain.spot, timestamp: stamp };
  }

  get index(): string {
    return this.chain.underlying.index;
  }

  /** What a price over the forward is multiplied by to be one of the venue. */
  private unit(expiry: number): number {
    return this.chain.underlying.isLinear ? this.chain.forward(expiry) : 1;
  }

  private underlying(expiry: number): string {
    const name = this.chain.futureName(expiry);
    return this.chain.futures.includes(expiry) ? name : `SYN.${name}`;
  }
}

/** Levels as the venue tells a change: those that are new, those of another amount, those that are gone. */
export function changedLevels(
  before: BookSide,
  after: BookSide,
): readonly (readonly [string, number, number])[] {
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
