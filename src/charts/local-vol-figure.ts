import { LOCAL_VOL_STATES, localVolRow, type NoLocalVol } from '#surface/local-vol.ts';
import type { QuotedExpiry } from '#surface/quoted-range.ts';
import type { VolSurface } from '#surface/vol-surface.ts';
import type { FittedSurface } from './fitted-surface.ts';
import { COLUMNS, type HeatMap, heatPlaces } from './heat-scene.ts';
import type { TimeScale } from './time-scale.ts';

/** Years in which a clock that stands still is looked for going on. */
const LONGEST_STILL = 60 / 365;

/** Local volatility of a fitted surface; per year of the surface's clock, which days do not stripe. */
export interface LocalVolHeat extends HeatMap {
  readonly implied: Float64Array;
  /** Codes into LOCAL_VOL_STATES. */
  readonly state: Uint8Array;
  /** What is to be said of time; null where it is the calendar's. */
  readonly time: string | null;
  /** Cells without a local volatility by reason, between the quotes and past them; of a calendar between those of both expiries. */
  readonly missing: readonly {
    readonly reason: NoLocalVol;
    readonly quoted: number;
    readonly past: number;
  }[];
}

/** The local volatility of a fitted surface. */
export function localVolHeat(fitted: FittedSurface, timeScale: TimeScale = 'root'): LocalVolHeat {
  const { surface, time } = fitted;
  const places = heatPlaces(fitted, timeScale);
  const { columns, times, scale, quoted } = places;
  const [vol, implied] = [new Float64Array(quoted.length), new Float64Array(quoted.length)];
  const state = new Uint8Array(quoted.length);
  const shared = new Uint8Array(quoted.length);
  const row = {
    w: new Float64Array(COLUMNS),
    w1: new Float64Array(COLUMNS),
    w2: new Float64Array(COLUMNS),
    wt: new Float64Array(COLUMNS),
  };
  times.forEach((t, i) => {
    const k = columns.map((x) => x * (scale[i] ?? 0));
    const going = underWay(surface, t);
    surface.on(k).at(going, row);
    const rate = surface.clock.rate(going);
    if (rate !== 1) for (let j = 0; j < COLUMNS; j++) row.wt[j]! /= rate;
    const at = i * COLUMNS;
    localVolRow(k, row.w, row.w1, row.w2, row.wt, vol, state, at);
    const [low, high] = quotedByBoth(fitted.expiries, t);
    k.forEach((x, j) => {
      implied[at + j] = Math.sqrt((row.w[j] ?? 0) / t);
      shared[at + j] = x >= low && x <= high ? (quoted[at + j] ?? 0) : 0;
    });
  });
  return { ...places, time, vol, implied, state, missing: missingOf(state, quoted, shared) };
}

/** Local and implied volatility at one place; `state` says why there is no local one. */
export function localVolAt(
  surface: VolSurface,
  { t, k }: { readonly t: number; readonly k: number },
): { readonly vol: number; readonly implied: number; readonly state: 'exists' | NoLocalVol } {
  const going = underWay(surface, t);
  const at = Float64Array.of(k);
  const [w, w1, w2, wt, vol] = [0, 1, 2, 3, 4].map(() => new Float64Array(1)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  surface.on(at).at(going, { w, w1, w2, wt });
  wt[0]! /= surface.clock.rate(going) || 1;
  const state = new Uint8Array(1);
  localVolRow(at, w, w1, w2, wt, vol, state, 0);
  return {
    vol: vol[0]!,
    implied: Math.sqrt(w[0]! / t),
    state: LOCAL_VOL_STATES[state[0]!] ?? 'exists',
  };
}

/** The time itself, or where its clock goes on after a stand-still, over which no variance comes. */
function underWay({ clock }: VolSurface, t: number): number {
  if (clock.rate(t) > 0) return t;
  const after = clock.jumps(t + LONGEST_STILL).filter((at) => at > t);
  // A hair later, so that rounding does not lead back to the day before.
  return after.map((at) => at + 1e-9).find((at) => clock.rate(at) > 0) ?? t;
}

/** k that both neighbours of a time quote: where the growth of variance there is judged in quotes, not in a wing. */
function quotedByBoth(expiries: readonly QuotedExpiry[], t: number): readonly [number, number] {
  const next = expiries.findIndex((expiry) => expiry.t > t);
  const pair = next < 0 ? expiries.slice(-2) : expiries.slice(Math.max(0, next - 1), next + 1);
  return [Math.max(...pair.map(({ quoted }) => quoted[0])), Math.min(...pair.map(({ quoted }) => quoted[1]))];
}

function missingOf(state: Uint8Array, quoted: Uint8Array, shared: Uint8Array): LocalVolHeat['missing'] {
  return LOCAL_VOL_STATES.flatMap((reason, code) => {
    if (reason === 'exists') return [];
    const within = reason === 'calendar' ? shared : quoted;
    let [inside, past] = [0, 0];
    state.forEach((s, i) => {
      if (s === code) {
        if (within[i] === 1) inside++;
        else past++;
      }
    });
    return inside + past === 0 ? [] : [{ reason, quoted: inside, past }];
  });
}
