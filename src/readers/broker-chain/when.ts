import { type EpochMs, MS_PER_YEAR } from '#base/units.ts';
import { newYorkInstant } from '#market/expiry.ts';
import type { AsOfSource } from '#market/quote-set.ts';
import { readTime } from '#readers/io/instant.ts';

/** When a chain was quoted and when it expires. */
export interface When {
  readonly asOf: EpochMs;
  readonly asOfSource: AsOfSource;
  readonly expiry: EpochMs;
  /** Factor that makes decimals of the volatilities. */
  readonly scale: number;
  readonly note: string;
}

const MINUTE_MS = 60_000;
/** An instant this much before the recomputed expiry is the time of the quotes on the day they expire. */
const SAME_DAY_YEARS = 1.5 / 365;
const SHORTEST_YEARS = (10 * MINUTE_MS) / MS_PER_YEAR;
const LONGEST_YEARS = 5;

/** Dates with or without times in a text, in their order. */
export function instantsIn(text: string): readonly EpochMs[] {
  const found = text.match(
    /\d{4}-\d{2}-\d{2}(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?/g,
  );
  return (found ?? []).flatMap((written) => {
    const time = readTime(written.trim());
    return time === null ? [] : [time.kind === 'instant' ? time.at : newYorkInstant(time.date, 16, 0)];
  });
}

/**
 * Tells quote time and expiry apart. A file that writes one instant for both says only one of them: the maturity at
 * which its volatilities give its prices back tells the other.
 *
 * @param stated Instants of the file's expiry field, expiry first.
 * @param quoted Instant of the quotes where the file or the user states it.
 * @param recomputed Maturity in years if the volatilities are decimals; NaN when it cannot be told.
 * @param typical A middle volatility as written.
 */
export function tellWhen(
  stated: readonly EpochMs[],
  quoted: { readonly at: EpochMs; readonly source: AsOfSource } | null,
  recomputed: number,
  typical: number,
): When | null {
  const [first, second] = stated;
  if (first === undefined) return null;
  const known =
    quoted ?? (second === undefined || second >= first ? null : { at: second, source: 'file' as const });
  if (known !== null && first - known.at > MINUTE_MS) {
    const t = (first - known.at) / MS_PER_YEAR;
    const percent = recomputed > 0 ? Math.abs(Math.log(t / recomputed)) > Math.log(100) : typical > 3;
    return {
      asOf: known.at,
      asOfSource: known.source,
      expiry: first,
      scale: percent ? 0.01 : 1,
      note: 'Quote time and expiry are those the file states.',
    };
  }
  const plausible = (t: number) => t >= SHORTEST_YEARS && t <= LONGEST_YEARS;
  const candidates = [1, 0.01]
    .map((scale) => ({ scale, t: recomputed / scale ** 2 }))
    .filter(({ t }) => plausible(t));
  const bySize = candidates.find(({ scale }) => (scale === 0.01) === typical > 3);
  const chosen = candidates.length === 1 ? candidates[0] : bySize;
  if (chosen === undefined) return null;
  const span = Math.round((chosen.t * MS_PER_YEAR) / MINUTE_MS) * MINUTE_MS;
  const length = `${(chosen.t * 365 * 24).toFixed(chosen.t < SAME_DAY_YEARS ? 1 : 0)} h`;
  if (known !== null || chosen.t <= SAME_DAY_YEARS) {
    const asOf = known?.at ?? first;
    return {
      asOf,
      asOfSource: known?.source ?? 'file',
      expiry: (asOf + span) as EpochMs,
      scale: chosen.scale,
      note: `The file writes one instant for quotes and expiry. It is the quote time: its volatilities give its prices back with ${length} to expiry.`,
    };
  }
  return {
    asOf: (first - span) as EpochMs,
    asOfSource: 'file',
    expiry: first,
    scale: chosen.scale,
    note: `The file states the expiry and no quote time: its volatilities give its prices back ${length} before. Set the as-of time if it is another.`,
  };
}
