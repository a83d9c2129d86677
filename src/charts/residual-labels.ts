import { halfSpreads } from '#base/format.ts';
import type { Side } from '#calibration/through.ts';
import { RESIDUAL_LIMIT, residualY, type SmileLayout } from './smile-layout.ts';
import { isThrough } from './smile-marks.ts';
import type { PlacedMark } from './smile-scene.ts';
import { clearLabels, labelWidth } from './ticks.ts';

/** Half width of a triangle in the band, px. */
const TRIANGLE = 5;
/** A number and a dot stand clear of each other, centre from centre up or down, px. */
const CLEAR = 6;
/** From here up a residual touches the caption above the band. */
const UNDER_CAPTION = 1.3;

/** The number beside a triangle, centred on x. */
export interface ResidualNumber {
  readonly row: number;
  readonly side: Side;
  readonly text: string;
  readonly width: number;
  readonly x: number;
  readonly y: number;
  readonly rank: number;
}

/** Numbers of the quotes through the fit, the largest first, where they touch neither each other nor a triangle or a dot. */
export function residualNumbers(placed: readonly PlacedMark[], layout: SmileLayout): ResidualNumber[] {
  const through = placed.filter((p) => isThrough(p.mark));
  const labels = through.flatMap(({ mark, x }): ResidualNumber[] => {
    const text = halfSpreads(mark.halfSpreads);
    const width = labelWidth(text);
    const centre = residualY(layout, mark.halfSpreads);
    const reach = width / 2 + TRIANGLE;
    const beside = [x + TRIANGLE + 3 + width / 2, x - TRIANGLE - 3 - width / 2];
    const free = beside.find(
      (at) =>
        at + width / 2 <= layout.width &&
        at - width / 2 >= layout.left &&
        placed.every(
          (other) =>
            Math.abs(other.x - at) > reach ||
            other.mark.row === mark.row ||
            (isThrough(other.mark)
              ? other.mark.side !== mark.side
              : !(Math.abs(residualY(layout, other.mark.halfSpreads) - centre) < CLEAR)),
        ),
    );
    if (free === undefined) return [];
    const y = Math.min(centre + 4, layout.bandBottom);
    return [{ row: mark.row, side: mark.side, text, width, x: free, y, rank: -Math.abs(mark.halfSpreads) }];
  });
  // Above and below the band numbers cannot meet.
  const above = labels.filter((label) => label.side === 'rich');
  const below = labels.filter((label) => label.side !== 'rich');
  return [...clearLabels(above, layout.left, layout.width), ...clearLabels(below, layout.left, layout.width)];
}

/** Where the caption of the band stands free of triangles: left, else right, else nowhere. */
export function captionPlace(
  placed: readonly PlacedMark[],
  layout: SmileLayout,
  width: number,
): { readonly x: number; readonly end: boolean } | null {
  const high = placed.filter(({ mark }) => mark.halfSpreads > Math.min(UNDER_CAPTION, RESIDUAL_LIMIT));
  // A triangle may have its number beside it.
  const reach = TRIANGLE + 34;
  if (high.every(({ x }) => x > layout.left + width + reach - 28)) return { x: layout.left + 4, end: false };
  if (high.every(({ x }) => x < layout.right - width - reach)) return { x: layout.right - 4, end: true };
  return null;
}
