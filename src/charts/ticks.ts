import { fixed } from '#base/format.ts';

/** Smallest range in vol points for which the step of 2 is used. */
const WIDE_ENOUGH_FOR_TWO = 3;

/** A vertical axis in vol points. */
export interface VolAxis {
  readonly step: number;
  readonly ticks: readonly number[];
  /** Lower end with room below the lowest tick, and upper end. */
  readonly low: number;
  readonly high: number;
}

/**
 * Axis over `low` to `high` (vol points), rounded outwards to whole steps with
 * at most `most` of them, and 35 % of a step left free below.
 */
export function volAxis(low: number, high: number, most = 8): VolAxis {
  const range = Math.max(high - low, 0);
  // 2, 5, 10 and on as the range asks for it.
  let step = range < WIDE_ENOUGH_FOR_TWO ? 0.2 : 2;
  for (let i = 0; Math.ceil(high / step) - Math.floor(low / step) > most; i++) step *= i % 3 > 0 ? 2 : 2.5;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(Math.ceil(high / step - 1e-9), first + 1);
  const ticks: number[] = [];
  for (let i = first; i <= last; i++) ticks.push(round(i * step));
  return { step, ticks, low: (first - 0.35) * step, high: last * step };
}

/** A tick of a volatility axis of this step, as short as its margin is narrow: `32`, `0.5`, `25k`. */
export function volTick(tick: number, step: number): string {
  return tick < 10_000 ? fixed(tick, step < 1 ? 1 : 0) : `${tick / 1000}k`;
}

/** Round numbers from low to high at least `gap` px apart on an axis of `px` pixels. */
export function roundTicks(low: number, high: number, px: number, gap: number): number[] {
  const span = high - low;
  if (!(span > 0) || !(px > 0)) return [];
  const least = (span * gap) / px;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= least * (1 - 1e-9)) ?? 10 * power;
  const ticks: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) ticks.push(round(i * step));
  return ticks;
}

/**
 * Round numbers from low to high at least `gap` px apart, two at least: one level alone tells no scale. Where the axis is
 * too short for steps they are near its ends, and closer together where it is lower than the gap.
 */
export function levelTicks(low: number, high: number, px: number, gap: number): number[] {
  const round = roundTicks(low, high, px, gap);
  return round.length > 1 ? round : endTicks(low, high, px, Math.min(gap, 0.8 * px));
}

/**
 * Two numbers near the ends of an axis too short for round steps, as round as leaves them `gap` px apart. Empty where
 * there is no room for two.
 */
function endTicks(low: number, high: number, px: number, gap: number): number[] {
  const span = high - low;
  const least = (span * gap) / px;
  if (!(span > 0) || !(least < span)) return [];
  for (let power = 10 ** Math.ceil(Math.log10(span)); power > span * 1e-4; power /= 10) {
    for (const step of [power, power / 2, power / 5]) {
      const [first, last] = [Math.ceil(low / step - 1e-9) * step, Math.floor(high / step + 1e-9) * step];
      if (last - first >= least) return [round(first), round(last)];
    }
  }
  return [];
}

/**
 * Which labels stand on a line without touching: by importance (smaller first),
 * each kept when it stays `gap` px clear of those already kept.
 */
export function clearLabels<T extends { readonly x: number; readonly width: number; readonly rank: number }>(
  labels: readonly T[],
  low: number,
  high: number,
  gap = 6,
): T[] {
  const kept: T[] = [];
  for (const label of [...labels].sort((a, b) => a.rank - b.rank)) {
    const half = label.width / 2;
    if (label.x - half < low || label.x + half > high) continue;
    if (kept.every((other) => Math.abs(other.x - label.x) >= half + other.width / 2 + gap)) kept.push(label);
  }
  return kept.sort((a, b) => a.x - b.x);
}

/** Width of a 12 px label, generous for the widest common sans fonts. */
export function labelWidth(text: string, px = 12): number {
  return text.length * px * 0.6;
}

function round(value: number): number {
  return Number(value.toPrecision(12));
}
