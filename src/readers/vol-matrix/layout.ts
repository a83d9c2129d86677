import { type DecimalMark, readNumber } from '#readers/io/number.ts';
import { isMaturity } from './tenor.ts';

/** A matrix of volatilities: a maturity a row, a strike a column. */
export interface Matrix {
  /** Cells above its header. */
  readonly above: readonly (readonly string[])[];
  /** How its strikes are given: shares of a level, strikes, or deltas. */
  readonly axis: 'share' | 'strike' | 'delta';
  /** Columns of volatilities with their strike or share as a number, NaN for deltas, and as it is written. */
  readonly columns: readonly { readonly at: number; readonly value: number; readonly name: string }[];
  /** Column with the forward of the row; -1 where there is none. */
  readonly forwardAt: number;
  /** Column with the spot; -1 where there is none. */
  readonly spotAt: number;
  /** Rows below the header, the label first, with their place in the file from 1. */
  readonly rows: readonly { readonly cells: readonly string[]; readonly line: number }[];
}

const HEADER_LINES = 12;
/** Fewer columns of strikes tell no smile. */
const FEWEST = 3;
/** Shares above this are percent. */
const LARGEST_SHARE = 5;
/** Whole numbers of percent lie within these around 100; strikes of an index do not. */
const PERCENT = { low: 5, high: 400 };
const DELTA =
  /^(?:atm(?:f|dns)?|\d{1,2}\s*-?(?:d|delta|Δ)?\s*-?(?:p|c|puts?|calls?)|(?:p|c)\s*\d{1,2}|\d{1,2}\s*d?\s*(?:rr|bf|fly)|(?:rr|bf|fly)\s*\d{1,2}d?)$/i;

/**
 * The matrix in the rows of a file, also of maturities in its columns; null where there is none. `level` is the spot or
 * forward that other lines state: numbers around it are strikes, not percent.
 */
export function findMatrix(
  rows: readonly (readonly string[])[],
  mark: DecimalMark,
  level: number | null,
): Matrix | null {
  for (let i = 0; i < Math.min(rows.length, HEADER_LINES); i++) {
    const header = rows[i] as readonly string[];
    const below = rows.slice(i + 1);
    const above = rows.slice(0, i);
    const across = header.slice(1).filter((cell) => cell.trim() !== '');
    if (across.length >= 2 && across.every((cell) => isMaturity(cell.trim()))) {
      const turned = header.slice(1).map((cell, j) => [cell, ...below.map((row) => row[j + 1] ?? '')]);
      const named = [header[0] ?? '', ...below.map((row) => row[0] ?? '')];
      const found = matrixOf(named, turned, mark, level);
      if (found !== null) return { ...found, above, rows: turned.map((cells) => ({ cells, line: i + 1 })) };
    }
    const found = matrixOf(header, below, mark, level);
    if (found !== null) {
      return { ...found, above, rows: below.map((cells, j) => ({ cells, line: i + j + 2 })) };
    }
  }
  return null;
}

function matrixOf(
  header: readonly string[],
  below: readonly (readonly string[])[],
  mark: DecimalMark,
  level: number | null,
): Omit<Matrix, 'above' | 'rows'> | null {
  const corner = (header[0] ?? '').trim();
  const labels = below.slice(0, 2).map((row) => (row[0] ?? '').trim());
  if (isMaturity(corner) || readNumber(corner, mark) === 0 || labels.length === 0) return null;
  if (!labels.every(isMaturity)) return null;
  const cells = header.map((cell) => cell.trim());
  const columnOf = (name: RegExp) => cells.findIndex((cell, at) => at > 0 && name.test(cell));
  const forwardAt = columnOf(/^(?:imp(?:lied|\.)?\s*)?(?:forward|fwd)\b/i);
  const spotAt = columnOf(/^(?:spot|ref)\b/i);
  const rest = cells
    .map((text, at) => ({ text, at }))
    .filter(({ text, at }) => at > 0 && text !== '' && at !== forwardAt && at !== spotAt);
  const facts = { forwardAt, spotAt };
  if (rest.length < FEWEST) return null;
  if (rest.every(({ text }) => DELTA.test(text)) && rest.some(({ text }) => /\d/.test(text))) {
    return {
      ...facts,
      axis: 'delta',
      columns: rest.map(({ at, text }) => ({ at, value: Number.NaN, name: text })),
    };
  }
  const signed = rest.some(({ text }) => text.endsWith('%'));
  const numbers = rest.map(({ text }) => readNumber(text, mark) ?? Number.NaN);
  const given = numbers.filter((value) => !Number.isNaN(value));
  const [low, high] = [Math.min(...given), Math.max(...given)];
  const shares = signed || high <= LARGEST_SHARE;
  const around = level !== null && low <= level && level <= high && Math.abs(level - 100) > 1;
  const percent =
    !shares && !around && low >= PERCENT.low && low < 100 && high >= 100 && high <= PERCENT.high;
  const atm = shares ? 1 : percent ? 100 : Number.NaN;
  const values = rest.map(({ text }, i) => (/^atmf?$/i.test(text) ? atm : (numbers[i] as number)));
  const rises = values.every((value, i) => value > 0 && (i === 0 || value > (values[i - 1] as number)));
  const falls = values.every((value, i) => value > 0 && (i === 0 || value < (values[i - 1] as number)));
  if (!rises && !falls) return null;
  const columns = rest.map(({ at, text }, i) => {
    const value = values[i] as number;
    return { at, value: percent ? value / 100 : value, name: text };
  });
  return { ...facts, axis: shares || percent ? 'share' : 'strike', columns };
}
