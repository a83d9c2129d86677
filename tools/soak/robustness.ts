import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import { median } from '#market/columns.ts';
import { seededRandom } from '#math/seeded-random.ts';
import type { SoakOptions, SoakResult } from './check.ts';
import { marketAtm } from './market-atm.ts';
import { drawnSlice, movedSlice } from './moved-quotes.ts';
import { realBoards } from './real-boards.ts';
import {
  type Asked,
  distinctSlices,
  fitOne,
  fitWindows,
  type NamedSlice,
  points,
  type WindowFits,
} from './window-fits.ts';

/** Largest move of the volatility at the forward from one window to the next, decimal. */
const MOST_MOVE = 0.005;
/** Largest ratio of the errors of two consecutive snapshots, and the share of pairs that may exceed it. */
const MOST_RATIO = 3;
const EXCEEDING = 0.01;

const ALL = DEFAULT_SETTINGS.all;
const USUAL: Asked = { label: 'SVI', settings: DEFAULT_SETTINGS, least: 5 };
/** Other ways to fit, of which degenerate fits are counted, not judged: three parameters cannot follow every slice. */
const OTHERS: readonly Asked[] = [
  {
    label: 'strict_SVI',
    settings: { ...DEFAULT_SETTINGS, all: { ...ALL, butterfly: { mode: 'strict', strength: 1000 } } },
    least: 5,
  },
  { label: 'SABR', settings: { ...DEFAULT_SETTINGS, model: 'sabr' }, least: 3 },
  { label: 'eSSVI', settings: { ...DEFAULT_SETTINGS, model: 'essvi' }, least: 3 },
];

/** What the fits of many slices came to. */
class Tally {
  fitted = 0;
  tooFew = 0;
  degenerate = 0;

  add(windows: WindowFits): void {
    this.fitted += windows.fitted;
    this.tooFew += windows.tooFew;
    this.degenerate += windows.degenerate;
  }

  get share(): string {
    return `${this.degenerate}/${this.fitted}`;
  }
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

/**
 * Fits every distinct slice of the real boards in five strike windows at default settings. No fit may be degenerate; the
 * volatility at the forward may move from one window to the next narrower by at most half the spread there at the median
 * and by half a vol point at most, and between any two windows by no more than half a point or half the spread, the
 * larger: closer than that the quotes at the money themselves do not tell it. Windows with too few quotes must say so; a
 * window with the quotes of the one before it is no move. Slices without bid and ask count for degenerate fits alone.
 *
 * Where there is a spread each slice is fitted `count` times more with mids drawn anywhere inside it, in every window:
 * no such fit may be degenerate either. And as no two real snapshots follow each other in one market, each is fitted
 * `count` times with quotes moved as from one minute to the next, and the errors of consecutive fits are compared.
 *
 * @param wanted takes some of the boards, by name
 */
export async function robustness(
  { count, seed, tell }: Pick<SoakOptions, 'count' | 'seed' | 'tell'>,
  wanted?: (name: string) => boolean,
): Promise<SoakResult> {
  const slices = distinctSlices(await realBoards(wanted));
  const random = seededRandom(seed);
  const faults: string[] = [];
  const [real, drawn] = [new Tally(), new Tally()];
  const moves: number[] = [];
  const inHalfSpreads: number[] = [];
  const ratios: number[] = [];
  let [withSpread, withoutMarket, anyTwo, beyond] = [0, 0, 0, 0];
  for (const named of slices) {
    const market = marketAtm(named.slice);
    if (market === null) {
      withoutMarket++;
      tell(`${named.name}: no quotes near the money on both sides`);
    }
    const windows = fitWindows(named, market, USUAL);
    real.add(windows);
    faults.push(...windows.faults);
    if (market === null || market.halfSpread === null) continue;
    withSpread++;
    const { vols } = windows;
    const half = market.halfSpread;
    for (let i = 1; i < vols.length; i++) {
      const move = Math.abs(vols[i]! - vols[i - 1]!);
      moves.push(move);
      inHalfSpreads.push(move / half);
      if (move > MOST_MOVE) faults.push(`${named.name}: moves by ${points(move)} between two windows`);
    }
    const range = vols.length === 0 ? 0 : Math.max(...vols) - Math.min(...vols);
    anyTwo = Math.max(anyTwo, range);
    if (range > MOST_MOVE) {
      beyond++;
      tell(`${named.name}: ${vols.map(points).join(', ')} at the forward, half the spread ${points(half)}`);
      if (range > half) faults.push(`${named.name}: ${points(range)} apart, half the spread ${points(half)}`);
    }
    for (let i = 0; i < count; i++) {
      const slice = drawnSlice(named.slice, random);
      const name = `${named.name}, mids drawn (${i + 1}, seed ${seed})`;
      const found = fitWindows({ name, slice }, marketAtm(slice), USUAL);
      drawn.add(found);
      faults.push(...found.faults);
    }
    ratios.push(...snapshotRatios(named, market.vol, count, random));
  }
  const typical = median(Float64Array.from(inHalfSpreads));
  if (!(typical <= 1)) faults.push(`the median move is ${typical.toFixed(2)} half-spreads`);
  const wild = ratios.filter((ratio) => !(ratio <= MOST_RATIO)).length;
  if (wild > Math.ceil(EXCEEDING * ratios.length))
    faults.push(`${wild} snapshots change their error by more than ${MOST_RATIO}`);
  const others = OTHERS.map((asked) => {
    const tally = new Tally();
    for (const named of slices) tally.add(fitWindows(named, marketAtm(named.slice), asked));
    return [asked.label, tally.share] as const;
  });
  return {
    figures: {
      slices: slices.length,
      with_bid_ask: withSpread,
      without_market: withoutMarket,
      windows: real.fitted,
      too_few: real.tooFew,
      degenerate: real.degenerate,
      moves: moves.length,
      median_half_spreads: typical.toFixed(3),
      largest_points: points(Math.max(...moves)),
      any_two_points: points(anyTwo),
      slices_over_half_a_point: beyond,
      drawn: drawn.share,
      snapshot_pairs: ratios.length,
      error_within_3: `${points(1 - wild / ratios.length)}%`,
      ...Object.fromEntries(others),
      faults: faults.length,
    },
    faults,
  };
}
