import { labelWidth } from './ticks.ts';

/** Narrowest cell of the strip, px. */
export const NARROWEST_CELL = 66;

/** On both sides of a cell with its border, px. */
const PADDING = 8;
/** Between the date and what tells expiries of one day apart, px. */
const SUFFIX_GAP = 2;

/** How the strip divides its width. */
export interface StripWidths {
  /** Width of one cell. */
  readonly cell: number;
  /** Width of all cells in view. */
  readonly view: number;
  /** More cells than fit: the rest is reached by scrolling. */
  readonly scrolls: boolean;
}

/**
 * All cells in view where they are wide enough, else as many whole ones as
 * fit beside a column of `end` px that says what is out of view.
 */
export function stripWidths(available: number, cells: number, end: number): StripWidths {
  const all = Math.max(0, available);
  if (cells * NARROWEST_CELL <= all || cells === 0)
    return { cell: all / Math.max(1, cells), view: all, scrolls: false };
  const view = Math.max(0, all - end);
  return { cell: view / Math.max(1, Math.floor(view / NARROWEST_CELL)), view, scrolls: true };
}

/** What of a cell finds no room side by side with its date and what stands behind that (px). */
export function isTight(
  { label, suffix }: { readonly label: string; readonly suffix: string },
  mark: string,
  behind: number,
  cell: number,
): { readonly suffix: boolean; readonly mark: boolean } {
  const free = cell - PADDING - behind;
  const wide = suffix === '' ? 0 : SUFFIX_GAP + labelWidth(suffix);
  const below = labelWidth(label) + wide > free;
  return { suffix: below, mark: labelWidth(`${label} ${mark}`) + (below ? 0 : wide) > free };
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
