/**
 * Volatility scalars over time: the focused expiry with what its filter knows, what is published of it, its band, and the
 * marks of publishes and full fits; below it the volatility at the forward and one parameter of the full fits.
 */
import { fixed, time } from '#base/format.ts';
import { aboveFoot, extentOf, type FigureFrame, FOOT, linear } from './figure-frame.ts';
import { PathPen } from './path-pen.ts';
import { clearLabels, labelWidth, levelTicks, roundTicks } from './ticks.ts';

/** The scalar of one expiry over the samples: ln v but for `atm`, a decimal; NaN where it had none. */
export interface ScalarTrack {
  readonly key: string;
  readonly z: Float64Array;
  readonly deviation: Float64Array;
  readonly published: Float64Array;
  readonly band: Float64Array;
  readonly atm: Float64Array;
}

/** All that the picture is drawn from. */
export interface ScalarHistory {
  /** Samples, and the instant of each, ms, ascending. */
  readonly count: number;
  readonly at: Float64Array;
  /** Nearest expiry first. */
  readonly tracks: readonly ScalarTrack[];
  /** Instants at which the focused expiry was published anew, and at which full fits landed. */
  readonly publishes: readonly number[];
  readonly fits: readonly number[];
  /** One parameter of the focused expiry at each full fit; null where none is chosen. */
  readonly parameter: { readonly symbol: string; readonly values: readonly (number | null)[] } | null;
}

/** A label or tick of the picture, px. */
interface Tick {
  readonly at: number;
  readonly label: string;
}

/** A panel of the picture: its lines as SVG paths. */
export interface ScalarPanel {
  readonly title: string;
  readonly frame: FigureFrame;
  readonly ticks: readonly Tick[];
  readonly zero: number | null;
  /** The main line, in steps where it is published. */
  readonly line: string;
  /** The filter, and one standard deviation on each side of it as a closed outline. */
  readonly filter: string;
  readonly deviation: string;
  /** Ends of the band about what is published. */
  readonly band: string;
  /** What is published of the other expiries, with their place from near to far, 0 to 1. */
  readonly others: readonly { readonly key: string; readonly path: string; readonly place: number }[];
}

export interface ScalarScene {
  readonly panels: readonly ScalarPanel[];
  readonly times: readonly Tick[];
  /** Pixels across of publishes of the focused expiry, and of full fits. */
  readonly publishes: readonly number[];
  readonly fits: readonly number[];
  /** Sample nearest to a pixel; null without any. */
  nearest(x: number): number | null;
  xOf(sample: number): number;
}

const MARGIN = { left: 52, right: 14, top: 20, bottom: 20 };
const GAP = 20;
/** Least distance between two levels, px. */
const LEVEL_GAP = 18;
/** Shares of the height of scalars, volatility and parameter. */
const SHARES = [0.58, 0.23, 0.19];
const SECOND = 1000;
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400];

/** ln v as how far volatility is from that of the full fit, in percent. */
export function awayPercent(z: number): number {
  return 100 * Math.expm1(z);
}

