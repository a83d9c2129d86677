import { fixed, volPercent, volPoints } from '#base/format.ts';
import type { DeltaConvention } from '#surface/delta-strikes.ts';
import { quotedAt } from '#surface/quoted-range.ts';
import { curveMeasures, type SmileMeasures } from '#surface/smile-measures.ts';
import { constantMaturities, forwardVol, type TermPoint, termPoint } from '#surface/term-structure.ts';
import { aboveFoot, extentOf, type FigureFrame, linear } from './figure-frame.ts';
import type { FittedSurface } from './fitted-surface.ts';
import { linePath } from './smile-layout.ts';
import { dateTicks } from './surface-axes.ts';
import { clearLabels, labelWidth, roundTicks } from './ticks.ts';
import { TIME_AXES, type TimeAxis, type TimeScale } from './time-scale.ts';

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
  readonly expiries: readonly { readonly key: string; readonly expiry: number; readonly along: number }[];
  /** What is to be said of time; null where it is the calendar's. */
  readonly time: string | null;
  readonly axis: TimeAxis;
}

/** Even steps of the axis between the first and the last expiry in the drawn lines. */
const STEPS = 32;
/** Days after the first expiry in which the line turns where the weights of days do: later turns cannot be seen. */
const TURNS = 45;

/** Measures of every listed expiry, of the constant maturities between them, and along the lines of the picture. */
export function termStructure(
  { surface, expiries, time }: FittedSurface,
  convention: DeltaConvention,
  timeScale: TimeScale = 'root',
): TermStructure {
  const [first, last] = [expiries[0]?.t ?? 0, expiries.at(-1)?.t ?? 0];
  const axis = TIME_AXES[timeScale];
  const [from, to] = [axis.to(first), axis.to(last)];
  const even = Array.from({ length: STEPS + 1 }, (_, i) => axis.from(from + ((to - from) * i) / STEPS));
  const turns = surface.clock.jumps(Math.min(last, first + TURNS / 365));
  const times = [...even, ...expiries.map(({ t }) => t), ...turns].filter((t) => t >= first && t <= last);
  const since = (row: number, at: readonly number[]) => forwardVol(surface, at[row - 1] ?? 0, at[row] ?? 0);
  const constant = constantMaturities(surface.times);
  const listed = expiries.map(({ t }) => t);
  return {
    time,
    axis,
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
      along: axis.to(t),
    })),
  };
}

type LineKind = 'main' | 'lesser' | 'steps';

/** A forward vol with the mark of one below 0: total variance at the forward falls, which is arbitrage between the two expiries. */
export function forwardVolWords(vol: number | null): string {
  return isFalling(vol) ? `✕ ${volPercent(vol)}` : volPercent(vol);
}

/** Variance falls by more than the shown digits round away. */
export function isFalling(vol: number | null): boolean {
  return vol !== null && vol <= -SHOWN;
}

/** Half of the last digit that a volatility is shown with. */
const SHOWN = 0.5e-4;

/** One line of a panel, with the dots of the listed expiries on it. */
export interface TermLine {
  readonly name: string;
  readonly path: string;
  /** Lesser lines are drawn fainter; steps hold a value from one expiry to the next. */
  readonly kind: LineKind;
  readonly dots: readonly { readonly key: string; readonly x: number; readonly y: number }[];
  /** The constant maturities on it. */
  readonly constant: readonly { readonly name: string; readonly x: number; readonly y: number }[];
  /** Middles of the steps below 0. */
  readonly falling: readonly { readonly key: string; readonly x: number; readonly y: number }[];
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
  /** Volatilities at the forward of a second file, at the expiries both list. */
  readonly second: readonly { readonly key: string; readonly x: number; readonly y: number }[];
  /** Its measures at one maturity: `ATM 35.26   Swap 36.90`. */
  words(row: TermRow): string;
}

