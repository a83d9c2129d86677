import { type DecimalMark, readNumber } from './number.ts';

/** The cells of one row, read where they are needed. */
export interface RowCells {
  /** Cells in the row. */
  readonly length: number;
  /** Trimmed text of a cell; empty where the row has no such cell. */
  text(at: number): string;
  /** A cell as a number: NaN where it is missing, null where it is no number. */
  number(at: number, mark: DecimalMark): number | null;
  /**
   * Hash of a cell's text as a `KeyTable` takes it, where the cells know it and know the text to be a name as names
   * are kept: capitals, digits and `_.:-`, at most 64. Else 0.
   */
  nameHash(at: number): number;
}

/** Cells that are already apart. */
export class ArrayCells implements RowCells {
  private cells: readonly string[] = [];

  get length(): number {
    return this.cells.length;
  }

  /** Moves to another row. */
  at(cells: readonly string[]): this {
    this.cells = cells;
    return this;
  }

  text(at: number): string {
    return (this.cells[at] ?? '').trim();
  }

  number(at: number, mark: DecimalMark): number | null {
    return readNumber(this.cells[at] ?? '', mark);
  }

  nameHash(): number {
    return 0;
  }
}
