import { canonicalName, parseInstrumentName } from '#market/instrument-name.ts';
import { readTime } from '#readers/io/instant.ts';
import { isJsonObject, type JsonObject } from '#readers/io/json.ts';
import { LIMITS } from '#readers/io/limits.ts';
import { hasInner, tableRows } from './tabular.ts';

/** Fields as text, by column name. */
export type Fields = ReadonlyMap<string, string>;

/** One option of a document: its own fields, and what the levels around it say of fields it does not have. */
export interface Leaf {
  readonly own: Fields;
  /** One and the same for all options below a level. */
  readonly above: Fields;
}

const STRIKE = /^(?:strike|strike_?price|strike_?px|k)$/i;
const SYMBOL =
  /^(?:symbol|instrument(?:_?name)?|contract(?:_?symbol|_?name)?|option(?:_?symbol)?|ticker|name|id)$/i;
/** Under which an option's name goes down that is the key of its object. */
const NAMED = 'contractSymbol';
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

function walk(value: unknown, above: Fields, leaves: Leaf[], depth: number): void {
  if (depth > LIMITS.jsonDepth || leaves.length > LIMITS.rows) return;
  const table = tableRows(value);
  if (table !== null) {
    for (const row of table) walk(row, above, leaves, depth + 1);
    return;
  }
  if (Array.isArray(value)) {
    for (const item of value) walk(item, above, leaves, depth + 1);
    return;
  }
  if (!isJsonObject(value)) return;
  const own = scalars(value);
  if (isLeaf(own, above)) {
    leaves.push({ own: withInner(value, own), above });
    return;
  }
  const around = new Map(above);
  for (const [key, text] of own) {
    if (around.size >= MOST_ABOVE) break;
    around.set(key, text);
  }
  const before = leaves.length;
  for (const [key, child] of Object.entries(value)) {
    if (typeof child !== 'object' || child === null) continue;
    const said = keyFact(key);
    walk(child, said === null ? around : new Map([...around, said]), leaves, depth + 1);
  }
  // Where no object below is an option by itself, the parts of one may be: `{details: {strike}, quote: {bid, ask}}`.
  const whole = leaves.length === before ? withInner(value, own) : own;
  if (whole !== own && isLeaf(whole, above)) leaves.push({ own: whole, above });
}

/** Objects inside an option whose fields are its own under their own names. */
const PARTS =
  /detail|contract|instrument|^option|quote|^market|ticker|greek|pricing|^book|^iv|volatil|^nbbo|^stat/i;
/** Short names of quotes. */
const SHORT: ReadonlyMap<string, string> = new Map([
  ['bp', 'bid'],
  ['ap', 'ask'],
  ['bs', 'bid_size'],
  ['as', 'ask_size'],
  ['t', 'timestamp'],
]);

/**
 * An option's plain fields with those of the objects inside it: of its quote, details and greeks under their own names,
 * of anything else (`underlying_asset: {price}`) under the name of both.
 */
function withInner(value: JsonObject, own: Fields): Fields {
  if (!hasInner(value)) return own;
  const whole = new Map(own);
  for (const [key, child] of Object.entries(value)) {
    if (!isJsonObject(child) || SIDES.has(key.toLowerCase())) continue;
    const fields = scalars(child);
    const short = fields.has('bp') && fields.has('ap');
    for (const [name, text] of fields) {
      const known = PARTS.test(key) ? ((short ? SHORT.get(name) : undefined) ?? name) : null;
      const full = known ?? (/^underlying/i.test(key) ? `underlying_${name}` : `${key}_${name}`);
      if (whole.size < LIMITS.columns && !whole.has(full)) whole.set(full, text);
    }
  }
  return whole.size === own.size ? own : whole;
}

function isLeaf(own: Fields, above: Fields): boolean {
  const keys = [...own.keys()];
  if (!keys.some((key) => QUOTE.test(key))) return false;
  if (keys.some((key) => STRIKE.test(key)) || above.has('strike') || above.has(NAMED)) return true;
  return keys.some(
    (key) => SYMBOL.test(key) && parseInstrumentName((own.get(key) ?? '').toUpperCase()).kind === 'option',
  );
}

/** What a key says that is no field name: `2026-12-18`, `600.0`, `calls`. */
function keyFact(key: string): readonly [string, string] | null {
  if (parseInstrumentName(canonicalName(key)).kind === 'option') return [NAMED, key];
  const side = SIDES.get(key.toLowerCase());
  if (side !== undefined) return ['type', side];
  const date = key.split(':')[0] ?? '';
  if (!/^\d{1,7}(?:\.\d+)?$/.test(key) && /\d/.test(date) && readTime(date) !== null) return ['expiry', date];
  return /^\d{1,7}(?:\.\d+)?$/.test(key) ? ['strike', key] : null;
}

/** Plain fields as text; `{raw, fmt}` pairs count as their raw number. */
export function scalars(object: JsonObject): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(object)) {
    const plain = isJsonObject(value) && typeof value['raw'] === 'number' ? value['raw'] : value;
    if (typeof plain === 'number') found.set(key, Number.isFinite(plain) ? String(plain) : '');
    else if (typeof plain === 'string' || typeof plain === 'boolean') found.set(key, String(plain));
    else if (plain === null) found.set(key, '');
  }
  return found;
}
