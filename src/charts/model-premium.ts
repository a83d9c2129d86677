import type { ExpiryBook } from '#market/book.ts';
import type { QuoteUnit } from '#market/quote-set.ts';
import { blackPrice } from '#pricing/black76.ts';

/**
 * Premium of a model volatility (decimal) for the quote at one place of a book, in the unit its bid and
 * ask are quoted in: coin (currency premium over the forward), or currency. NaN where the file quotes
 * volatilities, or the model gives none.
 */
export function modelPremium(unit: QuoteUnit, book: ExpiryBook, place: number, vol: number): number {
  const strike = book.strike[place];
  if (unit === 'vol' || strike === undefined || !(vol > 0)) return Number.NaN;
  const { value: forward, discount } = book.forward;
  const fixed = book.settlement?.fixed ?? 0;
  const isCall = book.isCall[place] === 1;
  // A strike below what the settlement price has already come to is exercised.
  const exercised = isCall ? forward - strike : 0;
  const value = strike > fixed ? blackPrice(forward - fixed, strike - fixed, book.t, vol, isCall) : exercised;
  const premium = discount * value;
  return unit === 'coin' ? premium / forward : premium;
}
