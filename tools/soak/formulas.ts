import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import type { Exporter, FitExport } from '#exporters/exporter.ts';
import { exporters } from '#exporters/index.ts';
import { smallFit } from '#testing/fit-export.ts';
import type { SoakOptions, SoakResult } from './check.ts';
import { FORMULA_STRINGS } from './files/formula-strings.ts';
import { strictRows } from './files/strict-csv.ts';
import { findSpreadsheet, type Spreadsheet } from './spreadsheet.ts';

/** One exported table. */
interface Written {
  readonly from: string;
  readonly text: string;
  readonly rows: readonly (readonly string[])[];
}

const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/;
/** Text that a spreadsheet runs, or runs once it has trimmed it. */
const RUNS = /^[\s\p{C}\u00a0]*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n\0]/u;

/**
 * Puts hostile strings wherever a fit holds text, writes every CSV, and reads them back: by the letter of RFC 4180, and
 * by LibreOffice where there is one. No cell may be a formula, and every number must be what was written.
 */
export async function formulaCells({ tell }: Pick<SoakOptions, 'tell'>): Promise<SoakResult> {
  const written = writeAll(FORMULA_STRINGS);
  const faults = written.flatMap(strictFaults);
  const cells = written.reduce((sum, { rows }) => sum + rows.reduce((n, row) => n + row.length, 0), 0);
  const sheet = findSpreadsheet();
  if (sheet === null)
    tell('LibreOffice is not on this machine (soffice, or SOFFICE_PATH): read by the letter alone.');
  const opened = sheet === null ? { formulas: 0, numbers: 0, faults: [] } : openAll(sheet, written);
  sheet?.close();
  faults.push(...opened.faults);
  return {
    figures: {
      strings: FORMULA_STRINGS.length,
      tables: written.length,
      cells,
      read_by:
        sheet === null ? 'the letter alone, no soffice' : sheet.version.split(' ').slice(0, 2).join(' '),
      formulas: opened.formulas,
      numbers_compared: opened.numbers,
      faults: faults.length,
    },
    faults,
  };
}

/** Every CSV of fits that hold the strings as symbols, roots, messages and instruments. */
export function writeAll(strings: readonly string[]): readonly Written[] {
  const tables: Written[] = [];
  const csv = exporters.filter(({ mediaType }) => mediaType === 'text/csv');
  let next = 0;
  while (next < strings.length) {
    const fit = smallFit(DEFAULT_SETTINGS, undefined, (symbol) => strings[next++] ?? symbol);
    tables.push(...csv.map((exporter) => write(exporter, fit, 'symbols')));
  }
  const plain = smallFit();
  const parameters = csv.find(({ id }) => id === 'parameters-csv');
  const { slices } = plain.result;
  const { books } = plain.market;
  for (let from = 0; parameters !== undefined && from < strings.length; from += slices.length) {
    const textOf = (i: number) => strings[(from + i) % strings.length] ?? '';
    const messages = slices.map((slice, i) => ({ ...slice, message: textOf(i) }));
    const said: FitExport = { ...plain, result: { ...plain.result, slices: messages } };
    const roots = books.map((book, i) => ({ ...book, root: textOf(i) }));
    const rooted: FitExport = { ...plain, market: { ...plain.market, books: roots } };
    tables.push(write(parameters, said, 'messages'), write(parameters, rooted, 'roots'));
  }
  const quotes = csv.find(({ id }) => id === 'quotes-csv');
  const roots = plain.quotes.symbol.map((_, i) => strings[i % strings.length] ?? '');
  if (quotes !== undefined)
    tables.push(write(quotes, { ...plain, quotes: { ...plain.quotes, root: roots } }, 'roots'));
  return tables;
}

function write(exporter: Exporter, fit: FitExport, place: string): Written {
  const text = exporter.write(fit);
  return { from: `${exporter.id} (${place})`, text, rows: strictRows(text) };
}

/** What is wrong with a table read by the letter. */
export function strictFaults({ from, rows }: Written): readonly string[] {
  const width = rows[0]?.length ?? 0;
  return rows.flatMap((row, at) => {
    if (row.length !== width) return [`${from}, row ${at + 1}: ${row.length} cells instead of ${width}`];
    return row.flatMap((cell) => {
      if (RUNS.test(cell) && !NUMBER.test(cell))
        return [`${from}, row ${at + 1}: ${JSON.stringify(cell)} runs`];
      return NUMBER.test(cell) && String(Number(cell)) !== cell
        ? [`${from}, row ${at + 1}: ${cell} is not the shortest text of its number`]
        : [];
    });
  });
}

/** Lets LibreOffice open the tables, with a comma as separator and with all that its dialog offers. */
function openAll(
  sheet: Spreadsheet,
  written: readonly Written[],
): { formulas: number; numbers: number; faults: readonly string[] } {
  const faults: string[] = [];
  let [formulas, numbers] = [0, 0];
  // A reading that finds no formula where there is one would find none anywhere.
  const [control] = sheet.open(['a\r\n=1+1\r\n'], '44');
  if (control?.[1]?.[0]?.isFormula !== true) faults.push('LibreOffice was not seen to run =1+1');
  for (const separators of ['44', '44/59/9']) {
    const sheets = sheet.open(
      written.map(({ text }) => text),
      separators,
    );
    for (const [i, { from, rows }] of written.entries()) {
      const found = sheets[i] ?? [];
      const running = found.flat().filter(({ isFormula }) => isFormula).length;
      formulas += running;
      if (running > 0) faults.push(`${from}, table ${i}, separators ${separators}: ${running} formulas`);
      if (separators !== '44') continue;
      for (const [y, row] of rows.entries()) {
        for (const [x, cell] of row.entries()) {
          if (!NUMBER.test(cell)) continue;
          numbers++;
          const value = found[y]?.[x]?.number;
          // It writes fifteen digits of a number.
          const written = Number(cell);
          if (!(typeof value === 'number' && Math.abs(value - written) <= 5.1e-15 * Math.abs(written))) {
            faults.push(`${from}, table ${i}, row ${y + 1}, cell ${x + 1}: ${cell} is read as ${value}`);
          }
        }
      }
    }
  }
  return { formulas, numbers, faults };
}
