import type { SmileMark } from './smile-marks.ts';
import { type VolAxis, volAxis } from './ticks.ts';

/** Half width of the window in standard deviations at the money. */
const WIDTH = 2.6;

/** The part of a smile that is drawn: strikes in currency, volatilities in points. */
export interface SmileWindow {
  readonly key: string;
  readonly all: boolean;
  readonly low: number;
  readonly high: number;
  readonly axis: VolAxis;
}

/** What a window is made for. */
export interface WindowInput {
  readonly key: string;
  readonly all: boolean;
  readonly forward: number;
  readonly t: number;
  /** Volatility at the money, decimal; null without a fit. */
  readonly atm: number | null;
  readonly marks: readonly WindowMark[];
}

/** What of a mark decides about a window. */
type WindowMark = Pick<SmileMark, 'strike' | 'k' | 'vol' | 'bid' | 'ask' | 'state'>;

/**
 * The window of an expiry: ±2.6 σ√T in log-moneyness round the forward, or all
 * strikes that are kept. Refits leave `previous` as it is; it moves only with
 * the expiry, on request, or when the market has left it.
 */
export function smileWindow(input: WindowInput, previous: SmileWindow | null): SmileWindow {
  if (previous !== null && holds(previous, input)) return previous;
  const [low, high] = strikes(input);
  return { key: input.key, all: input.all, low, high, axis: axisOf(input.marks, low, high, input.atm) };
}

/** How many kept quotes lie outside on each side, and how many of them are through the fit. */
export function outside(
  marks: readonly SmileMark[],
  window: Pick<SmileWindow, 'low' | 'high'>,
): { readonly left: Count; readonly right: Count } {
  const left = { quotes: 0, through: 0 };
  const right = { quotes: 0, through: 0 };
  for (const mark of marks) {
    if (mark.state === 'filtered') continue;
    const side = mark.strike < window.low ? left : mark.strike > window.high ? right : null;
    if (side === null) continue;
    side.quotes++;
    if (mark.state === 'used' && (mark.side === 'rich' || mark.side === 'cheap')) side.through++;
  }
  return { left, right };
}

/** Quotes, and those through the fit. */
export interface Count {
  readonly quotes: number;
  readonly through: number;
}

function holds(window: SmileWindow, { key, all, forward, marks }: WindowInput): boolean {
  if (window.key !== key || window.all !== all || !inside(forward, window)) return false;
  const quarter = (window.high - window.low) / 4;
  if (!all && (forward < window.low + quarter || forward > window.high - quarter)) return false;
  const { low, high } = window.axis;
  return marks.every((mark) => {
    if (mark.state === 'filtered') return true;
    if (!inside(mark.strike, window)) return !all;
    return mark.vol * 100 >= low && mark.vol * 100 <= high;
  });
}

function inside(strike: number, window: { readonly low: number; readonly high: number }): boolean {
  return strike >= window.low && strike <= window.high;
}

function strikes({ all, forward, t, atm, marks }: WindowInput): [number, number] {
  const sigma = atm ?? nearestVol(marks);
  if (!all && sigma !== null && t > 0) {
    const reach = Math.min(WIDTH * sigma * Math.sqrt(t), 6);
    return [forward * Math.exp(-reach), forward * Math.exp(reach)];
  }
  let low = forward;
  let high = forward;
  for (const { state, strike } of marks) {
    if (state === 'filtered') continue;
    low = Math.min(low, strike);
    high = Math.max(high, strike);
  }
  const room = 0.03 * (high - low) || 0.1 * forward;
  return [Math.max(low - room, low / 2), high + room];
}

function nearestVol(marks: readonly WindowMark[]): number | null {
  let best: WindowMark | null = null;
  for (const mark of marks) if (best === null || Math.abs(mark.k) < Math.abs(best.k)) best = mark;
  return best === null ? null : best.vol;
}

function axisOf(marks: readonly WindowMark[], low: number, high: number, atm: number | null): VolAxis {
  const near = marks.filter((m) => m.strike >= low && m.strike <= high);
  let kept = near.filter((m) => m.state !== 'filtered');
  // A board of which nothing is kept, as one without bids, shows what was left out.
  if (kept.length === 0) kept = near.filter((m) => m.vol > 0);
  if (kept.length === 0) {
    const centre = (atm ?? 0.5) * 100;
    return volAxis(centre * 0.8, centre * 1.2);
  }
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (const { vol } of kept) {
    lowest = Math.min(lowest, vol * 100);
    highest = Math.max(highest, vol * 100);
  }
  // A lone wide quote must not flatten all others: its bar may end outside.
  const reach = 0.25 * (highest - lowest) + 1;
  let bottom = Number.POSITIVE_INFINITY;
  let top = Number.NEGATIVE_INFINITY;
  for (const mark of kept) {
    const vol = mark.vol * 100;
    bottom = Math.min(bottom, Math.max(finite(mark.bid * 100, vol), vol - reach));
    top = Math.max(top, Math.min(finite(mark.ask * 100, vol), vol + reach));
  }
  return volAxis(Math.max(0, bottom), top);
}

function finite(value: number, otherwise: number): number {
  return Number.isFinite(value) ? value : otherwise;
}
