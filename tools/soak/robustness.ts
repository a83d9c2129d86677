import { calibrateNow } from '#calibration/calibrate.ts';
import type { FitSlice } from '#calibration/request.ts';
import type { SliceFit } from '#calibration/result.ts';
import { DEFAULT_SETTINGS, type FitSettings } from '#calibration/settings.ts';
import { median } from '#market/columns.ts';
import { seededRandom } from '#math/seeded-random.ts';
import type { SoakOptions, SoakResult } from './check.ts';
import { type MarketAtm, marketAtm } from './market-atm.ts';
import { movedSlice } from './moved-quotes.ts';
import { type RealBoard, realBoards } from './real-boards.ts';
import { STRIKE_WINDOWS, within } from './strike-windows.ts';

/** A fit is degenerate where its volatility at the forward over the market's leaves this range. */
const SOUND = [0.8, 1.25] as const;
/** Largest move of the volatility at the forward from one window to the next, decimal. */
const MOST_MOVE = 0.005;
/** Largest ratio of the errors of two consecutive snapshots, and the share of pairs that must keep it. */
const MOST_RATIO = 3;
const KEEPING = 0.99;
/** Columns of two slices whose numbers differ by less hold the same quotes, written by another venue. */
const SAME = 1e-5;

/** A slice of a real board. */
interface NamedSlice {
  readonly name: string;
  readonly slice: FitSlice;
}

/** How a fit is asked for: quotes below `least` are refused. */
interface Asked {
  readonly label: string;
  readonly settings: FitSettings;
  readonly least: number;
}

const ALL = DEFAULT_SETTINGS.all;
const USUAL: Asked = { label: 'SVI', settings: DEFAULT_SETTINGS, least: 5 };
/** Other ways to fit, of which only degenerate fits are counted. */
const OTHERS: readonly Asked[] = [
  {
    label: 'SVI strict',
    settings: { ...DEFAULT_SETTINGS, all: { ...ALL, butterfly: { mode: 'strict', strength: 1000 } } },
    least: 5,
  },
  { label: 'SABR', settings: { ...DEFAULT_SETTINGS, model: 'sabr' }, least: 3 },
  { label: 'eSSVI', settings: { ...DEFAULT_SETTINGS, model: 'essvi' }, least: 3 },
];

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
function distinctSlices(boards: readonly RealBoard[]): readonly NamedSlice[] {
  const distinct: NamedSlice[] = [];
  for (const { name, request } of boards) {
    for (const slice of request.slices) {
      if (distinct.some((other) => sameQuotes(other.slice, slice))) continue;
      distinct.push({ name: `${name} ${slice.key}`, slice });
    }
  }
  return distinct;
}

function fitOne(slice: FitSlice, settings: FitSettings): SliceFit {
  const outcome = calibrateNow({ slices: [slice], settings });
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value.slices[0]!;
}

/** What the windows of one slice came to. */
interface WindowFits {
  readonly fitted: number;
  readonly tooFew: number;
  /** Volatility at the forward of every fitted window with quotes of its own, wide to narrow. */
  readonly vols: readonly number[];
  readonly degenerate: number;
  readonly faults: readonly string[];
}

const percent = (vol: number): string => (100 * vol).toFixed(3);

/** Fits every window of a slice; a window that holds the quotes of the one before it has its fit. */
function fitWindows({ slice, name }: NamedSlice, market: MarketAtm | null, asked: Asked): WindowFits {
  const faults: string[] = [];
  const vols: number[] = [];
  let [fitted, tooFew, degenerate, quotes] = [0, 0, 0, -1];
  for (const share of STRIKE_WINDOWS) {
    const part = within(slice, share);
    const usable = part.midVol.filter((mid) => mid > 0).length;
    const where = `${name}, ${share < 1 ? `±${100 * share} %` : 'whole'}, ${usable} quotes`;
    if (part.k.length === quotes) {
      if (usable >= asked.least) fitted++;
      else tooFew++;
      continue;
    }
    quotes = part.k.length;
    const fit = fitOne(part, asked.settings);
    if (usable < asked.least) {
      tooFew++;
      if (fit.status !== 'failed' || !/usable quotes?, \S+ needs \d/.test(fit.message ?? ''))
        faults.push(`${where}: too few, but ${fit.status} ${fit.message}`);
      continue;
    }
    if (fit.measures === null) {
      faults.push(`${where}: not fitted, ${fit.message}`);
      continue;
    }
    fitted++;
    vols.push(fit.measures.vol);
    const ratio = fit.measures.vol / (market?.vol ?? fit.measures.vol);
    if (ratio >= SOUND[0] && ratio <= SOUND[1]) continue;
    degenerate++;
    faults.push(`${where}: ${percent(fit.measures.vol)} at the forward, ${percent(market?.vol ?? 0)} quoted`);
  }
  return { fitted, tooFew, vols, degenerate, faults };
}

