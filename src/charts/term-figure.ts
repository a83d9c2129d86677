import { fixed } from '#base/format.ts';
import type { DeltaConvention } from '#surface/delta-strikes.ts';
import { quotedAt } from '#surface/quoted-range.ts';
import { curveMeasures, type SmileMeasures } from '#surface/smile-measures.ts';
import { constantMaturities, forwardVol, type TermPoint, termPoint } from '#surface/term-structure.ts';
import { extentOf, type FigureFrame, linear } from './figure-frame.ts';
import type { FittedSurface } from './fitted-surface.ts';
import { linePath } from './smile-layout.ts';
import { dateTicks } from './surface-axes.ts';
import { clearLabels, labelWidth, roundTicks } from './ticks.ts';

/** A maturity of the term structure: a listed expiry, or a constant one. */
export interface TermRow extends TermPoint {
  /** Of a listed expiry; null of a constant maturity. */
  readonly key: string | null;
  readonly name: string;
  /** Volatility at the forward since the row before, per year of the surface's clock; null where there is none. */
  readonly forwardVol: number | null;
}

/** The term structure of a surface: rows to read, and measures between them to draw. */
export interface TermStructure {
  readonly listed: readonly TermRow[];
  readonly constant: readonly TermRow[];
  readonly between: readonly { readonly t: number; readonly measures: SmileMeasures }[];
  readonly expiries: readonly { readonly key: string; readonly expiry: number; readonly root: number }[];
  /** What is to be said of time; null where it is the calendar's. */
  readonly time: string | null;
}

/** Steps of √time between the first and the last expiry in the drawn lines. */
const STEPS = 32;
/** Days after the first expiry in which the line turns where the weights of days do: later turns cannot be seen. */
const TURNS = 45;

/** Measures of every listed expiry, of the constant maturities between them, and along the lines of the picture. */
export function termStructure(
  { surface, expiries, time }: FittedSurface,
  convention: DeltaConvention,
): TermStructure {
  const [first, last] = [expiries[0]?.t ?? 0, expiries.at(-1)?.t ?? 0];
  const roots = Array.from(
    { length: STEPS + 1 },
    (_, i) => Math.sqrt(first) + ((Math.sqrt(last) - Math.sqrt(first)) * i) / STEPS,
  );
  const turns = surface.clock.jumps(Math.min(last, first + TURNS / 365));
  const times = [...roots.map((root) => root * root), ...expiries.map(({ t }) => t), ...turns].filter(
    (t) => t >= first && t <= last,
  );
  const since = (row: number, at: readonly number[]) => forwardVol(surface, at[row - 1] ?? 0, at[row] ?? 0);
  const constant = constantMaturities(surface.times);
  const listed = expiries.map(({ t }) => t);
  return {
    time,
    listed: expiries.map(({ expiry, t, quoted }, i) => ({
      ...termPoint(surface, t, convention, quoted),
      forwardVol: since(i, listed),
      key: expiry.key,
      name: expiry.name,
    })),
    constant: constant.map((t, i) => ({
      ...termPoint(surface, t, convention, quotedAt(expiries, t)),
      forwardVol: since(i, constant),
      key: null,
      name: `${Math.round(t * 365)} d`,
    })),
    between: [...new Set(times)]
      .sort((a, b) => a - b)
      .map((t) => ({ t, measures: curveMeasures(surface.curve(t), t, convention) })),
    expiries: expiries.map(({ expiry, t }) => ({
      key: expiry.key,
      expiry: expiry.book.expiry,
      root: Math.sqrt(t),
    })),
  };
}

/** One line of a panel, with the dots of the listed expiries on it. */
export interface TermLine {
  readonly name: string;
  readonly path: string;
  /** Lesser lines are drawn fainter. */
  readonly lesser: boolean;
  readonly dots: readonly { readonly key: string; readonly x: number; readonly y: number }[];
  /** Where the name stands beside the end of the line, moved clear of its neighbour. */
  readonly labelY: number;
}

/** One panel of the picture: measures of one size on one scale, in vol points. */
export interface TermPanel {
  readonly title: string;
  readonly frame: FigureFrame;
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  /** Pixel of 0, where it is in view. */
  readonly zero: number | null;
  readonly lines: readonly TermLine[];
}

/** The Term picture in px. */
export interface TermScene {
  readonly panels: readonly TermPanel[];
  readonly dates: readonly { readonly at: number; readonly label: string }[];
}

const MARGIN = { left: 36, right: 46, top: 18, bottom: 20 };
/** Room between panels, where the next one's title stands. */
const GAP = 20;
const LABEL_HEIGHT = 13;

/** Share of a swap's variance from strikes nobody quotes above which it is the model's opinion, and is not drawn. */
const MOST_UNQUOTED = 0.25;

/** The quotes of a maturity carry its variance swap. */
export function isQuoted({ unquoted }: TermRow): boolean {
  return unquoted !== null && unquoted <= MOST_UNQUOTED;
}

interface Measure {
  readonly name: string;
  readonly lesser: boolean;
  value(measures: SmileMeasures): number | null;
  /** Instead of `value`, for what only listed expiries have. */
  listed?(row: TermRow): number | null;
}

