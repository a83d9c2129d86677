import { ascii } from '#base/format.ts';

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
  return /^\s*[=@\uff1d\uff0b\uff0d\uff20]|^\s*[+-](?!\.?\d[^=|!(*@]*$|∞)./.test(text) ? `'${text}` : text;
}
