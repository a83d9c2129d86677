import type { BoardExpiry } from './board.ts';
import { type CurveSource, modelVols } from './model-curve.ts';
import { linePath } from './smile-layout.ts';
import type { SmileMark } from './smile-marks.ts';

/** Half width of a thumbnail in standard deviations at the money. */
const WIDTH = 2.6;
const LINE_POINTS = 40;

/** SVG paths of one thumbnail, in its own px. */
export interface Thumbnail {
  readonly bars: string;
  readonly rich: string;
  readonly cheap: string;
  readonly line: string;
}

/**
 * Bid-ask bars and fitted line of one expiry in a picture of this size, on its
 * own scales: ±2.6 σ√T across, the used quotes and the line up and down.
 */
export function thumbnail(
  expiry: BoardExpiry,
  curve: CurveSource | null,
  marks: readonly SmileMark[],
  width: number,
  height: number,
): Thumbnail {
  const used = marks.filter((mark) => mark.state === 'used');
  const reach = windowOf(expiry, used);
  const shown = used.filter((mark) => Math.abs(mark.k) <= reach);
  const k = new Float64Array(LINE_POINTS);
  for (let i = 0; i < LINE_POINTS; i++) k[i] = reach * ((2 * i) / (LINE_POINTS - 1) - 1);
  const vols = curve === null ? new Float64Array(LINE_POINTS).fill(Number.NaN) : modelVols(curve, k);
  const levels = [...shown.map((mark) => mark.vol), ...inner(vols, k, shown)].filter(Number.isFinite);
  const low = Math.min(...levels);
  const span = Math.max(...levels) - low || 1;
  const x = (at: number) => ((at + reach) / (2 * reach)) * width;
  const y = (vol: number) => height - 3 - ((vol - low) / span) * (height - 6);
  const bars = { bars: '', rich: '', cheap: '' };
  for (const mark of shown) {
    if (!Number.isFinite(mark.bid) || !Number.isFinite(mark.ask)) continue;
    const kind = mark.side === 'rich' || mark.side === 'cheap' ? mark.side : 'bars';
    // A bar of less than 2 px would vanish under the line.
    const middle = y((mark.bid + mark.ask) / 2);
    const half = Math.max(1, (y(mark.bid) - y(mark.ask)) / 2);
    const px = Math.floor(x(mark.k)) + 0.5;
    bars[kind] += `M${px} ${hold(middle + half, height)}V${hold(middle - half, height)}`;
  }
  // Only where quotes or the edge of the picture hold the line: wings beyond both say nothing here.
  return { ...bars, line: linePath(k.map(x), vols.map(y)) };
}

function windowOf(expiry: BoardExpiry, used: readonly SmileMark[]): number {
  const atm = expiry.fit?.measures?.vol ?? null;
  if (atm !== null && expiry.book.t > 0) return WIDTH * atm * Math.sqrt(expiry.book.t);
  return Math.max(0.01, ...used.map((mark) => Math.abs(mark.k)));
}

/** Model volatilities within the quoted range, which set the scale together with the quotes. */
function inner(vols: Float64Array, k: Float64Array, shown: readonly SmileMark[]): number[] {
  const low = Math.min(...shown.map((mark) => mark.k));
  const high = Math.max(...shown.map((mark) => mark.k));
  return Array.from(vols).filter((_, i) => shown.length === 0 || ((k[i] ?? 0) >= low && (k[i] ?? 0) <= high));
}

function hold(y: number, height: number): string {
  return Math.max(0, Math.min(height, y)).toFixed(1);
}
