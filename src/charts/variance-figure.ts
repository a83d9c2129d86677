import type { CalendarArbitrage } from '#calibration/result.ts';
import { modelById } from '#models/index.ts';
import { smileOf } from '#surface/moved-smile.ts';
import { type Board, boardExpiries } from './board.ts';
import { extentOf, type FigureFrame, linear } from './figure-frame.ts';
import { fittedSurface } from './fitted-surface.ts';
import { shortNames } from './short-names.ts';
import { linePath } from './smile-layout.ts';
import { clearLabels, labelWidth, roundTicks } from './ticks.ts';

/** A fitted expiry as its total variance is drawn and read. */
export interface VarianceSmile {
  readonly key: string;
  readonly name: string;
  /** Its name where room is scarce: `2 Aug`, `26 Mar ’27`, `20 Feb W`. */
  readonly mark: string;
  readonly t: number;
  /** Its time by the surface's clock, years. */
  readonly tau: number;
  readonly forward: number;
  /** k of the outermost used quotes. */
  readonly quoted: readonly [number, number];
  /** Total variance at log-moneyness k. */
  w(k: number): number;
}

/** Two adjacent expiries: what the variance between them says, and what the check found. */
export interface VariancePair {
  readonly earlier: VarianceSmile;
  readonly later: VarianceSmile;
  /** Null where the check has no figure for the pair. */
  readonly check: CalendarArbitrage | null;
}

/** The fitted smiles of a board in total variance, ascending in time. */
export interface VarianceBoard {
  readonly smiles: readonly VarianceSmile[];
  readonly pairs: readonly VariancePair[];
  /** What is to be said of time; null where it is the calendar's. */
  readonly time: string | null;
}

/** The total variance of every fitted expiry; null where nothing is fitted. */
export function varianceBoard(board: Board): VarianceBoard | null {
  const model = board.result === null ? undefined : modelById(board.result.model);
  const fitted = fittedSurface(board);
  if (model === undefined || fitted === null) return null;
  const at = new Float64Array(1);
  const out = new Float64Array(1);
  const expiries = boardExpiries(board);
  const marks = shortNames(board, expiries);
  const smiles = expiries.flatMap(({ key, name, fit }, i): VarianceSmile[] => {
    if (fit === null || fit.theta === null || !(fit.t > 0)) return [];
    const { theta, t, forward } = fit;
    const smile = smileOf(model, fit);
    return [
      {
        key,
        name,
        mark: marks[i] ?? name,
        t,
        tau: fitted.surface.clock.tau(t),
        forward,
        quoted: fit.arbitrage?.quotedRange ?? [0, 0],
        w(k) {
          at[0] = k;
          smile.totalVariance(theta, at, out);
          return out[0]!;
        },
      },
    ];
  });
  const checks = board.result?.calendar ?? [];
  return {
    smiles,
    pairs: smiles.slice(1).map((later, i) => {
      const earlier = smiles[i]!;
      const check = checks.find((c) => c.fromKey === earlier.key && c.toKey === later.key) ?? null;
      return { earlier, later, check };
    }),
    time: fitted.time,
  };
}

/**
 * Volatility of the variance between two expiries at fixed k, decimal, per year of the surface's clock; negative where the later smile lies below
 * the earlier one, of the size that their difference has.
 */
export function forwardVol({ earlier, later }: Pick<VariancePair, 'earlier' | 'later'>, k: number): number {
  const rate = (later.w(k) - earlier.w(k)) / (later.tau - earlier.tau);
  return Math.sign(rate) * Math.sqrt(Math.abs(rate));
}

/** One smile as a line: solid between its outer quotes, faint past them. */
export interface VarianceLine {
  readonly key: string;
  /** Place among the expiries, 0 the nearest and 1 the farthest. */
  readonly place: number;
  readonly quoted: string;
  readonly past: string;
}

