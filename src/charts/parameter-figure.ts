import { fixed } from '#base/format.ts';
import type { FittedParameter } from '#calibration/result.ts';
import { modelById } from '#models/index.ts';
import type { ParameterSpec } from '#models/model.ts';
import { type Board, boardExpiries } from './board.ts';
import { extentOf, type FigureFrame, linear } from './figure-frame.ts';
import { linePath } from './smile-layout.ts';
import { dateTicks } from './surface-axes.ts';
import { clearLabels, labelWidth, levelTicks } from './ticks.ts';
import { TIME_AXES, type TimeScale } from './time-scale.ts';

/** One parameter of one expiry, in the unit it is shown in: vol in percent, everything else as it is. */
export interface PathPoint {
  readonly key: string;
  readonly name: string;
  readonly along: number;
  readonly value: number;
  /** Null where it is fixed, at a bound, or not identified. */
  readonly error: number | null;
  readonly held: 'fixed' | 'at min' | 'at max' | null;
}

/** One parameter over all fitted expiries. */
export interface ParameterPath {
  readonly spec: ParameterSpec;
  readonly points: readonly PathPoint[];
}

/** The parameters of a board over its expiries. */
export interface ParameterPaths {
  readonly paths: readonly ParameterPath[];
  readonly expiries: readonly { readonly key: string; readonly expiry: number; readonly along: number }[];
}

/**
 * The parameters of every fitted expiry; null without a fit.
 *
 * @param viewId a view of the model; its own parameters where it has no such view
 */
export function parameterPaths(
  board: Board,
  viewId: string,
  timeScale: TimeScale = 'root',
): ParameterPaths | null {
  const model = board.result === null ? undefined : modelById(board.result.model);
  if (model === undefined) return null;
  const view = model.views.find(({ id }) => id === viewId);
  const fitted = boardExpiries(board).filter(({ fit }) => fit !== null && fit.theta !== null && fit.t > 0);
  const expiries = fitted.map(({ key, book, fit }) => ({
    key,
    expiry: book.expiry,
    along: TIME_AXES[timeScale].to(fit!.t),
  }));
  const paths = (view?.parameters ?? model.parameters).map((spec): ParameterPath => {
    const scale = spec.unit === 'vol' ? 100 : 1;
    const points = fitted.flatMap(({ key, name, fit }, i): PathPoint[] => {
      const all = view === undefined ? fit!.parameters : fit!.views[view.id];
      const parameter = all?.find((p) => p.name === spec.name);
      if (parameter === undefined || !Number.isFinite(parameter.value)) return [];
      const { value, standardError } = parameter;
      const error = standardError === null ? null : standardError * scale;
      return [{ key, name, along: expiries[i]!.along, value: value * scale, error, held: heldBy(parameter) }];
    });
    return { spec, points };
  });
  return { paths, expiries };
}

function heldBy({ fixed: held, atBound }: FittedParameter): PathPoint['held'] {
  if (held) return 'fixed';
  return atBound === null ? null : `at ${atBound}`;
}

/** A dot with its error bar, px. */
export interface PathMark {
  readonly point: PathPoint;
  readonly x: number;
  readonly y: number;
  /** Ends of ± one standard error, cut at the panel; null without an error. */
  readonly bar: readonly [top: number, bottom: number] | null;
}

/** One panel of the picture. */
export interface PathPanel {
  readonly spec: ParameterSpec;
  readonly title: string;
  readonly frame: FigureFrame;
  readonly line: string;
  readonly marks: readonly PathMark[];
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  /** Pixel of 0, where it is in view. */
  readonly zero: number | null;
}

/** The picture in px. */
export interface PathScene {
  readonly panels: readonly PathPanel[];
  readonly dates: readonly { readonly at: number; readonly label: string }[];
  /** Key of the expiry nearest to a pixel. */
  nearest(x: number): string | null;
}

const MARGIN = { left: 52, right: 14, top: 18, bottom: 20 };
const GAP = 18;
/** Between the label of a level and its panel, with what it keeps from the edge. */
const LABEL_GAP = 8;
/** What the last date keeps from the edge, px. */
const EDGE = 4;
/** An error bar makes the scale no wider than this many times the spread of the values, or the median error. */
const WIDEST = 1;
/** Least pixels between levels. */
const LEVEL_GAP = 18;

