import Papa from 'papaparse';
import { expect, test, vi } from 'vitest';
import { memorySource } from '#testing/byte-source.ts';
import { cellsOf, findDelimiter, splitRows } from './csv-rows.ts';

async function rowsOf(text: string, chunk = 65_536): Promise<string[][]> {
  const rows: string[][] = [];
  const pieces = splitRows(memorySource('a.csv', text, chunk), ',');
  for (;;) {
    const next = await pieces.next();
    if (next.done === true) {
      if (!next.value.ok) throw new Error(next.value.error.message);
      expect(next.value.value).toBe(rows.length);
      return rows;
    }
    expect(next.value.firstRow).toBe(rows.length);
    rows.push(...next.value.rows.map((row) => [...row]));
  }
}

test('quotes, line ends and blank lines follow RFC 4180', async () => {
  expect(await rowsOf('a,b\r\n\r\n"1,5","say ""x"""\r\n"two\nlines",3\n')).toEqual([
    ['a', 'b'],
    ['1,5', 'say "x"'],
    ['two\nlines', '3'],
  ]);
  expect(await rowsOf('a,b\r1,2\r3,4')).toEqual([
    ['a', 'b'],
    ['1', '2'],
    ['3', '4'],
  ]);
  expect(await rowsOf('\ufeffa,b\n1,2')).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ]);
});

test('rows do not depend on how the bytes arrive', async () => {
  const lines = Array.from({ length: 20_000 }, (_, i) =>
    i % 50 === 0 ? `"row\n${i}",€${i}` : `row ${i},é${i}`,
  );
  const text = lines.join('\n');
  const whole = await rowsOf(text, 1 << 24);
  expect(whole).toHaveLength(20_000);
  expect(await rowsOf(text, 4096)).toEqual(whole);
  expect(await rowsOf(text, 1_000_003)).toEqual(whole);
});

test('a stray quote spoils its own line only', async () => {
  const lines = Array.from({ length: 30_000 }, (_, i) =>
    i === 12_345 ? `5" wide,${i}` : i === 20_000 ? `"open,${i}` : `row,${i}`,
  );
  const rows = await rowsOf(lines.join('\n'));
  expect(rows).toHaveLength(30_000);
  expect(rows[29_999]).toEqual(['row', '29999']);
  expect(rows[20_001]).toEqual(['row', '20001']);
});

test('a line of two megabytes is refused', async () => {
  await expect(rowsOf(`a,b\n${'x'.repeat(2_000_000)}\n`)).rejects.toThrow('longer than');
});

test('the delimiter is the one that cuts the lines evenly', () => {
  expect(findDelimiter(['a;b;c', '1,5;2;3', '2,5;3;4'])).toBe(';');
  expect(findDelimiter(['a\tb', '1\t2'])).toBe('\t');
  expect(findDelimiter(['a,"b;c;d;e"', '1,2'])).toBe(',');
  expect(cellsOf('a,"b,c",d', ',')).toEqual(['a', 'b,c', 'd']);
});

test('the cells of a line of a head are those the table has', async () => {
  for (const line of [
    'a,b',
    'a,,b,',
    ',',
    ' ',
    ' a , b ',
    '\u00e9,\u2212',
    'a;b,c',
    '"a,b",c',
    'a"b,c',
    'a,b\rc',
  ]) {
    const reading = splitRows(memorySource('a.csv', new TextEncoder().encode(`${line}\n`)), ',');
    const next = await reading.next();
    expect(next.done === true ? undefined : next.value.rows[0]).toEqual(cellsOf(line, ','));
  }
  expect(cellsOf('', ',')).toEqual([]);
  expect(cellsOf('\ufeffa,b', ',')).toEqual(['a', 'b']);
});

test('a line is cut as a table cuts it, at every delimiter where its quotes are stray ones', async () => {
  const pieces = ['"', '""', ',', ' ', 'a', '\t', '",'];
  const lines = pieces.flatMap((a) => pieces.flatMap((b) => pieces.flatMap((c) => `${a}${b}x${c}${a}y${b}`)));
  for (const line of lines) expect([line, await rowsOf(line)]).toEqual([line, [cellsOf(line, ',')]]);
});

test('a line of JSON, the head of a document, does not go through the parser of tables', () => {
  const parse = vi.spyOn(Papa, 'parse');
  const line = JSON.stringify({ strike: 600, 'a, b': 'c', list: ['x', 'y'] });
  for (const delimiter of [',', ';', '\t'] as const)
    expect(cellsOf(line, delimiter)).toEqual(line.split(delimiter));
  expect(parse).not.toHaveBeenCalled();
  parse.mockRestore();
});
