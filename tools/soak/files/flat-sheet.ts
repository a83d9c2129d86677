/** A cell as LibreOffice holds it. */
export interface SheetCell {
  readonly isFormula: boolean;
  /** Null for text and empty cells. */
  readonly number: number | null;
}

/**
 * Rows of cells of the first sheet of a flat OpenDocument file (OASIS OpenDocument 1.3, part 3, section 9.1), repeated
 * cells written out, rows and cells without content at the end left out.
 */
export function sheetRows(xml: string): readonly (readonly SheetCell[])[] {
  const rows: SheetCell[][] = [];
  for (const [, body = ''] of xml.matchAll(
    /<table:table-row\b[^>]*?(?:\/>|>([\s\S]*?)<\/table:table-row>)/g,
  )) {
    const row: SheetCell[] = [];
    let empty: SheetCell[] = [];
    for (const [whole, attributes = ''] of body.matchAll(/<table:table-cell\b([^>]*?)\/?>/g)) {
      const isFormula = attributes.includes('table:formula=');
      const value = /office:value-type="float"/.test(attributes)
        ? Number(/office:value="([^"]*)"/.exec(attributes)?.[1])
        : null;
      const times = Number(/number-columns-repeated="(\d+)"/.exec(attributes)?.[1] ?? 1);
      const cells = Array.from({ length: Math.min(times, 1000) }, () => ({ isFormula, number: value }));
      if (!isFormula && !attributes.includes('office:value-type') && whole.endsWith('/>'))
        empty.push(...cells);
      else {
        row.push(...empty, ...cells);
        empty = [];
      }
    }
    rows.push(row);
  }
  return rows;
}
