import fc from 'fast-check';
import { fixed, grouped, instant, parseNumber } from '#base/format.ts';
import { epochMs } from '#base/units.ts';
import { csvText } from '#exporters/exporter.ts';
import { jsonText } from '#exporters/fit-json/json-text.ts';
import { ByteCells } from '#readers/io/byte-cells.ts';
import { cellsOf } from '#readers/io/csv-rows.ts';
import { readTime } from '#readers/io/instant.ts';
import { readNumber } from '#readers/io/number.ts';
import { strictRows } from '../files/strict-csv.ts';
import { real } from './draw.ts';
import { each, everyOf, holds, near, type Property, property } from './property.ts';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

export const textProperties: readonly Property[] = [
  property('a number is read as it is written', finite, (x) =>
    each(
      near('as JavaScript has it', readNumber(String(x)) ?? Number.NaN, x, 0),
      near('with an exponent', readNumber(x.toExponential()) ?? Number.NaN, x, 0),
    ),
  ),
  property(
    'a number with a decimal comma, groups or percent is read as it is meant',
    fc.tuple(real(-1e9, 1e9), fc.integer({ min: 0, max: 6 })),
    ([x, digits]) => {
      const text = x.toFixed(digits);
      const value = Number(text);
      const [whole = '', rest] = text.split('.');
      const commas = whole.replace(/\B(?=(\d{3})+$)/g, ',') + (rest === undefined ? '' : `.${rest}`);
      return each(
        near('with a comma', readNumber(text.replace('.', ','), ',') ?? Number.NaN, value, 0),
        near('with groups', readNumber(commas) ?? Number.NaN, value, 0),
        near('in percent', readNumber(`${text}%`) ?? Number.NaN, value / 100, 1e-15 * Math.abs(value)),
      );
    },
  ),
  property(
    'a number as the page shows it is typed back as it is shown',
    fc.tuple(real(-1e7, 1e7), fc.integer({ min: 0, max: 8 })),
    ([x, digits]) => {
      const value = Number(Math.abs(x).toFixed(digits)) * Math.sign(x);
      return each(
        near('plain', parseNumber(fixed(x, digits), 'plain') ?? Number.NaN, value, 0),
        near('in groups', parseNumber(grouped(x, digits), 'price') ?? Number.NaN, value, 0),
        near('in percent', parseNumber(`${fixed(x, digits)} %`, 'percent') ?? Number.NaN, value, 0),
      );
    },
  ),
  property(
    'an instant is read as it is written',
    fc.integer({ min: Date.UTC(2001, 8, 10), max: Date.UTC(2090, 0, 1) }),
    (at) => {
      const iso = new Date(at).toISOString();
      const of = (text: string): number => {
        const read = readTime(text);
        return read?.kind === 'instant' ? read.at : Number.NaN;
      };
      return each(
        near('ISO', of(iso), at, 0),
        near('without T', of(iso.replace('T', ' ')), at, 0),
        near('with an offset', of(new Date(at + 19_800_000).toISOString().replace('Z', '+05:30')), at, 0),
        near('milliseconds', of(String(at)), at, 0),
        near('seconds', of(String(Math.floor(at / 1000))), Math.floor(at / 1000) * 1000, 0),
        near(
          'as the page shows it',
          Date.parse(instant(epochMs(at)).replace('Z', ' UTC')),
          Math.floor(at / 1000) * 1000,
          0,
        ),
      );
    },
  ),
  property(
    'a date in any of its spellings is that date',
    fc.integer({ min: 11_000, max: 40_000 }),
    (days) => {
      const date = new Date(days * 86_400_000);
      const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
      const name = date.toLocaleString('en-US', { month: 'short', timeZone: 'UTC' });
      const two = (n: number): string => String(n).padStart(2, '0');
      const spellings = [
        `${year}-${two(month)}-${two(day)}`,
        `${year}${two(month)}${two(day)}`,
        `${day}${name.toUpperCase()}${two(year % 100)}`,
        `${two(day)}-${name}-${year}`,
        `${name} ${day}, ${year}`,
        `${two(month)}/${two(day)}/${year}`,
        `${two(day)}.${two(month)}.${year}`,
      ];
      return everyOf(spellings, (text) => {
        const read = readTime(text);
        return holds(
          `${text} read`,
          read?.kind === 'date' &&
            read.date.year === year &&
            read.date.month === month &&
            read.date.day === day,
        );
      });
    },
  ),
  property(
    'cells of a line come back, quoted or not',
    fc.tuple(
      fc.array(fc.string({ maxLength: 12 }), { minLength: 1, maxLength: 8 }),
      fc.constantFrom(',' as const, ';' as const, '\t' as const),
    ),
    ([cells, delimiter]) => {
      // Line ends and byte order marks belong to the rows around a line.
      const plain = cells.map((cell) => cell.replace(/[\r\n\ufeff\0]/g, ''));
      // A line of one empty cell is a blank one.
      if (plain.length === 1 && plain[0] === '') return null;
      const line = plain.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(delimiter);
      const read = cellsOf(line, delimiter);
      return each(
        holds('as many cells', read.length === plain.length),
        everyOf(plain, (cell, i) => holds(`cell ${i} ${JSON.stringify(read[i])}`, read[i] === cell)),
      );
    },
  ),
  property(
    'numbers in the bytes of a table are the numbers of its text',
    fc.array(fc.tuple(finite, real(-1e6, 1e6), fc.integer()), { minLength: 1, maxLength: 12 }),
    (rows) => {
      const texts = rows.map(([a, b, c]) => [String(a), b.toFixed(5), String(c)]);
      const bytes = new TextEncoder().encode(`${texts.map((row) => row.join(',')).join('\n')}\n`);
      const cells = new ByteCells(8);
      const count = cells.take(bytes, true, 44);
      return each(
        near('rows', count, rows.length, 0),
        everyOf(texts, (row, i) => {
          const at = cells.at(i);
          return everyOf(row, (text, j) =>
            holds(
              `${text} in row ${i}`,
              Object.is(at.number(j, '.') ?? null, Number(text)) && at.text(j) === text,
            ),
          );
        }),
      );
    },
  ),
  property(
    'a table in CSV comes back cell by cell, and no cell runs',
    fc.array(fc.tuple(fc.string({ maxLength: 10 }), fc.oneof(finite, fc.constant(Number.NaN))), {
      minLength: 1,
      maxLength: 6,
    }),
    (rows) => {
      const text = csvText(['name', 'value'], rows);
      const read = strictRows(text).slice(1);
      return everyOf(rows, ([name, value], i) => {
        const [first = '', second = ''] = read[i] ?? [];
        const runs = /^[=+\-@\t\r\n\0]/.test(first);
        return each(
          holds(`${JSON.stringify(first)} runs nothing`, !runs),
          holds(`${JSON.stringify(name)} kept`, first === name || first === `'${name}`),
          holds(
            `${value} kept`,
            Number.isNaN(value)
              ? second === ''
              : Object.is(Number(second), value) || (value === 0 && Number(second) === 0),
          ),
        );
      });
    },
  ),
  property(
    'JSON of any numbers and texts is read back and written to the same bytes',
    fc.jsonValue({ maxDepth: 4 }),
    (value) => {
      const text = jsonText(value);
      return holds('the same bytes', jsonText(JSON.parse(text)) === text);
    },
  ),
];
