import { expect, test } from 'vitest';
import { memorySource } from '#testing/byte-source.ts';
import { readJson } from './json.ts';

async function read(content: string | Uint8Array) {
  const reading = readJson(memorySource('btc.json', content));
  let step = await reading.next();
  while (step.done !== true) step = await reading.next();
  return step.value.ok ? step.value.value.value : step.value.error.message;
}

const board = JSON.stringify({
  as_of: 'x',
  options: Array.from({ length: 3000 }, (_, i) => ({ name: `é${i}`, bid: i / 7 })),
});

test('a cut file names the byte it ends at and the list it was in', async () => {
  const bytes = new TextEncoder().encode(board).slice(0, 60_000);
  expect(await read(bytes)).toBe(
    'btc.json: the JSON ends early, at byte 60\u2009000, inside "options". Download it again.',
  );
  expect(await read('{"options": [1, 2')).toContain('at byte 17, inside "options"');
  expect(await read('{"options": [tru')).toContain('ends early');
  expect(await read('[')).toBe('btc.json: the JSON ends early, at byte 1. Download it again.');
});

test('a broken file names the byte that cannot stand there', async () => {
  expect(await read('{"a": [1, 2, }]}')).toBe(
    'btc.json: the JSON is broken at byte 13, inside "a". Download it again.',
  );
  expect(await read("{'a': 1}")).toContain('broken at byte 1.');
  expect(await read('{"result": [nil]}')).toContain('broken at byte 12, inside "result"');
  expect(await read('{"a":1}\n{"a":2}\n')).toContain('goes on after its end, at byte 8');
});

test('every strict prefix of a document fails with a sentence, none with an exception', async () => {
  const text = JSON.stringify({ a: [1.5e-7, 'x\\"y', { b: null, c: [true, false] }], d: -0.5 });
  for (let end = 1; end < text.length; end++)
    expect(await read(text.slice(0, end)), text.slice(0, end)).toContain('ends early');
  expect(await read(text)).toEqual(JSON.parse(text));
});

test('UTF-16 and byte-order marks are read', async () => {
  const wide = new Uint8Array(2 + 2 * 9);
  wide.set([0xff, 0xfe]);
  for (const [i, c] of [...'{"a":"b"}'].entries()) wide[2 + 2 * i] = c.charCodeAt(0);
  expect(await read(wide)).toEqual({ a: 'b' });
  expect(await read('\ufeff{"a":1}')).toEqual({ a: 1 });
});

test('a million levels are refused, not parsed', async () => {
  expect(await read('['.repeat(1_000_000))).toContain('nested more than 64 levels');
});
