import { expect, test } from 'vitest';
import { LateColumn } from './late-column.ts';

const ROWS = 2501;

/** A column in which some rows have a number, as a plain array does it. */
function filled(numberAt: (row: number) => number): { column: LateColumn; plain: Float64Array } {
  const column = new LateColumn();
  const one = new Float64Array(1);
  const plain = new Float64Array(ROWS).map((_, row) => numberAt(row));
  for (let row = 0; row < ROWS; row++) {
    one[0] = plain[row]!;
    column.put(row, one, 0);
  }
  return { column, plain };
}

function isSame(a: Float64Array | null, b: Float64Array): boolean {
  return a?.length === b.length && a.every((value, row) => Object.is(value, b[row]));
}

test('a column gives back what was put, whenever its first number came', () => {
  for (const first of [0, 1, 1023, 1024, 2048, 2500]) {
    const { column, plain } = filled((row) => (row >= first && row % 3 !== 1 ? row / 7 : Number.NaN));
    for (const rows of [0, 1, 1024, 2048, ROWS])
      expect(isSame(column.first(rows), plain.slice(0, rows))).toBe(true);
    expect(plain.every((value, row) => Object.is(column.at(row), value))).toBe(true);
  }
});

test('a column without a number is none', () => {
  expect(new LateColumn().found(3)).toBeNull();
  const { column, plain } = filled((row) => (row === 1200 ? 5 : Number.NaN));
  expect(column.found(1200)).toBeNull();
  expect(isSame(column.found(1201), plain.slice(0, 1201))).toBe(true);
});

test('rows move down, missing ones too', () => {
  const { column, plain } = filled((row) => (row % 5 === 0 ? Number.NaN : row));
  for (let row = 0; row < ROWS; row += 2) column.move(row, row / 2);
  const kept = plain.filter((_, row) => row % 2 === 0);
  expect(isSame(column.first(kept.length), kept)).toBe(true);
});

test('rows can be put after the column was asked for', () => {
  const { column, plain } = filled((row) => row);
  column.first(ROWS);
  column.put(ROWS, Float64Array.of(-1), 0);
  expect(isSame(column.first(ROWS + 1), Float64Array.of(...plain, -1))).toBe(true);
});