const PANELS: readonly {
  readonly title: string;
  readonly share: number;
  readonly measures: readonly Measure[];
}[] = [
  {
    title: 'Vol %',
    share: 1.4,
    measures: [
      { name: 'ATM', lesser: false, value: (m) => m.vol },
      {
        name: 'Swap',
        lesser: true,
        value: () => null,
        listed: (row) => (isQuoted(row) ? row.swapVol : null),
      },
    ],
  },
  {
    title: 'Risk reversal, call minus put, vol points',
    share: 1,
    measures: [
      { name: 'RR25', lesser: false, value: (m) => m.riskReversal25 },
      { name: 'RR10', lesser: true, value: (m) => m.riskReversal10 },
    ],
  },
  {
    title: 'Butterfly, vol points',
    share: 1,
    measures: [
      { name: 'BF25', lesser: false, value: (m) => m.butterfly25 },
      { name: 'BF10', lesser: true, value: (m) => m.butterfly10 },
    ],
  },
];

/** The picture of a term structure for an SVG of this size. */
export function termScene(
  term: TermStructure,
  focus: string | null,
  width: number,
  height: number,
): TermScene {
  const ticks = dateTicks(term.expiries, focus);
  const [left, right] = [MARGIN.left, Math.max(width - MARGIN.right, MARGIN.left + 1)];
  const x = linear(ticks.range, [left, right]);
  const room = Math.max(height - MARGIN.top - MARGIN.bottom - (PANELS.length - 1) * GAP, PANELS.length);
  const shares = PANELS.reduce((sum, { share }) => sum + share, 0);
  let top = MARGIN.top;
  const panels = PANELS.map(({ title, share, measures }) => {
    const frame = { left, right, top, bottom: top + (room * share) / shares };
    top = frame.bottom + GAP;
    return panel(term, title, measures, frame, x);
  });
  const labels = ticks.values.map((root, i) => {
    const text = ticks.labels[i] ?? '';
    const focused = term.expiries.some(({ key, root: of }) => key === focus && of === root);
    const end = i === 0 || i === ticks.values.length - 1;
    return { x: x(root), text, width: labelWidth(text), rank: focused ? 0 : end ? 1 : 2 };
  });
  return {
    panels,
    dates: clearLabels(labels, 0, width).map(({ x: at, text }) => ({ at, label: text })),
  };
}

function panel(
  term: TermStructure,
  title: string,
  measures: readonly Measure[],
  frame: FigureFrame,
  x: (root: number) => number,
): TermPanel {
  const ofRow = (measure: Measure, row: TermRow) =>
    measure.listed === undefined ? measure.value(row.measures) : measure.listed(row);
  const points = measures.map((measure) =>
    measure.listed === undefined
      ? term.between.map(({ t, measures: m }) => ({ t, value: measure.value(m) }))
      : term.listed.map((row) => ({ t: row.t, value: ofRow(measure, row) })),
  );
  const [low, high] = extentOf(points.flat().map(({ value }) => (value === null ? null : value * 100))) ?? [
    0, 1,
  ];
  const margin = Math.max(0.08 * (high - low), 0.1);
  const range = [low - margin, high + margin] as const;
  const y = linear(range, [frame.bottom, frame.top]);
  const levels = roundTicks(range[0], range[1], frame.bottom - frame.top, 14);
  const decimals = Math.max(0, ...levels.map((level) => (String(level).split('.')[1] ?? '').length));
  const lines = measures.map((measure, i) => {
    const along = points[i] ?? [];
    return {
      name: measure.name,
      lesser: measure.lesser,
      path: linePath(
        Float64Array.from(along, ({ t }) => x(Math.sqrt(t))),
        Float64Array.from(along, ({ value }) => (value === null ? Number.NaN : y(value * 100))),
      ),
      dots: term.listed.flatMap((row) => {
        const value = ofRow(measure, row);
        if (value === null || row.key === null) return [];
        return [{ key: row.key, x: x(Math.sqrt(row.t)), y: y(value * 100) }];
      }),
      labelY: y(100 * (along.findLast(({ value }) => value !== null)?.value ?? low / 100)) + 4,
    };
  });
  return {
    title,
    frame,
    ticks: levels.map((level) => ({ at: y(level), label: fixed(level, decimals) })),
    zero: range[0] < 0 && range[1] > 0 ? y(0) : null,
    lines: apart(lines, frame.bottom),
  };
}

/** Names at the ends of lines, moved apart where they would touch, and up where they would meet the dates. */
function apart(lines: readonly TermLine[], bottom: number): TermLine[] {
  const [first, second] = lines;
  if (first === undefined || second === undefined) return [...lines];
  const lack = Math.max(0, LABEL_HEIGHT - Math.abs(first.labelY - second.labelY));
  const sign = first.labelY <= second.labelY ? -1 : 1;
  const [a, b] = [first.labelY + (sign * lack) / 2, second.labelY - (sign * lack) / 2];
  const low = Math.max(0, Math.max(a, b) - bottom);
  return [
    { ...first, labelY: a - low },
    { ...second, labelY: b - low },
  ];
}
