import { parseInstrumentName } from '#market/instrument-name.ts';
import { readTime } from '#readers/io/instant.ts';
import { isJsonObject, type JsonObject } from '#readers/io/json.ts';
import { LIMITS } from '#readers/io/limits.ts';

/** One option of a document: its own fields and what the levels around it say, by column name. */
export type Leaf = ReadonlyMap<string, string>;

const STRIKE = /^(?:strike|strike_?price|strike_?px|k)$/i;
const SYMBOL =
  /^(?:symbol|instrument(?:_?name)?|contract(?:_?symbol|_?name)?|option(?:_?symbol)?|ticker|name|id)$/i;
const QUOTE = /bid|ask|offer|iv$|implied|vol(?:atility)?$|^mid|^price$|^mark/i;
const SIDES: ReadonlyMap<string, string> = new Map([
  ['call', 'call'],
  ['calls', 'call'],
  ['c', 'call'],
  ['ce', 'call'],
  ['put', 'put'],
  ['puts', 'put'],
  ['p', 'put'],
  ['pe', 'put'],
]);

/** Fields that the levels above an option hand down: each is written in every row below. */
const MOST_ABOVE = 64;

/**
 * Finds the options of a document: objects with a strike (or an option's name) and a quote, at any depth. What the
 * levels above state goes to every option below them: plain fields, and keys that are themselves a day of expiry, a
 * strike, or calls and puts.
 */
export function findLeaves(document: unknown): readonly Leaf[] {
  const leaves: Leaf[] = [];
  walk(document, new Map(), leaves, 0);
  return leaves;
}

function walk(value: unknown, above: Leaf, leaves: Leaf[], depth: number): void {
  if (depth > LIMITS.jsonDepth || leaves.length > LIMITS.rows) return;
  if (Array.isArray(value)) {
    for (const item of value) walk(item, above, leaves, depth + 1);
    return;
  }
  if (!isJsonObject(value)) return;
  const own = scalars(value);
  if (isLeaf(own, above)) {
    const leaf = new Map(own);
    const names = new Set([...own.keys()].map((key) => key.toLowerCase()));
    for (const [key, text] of above) if (!names.has(key.toLowerCase())) leaf.set(key, text);
    leaves.push(leaf);
    return;
  }
  const around = new Map(above);
  for (const [key, text] of own) {
    if (around.size >= MOST_ABOVE) break;
    around.set(key, text);
  }
  for (const [key, child] of Object.entries(value)) {
    if (typeof child !== 'object' || child === null) continue;
    const said = keyFact(key);
    walk(child, said === null ? around : new Map([...around, said]), leaves, depth + 1);
  }
}

function isLeaf(own: Leaf, above: Leaf): boolean {
  const keys = [...own.keys()];
  if (!keys.some((key) => QUOTE.test(key))) return false;
  if (keys.some((key) => STRIKE.test(key)) || above.has('strike')) return true;
  return keys.some(
    (key) => SYMBOL.test(key) && parseInstrumentName((own.get(key) ?? '').toUpperCase()).kind === 'option',
  );
}

/** What a key says that is no field name: `2026-12-18`, `600.0`, `calls`. */
function keyFact(key: string): readonly [string, string] | null {
  const side = SIDES.get(key.toLowerCase());
  if (side !== undefined) return ['type', side];
  const date = key.split(':')[0] ?? '';
  if (!/^\d{1,7}(?:\.\d+)?$/.test(key) && /\d/.test(date) && readTime(date) !== null) return ['expiry', date];
  return /^\d{1,7}(?:\.\d+)?$/.test(key) ? ['strike', key] : null;
}

/** Plain fields as text; `{raw, fmt}` pairs count as their raw number. */
function scalars(object: JsonObject): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(object)) {
    const plain = isJsonObject(value) && typeof value['raw'] === 'number' ? value['raw'] : value;
    if (typeof plain === 'number') found.set(key, Number.isFinite(plain) ? String(plain) : '');
    else if (typeof plain === 'string' || typeof plain === 'boolean') found.set(key, String(plain));
    else if (plain === null) found.set(key, '');
  }
  return found;
}