/** The Term picture in px. */
export interface TermScene {
  readonly panels: readonly TermPanel[];
  readonly dates: readonly { readonly at: number; readonly label: string }[];
  /** Pixel of a listed expiry, by its place along the axis of time. */
  xOf(along: number): number;
  /** The listed expiry nearest to a pixel. */
  nearest(x: number): TermRow | null;
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
  readonly kind: LineKind;
  /** Of a maturity of the table. */
  of(row: TermRow): number | null;
  /** Along the line; absent for what only listed expiries have. */
  along?(measures: SmileMeasures): number | null;
  /** In words: signed for a difference of vols. */
  readonly text: (value: number | null) => string;
}

/** A measure that every smile of the surface has. */
function ofSmile(
  name: string,
  kind: LineKind,
  along: (measures: SmileMeasures) => number | null,
  text: Measure['text'],
): Measure {
  return { name, kind, along, of: ({ measures }) => along(measures), text };
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
      ofSmile('ATM', 'main', (m) => m.vol, volPercent),
      { name: 'Fwd', kind: 'steps', of: (row) => row.forwardVol, text: forwardVolWords },
      { name: 'Swap', kind: 'lesser', of: (row) => (isQuoted(row) ? row.swapVol : null), text: volPercent },
    ],
  },
  {
    title: 'Risk reversal, call minus put, vol points',
    share: 1,
    measures: [
      ofSmile('RR25', 'main', (m) => m.riskReversal25, volPoints),
      ofSmile('RR10', 'lesser', (m) => m.riskReversal10, volPoints),
    ],
  },
  {
    title: 'Butterfly, vol points',
    share: 1,
    measures: [
      ofSmile('BF25', 'main', (m) => m.butterfly25, volPoints),
      ofSmile('BF10', 'lesser', (m) => m.butterfly10, volPoints),
    ],
  },
];

/** What a second file says of volatility at the forward, decimal by the keys of the expiries it shares. */
export interface SecondTerm {
  readonly name: string;
  readonly vols: ReadonlyMap<string, number>;
}

/** The picture of a term structure for an SVG of this size, with what a second file says of it. */
export function termScene(
  term: TermStructure,
  focus: string | null,
  width: number,
  height: number,
  second: SecondTerm | null = null,
): TermScene {
  const ticks = dateTicks(term.expiries, focus);
  const [left, right] = [MARGIN.left, Math.max(width - MARGIN.right, MARGIN.left + 1)];
  const x = linear(ticks.range, [left, right]);
  const room = Math.max(height - MARGIN.top - MARGIN.bottom - (PANELS.length - 1) * GAP, PANELS.length);
  const shares = PANELS.reduce((sum, { share }) => sum + share, 0);
  let top = MARGIN.top;
  const panels = PANELS.map(({ title, share, measures }, i) => {
    const frame = { left, right, top, bottom: top + (room * share) / shares };
    top = frame.bottom + GAP;
    return panel(term, title, measures, frame, (t) => x(term.axis.to(t)), i === 0 ? second : null);
  });
  const labels = ticks.values.map((along, i) => {
    const text = ticks.labels[i] ?? '';
    const focused = term.expiries.some(({ key, along: of }) => key === focus && of === along);
    const end = i === 0 || i === ticks.values.length - 1;
    return { x: x(along), text, width: labelWidth(text), rank: focused ? 0 : end ? 1 : 2 };
  });
  const { axis, listed } = term;
  return {
    panels,
    xOf: x,
    nearest(at) {
      const from = (row: TermRow) => Math.abs(x(axis.to(row.t)) - at);
      return listed.reduce<TermRow | null>(
        (best, row) => (best === null || from(row) < from(best) ? row : best),
        null,
      );
    },
    dates: clearLabels(labels, 0, width).map(({ x: at, text }) => ({ at, label: text })),
  };
}

