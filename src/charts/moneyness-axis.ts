import { normalCdf } from '#math/normal.ts';
import type { VolSurface } from '#surface/vol-surface.ts';
import type { Stretch } from './quoted-reach.ts';

/**
 * What the horizontal axis of the surface measures: k/(σ_ATM √T), k = ln(K/F), the strike, or the size of the put's
 * Black delta on the forward, N(k/(σ√T) - σ√T/2), which grows from the put wing to the call wing: 0.25 is the 25-delta
 * put, 0.75 the 25-delta call.
 */
export type MoneynessAxis = 'standardised' | 'log' | 'strike' | 'delta';

/** Columns of the surface. */
const COLUMNS = 61;
/** Places of a row at which its delta is known, between which it is read by straight lines. */
const SAMPLES = 241;

/** Where a place of a smile lies on the axis. */
export function moneynessAt(
  axis: MoneynessAxis,
  at: {
    readonly k: number;
    /** Years. */
    readonly t: number;
    /** Volatility there and at the money, decimal. */
    readonly vol: number;
    readonly atm: number;
    readonly strike: number;
  },
): number {
  if (axis === 'strike') return at.strike;
  if (axis === 'log') return at.k;
  if (axis === 'standardised') return at.k / (at.atm * Math.sqrt(at.t));
  const s = at.vol * Math.sqrt(at.t);
  return normalCdf(at.k / s - 0.5 * s);
}

/** A row of the surface: x on its axis, z in vol points, NaN where there is no volatility. */
interface Row {
  readonly x: Float64Array;
  readonly z: Float64Array;
}

/**
 * One row over a stretch of k/(σ_ATM √T); columns are even steps of x, which the drawing library needs to keep the grid
 * as it is.
 */
export function surfaceRow(surface: VolSurface, t: number, axis: MoneynessAxis, stretch: Stretch): Row {
  const atm = surface.vol(0, t);
  const scale = atm * Math.sqrt(t);
  const forward = surface.forward(t);
  const kAt = placesOf(surface, t, axis, [stretch[0] * scale, stretch[1] * scale]);
  const x = new Float64Array(COLUMNS);
  const z = new Float64Array(COLUMNS);
  for (let i = 0; i < COLUMNS; i++) {
    const share = i / (COLUMNS - 1);
    const { at, k } = kAt(share, scale, forward);
    const vol = surface.vol(k, t);
    x[i] = at;
    z[i] = Number.isFinite(vol) ? vol * 100 : Number.NaN;
  }
  return { x, z };
}

/** Place on the axis and log-moneyness at a share of a row. */
type Places = (share: number, scale: number, forward: number) => { readonly at: number; readonly k: number };

function placesOf(surface: VolSurface, t: number, axis: MoneynessAxis, [low, high]: Stretch): Places {
  const between = (from: number, to: number, share: number): number => from + (to - from) * share;
  if (axis === 'delta') return deltaPlaces(surface, t, low, high);
  return (share, scale, forward) => {
    if (axis === 'strike') {
      const at = between(forward * Math.exp(low), forward * Math.exp(high), share);
      return { at, k: Math.log(at / forward) };
    }
    const k = between(low, high, share);
    return { at: axis === 'log' ? k : k / scale, k };
  };
}

/** A steep wing may turn delta back: the row goes as far from the money as it grows. */
function deltaPlaces(surface: VolSurface, t: number, low: number, high: number): Places {
  const k = Array.from({ length: SAMPLES }, (_, i) => low + ((high - low) * i) / (SAMPLES - 1));
  const delta = k.map((at) => moneynessAt('delta', { k: at, t, vol: surface.vol(at, t), atm: 0, strike: 0 }));
  const money = k.reduce((best, at, i) => (Math.abs(at) < Math.abs(k[best]!) ? i : best), 0);
  let [first, last] = [money, money];
  while (first > 0 && delta[first - 1]! < delta[first]!) first--;
  while (last < SAMPLES - 1 && delta[last + 1]! > delta[last]!) last++;
  let before = first;
  return (share) => {
    const at = delta[first]! + (delta[last]! - delta[first]!) * share;
    if (delta[before]! > at) before = first;
    while (before < last - 1 && delta[before + 1]! <= at) before++;
    const [from, to] = [delta[before]!, delta[Math.min(before + 1, last)]!];
    const within = to > from ? (at - from) / (to - from) : 0;
    return { at, k: k[before]! + within * (k[Math.min(before + 1, last)]! - k[before]!) };
  };
}
