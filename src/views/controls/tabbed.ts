import { ascii } from '#base/format.ts';
import { runsAsFormula } from '#exporters/csv-text.ts';

/** A figure with its sign, and what may follow it but for what a spreadsheet reckons with; or a sign alone. */
const FIGURE = /^\s*[+-](\.?\d[^=|!(*@]*|∞.*)?$/;

/**
 * Rows as tab-separated text with ASCII numbers, each row on one line. Names come from files: text that a spreadsheet
 * would run as a formula gets an apostrophe in front, a figure with its sign does not (OWASP, CSV Injection).
 */
export function tabbed(cells: readonly (readonly string[])[]): string {
  return cells.map((row) => row.map(cellText).join('\t')).join('\n');
}

function cellText(cell: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what spreadsheets strip.
  const text = ascii(cell).replace(/[\u0000-\u001f]+/g, ' ');
  return runsAsFormula(text) && !FIGURE.test(text) ? `'${text}` : text;
}
