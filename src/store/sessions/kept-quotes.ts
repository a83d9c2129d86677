/** Quotes in the browser's store: packed as they cross from the worker, under the hash of all that they hold. */
import type { QuoteSet } from '#market/quote-set.ts';
import { isPackedQuotes, packQuotes, unpackQuotes } from '#worker/packed-quotes.ts';
import { quotesMembers } from './quotes-shape.ts';
import type { KeptQuotes } from './records.ts';
import { sha256 } from './sha256.ts';
import { isPlainObject } from './shape.ts';
import { canonicalText } from './text.ts';

const hashes = new WeakMap<QuoteSet, Promise<string>>();

/** Hash of a set: of its facts and strings as text, then of its columns of numbers to the last bit. */
export function quotesHash(quotes: QuoteSet): Promise<string> {
  let hash = hashes.get(quotes);
  if (hash === undefined) {
    hash = sha256(bytesOf(quotes));
    hashes.set(quotes, hash);
  }
  return hash;
}

/** The record of a set. */
export function keptQuotes(quotes: QuoteSet, hash: string): KeptQuotes {
  return { sha256: hash, packed: packQuotes(quotes) };
}

/** The set of a record; null where it does not hold what its hash says. */
export async function quotesOf(record: unknown, hash: string): Promise<QuoteSet | null> {
  if (!isPlainObject(record) || !isPackedQuotes(record['packed'])) return null;
  try {
    const pause = () => new Promise<void>((resolve) => setTimeout(resolve));
    const quotes = await unpackQuotes(record['packed'], pause, () => false);
    return quotes !== null && (await quotesHash(quotes)) === hash ? quotes : null;
  } catch {
    // A record that is damaged may hold anything.
    return null;
  }
}

function bytesOf(quotes: QuoteSet): Uint8Array<ArrayBuffer> {
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
  return bytes;
}