/** The Variance picture in px. */
export interface VarianceScene {
  readonly frame: FigureFrame;
  readonly lines: readonly VarianceLine[];
  /** The worst place of each pair that crosses within the picture. */
  readonly crossings: readonly {
    readonly key: string;
    readonly x: number;
    readonly y: number;
    readonly inQuotes: boolean;
  }[];
  readonly levels: readonly { readonly at: number; readonly label: string }[];
  /** Strikes in percent of the forward. */
  readonly strikes: readonly { readonly at: number; readonly label: string }[];
  /** Names of the lines at the right, those that stay clear of each other; the focused one always. */
  readonly names: readonly { readonly key: string; readonly at: number; readonly label: string }[];
  readonly forward: number;
  kAt(x: number): number;
  xOf(k: number): number;
  yOf(w: number): number;
}

/** Left is the least: what long levels need comes on top. */
const MARGIN = { left: 36, top: 22, bottom: 20 };
const POINTS = 161;
/** How far the picture goes to each side, in standard deviations at the money of the focused expiry. */
const REACH = 3;
const NAME_HEIGHT = 14;
/** Between the lines and their names, with what these keep from the edge, px. */
const NAME_ROOM = 12;
/** Between the label of a level and the lines, with what it keeps from the edge, px. */
const LABEL_GAP = 8;
/** Between levels of an axis that spans too little for the round ones, px: they are closer towards its top. */
const LEVEL_GAP = 40;
/** Round levels of a logarithmic axis. */
const LEVELS = [1, 2, 5];

/**
 * Every smile in σ√T on a logarithmic axis, over the strikes of the focused expiry: on it a week and a year are both
 * seen, and lines cross exactly where total variances do.
 *
 * @param focus key of the expiry whose moneyness the picture spans; the middle one where it is not fitted
 */
export function varianceScene(
  { smiles, pairs }: VarianceBoard,
  focus: string | null,
  width: number,
  height: number,
): VarianceScene | null {
  const centre = smiles.find(({ key }) => key === focus) ?? smiles[Math.floor(smiles.length / 2)];
  if (centre === undefined) return null;
  const reach = REACH * Math.sqrt(centre.w(0));
  const k = Float64Array.from({ length: POINTS }, (_, i) => reach * ((2 * i) / (POINTS - 1) - 1));
  const level = (w: number): number => (w > 0 ? Math.log(100 * Math.sqrt(w)) : Number.NaN);
  const values = smiles.map((smile) => Float64Array.from(k, (at) => level(smile.w(at))));
  const isQuoted = ({ quoted }: VarianceSmile, at: number): boolean => at >= quoted[0] && at <= quoted[1];
  const worst = pairs.flatMap((pair) => worstOf(pair, reach));
  // A line that plunges past its quotes runs out of the picture: the scale is that of the quotes.
  const judged = smiles.flatMap((smile, s) => [...values[s]!].filter((_, i) => isQuoted(smile, k[i]!)));
  const [low, high] = extentOf([...judged, ...worst.map(({ w }) => level(w))]) ?? [0, 1];
  const room = 0.04 * (high - low) || 0.1;
  const percents = levelsBetween(low - room, high + room, height - MARGIN.top - MARGIN.bottom);
  const widest = Math.max(0, ...percents.map((percent) => labelWidth(String(percent))));
  const left = Math.max(MARGIN.left, widest + LABEL_GAP);
  const names = Math.max(...smiles.map(({ mark }) => labelWidth(mark)));
  const frame = {
    left,
    right: Math.max(width - names - NAME_ROOM, left + 1),
    top: MARGIN.top,
    bottom: Math.max(height - MARGIN.bottom, MARGIN.top + 1),
  };
  const x = linear([-reach, reach], [frame.left, frame.right]);
  const y = linear([low - room, high + room], [frame.bottom, frame.top]);
  const px = k.map(x);
  const lines = smiles.map((smile, s): VarianceLine => {
    const inside = k.map((at) => Number(isQuoted(smile, at)));
    const row = values[s]!.map(y);
    // The line past the quotes begins at the last point inside, so that the two join.
    const within = (i: number): boolean => inside[i] === 1 && inside[i - 1] !== 0 && inside[i + 1] !== 0;
    return {
      key: smile.key,
      place: smiles.length > 1 ? s / (smiles.length - 1) : 0,
      quoted: linePath(
        px,
        row.map((at, i) => (inside[i] === 1 ? at : Number.NaN)),
      ),
      past: linePath(
        px,
        row.map((at, i) => (within(i) ? Number.NaN : at)),
      ),
    };
  });
  const crossings = worst.map(({ key, at, w, inQuotes }) => ({ key, x: x(at), y: y(level(w)), inQuotes }));
  const labels = smiles.flatMap(({ key, mark }, s) => {
    const end = y(values[s]!.at(-1)!);
    const isCentre = key === centre.key;
    // A line that has left the picture has no end to be named at.
    if (!isCentre && !(end >= frame.top && end <= frame.bottom)) return [];
    const rank = isCentre ? 0 : s === 0 || s === smiles.length - 1 ? 1 : 2 + s;
    const x = Math.min(Math.max(end, frame.top + 4), frame.bottom - 2);
    return [{ key, text: mark, x, width: NAME_HEIGHT, rank }];
  });
  return {
    frame,
    lines,
    crossings,
    levels: percents.map((percent) => ({
      at: y(Math.log(percent)),
      label: String(percent),
    })),
    strikes: strikeTicks(reach, x, frame),
    names: clearLabels(labels, 0, height, 0).map(({ key, x: at, text }) => ({
      key,
      at: at + 4,
      label: text,
    })),
    forward: x(0),
    kAt: (at) => reach * ((2 * (at - frame.left)) / (frame.right - frame.left) - 1),
    xOf: x,
    yOf: (w) => y(level(w)),
  };
}

