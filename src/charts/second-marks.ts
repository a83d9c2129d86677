import type { CrossQuote } from '#calibration/cross-market.ts';
import type { ExpiryBook } from '#market/book.ts';
import { type SmileLayout, xOf, yOf } from './smile-layout.ts';

/** A quote of another market on a smile, px. */
export interface SecondMark {
  readonly quote: CrossQuote;
  readonly x: number;
  readonly y: number;
  /** Ends of the bid-ask; NaN for a missing side. */
  readonly bidY: number;
  readonly askY: number;
}

/** Where a quote of another market stands among the strikes of this one, and what the window must hold of it. */
export interface SecondPlace {
  readonly strike: number;
  readonly k: number;
  readonly vol: number;
  readonly bid: number;
  readonly ask: number;
  readonly state: 'used';
}

/**
 * Quotes of another market at the strikes of this one at which its smile is read for them: of the same K/F, or the
 * same.
 */
export function secondPlaces(quotes: readonly CrossQuote[], book: ExpiryBook): SecondPlace[] {
  return quotes.flatMap((quote) => {
    const { k, bid, mid, ask } = quote;
    const vol = [mid, bid, ask].find(Number.isFinite);
    if (vol === undefined || !Number.isFinite(k)) return [];
    return [{ strike: strikeOf(k, book), k, vol, bid, ask, state: 'used' as const }];
  });
}

/** Those inside the window, placed on the pixel grid. */
export function placeSecond(
  quotes: readonly CrossQuote[],
  book: ExpiryBook,
  layout: SmileLayout,
): SecondMark[] {
  const { low, high } = layout.window;
  return quotes.flatMap((quote) => {
    const strike = strikeOf(quote.k, book);
    const vol = [quote.mid, quote.bid, quote.ask].find(Number.isFinite);
    if (vol === undefined || !(strike >= low && strike <= high)) return [];
    return [
      {
        quote,
        x: Math.round(xOf(layout, strike)) + 0.5,
        y: Math.round(yOf(layout, vol)) + 0.5,
        bidY: Math.round(yOf(layout, quote.bid)) + 0.5,
        askY: Math.round(yOf(layout, quote.ask)) + 0.5,
      },
    ];
  });
}

/** Half the width of a diamond, px, and of those that stand too close for it. */
const HALF = 4;
const DENSE_HALF = 2.5;
/** Marks in one picture from which they are drawn small. */
const DENSE = 60;

/** Half the width of the diamonds of a picture that has so many, px. */
export function diamondHalf(marks: number): number {
  return marks > DENSE ? DENSE_HALF : HALF;
}

/** A diamond round a point. */
export function diamond(x: number, y: number, half: number = HALF): string {
  return `M${x - half} ${y}L${x} ${y - half}L${x + half} ${y}L${x} ${y + half}Z`;
}

function strikeOf(k: number, { forward, settlement }: ExpiryBook): number {
  const fixed = settlement?.fixed ?? 0;
  return fixed + (forward.value - fixed) * Math.exp(k);
}
