import { expect, test } from 'vitest';
import { memorySource } from '#testing/byte-source.ts';
import { openSource } from './file-head.ts';
import { oncePerHead } from './once-per-head.ts';

test('one look is taken at the lines of a head, also where nothing is found', () => {
  let looks = 0;
  const look = oncePerHead((lines) => {
    looks++;
    return lines[0] ?? null;
  });
  const [none, some]: [readonly string[], readonly string[]] = [[], ['a']];
  expect([look(none), look(some), look(none), look(some)]).toEqual([null, 'a', null, 'a']);
  expect(looks).toBe(2);
});

test('a source that was opened is not looked at anew, and still begins at its first byte, once and again', async () => {
  let passes = 0;
  const table = memorySource('a.csv', 'strike,bid\n600,1\n', 4);
  const chunks = () => {
    passes++;
    return table.chunks();
  };
  const first = await openSource({ ...table, chunks });
  const again = await openSource((await openSource(first.source)).source);
  expect(again.head).toBe(first.head);
  const text = async () => {
    const parts: Uint8Array[] = [];
    for await (const chunk of again.source.chunks()) parts.push(chunk);
    return Buffer.concat(parts).toString();
  };
  expect([await text(), passes]).toEqual(['strike,bid\n600,1\n', 1]);
  expect([await text(), passes]).toEqual(['strike,bid\n600,1\n', 2]);
});
