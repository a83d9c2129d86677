import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ByteSource } from '#readers/reader.ts';
import { memorySource } from '#testing/byte-source.ts';
import { processorTime } from '#testing/processor-time.ts';
import { readJson } from './json.ts';
import { JsonStream, JsonStreamFault } from './json-stream.ts';

const SEED = 20_261_120;

function parse(text: string, cuts: readonly number[]): unknown {
  const stream = new JsonStream();
  let from = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    stream.push(text.slice(from, Math.max(from, cut)));
    from = Math.max(from, cut);
  }
  stream.push(text.slice(from));
  return stream.end();
}

function kindOf(text: string): string {
  try {
    parse(text, [3]);
    return 'read';
  } catch (error) {
    return error instanceof JsonStreamFault ? error.kind : String(error);
  }
}

test(`any document cut anywhere parses to what JSON.parse gives (seed ${SEED})`, () => {
  fc.assert(
    fc.property(
      fc.jsonValue({ maxDepth: 5 }),
      fc.array(fc.nat(400), { maxLength: 12 }),
      fc.boolean(),
      (value, cuts, spaced) => {
        const text = JSON.stringify(value, null, spaced ? 2 : 0);
        expect(parse(text, cuts)).toEqual(JSON.parse(text));
      },
    ),
    { seed: SEED, numRuns: 500 },
  );
});

test('a document larger than what is parsed at once is entered, and gives the same', () => {
  const rows = Array.from({ length: 9000 }, (_, i) => ({
    name: `BTC-${i}-"\\C`,
    bid: i / 7,
    deep: { list: [i, null, true] },
  }));
  const text = JSON.stringify({ head: { a: 1 }, result: rows, tail: 'x' });
  expect(text.length).toBeGreaterThan(2 << 18);
  const cuts = Array.from({ length: Math.floor(text.length / 65_000) }, (_, i) => 65_000 * i);
  expect(parse(text, cuts)).toEqual(JSON.parse(text));
});

test('a fault has its kind', () => {
  expect(kindOf('{"a": [1, 2')).toBe('early');
  expect(kindOf('{"a": "x')).toBe('early');
  expect(kindOf('')).toBe('early');
  expect(kindOf('{"a": [1, oops]}')).toBe('broken');
  expect(kindOf('{"a" 1}')).toBe('broken');
  expect(kindOf('[1, 2]}')).toBe('more');
  expect(kindOf('{"a":1}{"b":2}')).toBe('more');
  expect(kindOf('[1,]')).toBe('broken');
  expect(kindOf('['.repeat(100_000))).toBe('deep');
  expect(kindOf('{"a":'.repeat(1000))).toBe('deep');
});

test('a key that would replace a prototype changes nothing', () => {
  const padding = 'x'.repeat(1 << 18);
  const parsed = parse(
    `{"__proto__": {"polluted": 1}, "big": "${padding}", "list": ["${padding}"]}`,
    [10, 100_000],
  ) as object;
  expect('polluted' in parsed).toBe(false);
  expect('polluted' in {}).toBe(false);
});

test('a file of 80 MB is read as it comes, with progress, and one of a million levels is refused at once', async () => {
  const row = `${JSON.stringify({ instrument_name: 'BTC-25DEC26-100000-C', bid_price: 0.0165, ask_price: 0.018, mark_iv: 48.26, underlying_price: 101449.32, volume: 12.5, open_interest: 2.4 })},`;
  const piece = new TextEncoder().encode(row.repeat(Math.ceil((1 << 20) / row.length)));
  const pieces = 80;
  const big: ByteSource = {
    name: 'big.json',
    size: pieces * piece.length + 12,
    async *chunks() {
      yield new TextEncoder().encode('{"result":[');
      for (let i = 0; i < pieces; i++) yield piece;
      yield new TextEncoder().encode('0]}');
    },
    sha256: async () => '',
  };
  const reading = readJson(big);
  let steps = 0;
  let step = await reading.next();
  for (; step.done !== true; steps++) step = await reading.next();
  const { value } = step;
  expect(value.ok && (value.value.value as { result: unknown[] }).result.length).toBe(
    1 + (pieces * piece.length) / row.length,
  );
  expect(steps).toBeGreaterThan(pieces);
  const start = processorTime();
  const deep = readJson({ ...memorySource('deep.json', '['.repeat(1_000_000)), size: null });
  let last = await deep.next();
  while (last.done !== true) last = await deep.next();
  expect(last.value.ok ? '' : last.value.error.message).toContain('64 levels');
  expect(processorTime() - start).toBeLessThan(2000);
});
