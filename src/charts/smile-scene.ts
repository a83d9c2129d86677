import type { BoardExpiry } from './board.ts';
import { type CurveSource, curveOverStrikes } from './model-curve.ts';
import { linePath, type SmileLayout, xOf, yOf } from './smile-layout.ts';
import { dotRadius, isThrough, type SmileMark } from './smile-marks.ts';
import { clearLabels, labelWidth, roundTicks } from './ticks.ts';

/** Points of a drawn smile; a pixel step of about 4 at the widest. */
const CURVE_POINTS = 192;
/** Mean distance of marks from which they are drawn full size, px. */
const FULL_SIZE_GAP = 10;

/** A mark with its place on the screen, px. */
export interface PlacedMark {
  readonly mark: SmileMark;
  readonly x: number;
  readonly y: number;
  /** Ends of the bid-ask bar; NaN for a missing side. */
  readonly bidY: number;
  readonly askY: number;
  readonly r: number;
  /** Half width of the caps of the bar. */
  readonly cap: number;
}

/** The marks inside the window, placed. */
export function placeMarks(marks: readonly SmileMark[], layout: SmileLayout): PlacedMark[] {
  let largest = 0;
  for (const mark of marks) if (mark.state === 'used') largest = Math.max(largest, mark.weight);
  const { low, high } = layout.window;
  const room = roomOf(marks, layout);
  const placed: PlacedMark[] = [];
  for (const mark of marks) {
    if (mark.strike < low || mark.strike > high) continue;
    placed.push({
      mark,
      // On the pixel grid, so that 1 px bars are sharp.
      x: Math.round(xOf(layout, mark.strike)) + 0.5,
      y: round(yOf(layout, mark.vol)),
      bidY: Math.round(yOf(layout, mark.bid)) + 0.5,
      askY: Math.round(yOf(layout, mark.ask)) + 0.5,
      r: halves(room * (mark.state === 'used' ? dotRadius(mark.weight, largest) : 3)),
      cap: round(room * 3),
    });
  }
  return placed;
}

/** SVG path of a smile over the window. */
export function smilePath(source: CurveSource, layout: SmileLayout): string {
  const { low, high } = layout.window;
  const { strike: x, vol: y } = curveOverStrikes(source, low, high, CURVE_POINTS);
  for (let i = 0; i < x.length; i++) {
    x[i] = xOf(layout, x[i]!);
    y[i] = yOf(layout, y[i]!);
  }
  return linePath(x, y);
}

/** The fitted curve of an expiry; null where it failed. */
export function fittedCurve(expiry: BoardExpiry): CurveSource | null {
  const { fit, model } = expiry;
  if (fit === null || fit.theta === null || model === null) return null;
  const fixed = expiry.book.settlement?.fixed ?? 0;
  return { ...fit, model, theta: fit.theta, fixed };
}

/** A label on the scale above the plot. */
export interface TopLabel {
  readonly text: string;
  readonly x: number;
  readonly width: number;
  /** 0 is the forward, which always stays. */
  readonly rank: number;
}

/** Scale above the plot: the forward and the 25 and 10 delta strikes that fit beside it, `taken` px at its end left free. */
export function topLabels(
  expiry: BoardExpiry,
  layout: SmileLayout,
  forwardText: string,
  taken = 0,
): TopLabel[] {
  const labels: TopLabel[] = [];
  const forward = expiry.fit?.forward ?? expiry.book.forward.value;
  const fixed = expiry.book.settlement?.fixed ?? 0;
  const put = (text: string, strike: number, rank: number) => {
    if (strike < layout.window.low || strike > layout.window.high) return;
    labels.push({ text, x: xOf(layout, strike), width: labelWidth(text), rank });
  };
  put(forwardText, forward, 0);
  const names = ['10Δp', '25Δp', '25Δc', '10Δc'];
  expiry.fit?.measures?.deltaK.forEach((k, i) => {
    if (k !== null) put(names[i] ?? '', fixed + (forward - fixed) * Math.exp(k), i === 1 || i === 2 ? 1 : 2);
  });
  return clearLabels(labels, 32, layout.width - taken);
}

/** Strikes labelled below the plot, at least 64 px apart. */
export function strikeTicks(layout: SmileLayout): number[] {
  return roundTicks(layout.window.low, layout.window.high, layout.right - layout.left, 64);
}

/** What the picture shows, in one sentence for those who cannot see it. */
export function smileFinding(
  date: string,
  expiry: BoardExpiry,
  marks: readonly SmileMark[],
  rmse: string,
): string {
  const used = marks.filter((mark) => mark.state === 'used').length;
  const quotes = `${used} ${used === 1 ? 'quote' : 'quotes'}`;
  if (expiry.fit === null) return `${date}: ${quotes}, no fit yet`;
  if (expiry.fit.theta === null) return `${date}: ${quotes}, not fitted. ${expiry.fit.message ?? ''}`.trim();
  const told = `${date}: ${quotes}, RMSE ${rmse} vol points`;
  if (expiry.fit.insideSpread === null) return told;
  const through = marks.filter(isThrough).length;
  return `${told}, ${through === 0 ? 'none' : through} through the fit`;
}

/** Share of their full size at which marks this dense still stand apart. */
function roomOf(marks: readonly SmileMark[], { window, left, right }: SmileLayout): number {
  const inside = marks.filter((mark) => mark.strike >= window.low && mark.strike <= window.high).length;
  return Math.max(0.3, Math.min(1, (right - left) / Math.max(1, inside) / FULL_SIZE_GAP));
}

/** A radius in steps that the eye can tell apart: a drag of a weight changes few dots at a time. */
function halves(value: number): number {
  return Math.max(1, Math.round(value * 2)) / 2;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
