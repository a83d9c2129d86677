import type { Random } from '../sample/random.ts';
import { HOSTILE_WORDS } from './hostile-words.ts';
import { mutateDocument } from './mutate-document.ts';

type Mutation = (bytes: Uint8Array, random: Random) => Uint8Array;

/** Characters that one change may add to a file. */
const MOST_GROWN = 1 << 21;

const pick = (random: Random, n: number) => Math.min(n - 1, Math.floor(random.uniform() * n));

const asText =
  (change: (text: string, random: Random) => string): Mutation =>
  (bytes, random) =>
    new TextEncoder().encode(change(new TextDecoder().decode(bytes), random));

const MUTATIONS: readonly Mutation[] = [
  (bytes, random) => bytes.slice(0, pick(random, bytes.length + 1)),
  (bytes, random) => bytes.slice(pick(random, bytes.length + 1)),
  (bytes, random) => {
    const changed = bytes.slice();
    for (let i = 0; i <= pick(random, 20); i++) changed[pick(random, changed.length)] = pick(random, 256);
    return changed;
  },
  (bytes, random) => {
    const at = pick(random, bytes.length);
    const end = Math.min(bytes.length, at + pick(random, 400));
    return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(end)]);
  },
  asText((text, random) => {
    const at = pick(random, text.length);
    return text.slice(0, at) + (HOSTILE_WORDS[pick(random, HOSTILE_WORDS.length)] as string) + text.slice(at);
  }),
  asText((text, random) => {
    // One value between delimiters becomes a hostile word.
    const marks = [...text.matchAll(/[,:;\t\n]\s*/g)];
    const mark = marks[pick(random, Math.max(1, marks.length))];
    if (mark === undefined) return text;
    const from = mark.index + mark[0].length;
    const rest = text.slice(from).search(/[,:;\t\n}\]]/);
    return (
      text.slice(0, from) +
      (HOSTILE_WORDS[pick(random, HOSTILE_WORDS.length)] as string) +
      (rest < 0 ? '' : text.slice(from + rest))
    );
  }),
  asText((text, random) => {
    const lines = text.split('\n');
    for (let i = 0; i <= pick(random, 6); i++) {
      const [a, b] = [pick(random, lines.length), pick(random, lines.length)];
      [lines[a], lines[b]] = [lines[b] as string, lines[a] as string];
    }
    return lines.join('\n');
  }),
  asText((text, random) => {
    const lines = text.split('\n');
    const at = pick(random, lines.length);
    const line = lines[at] as string;
    // A document is one line: the time of reading fifty of them is not that of reading one.
    const most = Math.max(1, Math.floor(MOST_GROWN / (line.length + 1)));
    lines.splice(at, 0, ...Array<string>(Math.min(most, 1 + pick(random, 50))).fill(line));
    return lines.join('\n');
  }),
  asText((text) => text.replaceAll('\n', '\r\n')),
  asText((text, random) => text.replaceAll(',', [';', '\t', '|', ',,', ', '][pick(random, 5)] as string)),
  asText((text, random) =>
    text.replaceAll(/\d/g, (digit) => (random.uniform() < 0.02 ? String(pick(random, 10)) : digit)),
  ),
  asText((text, random) =>
    text.replace(/[A-Za-z_ ]{3,}/, HOSTILE_WORDS[pick(random, HOSTILE_WORDS.length)] as string),
  ),
  (bytes) => {
    const text = new TextDecoder().decode(bytes);
    const wide = new Uint8Array(2 + 2 * text.length);
    wide.set([0xff, 0xfe]);
    for (let i = 0; i < text.length; i++)
      wide.set([text.charCodeAt(i) & 255, text.charCodeAt(i) >> 8], 2 + 2 * i);
    return wide;
  },
  (bytes, random) => {
    const at = pick(random, bytes.length);
    return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at), ...bytes.subarray(0, at)]);
  },
];

/**
 * A file with one to three seeded changes: cut, flipped, spliced, reordered, re-delimited, re-encoded, filled with
 * hostile words. Every second JSON document stays JSON, and what it says is changed.
 */
export function mutate(bytes: Uint8Array, random: Random): Uint8Array {
  const isDocument = bytes[0] === 0x7b || bytes[0] === 0x5b;
  if (isDocument && random.uniform() < 0.5) return mutateDocument(bytes, random);
  // A copy: slices of a Buffer of Node share its bytes.
  let changed: Uint8Array = Uint8Array.from(bytes);
  for (let i = 0; i <= pick(random, 3); i++) {
    if (changed.length === 0) break;
    changed = (MUTATIONS[pick(random, MUTATIONS.length)] as Mutation)(changed, random);
  }
  return changed;
}
