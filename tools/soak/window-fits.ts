import { calibrateNow } from '#calibration/calibrate.ts';
import type { FitSlice } from '#calibration/request.ts';
import type { SliceFit } from '#calibration/result.ts';
import type { FitSettings } from '#calibration/settings.ts';
import type { MarketAtm } from './market-atm.ts';
import type { RealBoard } from './real-boards.ts';
import { STRIKE_WINDOWS, within } from './strike-windows.ts';

/** A fit is degenerate where its volatility at the forward over the market's leaves this range. */
const SOUND = [0.8, 1.25] as const;
/** Numbers of two slices that differ by less are the same quotes, written by another venue. */
const SAME = 1e-5;

/** A slice of a real board. */
export interface NamedSlice {
  readonly name: string;
  readonly slice: FitSlice;
}

/** How fits are asked for: slices of fewer quotes than `least` are refused. */
export interface Asked {
  readonly label: string;
  readonly settings: FitSettings;
  readonly least: number;
}

/** What the windows of one slice came to. */
export interface WindowFits {
  readonly fitted: number;
  readonly tooFew: number;
  readonly degenerate: number;
  /** Volatility at the forward of every fitted window with quotes of its own, wide to narrow. */
  readonly vols: readonly number[];
  readonly faults: readonly string[];
}

/** A decimal volatility as vol points. */
export const points = (vol: number): string => (100 * vol).toFixed(3);

function sameColumn(a: Float64Array, b: Float64Array): boolean {
  return a.every((value, i) => Object.is(value, b[i]) || Math.abs(value - b[i]!) < SAME);
}

function sameQuotes(a: FitSlice, b: FitSlice): boolean {
  return (
    a.k.length === b.k.length &&
    Math.abs(a.t - b.t) < SAME * a.t &&
    sameColumn(a.k, b.k) &&
    sameColumn(a.bidVol, b.bidVol) &&
    sameColumn(a.midVol, b.midVol) &&
    sameColumn(a.askVol, b.askVol)
  );
}

/** Every slice once: a slice is another where what is fitted, a strike, a volatility or the forward, is. */
export function distinctSlices(boards: readonly RealBoard[]): readonly NamedSlice[] {
  const distinct: NamedSlice[] = [];
  for (const { name, request } of boards) {
    for (const slice of request.slices) {
      if (distinct.some((other) => sameQuotes(other.slice, slice))) continue;
      distinct.push({ name: `${name} ${slice.key}`, slice });
    }
  }
  return distinct;
}

/** The fit of one slice by itself. */
export function fitOne(slice: FitSlice, settings: FitSettings): SliceFit {
  const outcome = calibrateNow({ slices: [slice], settings });
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value.slices[0]!;
}

/**
 * Fits every strike window of a slice; a window that holds the quotes of the one before it has its fit.
 *
 * @param market what the quotes at the money say; null: no fit is taken for degenerate
 */
export function fitWindows(
  { slice, name }: NamedSlice,
  market: MarketAtm | null,
  { settings, least }: Asked,
): WindowFits {
  const faults: string[] = [];
  const vols: number[] = [];
  let [fitted, tooFew, degenerate, quotes] = [0, 0, 0, -1];
  for (const share of STRIKE_WINDOWS) {
    const part = within(slice, share);
    const usable = part.midVol.filter((mid) => mid > 0).length;
    if (usable >= least) fitted++;
    else tooFew++;
    if (part.k.length === quotes) continue;
    quotes = part.k.length;
    const where = `${name}, ${share < 1 ? `±${100 * share} %` : 'whole'}, ${usable} quotes`;
    const { status, message, measures } = fitOne(part, settings);
    if (usable < least) {
      if (status !== 'failed' || !/usable quotes?, \S+ needs \d/.test(message ?? ''))
        faults.push(`${where}: too few, but ${status}, ${message}`);
      continue;
    }
    if (measures === null) {
      faults.push(`${where}: not fitted, ${message}`);
      continue;
    }
    vols.push(measures.vol);
    const quoted = market?.vol ?? measures.vol;
    const ratio = measures.vol / quoted;
    if (ratio >= SOUND[0] && ratio <= SOUND[1]) continue;
    degenerate++;
    faults.push(`${where}: ${points(measures.vol)} at the forward, ${points(quoted)} quoted`);
  }
  return { fitted, tooFew, degenerate, vols, faults };
}
