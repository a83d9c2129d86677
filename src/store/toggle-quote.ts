import { canBeAdmitted } from '#market/apply-filters.ts';
import type { MarketBook } from '#market/book.ts';
import type { FilteredBook } from '#market/filters.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { withAdmitted, withManual } from './edits.ts';
import type { Decisions } from './state.ts';

/**
 * The decisions after a quote is clicked. One that takes part goes: back to its filter where a hand
 * had let it in, else to weight 0. One that does not comes in: its weight 0 is forgotten, and where
 * a filter leaves it out it is let in by name, if it has a volatility.
 */
export function toggled(
  decisions: Decisions,
  quotes: QuoteSet,
  market: MarketBook | null,
  filtered: FilteredBook | null,
  quote: number,
): Decisions {
  const symbol = quotes.symbol[quote];
  if (symbol === undefined) return decisions;
  const { manual } = decisions.settings;
  const out = Object.hasOwn(manual, symbol) && manual[symbol] === 0;
  const at = place(market, filtered, quote);
  if (at.leftOut) {
    return at.admissible
      ? withAdmitted(out ? withManual(decisions, symbol, 1) : decisions, symbol, true)
      : decisions;
  }
  if (out) return withManual(decisions, symbol, 1);
  return at.admitted
    ? withAdmitted(withManual(decisions, symbol, 1), symbol, false)
    : withManual(decisions, symbol, 0);
}

interface QuotePlace {
  readonly leftOut: boolean;
  readonly admitted: boolean;
  readonly admissible: boolean;
}

function place(market: MarketBook | null, filtered: FilteredBook | null, quote: number): QuotePlace {
  for (const [b, book] of market?.books.entries() ?? []) {
    const i = book.quote.indexOf(quote);
    if (i < 0) continue;
    return {
      leftOut: (filtered?.state[b]?.[i] ?? 0) !== 0,
      admitted: (filtered?.admitted[b]?.[i] ?? 0) !== 0,
      admissible: canBeAdmitted(book, i),
    };
  }
  return { leftOut: false, admitted: false, admissible: false };
}
