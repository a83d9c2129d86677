import type { Random } from '../sample/random.ts';
import { HOSTILE_WORDS } from './hostile-words.ts';

const pick = (random: Random, n: number) => Math.min(n - 1, Math.floor(random.uniform() * n));

/** Values a field may come to hold; `undefined` takes the field away. */
const VALUES: readonly unknown[] = [
  undefined,
  null,
  true,
  0,
  -0,
  -1,
  1e308,
  -1e308,
  5e-324,
  1e-9,
  2 ** 53,
  1e21,
  '',
  [],
  {},
  [null],
  [[]],
  { value: 1 },
];

/** Keys a field may be renamed to. */
const KEYS = [
  '__proto__',
  'constructor',
  'toString',
  'length',
  '',
  '0',
  'options',
  'result',
  'strike',
  'data',
];

type Holder = Record<string, unknown> | unknown[];

/**
 * A JSON document that stays JSON, with one to four seeded changes of what it says: fields taken away, renamed or
 * given another value or kind, rows repeated, reversed, moved or emptied. Of several documents line by line one is
 * changed. Text that is no JSON comes back as it is.
 */
export function mutateDocument(bytes: Uint8Array, random: Random): Uint8Array {
  const text = new TextDecoder().decode(bytes);
  const lines = text.split('\n');
  const whole = parsed(text);
  const at = whole === undefined ? pick(random, lines.length) : -1;
  const document = whole ?? parsed(lines[at] ?? '');
  if (document === undefined || document === null || typeof document !== 'object') return bytes;
  const root = { document };
  for (let i = 0; i <= pick(random, 4); i++) changeOnce(root, random);
  const changed = JSON.stringify(root.document) ?? 'null';
  return new TextEncoder().encode(at < 0 ? changed : lines.toSpliced(at, 1, changed).join('\n'));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Walks down from the root and changes what it comes to, the deeper the likelier. */
function changeOnce(root: Holder, random: Random): void {
  let holder: Holder = root;
  let key: string | number = 'document';
  for (;;) {
    const value: unknown = Reflect.get(holder, key);
    const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
    if (keys.length === 0 || random.uniform() < 0.15) break;
    holder = value as Holder;
    const next = keys[pick(random, keys.length)] as string;
    key = Array.isArray(holder) ? Number(next) : next;
  }
  const value: unknown = Reflect.get(holder, key);
  if (Array.isArray(value) && value.length > 0 && random.uniform() < 0.7) {
    changeList(value, random);
    return;
  }
  const kind = pick(random, 8);
  if (kind < 3) put(holder, key, aValue(random));
  else if (kind < 6) put(holder, key, HOSTILE_WORDS[pick(random, HOSTILE_WORDS.length)]);
  else if (kind === 6) put(holder, key, typeof value === 'number' ? String(value) : [value]);
  else {
    put(holder, key, undefined);
    // An own field even where the name is that of the prototype.
    const name = KEYS[pick(random, KEYS.length)] as string;
    const field = { value, writable: true, enumerable: true, configurable: true };
    if (!Array.isArray(holder)) Object.defineProperty(holder, name, field);
  }
}

/** One of the values; never the same list twice, for it may be changed in turn. */
function aValue(random: Random): unknown {
  return structuredClone(VALUES[pick(random, VALUES.length)]);
}

function put(holder: Holder, key: string | number, value: unknown): void {
  if (value === undefined && !Array.isArray(holder)) Reflect.deleteProperty(holder, key);
  else Reflect.set(holder, key, value ?? null);
}

function changeList(list: unknown[], random: Random): void {
  const [a, b] = [pick(random, list.length), pick(random, list.length)];
  const kind = pick(random, 6);
  if (kind === 0)
    list.splice(a, 0, ...Array.from({ length: 1 + pick(random, 20) }, () => structuredClone(list[b])));
  else if (kind === 1) list.reverse();
  else if (kind === 2) list.splice(a, 1 + pick(random, list.length));
  else if (kind === 3) [list[a], list[b]] = [list[b], list[a]];
  else if (kind === 4) list[a] = aValue(random) ?? null;
  else list[a] = structuredClone({ ...(list[a] as object), ...(list[b] as object) });
}
