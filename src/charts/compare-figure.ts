import { fixed, strike as strikeText } from '#base/format.ts';
import type { CrossQuote } from '#calibration/cross-market.ts';
import type { ExpiryBook } from '#market/book.ts';
import { extentOf, type FigureFrame, linear } from './figure-frame.ts';
import { type CurveSource, curveOverStrikes, modelVols } from './model-curve.ts';
import { secondPlaces } from './second-marks.ts';
import { linePath } from './smile-layout.ts';
import type { SmileMark } from './smile-marks.ts';
import { clearLabels, labelWidth, levelTicks, roundTicks } from './ticks.ts';

/** A bid-ask against a curve, in vol points; `low` and `high` are NaN where that side is missing. */
export interface DifferenceBar {
  readonly row: number;
  readonly strike: number;
  readonly low: number;
  readonly mid: number;
  readonly high: number;
}

/** What a difference picture shows: everything in vol points above the base curve, which is its zero. */
export interface Difference {
  /** Strikes of the window. */
  readonly low: number;
  readonly high: number;
  /** Another curve less the base; null where there is none. */
  readonly line: { readonly strike: Float64Array; readonly points: Float64Array } | null;
  readonly quotes: readonly DifferenceBar[];
  readonly second: readonly DifferenceBar[];
}

/** Points of the drawn line. */
const CURVE_POINTS = 128;

/**
 * A board's quotes, another curve and another market's quotes against one curve, over the strikes `low` to `high`.
 * Curves of other forwards are read at the same strikes.
 */
export function difference(
  base: CurveSource,
  line: CurveSource | null,
  marks: readonly SmileMark[],
  second: { readonly quotes: readonly CrossQuote[]; readonly book: ExpiryBook } | null,
  [low, high]: readonly [number, number],
): Difference {
  const inside = ({ strike }: { readonly strike: number }) => strike >= low && strike <= high;
  const used = marks.filter((mark) => mark.state === 'used' && inside(mark));
  const own = used.map(({ row, strike, bid, ask, vol }) => ({ row, strike, bid, ask, vol }));
  const other = second === null ? [] : secondBars(second.quotes, second.book).filter(inside);
  return {
    low,
    high,
    line: line === null ? null : lineOf(base, line, low, high),
    quotes: against(base, own),
    second: against(base, other),
  };
}

interface Quote {
  readonly row: number;
  readonly strike: number;
  readonly bid: number;
  readonly ask: number;
  readonly vol: number;
}

function secondBars(quotes: readonly CrossQuote[], book: ExpiryBook): Quote[] {
  return quotes.flatMap((quote) =>
    secondPlaces([quote], book).map(({ strike, bid, ask, vol }) => ({
      row: quote.row,
      strike,
      bid,
      ask,
      vol,
    })),
  );
}

function lineOf(base: CurveSource, line: CurveSource, low: number, high: number): Difference['line'] {
  const zero = curveOverStrikes(base, low, high, CURVE_POINTS);
  const { strike, vol } = curveOverStrikes(line, low, high, CURVE_POINTS);
  return { strike, points: vol.map((value, i) => 100 * (value - (zero.vol[i] ?? Number.NaN))) };
}

function against(base: CurveSource, quotes: readonly Quote[]): DifferenceBar[] {
  const { fixed: part = 0, forward } = base;
  const k = Float64Array.from(quotes, ({ strike }) => Math.log((strike - part) / (forward - part)));
  const zero = modelVols(base, k);
  return quotes.flatMap(({ row, strike, bid, ask, vol }, i) => {
    const from = zero[i] ?? Number.NaN;
    const [low, mid, high] = [bid, vol, ask].map((value) => 100 * (value - from)) as [number, number, number];
    return Number.isFinite(mid) ? [{ row, strike, low, mid, high }] : [];
  });
}

/** A bar with its place, px. */
export interface PlacedBar {
  readonly row: number;
  readonly x: number;
  readonly y: number;
  readonly lowY: number;
  readonly highY: number;
  /** Zero lies outside it; of mids alone, which have no sides, it never does. */
  readonly through: boolean;
}

/** The picture in px. */
export interface DifferenceScene {
  readonly frame: FigureFrame;
  readonly strikes: readonly { readonly at: number; readonly label: string }[];
  readonly levels: readonly { readonly at: number; readonly label: string }[];
  readonly zero: number;
  readonly path: string;
  readonly quotes: readonly PlacedBar[];
  readonly second: readonly PlacedBar[];
}

const MARGIN = { left: 40, right: 10, top: 20, bottom: 20 };
/** Least half height of the picture, vol points. */
const LEAST = 0.25;

/** The picture for an SVG of this size. */
export function differenceScene(of: Difference, width: number, height: number): DifferenceScene {
  const frame = {
    left: MARGIN.left,
    right: Math.max(width - MARGIN.right, MARGIN.left + 1),
    top: MARGIN.top,
    bottom: Math.max(height - MARGIN.bottom, MARGIN.top + 1),
  };
  const [low, high] = rangeOf(of);
  const x = linear([of.low, of.high], [frame.left, frame.right]);
  const y = linear([low, high], [frame.bottom, frame.top]);
  const levels = levelTicks(low, high, frame.bottom - frame.top, 24);
  const decimals = Math.max(0, ...levels.map((level) => (String(level).split('.')[1] ?? '').length));
  const placed = (bars: readonly DifferenceBar[]): PlacedBar[] => {
    const isSided = bars.some((bar) => bar.high > bar.low);
    return bars.map((bar) => ({
      row: bar.row,
      x: Math.round(x(bar.strike)) + 0.5,
      y: Math.round(y(bar.mid)) + 0.5,
      lowY: Math.round(y(bar.low)) + 0.5,
      highY: Math.round(y(bar.high)) + 0.5,
      through: isSided && (bar.low > 0 || bar.high < 0),
    }));
  };
  const ticks = roundTicks(of.low, of.high, frame.right - frame.left, 64).map((at) => {
    const text = strikeText(at);
    return { x: x(at), text, width: labelWidth(text), rank: 0 };
  });
  return {
    frame,
    strikes: clearLabels(ticks, 0, width).map(({ x: at, text }) => ({ at, label: text })),
    levels: levels.map((level) => ({ at: y(level), label: fixed(level, decimals) })),
    zero: y(0),
    path: of.line === null ? '' : linePath(of.line.strike.map(x), of.line.points.map(y)),
    quotes: placed(of.quotes),
    second: placed(of.second),
  };
}

/** The line whole, mids, and of each bar as much as most bars have: a lone wide quote must not flatten all others. */
function rangeOf({ line, quotes, second }: Difference): readonly [number, number] {
  const bars = [...quotes, ...second];
  const halves = bars
    .map(({ low, high }) => (high - low) / 2)
    // A mid alone has no width that would say how wide the others are.
    .filter((half) => half > 0)
    .sort((a, b) => a - b);
  const reach = 1.5 * (halves[halves.length >> 1] ?? 0);
  const held = bars.flatMap(({ low, mid, high }) => [
    Math.max(Number.isFinite(low) ? low : mid, mid - reach),
    Math.min(Number.isFinite(high) ? high : mid, mid + reach),
  ]);
  const [low, high] = extentOf([...held, ...(line?.points ?? []), -LEAST, LEAST]) ?? [-LEAST, LEAST];
  const room = 0.06 * (high - low);
  return [low - room, high + room];
}
