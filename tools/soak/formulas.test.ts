import { expect, test } from 'vitest';
import { sheetRows } from './files/flat-sheet.ts';
import { FORMULA_STRINGS } from './files/formula-strings.ts';
import { strictRows } from './files/strict-csv.ts';
import { strictFaults, writeAll } from './formulas.ts';

test('two hundred hostile strings come through every table as text, and its numbers as they were', () => {
  expect(FORMULA_STRINGS.length).toBeGreaterThanOrEqual(200);
  const written = writeAll(FORMULA_STRINGS);
  expect(written.flatMap(strictFaults)).toEqual([]);
  const cells = new Set(written.flatMap(({ rows }) => rows.flat()));
  // Each of them is in there, as it is or behind an apostrophe.
  expect(FORMULA_STRINGS.filter((text) => !cells.has(text) && !cells.has(`'${text}`))).toEqual([]);
});

test('a formula, and a number that is not its own shortest text, would be seen', () => {
  const rows = strictRows('a,b\r\n=1+1,0.10\r\n');
  expect(strictFaults({ from: 'x', text: '', rows })).toHaveLength(2);
  expect(() => strictRows('a,"b\r\n')).toThrow(/never closed/);
  expect(() => strictRows('"a"b,c\r\n')).toThrow(/follows/);
  expect(strictRows('a,"b ""c""\r\n",\r\n')).toEqual([['a', 'b "c"\r\n', '']]);
});

test('the cells of a flat sheet are read with their formulas and repeats', () => {
  const cell = (attributes: string) =>
    `<table:table-cell ${attributes}><text:p>x</text:p></table:table-cell>`;
  const xml = `<table:table-row>${cell('table:formula="of:=1+1" office:value-type="float" office:value="2"')}<table:table-cell table:number-columns-repeated="2"/>${cell('office:value-type="string"')}<table:table-cell table:number-columns-repeated="900"/></table:table-row>`;
  expect(sheetRows(xml)).toEqual([
    [
      { isFormula: true, number: 2 },
      { isFormula: false, number: null },
      { isFormula: false, number: null },
      { isFormula: false, number: null },
    ],
  ]);
});