/** The picture for an SVG of this size; null where there is nothing to draw. */
export function scalarScene(
  history: ScalarHistory,
  focus: string | null,
  width: number,
  height: number,
): ScalarScene | null {
  const { count, at, tracks, parameter } = history;
  if (count === 0 || width <= 0 || height <= 0) return null;
  const own = tracks.find(({ key }) => key === focus) ?? tracks[0];
  if (own === undefined) return null;
  const [left, right] = [MARGIN.left, Math.max(width - MARGIN.right, MARGIN.left + 1)];
  const [from, to] = [at[0]!, Math.max(at[count - 1]!, at[0]! + 10 * SECOND)];
  const x = linear([from, to], [left, right]);
  const samples = strided(count, right - left);
  const shares = parameter === null ? SHARES.slice(0, 2) : SHARES;
  const sum = shares.reduce((total, share) => total + share, 0);
  const room = Math.max(8, height - MARGIN.top - MARGIN.bottom - (shares.length - 1) * GAP);
  let top = MARGIN.top;
  const frames = shares.map((share): FigureFrame => {
    const frame = { left, right, top, bottom: top + (room * share) / sum };
    top = frame.bottom + GAP;
    return frame;
  });
  const panels = [
    scalarPanel(own, tracks, frames[0]!, samples, (i) => x(at[i]!)),
    atmPanel(own, frames[1]!, samples, (i) => x(at[i]!)),
    ...(parameter === null ? [] : [parameterPanel(parameter, history.fits, frames[2]!, x, [from, to])]),
  ];
  const inView = (instant: number): boolean => instant >= from && instant <= to;
  return {
    panels,
    times: timeTicks(from, to, x, width),
    publishes: history.publishes.filter(inView).map(x),
    fits: history.fits.filter(inView).map(x),
    nearest(px) {
      let best = 0;
      for (let i = 1; i < count; i++) if (Math.abs(x(at[i]!) - px) < Math.abs(x(at[best]!) - px)) best = i;
      return best;
    },
    xOf: (i) => x(at[i] ?? from),
  };
}

/** Every n-th sample, the last among them: a point a pixel is enough. */
function strided(count: number, pixels: number): readonly number[] {
  const step = Math.max(1, Math.ceil(count / Math.max(1, pixels)));
  const samples: number[] = [];
  for (let i = (count - 1) % step; i < count; i += step) samples.push(i);
  return samples;
}

type Across = (sample: number) => number;

function scalarPanel(
  own: ScalarTrack,
  tracks: readonly ScalarTrack[],
  frame: FigureFrame,
  samples: readonly number[],
  x: Across,
): ScalarPanel {
  const of = (column: Float64Array) => (i: number) => awayPercent(column[i]!);
  const edge = (sign: 1 | -1, of: Float64Array, by: Float64Array) => (i: number) =>
    awayPercent(of[i]! + sign * by[i]!);
  const shown = samples.flatMap((i) => [
    of(own.z)(i),
    of(own.published)(i),
    edge(1, own.published, own.band)(i),
    edge(-1, own.published, own.band)(i),
    ...tracks.map(({ published }) => of(published)(i)),
  ]);
  const [low, high] = padded(extentOf(shown) ?? [-1, 1], 0.5);
  const y = linear([low, high], [frame.bottom, frame.top]);
  const held = (value: number) => Math.min(frame.bottom, Math.max(frame.top, y(value)));
  const others = tracks.filter(({ key }) => key !== own.key);
  return {
    title: 'Volatility against its full fit, %',
    frame,
    ...levels(low, high, frame, y),
    line: stepPath(samples, x, (i) => y(of(own.published)(i))),
    filter: path(samples, x, (i) => held(of(own.z)(i))),
    deviation: outline(
      samples,
      x,
      (i) => held(edge(1, own.z, own.deviation)(i)),
      (i) => held(edge(-1, own.z, own.deviation)(i)),
    ),
    band:
      stepPath(samples, x, (i) => held(edge(1, own.published, own.band)(i))) +
      stepPath(samples, x, (i) => held(edge(-1, own.published, own.band)(i))),
    others: others.map(({ key, published }) => ({
      key,
      path: stepPath(samples, x, (i) => y(of(published)(i))),
      place: tracks.length < 2 ? 0 : tracks.findIndex((track) => track.key === key) / (tracks.length - 1),
    })),
  };
}

const BARE = { filter: '', deviation: '', band: '', others: [] } as const;

function atmPanel(
  { atm }: ScalarTrack,
  frame: FigureFrame,
  samples: readonly number[],
  x: Across,
): ScalarPanel {
  const [low, high] = padded(extentOf(samples.map((i) => 100 * atm[i]!)) ?? [0, 1], 0.1);
  const y = linear([low, high], [frame.bottom, frame.top]);
  return {
    ...BARE,
    title: 'ATM as published, %',
    frame,
    ...levels(low, high, frame, y),
    line: path(samples, x, (i) => y(100 * atm[i]!)),
  };
}

