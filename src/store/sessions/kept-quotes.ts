/** Quotes in the browser's store: packed as they cross from the worker, under the hash of all that they hold. */
import type { QuoteSet } from '#market/quote-set.ts';
import { isPackedQuotes, type PackedQuotes, unpackQuotes } from '#worker/packed-quotes.ts';
import { quotesMembers } from './quotes-shape.ts';
import { sha256 } from './sha256.ts';
import { isPlainObject } from './shape.ts';
import { canonicalText } from './text.ts';

const keptAs = new WeakMap<QuoteSet, string>();

/** The hash under which the store was seen to hold a set; null where that is not known. */
export function keptHash(quotes: QuoteSet): string | null {
  return keptAs.get(quotes) ?? null;
}

/** Notes that the store holds a set under a hash. */
export function noteKept(quotes: QuoteSet, hash: string): void {
  keptAs.set(quotes, hash);
}

/** Hash of a set: of its facts and strings as text, then of its columns of numbers to the last bit. */
export async function packedHash(packed: PackedQuotes): Promise<string> {
  return quotesHash(await unpacked(packed));
}

/** The set of a record; null where it does not hold what its hash says. */
export async function quotesOf(record: unknown, hash: string): Promise<QuoteSet | null> {
  if (!isPlainObject(record) || !isPackedQuotes(record['packed'])) return null;
  try {
    const quotes = await unpacked(record['packed']);
    if ((await quotesHash(quotes)) !== hash) return null;
    noteKept(quotes, hash);
    return quotes;
  } catch {
    // A record that is damaged may hold anything.
    return null;
  }
}

async function unpacked(packed: PackedQuotes): Promise<QuoteSet> {
  const pause = () => new Promise<void>((resolve) => setTimeout(resolve));
  const quotes = await unpackQuotes(packed, pause, () => false);
  if (quotes === null) throw new Error('nobody stops it');
  return quotes;
}

function quotesHash(quotes: QuoteSet): Promise<string> {
  const columns: Uint8Array[] = [];
  const facts = Object.entries(quotesMembers(quotes)).map(([name, value]) => {
    if (!(value instanceof Float64Array || value instanceof Uint8Array)) return [name, value];
    columns.push(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    return [name, { bytes: value.byteLength }];
  });
  const parts = [new TextEncoder().encode(canonicalText(Object.fromEntries(facts))), ...columns];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return sha256(bytes);
}
