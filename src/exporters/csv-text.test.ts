import { expect, test } from 'vitest';
import { csvText } from './csv-text.ts';

/** A reader of RFC 4180 of its own, to judge the writer by. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') {
        cell += '"';
        i++;
      } else quoted = false;
    } else if (c === '"' && cell === '') quoted = true;
    else if (c === ',') {
      row.push(cell);
      cell = '';
    } else if (c === '\r' && text[i + 1] === '\n') {
      rows.push([...row, cell]);
      row = [];
      cell = '';
      i++;
    } else cell += c;
  }
  expect(quoted || cell !== '' || row.length > 0).toBe(false);
  return rows;
}

const STARTS = ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'];
const BEFORE = ['', ' ', '\u00a0', '\ufeff', '\u200b', '  \t'];
const BODIES = ['1+1', 'cmd|"/c calc"!A1', 'HYPERLINK("http://x","y"),\n=2', "'quoted'\r\nnext"];
const HOSTILE = STARTS.flatMap((start) =>
  BEFORE.flatMap((before) => BODIES.map((body) => before + start + body)),
);

test('two hundred hostile strings come back as text no spreadsheet runs', () => {
  expect(HOSTILE.length).toBeGreaterThanOrEqual(200);
  const rows = parseCsv(
    csvText(
      ['h'],
      HOSTILE.map((text) => [text]),
    ),
  );
  expect(rows.length).toBe(HOSTILE.length + 1);
  HOSTILE.forEach((text, i) => {
    const cell = rows[i + 1]?.[0];
    expect(cell).toBe(`'${text}`);
  });
});

test('harmless text is not touched', () => {
  const names = ['BTC-7AUG26-60000-C', 'SPX|2026-01-16T21:00:00.000Z|5000|C', "it's", '', 'a=b', 'é'];
  expect(
    parseCsv(
      csvText(
        ['h'],
        names.map((name) => [name, 'x']),
      ),
    ).slice(1),
  ).toEqual(names.map((n) => [n, 'x']));
});

test('numbers stay numbers, negative ones too, and come back to the last bit', () => {
  const numbers = [-0.25, 1e-300, 0.1 + 0.2, -1.7976931348623157e308, 5e-324, 62723.75];
  const [, row] = parseCsv(csvText(['h'], [numbers]));
  expect(row?.map(Number)).toEqual(numbers);
  expect(row?.some((cell) => cell.startsWith("'"))).toBe(false);
});

test('a missing number is an empty cell', () => {
  expect(
    csvText(
      ['a', 'b', 'c'],
      [
        [Number.NaN, null, undefined],
        [Number.POSITIVE_INFINITY, true, ''],
      ],
    ),
  ).toBe('a,b,c\r\n,,\r\n,true,\r\n');
});

test('cells with comma, quote or line end are quoted', () => {
  expect(csvText(['a,b'], [['say "x"'], ['two\r\nlines']])).toBe(
    '"a,b"\r\n"say ""x"""\r\n"two\r\nlines"\r\n',
  );
});
