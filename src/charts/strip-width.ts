/** Narrowest cell of the strip, px. */
export const NARROWEST_CELL = 66;

/** Width of each cell: all in view where they are wide enough, else the narrowest with sideways scroll. */
export function cellWidth(available: number, cells: number): number {
  if (cells === 0) return NARROWEST_CELL;
  return Math.max(NARROWEST_CELL, available / cells);
}

/** Cells not fully in view on each side, and how many of their quotes are through the fit. */
export function hiddenCells(
  scrollLeft: number,
  available: number,
  cell: number,
  through: readonly number[],
): {
  readonly before: number;
  readonly after: number;
  readonly throughBefore: number;
  readonly throughAfter: number;
} {
  let [before, after, throughBefore, throughAfter] = [0, 0, 0, 0];
  through.forEach((count, i) => {
    if (i * cell < scrollLeft - 1) {
      before++;
      throughBefore += count;
    } else if ((i + 1) * cell > scrollLeft + available + 1) {
      after++;
      throughAfter += count;
    }
  });
  return { before, after, throughBefore, throughAfter };
}
