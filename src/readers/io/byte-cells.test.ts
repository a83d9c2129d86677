import Papa from 'papaparse';
import { expect, test } from 'vitest';
import { memorySource } from '#testing/byte-source.ts';
import { type Delimiter, scanRows, splitRows } from './csv-rows.ts';
import { readNumber } from './number.ts';

/** What a row says: texts, and numbers with either decimal mark. */
type Said = readonly [text: string, point: number | null, comma: number | null][];

function saidBy(cells: readonly string[]): Said {
  return cells.map((cell) => [cell.trim(), readNumber(cell, '.'), readNumber(cell, ',')]);
}

async function scanned(
  bytes: Uint8Array,
  chunk: number,
  delimiter: Delimiter,
  names: readonly number[],
): Promise<Said[]> {
  const rows: Said[] = [];
  const reading = scanRows(
    memorySource('a.csv', bytes, chunk),
    delimiter,
    (cells, row) => {
      if (row !== rows.length) expect(row).toBe(rows.length);
      rows.push(
        Array.from({ length: cells.length }, (_, i) => [
          cells.text(i),
          cells.number(i, '.'),
          cells.number(i, ','),
        ]),
      );
      const places = Int32Array.from({ length: Math.min(30, cells.length + 2) }, (_, i) => i - 1);
      for (const [mark, said] of [
        ['.', 1],
        [',', 2],
      ] as const) {
        const numbers = new Float64Array(places.length);
        const bad = cells.numbers(places, mark, numbers);
        const agrees = [...places].every((at, i) => {
          const number = rows.at(-1)?.[at]?.[said];
          return (
            Object.is(numbers[i], number ?? Number.NaN) && ((bad >> i) & 1) === (number === null ? 1 : 0)
          );
        });
        if (!agrees) expect([...numbers, bad]).toEqual(rows.at(-1));
      }
      const beyond = [cells.text(cells.length), cells.number(cells.length, '.')];
      if (beyond[0] !== '' || !Number.isNaN(beyond[1])) expect(beyond).toEqual(['', Number.NaN]);
    },
    names,
  );
  for (;;) {
    const next = await reading.next();
    if (next.done !== true) continue;
    if (!next.value.ok) throw new Error(next.value.error.message);
    expect(next.value.value).toBe(rows.length);
    return rows;
  }
}

/** The rows by the general parser over the whole text at once; lines of blanks alone are none. */
function parsed(text: string, delimiter: Delimiter): Said[] {
  const plain = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  const { data } = Papa.parse<string[]>(plain, { delimiter, newline: '\n', skipEmptyLines: true });
  return data.filter((row) => row.length > 1 || row[0]?.trim() !== '').map(saidBy);
}

async function split(bytes: Uint8Array, delimiter: Delimiter): Promise<Said[]> {
  const rows: Said[] = [];
  const pieces = splitRows(memorySource('a.csv', bytes, 50_000), delimiter);
  for (;;) {
    const next = await pieces.next();
    if (next.done === true) return rows;
    rows.push(...next.value.rows.filter((row) => row.length > 1 || row[0]?.trim() !== '').map(saidBy));
  }
}

const CELLS = [
  ...[
    '',
    ' ',
    '\t',
    '0',
    '-0',
    '7',
    '12.5',
    '.5',
    '5.',
    '-.25',
    '-',
    '--',
    '.',
    '1e3',
    '2.5E-4',
    '+3',
    '1_0',
  ],
  ...['123456789012345', '1234567890123456', '0.1234567890123456789', '99999999999999.99', '4.35', '1.005'],
  ...['0.30000000000000004', '179769313486231570000', '1e999', '-1e-999', '1e', 'e5', '12.3.4', '1-2', '--5'],
  ...['1,234', '1,234.5', '1.234,56', '12,5', "1'234.5", '1 234', '$4.20', '€ 3,10', '15%', '15 %', '(3)'],
  ...['n/a', 'N/A', 'NaN', 'nan', 'None', 'null', '#N/A', '?', '–', '−1.5', 'Infinity', '0x10', '1\u00a0234'],
  ...[
    'SPXW260102C01200000',
    'BTC-27DEC24-60000-C',
    'call',
    ' put ',
    'Call\u00a0',
    '2026-01-02',
    'é',
    'Ã©',
    '日本',
  ],
  ...['\u2009x\u3000', 'x\u0000y', '\ufeff1', '\u{1f600}', 'long '.repeat(30)],
];

function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 374761393) >>> 0;
    return state / 2 ** 32;
  };
}

/** Rows of any length of any cells, quoted where they must be. */
function randomText(
  random: () => number,
  delimiter: Delimiter,
  cells: readonly string[],
  rows: number,
): string {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const ends = random() < 0.5 ? [pick(['\n', '\r\n', '\r'])] : ['\n', '\r\n', '\n\n', '\r', ' \n'];
  let text = random() < 0.3 ? '\ufeff' : '';
  for (let row = 0; row < rows; row++) {
    const width = random() < 0.7 ? 6 : Math.floor(12 * random());
    const line = Array.from({ length: width }, () => {
      const cell = pick(cells);
      return cell.includes(delimiter) ? cell.replaceAll(delimiter, '_') : cell;
    });
    text += line.join(delimiter) + pick(ends);
  }
  return random() < 0.5 ? text.trimEnd() : text;
}