function parameterPanel(
  { symbol, values }: NonNullable<ScalarHistory['parameter']>,
  fits: readonly number[],
  frame: FigureFrame,
  x: (at: number) => number,
  [from, to]: readonly [number, number],
): ScalarPanel {
  const extent = extentOf(values) ?? [0, 1];
  const [low, high] = padded(extent, 0.01 * Math.max(Math.abs(extent[0]), Math.abs(extent[1]), 1e-6));
  const y = linear([low, high], [frame.bottom, frame.top]);
  let isDown = false;
  values.forEach((value, i) => {
    if (value === null || !Number.isFinite(value)) return;
    const [begin, end] = [Math.max(from, fits[i]!), fits[i + 1] ?? to];
    if (end < from) return;
    pen.to(isDown ? 'L' : 'M', x(begin), y(value));
    pen.along('H', x(end));
    isDown = true;
  });
  const line = pen.take();
  return { ...BARE, title: `${symbol} of the full fits`, frame, ...levels(low, high, frame, y), line };
}

function padded([low, high]: readonly [number, number], least: number): readonly [number, number] {
  const margin = Math.max(0.08 * (high - low), least);
  return [low - margin, high + margin];
}

function levels(
  low: number,
  high: number,
  frame: FigureFrame,
  y: (value: number) => number,
): Pick<ScalarPanel, 'ticks' | 'zero'> {
  const height = frame.bottom - frame.top;
  const placed = (of: readonly number[]) =>
    aboveFoot(
      of.map((level) => ({ at: y(level), level })),
      frame,
    );
  const apart = placed(roundTicks(low, high, height, LEVEL_GAP));
  // Above what the title below takes.
  const above = low + ((high - low) * FOOT) / height;
  const shown = apart.length > 1 ? apart : placed(levelTicks(above, high, height - FOOT, LEVEL_GAP));
  const decimals = Math.max(0, ...shown.map(({ level }) => (String(level).split('.')[1] ?? '').length));
  return {
    ticks: shown.map(({ at, level }) => ({ at, label: fixed(level, decimals) })),
    zero: low < 0 && high > 0 ? y(0) : null,
  };
}

const pen = new PathPen();

function path(samples: readonly number[], x: Across, y: Across): string {
  let isDown = false;
  for (const i of samples) {
    const py = y(i);
    const isPoint = Number.isFinite(py);
    if (isPoint) pen.to(isDown ? 'L' : 'M', x(i), py);
    isDown = isPoint;
  }
  return pen.take();
}

/** What is published holds until it is published anew. */
function stepPath(samples: readonly number[], x: Across, y: Across): string {
  let before = Number.NaN;
  for (const i of samples) {
    const py = y(i);
    if (Number.isFinite(py)) {
      if (Number.isNaN(before)) pen.to('M', x(i), py);
      else pen.along('H', x(i));
      if (Number.isFinite(before) && py !== before) pen.along('V', py);
    }
    before = Number.isFinite(py) ? py : Number.NaN;
  }
  return pen.take();
}

function outline(samples: readonly number[], x: Across, upper: Across, lower: Across): string {
  const known = samples.filter((i) => Number.isFinite(upper(i)) && Number.isFinite(lower(i)));
  if (known.length < 2) return '';
  for (const [at, i] of known.entries()) pen.to(at === 0 ? 'M' : 'L', x(i), upper(i));
  for (const i of known.reverse()) pen.to('L', x(i), lower(i));
  pen.close();
  return pen.take();
}

function timeTicks(from: number, to: number, x: (at: number) => number, width: number): Tick[] {
  const least = ((to - from) / Math.max(1, width)) * 84;
  const step = SECOND * (STEPS.find((seconds) => seconds * SECOND >= least) ?? 86_400);
  const labels = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    const text = step >= 60 * SECOND ? time(at).slice(0, 5) : time(at).slice(0, 8);
    labels.push({ x: x(at), text, width: labelWidth(text), rank: 0 });
  }
  return clearLabels(labels, 0, width).map(({ x: at, text }) => ({ at, label: text }));
}
