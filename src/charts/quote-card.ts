import { count, fixed, grouped, MISSING, price, volPercent, weightPercent } from '#base/format.ts';
import type { Board, BoardExpiry } from './board.ts';
import type { SmileMark } from './smile-marks.ts';

/** A line of the card of a quote: what, then bid, ask and model. */
export interface CardLine {
  readonly label: string;
  readonly bid: string;
  readonly ask: string;
  readonly model: string;
}

/** The card of a quote: prices and volatilities, and what its weight is made of. */
export interface QuoteCard {
  readonly lines: readonly CardLine[];
  /** `weight 4.9 %`; empty where the quote has none. */
  readonly weight: string;
  readonly factors: readonly { readonly label: string; readonly value: string }[];
}

const FACTORS = {
  spread: 'spread',
  size: 'size',
  activity: 'activity',
  age: 'age',
  moneyness: 'moneyness',
  manual: 'by hand',
} as const;

/**
 * Card of one quote. `modelPrice` is the model's undiscounted price in units of
 * the forward, NaN where there is no fit.
 */
export function quoteCard(board: Board, expiry: BoardExpiry, mark: SmileMark, modelPrice: number): QuoteCard {
  const { quotes } = board;
  const { book } = expiry;
  const lines: CardLine[] = [
    { label: 'IV %', bid: volPercent(mark.bid), ask: volPercent(mark.ask), model: volPercent(mark.model) },
  ];
  const forward = book.forward.value * book.forward.discount;
  const bid = quotes.bid[mark.row] ?? Number.NaN;
  const ask = quotes.ask[mark.row] ?? Number.NaN;
  const tick = quotes.tick?.[mark.row];
  const money = (value: number) =>
    Number.isFinite(value) ? grouped(value, value < 10 ? 2 : value < 1000 ? 1 : 0) : MISSING;
  if (quotes.unit === 'coin') {
    lines.push({
      label: quotes.premiumCurrency,
      bid: price(bid, tick),
      ask: price(ask, tick),
      // One digit more than the tick: the model is not bound to it.
      model: price(modelPrice, tick === undefined || Number.isNaN(tick) ? tick : tick / 10),
    });
    // A coin premium is worth its forward of the same expiry, not the index.
    const usd = book.forward.value;
    lines.push({
      label: 'USD',
      bid: money(bid * usd),
      ask: money(ask * usd),
      model: money(modelPrice * usd),
    });
  } else if (quotes.unit === 'currency') {
    lines.push({
      label: quotes.premiumCurrency,
      bid: price(bid, tick),
      ask: price(ask, tick),
      model: price(modelPrice * forward, tick),
    });
  }
  const bidSize = quotes.bidSize?.[mark.row];
  const askSize = quotes.askSize?.[mark.row];
  if (bidSize !== undefined || askSize !== undefined) {
    lines.push({ label: 'size', bid: size(bidSize), ask: size(askSize), model: '' });
  }
  const factors = Object.entries(FACTORS)
    .map(([kind, label]) => ({
      label,
      value: mark.slot < 0 ? undefined : expiry.fit?.weightFactors[kind as keyof typeof FACTORS][mark.slot],
    }))
    // A factor of exactly 1 is off or says nothing.
    .filter((factor) => factor.value !== undefined && Number.isFinite(factor.value) && factor.value !== 1)
    .map(({ label, value }) => ({ label, value: fixed(value, 2) }));
  return {
    lines,
    weight: mark.state === 'used' && expiry.fit !== null ? `weight ${weightPercent(mark.weight)} %` : '',
    factors,
  };
}

function size(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return MISSING;
  return value >= 100 ? count(Math.round(value)) : fixed(value, 1);
}