function panel(
  term: TermStructure,
  title: string,
  measures: readonly Measure[],
  frame: FigureFrame,
  x: (t: number) => number,
  second: SecondTerm | null,
): TermPanel {
  const points = measures.map((measure) => pointsOf(term, measure));
  const others = term.listed.flatMap(({ key, t }) => {
    const value = key === null ? undefined : second?.vols.get(key);
    return key === null || value === undefined || !Number.isFinite(value) ? [] : [{ key, t, value }];
  });
  const values = [...points.flat(), ...others].map(({ value }) => (value === null ? null : value * 100));
  const [low, high] = extentOf(values) ?? [0, 1];
  const margin = Math.max(0.08 * (high - low), 0.1);
  const range = [low - margin, high + margin] as const;
  const y = linear(range, [frame.bottom, frame.top]);
  const levels = roundTicks(range[0], range[1], frame.bottom - frame.top, 14);
  const decimals = Math.max(0, ...levels.map((level) => (String(level).split('.')[1] ?? '').length));
  const lines = measures.map((measure, i): TermLine => {
    const along = points[i] ?? [];
    const placed = (row: TermRow) => {
      const value = measure.of(row);
      // Steps have no point of their own at an expiry.
      return value === null || measure.kind === 'steps' ? [] : [{ x: x(row.t), y: y(value * 100) }];
    };
    return {
      name: measure.name,
      kind: measure.kind,
      path: linePath(
        Float64Array.from(along, ({ t }) => x(t)),
        Float64Array.from(along, ({ value }) => (value === null ? Number.NaN : y(value * 100))),
      ),
      dots: term.listed.flatMap((row) => {
        const { key } = row;
        return key === null ? [] : placed(row).map((at) => ({ key, ...at }));
      }),
      falling:
        measure.kind === 'steps'
          ? falling(
              term,
              (t) => x(t),
              (vol) => y(vol * 100),
            )
          : [],
      constant: term.constant.flatMap((row) => placed(row).map((at) => ({ name: row.name, ...at }))),
      labelY: y(100 * (along.findLast(({ value }) => value !== null)?.value ?? low / 100)) + 4,
    };
  });
  return {
    title: others.length === 0 ? title : `${title}   □ ATM of ${second?.name}`,
    frame,
    second: others.map(({ key, t, value }) => ({ key, x: x(t), y: y(value * 100) })),
    ticks: aboveFoot(
      levels.map((level) => ({ at: y(level), label: fixed(level, decimals) })),
      frame,
    ),
    zero: range[0] < 0 && range[1] > 0 ? y(0) : null,
    lines: apart(lines, frame),
    words: (row) => measures.map(({ name, of, text }) => `${name} ${text(of(row))}`).join('   '),
  };
}

function falling(
  { listed }: TermStructure,
  x: (t: number) => number,
  y: (vol: number) => number,
): TermLine['falling'] {
  return listed.flatMap(({ key, t, forwardVol }, i) => {
    const before = listed[i - 1];
    if (key === null || before === undefined || forwardVol === null || !isFalling(forwardVol)) return [];
    return [{ key, x: (x(before.t) + x(t)) / 2, y: y(forwardVol) }];
  });
}

/** A measure in time: along the surface, at the listed expiries, or held between them. */
function pointsOf(
  term: TermStructure,
  { kind, of, along }: Measure,
): readonly { readonly t: number; readonly value: number | null }[] {
  if (along !== undefined) return term.between.map(({ t, measures }) => ({ t, value: along(measures) }));
  if (kind !== 'steps') return term.listed.map((row) => ({ t: row.t, value: of(row) }));
  return term.listed.flatMap((row, i) => {
    const before = term.listed[i - 1];
    // What the first one holds begins before the picture does.
    return before === undefined ? [] : [before.t, row.t].map((t) => ({ t, value: of(row) }));
  });
}

/** Names at the ends of lines, in the order of the ends, moved apart where they would touch, and up where they would meet the dates. */
function apart(lines: readonly TermLine[], { top, bottom }: FigureFrame): TermLine[] {
  const order = lines.map((_, i) => i).sort((a, b) => lines[a]!.labelY - lines[b]!.labelY);
  const places = order.map((i) => Math.max(top + 4, lines[i]!.labelY));
  for (let i = 1; i < places.length; i++) places[i] = Math.max(places[i]!, places[i - 1]! + LABEL_HEIGHT);
  let limit = bottom;
  for (let i = places.length - 1; i >= 0; i--) {
    places[i] = Math.min(places[i]!, limit);
    limit = places[i]! - LABEL_HEIGHT;
  }
  return lines.map((line, i) => ({ ...line, labelY: places[order.indexOf(i)]! }));
}