const ASCII = CELLS.filter((cell) => /^[ -~\t]*$/.test(cell));
const DELIMITERS = [',', ';', '\t', '|'] as const;

test.each([20261120, 7, 1234])(
  'cells found in the bytes say what the general parser says, text or number, however they arrive: seed %i',
  async (seed) => {
    const random = randomOf(seed);
    for (let round = 0; round < 60; round++) {
      const delimiter = DELIMITERS[round % 4]!;
      const cells = (round % 3 === 0 ? CELLS : ASCII).filter((cell) => delimiter !== '\t' || cell !== '\t');
      const text = randomText(random, delimiter, cells, 40);
      const bytes = new TextEncoder().encode(text);
      const chunk = 1 + Math.floor(random() * 300);
      const names = random() < 0.5 ? [] : [Math.floor(4 * random()), 1];
      const wanted = parsed(text, delimiter);
      expect(await scanned(bytes, chunk, delimiter, names), `seed ${seed}, round ${round}`).toEqual(wanted);
      const wide = new Uint8Array(
        new Uint16Array([0xfeff, ...text.replace(/^\ufeff/, '')].map(unitOf)).buffer,
      );
      if (!/[\u{10000}-\u{10ffff}]/u.test(text)) {
        expect(await scanned(wide, chunk, delimiter, names), `seed ${seed}, round ${round}`).toEqual(wanted);
      }
    }
  },
);

function unitOf(character: string | number): number {
  return typeof character === 'number' ? character : character.charCodeAt(0);
}

test.each([20261121, 99])(
  'pieces with quotes, whole or astray, come out as the general parser cuts them: seed %i',
  async (seed) => {
    const random = randomOf(seed);
    const quoted = [...ASCII, '"1,5"', '"a ""b"" c"', '"two\nlines"', '""', '"7"'];
    const stray = [...quoted, '5" wide', '"open'];
    for (let round = 0; round < 40; round++) {
      const text = randomText(random, ',', quoted, 40);
      const bytes = new TextEncoder().encode(text);
      const rows = await scanned(bytes, 1 + Math.floor(random() * 300), ',', [0]);
      expect(rows, `seed ${seed}, round ${round}`).toEqual(parsed(text, ','));
      const astray = new TextEncoder().encode(randomText(random, ',', stray, 40));
      expect(await scanned(astray, 77, ',', [0]), `seed ${seed}, round ${round}`).toEqual(
        await split(astray, ','),
      );
    }
  },
);

test('a long table is the same with plain, quoted and foreign rows in one file, in pieces or whole', async () => {
  const seed = 5;
  const random = randomOf(seed);
  const parts = [
    randomText(random, ',', ASCII, 9000),
    randomText(random, ',', [...ASCII, '"1,5"', '"two\nlines"'], 1500),
    randomText(
      random,
      ',',
      CELLS.filter((cell) => cell !== '\ufeff1'),
      3000,
    ),
    randomText(random, ',', ASCII, 9000),
  ];
  const text = parts.map((part) => part.replace(/^\ufeff/, '').trimEnd()).join('\n');
  const bytes = new TextEncoder().encode(text);
  expect(bytes.length).toBeGreaterThan(2 << 18);
  const wanted = parsed(text, ',');
  for (const chunk of [1 << 26, 999]) {
    const rows = await scanned(bytes, chunk, ',', [2]);
    expect(rows.length).toBe(wanted.length);
    rows.forEach((row, i) => {
      if (JSON.stringify(row) !== JSON.stringify(wanted[i]))
        expect(row, `row ${i}, seed ${seed}`).toEqual(wanted[i]);
    });
  }
});

test('a Western code page is read as what spreadsheets write', async () => {
  const text = 'K;Prix €;Müller\n100;1,5;é\n';
  const bytes = Uint8Array.from(text, (c) => (c === '€' ? 0x80 : c.charCodeAt(0)));
  expect((await scanned(bytes, 9, ';', [])).map((row) => row.map(([cell]) => cell))).toEqual(
    text
      .trim()
      .split('\n')
      .map((line) => line.split(';')),
  );
});

test('a row of more cells than are told apart keeps the rest in one', async () => {
  const line = Array.from({ length: 700 }, (_, i) => String(i)).join(',');
  const [row] = await scanned(new TextEncoder().encode(`${line}\n`), 65_536, ',', []);
  expect(row).toHaveLength(513);
  expect(row![512]![0]).toBe(line.split(',').slice(512).join(','));
});

test('a number of any number of digits is the nearest double', async () => {
  let state = 20_261_122;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const texts = [
    '9007199254740991',
    '9007199254740992',
    '9007199254740993',
    '-.9007199254740993',
    '0.0000000000000000000001',
  ];
  for (let i = 0; i < 3000; i++) {
    const digits = Array.from({ length: 12 + random(12) }, () => random(10)).join('');
    const point = random(digits.length + 1);
    texts.push(`${random(2) === 0 ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`);
  }
  const rows = await scanned(
    new TextEncoder().encode(texts.map((text) => `a,${text}\n`).join('')),
    1000,
    ',',
    [],
  );
  expect(texts.filter((text, i) => !Object.is(rows[i]?.[1]?.[1], Number(text)))).toEqual([]);
});
