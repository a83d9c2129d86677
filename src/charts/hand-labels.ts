import type { PlacedMark } from './smile-scene.ts';

/** Widest number in common use beside a quote, px: `×10`. */
const WIDTH = 22;

/** Of which quotes, by strike, the weight by hand has room to be written beside them; a ring tells the others. */
export function handLabels(placed: readonly PlacedMark[]): readonly boolean[] {
  let free = 0;
  return placed.map(({ mark, x, r }) => {
    // On the free side: above a falling put wing, above a rising call wing.
    const left = mark.k < 0 ? x + r + 5 : x - r - 5 - WIDTH;
    const clear = mark.state === 'used' && mark.manual !== 1 && left >= free;
    if (clear) free = left + WIDTH;
    return clear;
  });
}
