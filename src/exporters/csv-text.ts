/** A cell: text, a number (empty when not finite), a truth value, or nothing. */
export type Cell = string | number | boolean | null | undefined;

/**
 * A table as CSV after RFC 4180: comma, CRLF after every row, quotes where a cell
 * holds a comma, semicolon, tab, quote or line end. Numbers in shortest round-trip form and never
 * touched; text that a spreadsheet would run as a formula gets an apostrophe in
 * front (OWASP, CSV Injection).
 */
export function csvText(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [header, ...rows].map((row) => `${row.map(cellText).join(',')}\r\n`).join('');
}

function cellText(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  if (typeof cell === 'boolean') return String(cell);
  const text = runsAsFormula(cell) ? `'${cell}` : cell;
  // LibreOffice offers semicolon and tab as separators beside the comma.
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * True for text a spreadsheet may run: a formula sign (also full-width), tab,
 * line end or NUL at the start or behind what an importer trims (spaces, byte
 * order mark, controls, marks of direction).
 */
export function runsAsFormula(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what importers strip.
  return /^[\s\u0000-\u0020\u007f-\u00a0\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]/.test(
    text,
  );
}
