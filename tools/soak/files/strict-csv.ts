/**
 * Rows of cells of a delimited text, read by the letter of RFC 4180: a quote opens a cell only at its start, doubled it
 * stands for itself. Lines end with LF or CRLF.
 *
 * @throws Error where a quote is never closed or something follows a closing one.
 */
export function strictRows(text: string, delimiter = ','): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    let cell = '';
    if (text[at] === '"') {
      let from = at + 1;
      for (;;) {
        const close = text.indexOf('"', from);
        if (close < 0) throw new Error(`a quote at ${at} is never closed`);
        cell += text.slice(from, close);
        at = close + 1;
        if (text[at] !== '"') break;
        cell += '"';
        from = at + 1;
      }
    } else {
      const from = at;
      while (at < text.length && text[at] !== delimiter && text[at] !== '\n') at++;
      cell = text.slice(from, at);
      if (text[at] !== delimiter && cell.endsWith('\r')) cell = cell.slice(0, -1);
    }
    row.push(cell);
    if (text[at] === '\r' && text[at + 1] === '\n') at++;
    const end = text[at];
    if (end !== undefined && end !== delimiter && end !== '\n')
      throw new Error(`"${end}" follows a quoted cell`);
    at++;
    // A delimiter at the very end of the text opens one more cell.
    if (end === delimiter && at >= text.length) row.push('');
    if (end === delimiter && at < text.length) continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

/** A cell as it is written, quoted where it must be. */
export function csvCell(text: string, delimiter = ','): string {
  return text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