/** Where a pair crosses worst within reach of the picture; none where it does not. */
function worstOf({ earlier, later, check }: VariancePair, reach: number) {
  if (check === null || check.minDw >= 0) return [];
  const inQuotes = check.minDwQuoted !== null && check.minDwQuoted < 0;
  const at = inQuotes ? check.quotedAt! : check.at;
  const w = (earlier.w(at) + later.w(at)) / 2;
  return Math.abs(at) <= reach && w > 0 ? [{ key: later.key, at, w, inQuotes }] : [];
}

/** Percents to be marked between two natural logarithms: at least two wherever there is room, that the lines can be read. */
function levelsBetween(low: number, high: number, px: number): number[] {
  const levels = logLevels(low, high);
  // One expiry may span less than from one of these to the next.
  return levels.length > 1 ? levels : roundTicks(Math.exp(low), Math.exp(high), px, LEVEL_GAP);
}

/** 1, 2, 5 times powers of ten between two natural logarithms. */
function logLevels(low: number, high: number): number[] {
  const levels: number[] = [];
  for (let power = Math.floor(low / Math.LN10) - 1; power <= high / Math.LN10; power++) {
    for (const digit of LEVELS) {
      const value = Number((digit * 10 ** power).toPrecision(3));
      if (Math.log(value) >= low && Math.log(value) <= high) levels.push(value);
    }
  }
  return levels;
}

/** Round percents of the forward that stay clear of each other. */
function strikeTicks(reach: number, x: (k: number) => number, { left, right }: FigureFrame) {
  const percents = roundTicks(100 * Math.exp(-reach), 100 * Math.exp(reach), right - left, 44);
  const labels = percents.map((percent) => ({
    text: String(percent),
    x: x(Math.log(percent / 100)),
    width: labelWidth(String(percent)),
    rank: percent === 100 ? 0 : 1,
  }));
  return clearLabels(labels, left - 12, right + 12).map(({ text, x: at }) => ({ at, label: text }));
}
