import type { QuoteSet } from '#market/quote-set.ts';
import type { ReplaySource } from './replay-source.ts';

/** Inputs between two places at which the cutting lets others in. */
const INPUTS = 2000;

/**
 * Chains of a recording as they stood, one after each step of time in which anything was quoted. Yields the share of the way.
 *
 * @param every ms
 */
export function* cutSnapshots(
  source: ReplaySource,
  every: number,
): Generator<number, readonly QuoteSet[], void> {
  const session = source.begin();
  const sets: QuoteSet[] = [];
  let due = source.from + every;
  const cut = (): void => {
    const quotes = session.quotes();
    if (quotes !== null && quotes.asOf !== null && quotes.asOf > (sets.at(-1)?.asOf ?? 0)) sets.push(quotes);
  };
  for (let i = 0; i < source.length; i++) {
    const at = source.at(i);
    if (at >= due) {
      cut();
      due = at + every - ((at - source.from) % every);
    }
    const input = source.input(i);
    // A whole chain is a snapshot as it is.
    if (input.kind === 'chain') {
      sets.push(input.quotes);
      due = Number.POSITIVE_INFINITY;
    } else session.take(at, input);
    session.takeEffects();
    session.takeWanted();
    if (i % INPUTS === INPUTS - 1) yield i / source.length;
  }
  if (due < Number.POSITIVE_INFINITY) cut();
  return sets;
}
