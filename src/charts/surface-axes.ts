import { shortDate, strike } from '#base/format.ts';
import { REACH, type SurfaceGrid } from './surface-grid.ts';
import { roundTicks, volAxis } from './ticks.ts';
import { timeRange } from './time-scale.ts';

/** Ticks of one axis: where and what. */
export interface AxisTicks {
  readonly values: readonly number[];
  readonly labels: readonly string[];
  readonly range: readonly [number, number];
}

/** Smallest distance of two dates, as a share of the whole axis. */
const DATE_GAP = 0.14;

/**
 * Dates on the axis of time: the first and last expiry always, the focused one
 * before others, then as many as stay clear of each other, by nearness of the gap.
 */
export function dateTicks(
  expiries: readonly Pick<SurfaceGrid['expiries'][number], 'key' | 'expiry' | 'along'>[],
  focus: string | null,
): AxisTicks {
  const first = expiries[0];
  const last = expiries.at(-1);
  if (first === undefined || last === undefined) return { values: [], labels: [], range: [0, 1] };
  const span = last.along - first.along;
  const range = timeRange(first.along, last.along);
  const order = [first, last, ...expiries.filter((e) => e.key === focus), ...expiries];
  const kept: (typeof first)[] = [];
  for (const expiry of order) {
    if (kept.every((other) => Math.abs(other.along - expiry.along) >= DATE_GAP * span && other !== expiry)) {
      kept.push(expiry);
    }
  }
  kept.sort((a, b) => a.along - b.along);
  return { values: kept.map((e) => e.along), labels: datesOf(kept.map((e) => e.expiry)), range };
}

/** Dates, with the year where it is not that of the first. */
export function datesOf(expiries: readonly number[]): string[] {
  return expiries.map((at) => {
    const first = expiries[0];
    const year = new Date(at).getUTCFullYear();
    return shortDate(at, first !== undefined && new Date(first).getUTCFullYear() !== year);
  });
}

/** Ticks of the delta axis: the size of the put's delta. */
const DELTAS = [0.1, 0.25, 0.5, 0.75, 0.9];

/** Ticks of the moneyness axis. */
export function moneynessTicks(grid: SurfaceGrid): AxisTicks {
  if (grid.axis === 'standardised') {
    return {
      values: [-2, -1, 0, 1, 2],
      labels: ['−2σ', '−1σ', 'ATM', '+1σ', '+2σ'],
      range: [-REACH, REACH],
    };
  }
  if (grid.axis === 'delta') {
    return { values: DELTAS, labels: ['10Δp', '25Δp', '50Δ', '25Δc', '10Δc'], range: [0, 1] };
  }
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const row of grid.x) {
    low = Math.min(low, row[0] ?? low);
    high = Math.max(high, row.at(-1) ?? high);
  }
  const values = roundTicks(low, high, 5, 1);
  const labels =
    grid.axis === 'strike'
      ? values.map(strike)
      : values.map((k) => (k > 0 ? `+${k}` : k < 0 ? `−${-k}` : '0'));
  return { values, labels, range: [low, high] };
}

/** Lowest and highest finite volatility of the surface, vol points. */
export function surfaceExtent(grid: SurfaceGrid): readonly [number, number] {
  return extent(grid.z);
}

/** Lowest and highest finite volatility of the surface and its points, vol points. */
export function volExtent(grid: SurfaceGrid): readonly [number, number] {
  return extent([...grid.z, grid.points.z]);
}

function extent(columns: readonly Float64Array[]): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const column of columns) {
    for (const z of column) {
      if (!Number.isFinite(z)) continue;
      low = Math.min(low, z);
      high = Math.max(high, z);
    }
  }
  return low <= high ? [low, high] : [0, 100];
}

/**
 * Volatility axis that does not jump with every refit: the previous range stays
 * while it holds the surface without wasting more than half of itself.
 */
export function steadyRange(
  extent: readonly [number, number],
  previous: readonly [number, number] | null,
): readonly [number, number] {
  const [low, high] = extent;
  if (previous !== null && low >= previous[0] && high <= previous[1]) {
    if (high - low > 0.5 * (previous[1] - previous[0])) return previous;
  }
  const { ticks } = volAxis(low, high, 6);
  return [ticks[0] ?? low, ticks.at(-1) ?? high];
}
