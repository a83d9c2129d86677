/**
 * Drags of a range input's thumb by a mouse or a pen, in place of the browser's own. The browser moves its thumb before
 * the page has drawn what the step asks for, which is one more frame a step, in the time of the fit. Fingers stay with the
 * browser, which tells a drag from a scroll.
 */

/** Diameter of the thumb, as in the style sheet, px. */
const THUMB = 12;

/** The track as the drag takes it: positions are those of the input, from `low` to `high` by `step`. */
export interface Track {
  readonly low: number;
  readonly high: number;
  readonly step: number;
}

/** A drag under way. */
export interface ThumbDrag {
  /** Position on the track of a pointer, on a step of it. */
  at(clientX: number): number;
}

/**
 * A drag from where the pointer went down. A thumb that was taken keeps its place under the pointer; a press beside it
 * brings it there.
 *
 * @param box of the input, px of the window
 * @param position at which the thumb stands
 */
export function takeThumb(
  { low, high, step }: Track,
  box: Pick<DOMRect, 'left' | 'width'>,
  position: number,
  clientX: number,
): ThumbDrag {
  const left = box.left + THUMB / 2;
  const room = Math.max(1, box.width - THUMB);
  const off = clientX - (left + (room * (position - low)) / (high - low));
  const grip = Math.abs(off) <= THUMB / 2 ? off : 0;
  return {
    at(x) {
      const part = Math.min(1, Math.max(0, (x - grip - left) / room));
      // Steps are counted from the low end, as the browser counts them.
      return Math.min(high, low + step * Math.round((part * (high - low)) / step));
    },
  };
}