/** The panels for an SVG of this size, one below the other over time. */
export function pathScene(
  { paths, expiries }: ParameterPaths,
  focus: string | null,
  width: number,
  height: number,
): PathScene {
  const ticks = dateTicks(expiries, focus);
  // The last date stands under its own end.
  const end = Math.max(MARGIN.right, labelWidth(ticks.labels.at(-1) ?? '') / 2 + EDGE);
  const room = height - MARGIN.top - MARGIN.bottom - (paths.length - 1) * GAP;
  const each = Math.max(room / Math.max(paths.length, 1), 8);
  const levels = paths.map((path) => levelsOf(path, each));
  const widest = Math.max(0, ...levels.flatMap(({ ticks: of }) => of.map(({ label }) => labelWidth(label))));
  const left = Math.max(MARGIN.left, widest + LABEL_GAP);
  const right = Math.max(width - end, left + 1);
  const x = linear(ticks.range, [left, right]);
  const panels = paths.map((path, i) => {
    const top = MARGIN.top + i * (each + GAP);
    return panelOf(path, levels[i]!, { left, right, top, bottom: top + each }, x);
  });
  const labels = ticks.values.map((along, i) => {
    const text = ticks.labels[i] ?? '';
    const focused = expiries.some((expiry) => expiry.key === focus && expiry.along === along);
    return {
      x: x(along),
      text,
      width: labelWidth(text),
      rank: focused ? 0 : i === 0 || i === ticks.values.length - 1 ? 1 : 2,
    };
  });
  return {
    panels,
    dates: clearLabels(labels, 0, width).map(({ x: at, text }) => ({ at, label: text })),
    nearest(px) {
      const from = (along: number) => Math.abs(x(along) - px);
      const ends = [...expiries].sort((a, b) => from(a.along) - from(b.along));
      return ends[0]?.key ?? null;
    },
  };
}

/** Scale of one panel, and its round levels as they are written. */
interface PathLevels {
  readonly range: readonly [number, number];
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
}

function levelsOf({ points }: ParameterPath, height: number): PathLevels {
  const [least, most] = extentOf(points.map(({ value }) => value)) ?? [0, 1];
  const errors = points.flatMap(({ error }) => error ?? []).sort((a, b) => a - b);
  // Where expiries share a parameter its values have no spread, and the bars would be cut to nothing.
  const usual = errors[errors.length >> 1] ?? 0;
  const spread = Math.max(most - least, usual, 0.02 * Math.max(Math.abs(least), Math.abs(most)), 1e-9);
  const reach = (error: number | null): number => Math.min(error ?? 0, WIDEST * spread);
  const [low, high] = extentOf(
    points.flatMap(({ value, error }) => [value - reach(error), value + reach(error)]),
  ) ?? [0, 1];
  const margin = 0.1 * Math.max(high - low, spread);
  const range = [low - margin, high + margin] as const;
  const levels = levelTicks(range[0], range[1], height, LEVEL_GAP);
  const decimals = Math.max(0, ...levels.map((level) => (String(level).split('.')[1] ?? '').length));
  return { range, ticks: levels.map((value) => ({ value, label: fixed(value, decimals) })) };
}

function panelOf(
  { spec, points }: ParameterPath,
  { range, ticks }: PathLevels,
  frame: FigureFrame,
  x: (along: number) => number,
): PathPanel {
  const y = linear(range, [frame.bottom, frame.top]);
  const inFrame = (at: number): number => Math.min(frame.bottom, Math.max(frame.top, at));
  const marks = points.map((point): PathMark => {
    const { value, error } = point;
    const bar = error === null ? null : ([inFrame(y(value + error)), inFrame(y(value - error))] as const);
    return { point, x: x(point.along), y: y(value), bar };
  });
  return {
    spec,
    title: `${spec.symbol}${spec.unit === 'vol' ? ' %' : ''}`,
    frame,
    line: linePath(
      Float64Array.from(marks, (mark) => mark.x),
      Float64Array.from(marks, (mark) => mark.y),
    ),
    marks,
    ticks: ticks.map(({ value, label }) => ({ at: y(value), label })),
    zero: range[0] < 0 && range[1] > 0 ? y(0) : null,
  };
}
