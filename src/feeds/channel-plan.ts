import { parseInstrumentName } from '#market/instrument-name.ts';

/** Which chain is followed. */
export interface FeedPlan {
  /** `BTC`, `ETH` for the coin-settled chains; `USDC` for the linear ones. */
  readonly currency: string;
  /** Underlying of a linear chain, for instance `SOL`; null where the currency is the underlying. */
  readonly base: string | null;
  /** Expiries, as instants, whose whole order books are followed; the others by their best prices. */
  readonly books: readonly number[];
  /** Levels of each side of a followed book: 1, 10 or 20; 0 for all changes. */
  readonly depth: 0 | 1 | 10 | 20;
}

/** Index of the chain's underlying: `btc_usd`, `sol_usdc`. */
export function indexOf({ currency, base }: FeedPlan): string {
  return base === null ? `${currency}_usd`.toLowerCase() : `${base}_${currency}`.toLowerCase();
}

/** True for an instrument of the chain. */
export function isOfChain(name: string, { currency, base }: FeedPlan): boolean {
  const root = base === null ? currency : `${base}_${currency}`;
  return name.startsWith(`${root}-`);
}

/** Expiry instant of an option; null for any other instrument. */
export function expiryOf(name: string): number | null {
  const parsed = parseInstrumentName(name);
  return parsed.kind === 'option' ? parsed.expiry : null;
}

/** Channel of an option's order book. */
export function bookChannel(name: string, { depth }: Pick<FeedPlan, 'depth'>): string {
  return depth === 0 ? `book.${name}.100ms` : `book.${name}.none.${depth}.100ms`;
}

/** Channels of one instrument: its best prices, and its book where that is followed. */
export function channelsOf(name: string, plan: FeedPlan): readonly string[] {
  const parsed = parseInstrumentName(name);
  if (parsed.kind === 'future' || parsed.kind === 'perpetual') return [`ticker.${name}.100ms`];
  if (parsed.kind !== 'option') return [];
  const quote = `quote.${name}`;
  return plan.books.includes(parsed.expiry) ? [quote, bookChannel(name, plan)] : [quote];
}

/**
 * Channels of the chain as a whole: mark prices, the index, trades, and which instruments open and close. Trades come by
 * the currency of settlement: one channel for all the linear chains in USDC.
 */
export function chainChannels(plan: FeedPlan): readonly string[] {
  const index = indexOf(plan);
  return [
    `markprice.options.${index}`,
    `deribit_price_index.${index}`,
    `trades.option.${plan.currency}.100ms`,
    `instrument.state.option.${plan.currency}`,
    'platform_state',
  ];
}
