import { type RefObject, useCallback, useLayoutEffect, useState } from 'react';
import { flushSync } from 'react-dom';

/** Rows drawn beyond either edge, so that a step of the wheel finds them there. */
const BEYOND = 5;

/** Rows in the document: from `first` up to but without `end`. */
export interface RowWindow {
  readonly first: number;
  readonly end: number;
  /** Scrolls by as little as brings a row into sight. */
  scrollTo(row: number): void;
}

/**
 * Which of `count` rows of one height lie in sight of a frame that scrolls, a few more on either side. The heading is
 * as high as a row, scrolls in the same frame and sticks to its top.
 *
 * @param height of a row, px.
 */
export function useRowWindow(frame: RefObject<HTMLElement | null>, count: number, height: number): RowWindow {
  const [seen, setSeen] = useState({ from: 0, to: 0 });

  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const look = (): void => {
      const from = Math.max(0, Math.floor(element.scrollTop / height));
      const to = from + Math.ceil(element.clientHeight / height) + 1;
      setSeen((before) => (before.from === from && before.to === to ? before : { from, to }));
    };
    // In the frame of the movement itself: later, the edge would be bare for one and more.
    const lookAtOnce = (): void => flushSync(look);
    const resized = new ResizeObserver(lookAtOnce);
    look();
    resized.observe(element);
    element.addEventListener('scroll', lookAtOnce, { passive: true });
    return () => {
      resized.disconnect();
      element.removeEventListener('scroll', lookAtOnce);
    };
  }, [frame, height]);

  const scrollTo = useCallback(
    (row: number): void => {
      const element = frame.current;
      if (element === null) return;
      // Below the heading, which covers the first row's height of the frame.
      const top = row * height;
      const bottom = top + 2 * height - element.clientHeight;
      if (element.scrollTop > top) element.scrollTop = top;
      else if (element.scrollTop < bottom) element.scrollTop = bottom;
    },
    [frame, height],
  );

  const end = Math.min(count, seen.to + BEYOND);
  return { first: Math.max(0, Math.min(seen.from - BEYOND, end)), end, scrollTo };
}
