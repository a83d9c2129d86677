/** Which character of a file's numbers is the decimal point. */
export type DecimalMark = '.' | ',';

const MISSING = new Set([
  '',
  '-',
  '--',
  '\u2013',
  '\u2014',
  '\u2212',
  'n/a',
  'na',
  '#n/a',
  '#na',
  'nan',
  'null',
  'none',
  'nil',
  'n.a.',
  'n/d',
  'n.d.',
  'nm',
  'unch',
  'missing',
  '#value!',
  '#ref!',
  '#div/0!',
  '#num!',
  '.',
  '?',
]);
const POINT = /^[+-]?(?:\d{1,3}(?:([, '])\d{3})(?:\1\d{3})*|\d+)?(?:\.\d*)?(?:e[+-]?\d{1,3})?$/i;
const COMMA = /^[+-]?(?:\d{1,3}(?:([. '])\d{3})(?:\1\d{3})*|\d+)?(?:,\d*)?(?:e[+-]?\d{1,3})?$/i;
/** A comma that can only be a decimal one: a leading zero, or not exactly three digits after it. */
const DECIMAL_COMMA = /^[+-]?(?:0,\d+|\d+,(?:\d{1,2}|\d{4,})|\d{1,3}(?:\.\d{3})+,\d+)(?:e[+-]?\d{1,3})?%?$/i;

/**
 * Reads one cell as a number: NaN for a missing one (empty, dash, `N/A`, `NaN`, `None`), null for text that
 * is no number. `12,5` and `1.234,56` are decimal commas, `1,234` is a thousands separator unless the file
 * writes decimal commas (`mark`). A percent sign divides by 100. A leading currency sign is allowed.
 * Infinite values are null.
 */
export function readNumber(cell: string, mark: DecimalMark = '.'): number | null {
  return isPlain(cell) && (mark === '.' || !cell.includes('.')) ? finite(+cell) : readOddNumber(cell, mark);
}

/** True for a cell whose comma can only be a decimal comma. */
export function hasDecimalComma(cell: string): boolean {
  return DECIMAL_COMMA.test(cell.trim());
}

/**
 * The decimal mark of a table: the comma where some cell's can only be that and none has a decimal point. Where
 * semicolons part the cells a comma before three digits is decimal, too, if no price or volatility has a point.
 */
export function findMark(
  delimiter: string,
  cells: readonly string[],
  quotes: readonly string[],
): DecimalMark {
  if (cells.some((cell) => /^\d+\.\d{1,2}$/.test(cell))) return '.';
  if (cells.some(hasDecimalComma)) return ',';
  const comma = quotes.some((cell) => /^\s*\d{1,3},\d{3}\s*%?\s*$/.test(cell));
  return delimiter === ';' && comma && !quotes.some((cell) => /\d\.\d/.test(cell)) ? ',' : '.';
}

/** True for digits, sign, point and exponent only, with a digit in it: what `+cell` reads exactly as meant. */
function isPlain(cell: string): boolean {
  let digits = 0;
  for (let i = 0; i < cell.length; i++) {
    const unit = cell.charCodeAt(i);
    if (unit >= 48 && unit <= 57) digits++;
    else if (unit !== 46 && unit !== 45 && unit !== 43 && unit !== 101 && unit !== 69) return false;
  }
  return digits > 0;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function readOddNumber(cell: string, mark: DecimalMark): number | null {
  if (cell.length > 64) return null;
  let text = cell.trim();
  if (MISSING.has(text.toLowerCase())) return Number.NaN;
  if (!/\d/.test(text)) return null;
  text = text.replace(/[\u00a0\u2009\u202f\u2007]/g, ' ');
  let scale = 1;
  if (text.endsWith('%')) {
    scale = 0.01;
    text = text.slice(0, -1).trimEnd();
  }
  text = text
    .replace(/^([+-]?)[$\u20ac\u00a3\u00a5]\s?/, '$1')
    .replace(/^\u2212/, '-')
    .replaceAll('\u2019', "'");
  const comma = (mark === ',' && COMMA.test(text)) || hasDecimalComma(text);
  if (!(comma ? COMMA : POINT).test(text)) return null;
  const plain = comma ? text.replace(/[. ']/g, '').replace(',', '.') : text.replace(/[, ']/g, '');
  const value = finite(+plain);
  return value === null ? null : value * scale;
}