/** Ratios of the errors of consecutive snapshots of one slice, the real one first. */
function snapshotRatios({ slice }: NamedSlice, vol: number, count: number, random: () => number): number[] {
  const ratios: number[] = [];
  let before: number | null = null;
  for (let i = 0; i <= count; i++) {
    const fit = fitOne(i === 0 ? slice : movedSlice(slice, vol, random), DEFAULT_SETTINGS);
    // A smile through all its quotes has no error to compare.
    const error = fit.rmseVol !== null && fit.used > fit.freeParameters ? fit.rmseVol : null;
    if (before !== null && error !== null) ratios.push(Math.max(error / before, before / error));
    before = error;
  }
  return ratios;
}

/** The `p` quantile of ascending numbers. */
function atShare(sorted: readonly number[], p: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? Number.NaN;
}

/**
 * Fits every distinct slice of the real boards in five strike windows at default settings. No fit may be degenerate; the
 * volatility at the forward may move from one window to the next narrower by at most half the spread there at the median
 * and by half a vol point at most, and between any two windows by no more than that or half the spread, the larger, for
 * within it the market itself says nothing. Windows with too few quotes must say so. Windows with the quotes of the one
 * before them are no moves.
 *
 * Of no market there are two real snapshots in a row: each slice is fitted again `count` times with quotes moved as
 * from one minute to the next, and the errors of consecutive fits are compared.
 */
export async function robustness(
  { count, seed, tell }: Pick<SoakOptions, 'count' | 'seed' | 'tell'>,
  wanted?: (name: string) => boolean,
): Promise<SoakResult> {
  const slices = distinctSlices(await realBoards(wanted));
  const faults: string[] = [];
  const [next, relative, ratios]: number[][] = [[], [], []];
  let [fitted, tooFew, degenerate, withSpread, withoutMarket] = [0, 0, 0, 0, 0];
  let [anyTwo, beyond] = [0, 0];
  const random = seededRandom(seed);
  for (const named of slices) {
    const market = marketAtm(named.slice);
    if (market === null) {
      withoutMarket++;
      tell(`${named.name}: no quotes near the money on both sides`);
    }
    const windows = fitWindows(named, market, USUAL);
    fitted += windows.fitted;
    tooFew += windows.tooFew;
    degenerate += windows.degenerate;
    faults.push(...windows.faults);
    const half = market?.halfSpread ?? null;
    if (market === null || half === null) continue;
    withSpread++;
    const { vols } = windows;
    for (let i = 1; i < vols.length; i++) {
      const move = Math.abs(vols[i]! - vols[i - 1]!);
      next!.push(move);
      relative!.push(move / half);
      if (move > MOST_MOVE) faults.push(`${named.name}: moved by ${percent(move)} between two windows`);
    }
    const range = vols.length === 0 ? 0 : Math.max(...vols) - Math.min(...vols);
    anyTwo = Math.max(anyTwo, range);
    if (range > MOST_MOVE) {
      beyond++;
      tell(
        `${named.name}: ${vols.map(percent).join(', ')} at the forward, half the spread there ${percent(half)}`,
      );
    }
    if (range > Math.max(MOST_MOVE, half))
      faults.push(`${named.name}: moved by ${percent(range)}, half the spread is ${percent(half)}`);
    ratios!.push(...snapshotRatios(named, market.vol, count, random));
  }
  const typical = median(Float64Array.from(relative!));
  if (!(typical <= 1)) faults.push(`half of the moves exceed ${typical.toFixed(2)} half-spreads`);
  ratios!.sort((a, b) => a - b);
  const steady = ratios!.filter((ratio) => ratio <= MOST_RATIO).length / ratios!.length;
  if (!(steady >= KEEPING))
    faults.push(`${percent(steady)} % of snapshots keep their error within ${MOST_RATIO}`);
  const others = OTHERS.map((asked): [string, string] => {
    const found = slices.map((named) => fitWindows(named, marketAtm(named.slice), asked));
    const sum = (of: (windows: WindowFits) => number) => found.reduce((total, each) => total + of(each), 0);
    return [
      asked.label.replace(' ', '_'),
      `${sum((windows) => windows.degenerate)}/${sum((windows) => windows.fitted)}`,
    ];
  });
  return {
    figures: {
      slices: slices.length,
      with_bid_ask: withSpread,
      without_market: withoutMarket,
      fitted,
      too_few: tooFew,
      degenerate,
      moves: next!.length,
      median_half_spreads: typical.toFixed(3),
      largest_points: percent(Math.max(...next!)),
      any_two_points: percent(anyTwo),
      slices_beyond: beyond,
      snapshot_pairs: ratios!.length,
      within_3: `${percent(steady)}%`,
      ratio_99: atShare(ratios!, 0.99).toFixed(2),
      ...Object.fromEntries(others),
      faults: faults.length,
    },
    faults,
  };
}
