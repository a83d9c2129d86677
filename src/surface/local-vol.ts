/**
 * Local volatility of a surface, Dupire's formula in total variance at fixed log-moneyness k = ln(K/F_T):
 * sigma_loc^2(k, T) = (dw/dT)/g(k).
 *
 * Source: B. Dupire, "Pricing with a smile", Risk 7(1), 1994; J. Gatheral, The Volatility Surface, Wiley, 2006,
 * eq. 1.10. Nothing is clamped: where g <= 0 (no density) or dw/dT < 0 (calendar arbitrage) there is no local
 * volatility, and the place is reported.
 */
import type { VolSurface } from './vol-surface.ts';

/** Why a place has no local volatility. */
export type NoLocalVol = 'butterfly' | 'calendar' | 'both' | 'no-variance';

/** Codes of `LocalVolGrid.state`; 0 is a place with a local volatility. */
export const LOCAL_VOL_STATES: readonly ('exists' | NoLocalVol)[] = [
  'exists',
  'butterfly',
  'calendar',
  'both',
  'no-variance',
];

/** Local volatility on a rectangle, row-major, one row a time. */
export interface LocalVolGrid {
  readonly k: Float64Array;
  readonly t: Float64Array;
  /** Decimal; NaN where none exists. */
  readonly vol: Float64Array;
  /** Codes into LOCAL_VOL_STATES. */
  readonly state: Uint8Array;
  /** Places without a local volatility. */
  readonly missing: number;
}

/** A run of neighbouring places of one row that have no local volatility, for one reason. */
export interface LocalVolGap {
  readonly t: number;
  /** First and last k of the run, on the grid. */
  readonly low: number;
  readonly high: number;
  readonly reason: NoLocalVol;
}

/**
 * Local volatility of a surface at each k (ascending or not) and each time above 0; at the time of an expiry dw/dT
 * is that of the time after it, at the last of several that of
 * the time before it.
 */
export function localVolGrid(surface: VolSurface, k: Float64Array, t: Float64Array): LocalVolGrid {
  const n = k.length;
  const vol = new Float64Array(n * t.length);
  const state = new Uint8Array(n * t.length);
  const strip = surface.on(k);
  const row = {
    w: new Float64Array(n),
    w1: new Float64Array(n),
    w2: new Float64Array(n),
    wt: new Float64Array(n),
  };
  let missing = 0;
  for (let i = 0; i < t.length; i++) {
    strip.at(t[i]!, row);
    missing += localVolRow(k, row.w, row.w1, row.w2, row.wt, vol, state, i * n);
  }
  return { k, t, vol, state, missing };
}

/** One row of local volatilities into `vol` and `state` from place `at` on; how many there are none. */
export function localVolRow(
  k: Float64Array,
  w: Float64Array,
  w1: Float64Array,
  w2: Float64Array,
  wt: Float64Array,
  vol: Float64Array,
  state: Uint8Array,
  at: number,
): number {
  let missing = 0;
  for (let j = 0; j < k.length; j++) {
    const total = w[j]!;
    const slope = w1[j]!;
    const inverse = 1 / total;
    const h = 1 - 0.5 * k[j]! * slope * inverse;
    const g = h * h - 0.25 * slope * slope * (inverse + 0.25) + 0.5 * w2[j]!;
    const growth = wt[j]!;
    if (g > 0 && growth >= 0 && total > 0) {
      vol[at + j] = Math.sqrt(growth / g);
      state[at + j] = 0;
      continue;
    }
    vol[at + j] = Number.NaN;
    state[at + j] = total > 0 ? (g > 0 ? 2 : growth >= 0 ? 1 : 3) : 4;
    missing++;
  }
  return missing;
}

/** Every place of a grid without a local volatility, as runs along its rows. */
export function localVolGaps({ k, t, state }: LocalVolGrid): LocalVolGap[] {
  const n = k.length;
  const gaps: LocalVolGap[] = [];
  for (let i = 0; i < t.length; i++) {
    for (let j = 0; j < n; j++) {
      const code = state[i * n + j]!;
      if (code === 0) continue;
      let end = j;
      while (end + 1 < n && state[i * n + end + 1] === code) end++;
      gaps.push({ t: t[i]!, low: k[j]!, high: k[end]!, reason: LOCAL_VOL_STATES[code] as NoLocalVol });
      j = end;
    }
  }
  return gaps;
}
