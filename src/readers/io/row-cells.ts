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
   * Several cells as numbers, into `out`: NaN where one is missing, is no number or lies at a negative place. A number
   * that is handed over alone is boxed, which a row of many pays for.
   *
   * @returns A bit for each place, the lowest for the first, set where the cell is no number; at most 31 places.
   */
  numbers(places: Int32Array, mark: DecimalMark, out: Float64Array): number;
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

  numbers(places: Int32Array, mark: DecimalMark, out: Float64Array): number {
    let bad = 0;
    for (let i = 0; i < places.length; i++) {
      const at = places[i] as number;
      const value = at < 0 ? Number.NaN : this.number(at, mark);
      if (value === null) bad |= 1 << i;
      out[i] = value ?? Number.NaN;
    }
    return bad;
  }

  nameHash(): number {
    return 0;
  }
}
