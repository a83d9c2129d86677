import type { EpochMs } from '#base/units.ts';
import { cellsOf, type Delimiter } from '#readers/io/csv-rows.ts';
import { readStamp } from '#readers/io/instant.ts';
import { readNumber } from '#readers/io/number.ts';

/** What stands above the table of a Cboe quote file. */
export interface Preamble {
  /** Name in the first line: `SPDR S&P 500 ETF Trust`. */
  readonly title: string;
  readonly last: number | null;
  /** The download time; null where no line can be read as one. */
  readonly stamp: EpochMs | null;
  readonly layout: 'current' | 'old';
}

/** True for the header line of either layout. */
export function isHeader(line: string): boolean {
  return headerLayout(line) !== null;
}

/** The character between the cells of a header line: spreadsheets of some countries save semicolons. */
export function delimiterOf(header: string): Delimiter {
  const count = (mark: string) => header.split(mark).length;
  return count(';') > count(',') ? ';' : count('\t') > count(',') ? '\t' : ',';
}

function headerLayout(line: string): 'current' | 'old' | null {
  if (!/calls/i.test(line) || !/puts/i.test(line)) return null;
  const cells = cellsOf(line, delimiterOf(line)).map((cell) => cell.trim().toLowerCase());
  if (!/^expir/.test(cells[0] ?? '') || !cells.includes('calls') || !cells.includes('puts')) return null;
  if (!cells.includes('strike')) return null;
  if (cells.includes('cbid')) return 'old';
  return cells.includes('bid') ? 'current' : null;
}

/** Reads the lines above the header; null when no header is among the first eight lines. */
export function readPreamble(lines: readonly string[]): Preamble | null {
  const at = lines.slice(0, 8).findIndex(isHeader);
  const layout = headerLayout(lines[at] ?? '');
  if (at < 0 || layout === null) return null;
  const above = lines.slice(0, at);
  const stamp = above.map(readStamp).find((found) => found !== null) ?? null;
  const first = cellsOf(above[0] ?? '', delimiterOf(lines[at] ?? ''));
  const last = first
    .map((cell) => /^Last:\s*(.+)$/i.exec(cell.trim())?.[1])
    .find((cell) => cell !== undefined);
  const price = readNumber(last ?? (layout === 'old' ? (first[1] ?? '') : ''));
  return {
    title: (first[0] ?? '').trim().slice(0, 80),
    last: price !== null && price > 0 ? price : null,
    stamp,
    layout,
  };
}
