import { PathPen } from './path-pen.ts';
import type { SmileWindow } from './smile-window.ts';

/** Pixels of the parts of a smile, from the top: delta scale, plot, residual band, strikes. */
const LEFT = 36;
const RIGHT = 10;
const TOP = 24;
const RESIDUALS = 66;
const STRIKES = 20;

/** Residuals beyond this many half-spreads are drawn at the edge of the band. */
export const RESIDUAL_LIMIT = 2.2;

/** Pixel geometry of a smile. All lengths in px of its SVG. */
export interface SmileLayout {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  /** Lower end of the volatility plot, where the residual band begins. */
  readonly bottom: number;
  readonly bandBottom: number;
  readonly window: SmileWindow;
}

/** Geometry for an SVG of this size; too small sizes keep the residual band and lose the plot last. */
export function smileLayout(width: number, height: number, window: SmileWindow): SmileLayout {
  const bandBottom = Math.max(height - STRIKES, TOP + RESIDUALS);
  const bottom = Math.max(bandBottom - RESIDUALS, TOP + 1);
  return {
    width,
    height,
    left: LEFT,
    right: Math.max(width - RIGHT, LEFT + 1),
    top: TOP,
    bottom,
    bandBottom,
    window,
  };
}

/** Pixel of a strike. */
export function xOf(layout: SmileLayout, strike: number): number {
  const { low, high } = layout.window;
  return layout.left + ((strike - low) / (high - low)) * (layout.right - layout.left);
}

/** Strike under a pixel. */
export function strikeUnder({ window, left, right }: SmileLayout, x: number): number {
  return window.low + ((x - left) / (right - left)) * (window.high - window.low);
}

/** Pixel of a volatility (decimal). */
export function yOf(layout: SmileLayout, vol: number): number {
  const { low, high } = layout.window.axis;
  return layout.bottom - ((vol * 100 - low) / (high - low)) * (layout.bottom - layout.top);
}

/** Pixel of a residual in half-spreads, held at the edge of the band. */
export function residualY(layout: SmileLayout, halfSpreads: number): number {
  const centre = (layout.bottom + layout.bandBottom) / 2;
  const held = Math.max(-RESIDUAL_LIMIT, Math.min(RESIDUAL_LIMIT, halfSpreads));
  return centre - (held / RESIDUAL_LIMIT) * ((layout.bandBottom - layout.bottom) / 2);
}

/** Writes the lines of charts. */
const pen = new PathPen();

/** SVG path through the points; a non-finite point breaks the line. */
export function linePath(x: Float64Array, y: Float64Array): string {
  let isDown = false;
  for (let i = 0; i < x.length; i++) {
    const px = x[i] ?? Number.NaN;
    const py = y[i] ?? Number.NaN;
    const isPoint = Number.isFinite(px) && Number.isFinite(py);
    if (isPoint) pen.to(isDown ? 'L' : 'M', px, py);
    isDown = isPoint;
  }
  return pen.take();
}

/** One corner of the plot. */
export type Corner = 'top-left' | 'top-right' | 'bottom-left' | 'bottom-right';

/** The corner where a card of this size covers the fewest points (px); ties keep the order below. */
export function emptiestCorner(
  layout: SmileLayout,
  points: readonly { readonly x: number; readonly y: number }[],
  width: number,
  height: number,
): Corner {
  const corners: Corner[] = ['top-right', 'top-left', 'bottom-right', 'bottom-left'];
  let best: Corner = 'top-right';
  let fewest = Number.POSITIVE_INFINITY;
  for (const corner of corners) {
    const x = corner.endsWith('left') ? layout.left : layout.right - width;
    const y = corner.startsWith('top') ? layout.top : layout.bottom - height;
    const covered = points.filter(
      (p) => p.x >= x && p.x <= x + width && p.y >= y && p.y <= y + height,
    ).length;
    if (covered < fewest) {
      fewest = covered;
      best = corner;
    }
  }
  return best;
}

/** The drawn mark nearest to a pixel, no farther than `reach` px; in the residual band only x counts. */
export function nearestMark<T extends { readonly x: number; readonly y: number }>(
  layout: SmileLayout,
  points: readonly T[],
  x: number,
  y: number,
  reach: number,
): T | null {
  let best: T | null = null;
  let least = reach * reach;
  for (const point of points) {
    const dx = point.x - x;
    const dy = y > layout.bottom ? 0 : point.y - y;
    const distance = dx * dx + dy * dy;
    if (distance <= least) {
      least = distance;
      best = point;
    }
  }
  return best;
}
