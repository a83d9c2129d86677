import type { Outcome } from '#base/outcome.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { readFiles } from '#readers/index.ts';
import type { ReadOptions } from '#readers/reader.ts';
import { memorySource } from './byte-source.ts';

/** Reads texts by file name as if they were dropped together. */
export async function readTexts(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: Partial<ReadOptions> = {},
): Promise<Outcome<QuoteSet>> {
  const sources = Object.entries(files).map(([name, text]) => memorySource(name, text));
  const reading = readFiles(sources, { asOf: null, underlying: null, at: null, ...options });
  let step = await reading.next();
  while (step.done !== true) step = await reading.next();
  return step.value;
}

/** The quotes of texts, with their books checked; throws the sentence of a refusal. */
export async function quotesOfTexts(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: Partial<ReadOptions> = {},
): Promise<QuoteSet> {
  const outcome = await readTexts(files, options);
  if (!outcome.ok) throw new Error(outcome.error.message);
  const set = outcome.value;
  const refused = set.rejected.reduce((sum, { count }) => sum + count, 0);
  if (set.rowsRead !== set.symbol.length + refused) {
    throw new Error(`${set.rowsRead} rows read, ${set.symbol.length} accepted, ${refused} refused`);
  }
  return set;
}

/** Refused rows by reason. */
export function refusals(set: QuoteSet): Readonly<Record<string, number>> {
  return Object.fromEntries(set.rejected.map(({ reason, count }) => [reason, count]));
}
