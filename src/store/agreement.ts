/** Whether the shown fit is the one of the present decisions. */

import { equalPlain } from '#base/equal-plain.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import type { Decisions, Fitted } from './state.ts';

interface Decided {
  readonly quotes: QuoteSet | null;
  readonly decisions: Decisions;
}

/** The fit was made from exactly what is decided now, and from nothing else. */
export function agrees(fitted: Fitted, decided: Decided): boolean {
  return fitted.inHand === undefined && isOf(fitted, decided);
}

/** The fit is of what is decided now, be it on from the one before. */
export function isOf(fitted: Fitted, { quotes, decisions }: Decided): boolean {
  return fitted.quotes === quotes && equalPlain(fitted.decisions, decisions);
}

/**
 * The fit that the present decisions ask for, where the shown one is it: itself, or on another clock between its
 * expiries, which no fit depends on. Null where it has to be made.
 */
export function underDecisions(fitted: Fitted | null, decided: Decided): Fitted | null {
  if (fitted === null || agrees(fitted, decided)) return fitted;
  const { time } = decided.decisions.settings;
  const settings = { ...fitted.decisions.settings, time };
  const again: Fitted = {
    ...fitted,
    decisions: { ...fitted.decisions, settings },
    request: { ...fitted.request, settings: { ...fitted.request.settings, time } },
  };
  return agrees(again, decided) ? again : null;
}
