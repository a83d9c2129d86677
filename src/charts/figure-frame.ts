import { PathPen } from './path-pen.ts';

/** The part of a picture in which its lines are drawn, px. */
export interface FigureFrame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Straight map of [from0, from1] onto [to0, to1]; the middle of the target where the source has no extent. */
export function linear(
  [from0, from1]: readonly [number, number],
  [to0, to1]: readonly [number, number],
): (x: number) => number {
  const span = from1 - from0;
  return (x) => (span === 0 ? (to0 + to1) / 2 : to0 + ((x - from0) / span) * (to1 - to0));
}

const pen = new PathPen();

/** Closed SVG path between a curve and a base line, all in px; empty for fewer than two points. */
export function areaPath(points: readonly (readonly [number, number])[], base: number): string {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || points.length < 2) return '';
  pen.to('M', first[0], base);
  for (const [x, y] of points) pen.to('L', x, y);
  pen.to('L', last[0], base);
  pen.close();
  return pen.take();
}

/** Lowest and highest finite value; null where there is none. */
export function extentOf(values: Iterable<number | null>): readonly [number, number] | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value === null || !Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : null;
}

/** A level no farther above the foot of its panel, px, has its label in the title below. */
export const FOOT = 3;

/** The levels of a panel whose labels leave the title of the panel below alone. */
export function aboveFoot<T extends { readonly at: number }>(
  levels: readonly T[],
  { bottom }: FigureFrame,
): T[] {
  return levels.filter(({ at }) => at <= bottom - FOOT);
}
