import { strike as strikeText } from '#base/format.ts';
import { normalInverse } from '#math/normal.ts';
import { modelById } from '#models/index.ts';
import { type RiskNeutralLaw, riskNeutralLaw } from '#surface/density.ts';
import { type DensityMoments, densityMoments } from '#surface/density-moments.ts';
import { durrlemanG } from '#surface/durrleman-g.ts';
import { smileOf } from '#surface/moved-smile.ts';
import { curveOf, pointsOf } from '#surface/smile-curve.ts';
import { type VarianceSwap, varianceSwap } from '#surface/variance-swap.ts';
import type { BoardExpiry } from './board.ts';
import { areaPath, extentOf, type FigureFrame, linear } from './figure-frame.ts';
import { linePath } from './smile-layout.ts';
import { clearLabels, labelWidth, roundTicks } from './ticks.ts';

/** The risk-neutral law of one expiry, in what the Density view says of it. */
export interface ExpiryDensity {
  readonly law: RiskNeutralLaw;
  readonly moments: DensityMoments;
  readonly swap: VarianceSwap;
  readonly t: number;
  readonly forward: number;
  /** Price at a log-moneyness. */
  priceOf(k: number): number;
  /** k of the outermost used quotes, and the probability beyond each. */
  readonly quoted: readonly [number, number];
  /** Durrleman's g at a log-moneyness: the density over that of a lognormal law of the smile's own vol there. */
  g(k: number): number;
  readonly massBelow: number;
  readonly massAbove: number;
  readonly quantiles: readonly {
    readonly p: number;
    /** Null where the law has none, or negative stretches leave more than one. */
    readonly k: number | null;
    /** The same quantile of the lognormal law with the volatility at the money. */
    readonly lognormal: number;
  }[];
}

const QUANTILES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];
/** Probability left out at each end of the picture. */
const CUT = 0.002;
const POINTS = 301;
/** Standard deviations at the money beyond which nothing is drawn that is not quoted. */
const FARTHEST = 6;
/** How far below zero the picture goes, as a share of its height above. */
const DEEPEST = 0.4;

/** The law of a fitted expiry; null where it is not fitted or its smile has none. */
export function expiryDensity(expiry: BoardExpiry): ExpiryDensity | null {
  const { fit, model: id, book } = expiry;
  const model = id === null ? undefined : modelById(id);
  if (model === undefined || fit === null || fit.theta === null || !(fit.t > 0)) return null;
  const curve = curveOf({ functions: smileOf(model, fit), theta: fit.theta });
  const law = riskNeutralLaw(curve);
  if (law === null) return null;
  const quoted = fit.arbitrage?.quotedRange ?? ([0, 0] as const);
  const fixed = book.settlement?.fixed ?? 0;
  const s = law.at(0).s;
  const point = pointsOf(curve);
  return {
    law,
    g(k) {
      const { w, w1, w2 } = point(k);
      return durrlemanG(k, w, w1, w2);
    },
    moments: densityMoments(curve, law),
    swap: varianceSwap(curve, law, quoted),
    t: fit.t,
    forward: fit.forward,
    priceOf: (k) => fixed + (fit.forward - fixed) * Math.exp(k),
    quoted,
    massBelow: law.at(quoted[0]).below,
    massAbove: law.at(quoted[1]).above,
    quantiles: QUANTILES.map((p) => ({
      p,
      k: onlyQuantile(law, p),
      lognormal: -0.5 * s * s + s * normalInverse(p),
    })),
  };
}

/** The price with probability p below it; null also where a negative stretch further on gives a second one that probability. */
function onlyQuantile(law: RiskNeutralLaw, p: number): number | null {
  const k = law.quantile(p);
  if (k === null) return null;
  const lost = law.negative.some(({ high }) => {
    const { below, above } = law.at(high);
    return high > k && (p < 0.5 ? below < p : above > 1 - p);
  });
  return lost ? null : k;
}

/** A label or tick of the picture, px. */
export interface FigureTick {
  readonly at: number;
  readonly label: string;
}

/** Durrleman's g over the same prices: below 0 the density is negative, however little it weighs. */
export interface DurrlemanPanel {
  readonly frame: FigureFrame;
  readonly line: string;
  /** Between g and 0 where it is below. */
  readonly negative: string;
  readonly levels: readonly FigureTick[];
  /** Stretches of the panel past the quotes, px from and to. */
  readonly past: readonly (readonly [number, number])[];
}

/** The Density picture in px. The vertical unit is probability in percent for each 1 % of the forward. */
export interface DensityScene {
  readonly frame: FigureFrame;
  readonly line: string;
  readonly lognormal: string;
  /** Areas under the density between the quotes, and past them on either side. */
  readonly inside: string;
  readonly below: string;
  readonly above: string;
  /** Areas where the density is negative. */
  readonly negative: readonly string[];
  readonly zero: number;
  readonly strikes: readonly FigureTick[];
  readonly levels: readonly FigureTick[];
  /** Forward and quantiles on the scale above. */
  readonly top: readonly (FigureTick & { readonly strong: boolean })[];
  readonly forward: number;
  /** Durrleman's g below the density; null where there is no room. */
  readonly durrleman: DurrlemanPanel | null;
  /** The side of the picture at which its note stands clear of the lines; the left where neither is. */
  readonly note: 'left' | 'right';
  /** Lowest pixel of the picture above its strikes. */
  readonly foot: number;
  /** k under a pixel. */
  kAt(x: number): number;
  xOf(k: number): number;
}

const MARGIN = { left: 36, right: 10, top: 24, bottom: 20 };
/** Corner that the two lines of the note take, px. */
const NOTE = { width: 132, height: 36 };
/** Height of the panel of g, its distance from the density, and the least that is left to that. */
const DURRLEMAN = { height: 46, gap: 10, least: 90 };
/** Ends between which g is drawn; it is 1 for a lognormal law. */
const G_LIMITS = { low: -1, high: 3 };

/** The picture of a law for an SVG of this size. */
export function densityScene(density: ExpiryDensity, width: number, height: number): DensityScene {
  const { law, priceOf, forward } = density;
  const hasPanel = height - MARGIN.top - MARGIN.bottom - DURRLEMAN.height - DURRLEMAN.gap >= DURRLEMAN.least;
  const frame = {
    left: MARGIN.left,
    right: Math.max(width - MARGIN.right, MARGIN.left + 1),
    top: MARGIN.top,
    bottom: Math.max(
      height - MARGIN.bottom - (hasPanel ? DURRLEMAN.height + DURRLEMAN.gap : 0),
      MARGIN.top + 1,
    ),
  };
  const fixed = priceOf(Number.NEGATIVE_INFINITY);
  const s = law.at(0).s;
  // A law with butterfly arbitrage may have no quantile, or one that nobody would look for.
  const end = (p: number, side: -1 | 1): number => {
    const quoted = density.quoted[side < 0 ? 0 : 1];
    const far = side * Math.max(FARTHEST * s, side * quoted);
    const k = law.quantile(p) ?? far;
    return side * Math.max(s, Math.min(side * k, side * far));
  };
  const [low, high] = [priceOf(end(CUT, -1)), priceOf(end(1 - CUT, 1))];
  const x = linear([low, high], [frame.left, frame.right]);
  const kOf = (price: number): number => Math.log((price - fixed) / (forward - fixed));
  // Even in price, and at the ends of stretches, so that areas begin and end where they do.
  const marks = [0, ...density.quoted, ...law.negative.flatMap((n) => [n.low, n.high])];
  const k = [
    ...Array.from({ length: POINTS }, (_, i) => kOf(low + ((high - low) * i) / (POINTS - 1))),
    ...marks.filter((at) => priceOf(at) > low && priceOf(at) < high),
  ].sort((a, b) => a - b);
  const perPercent = (at: number, density: number): number => (density * forward) / (priceOf(at) - fixed);
  const value = k.map((at) => perPercent(at, law.at(at).density));
  const normal = k.map((at) =>
    perPercent(at, Math.exp(-0.5 * (at / s + 0.5 * s) ** 2) / (s * Math.sqrt(2 * Math.PI))),
  );
  // A spike of the wings runs out of the picture: the scale is that of the quotes.
  const judged = value.filter((_, i) => (k[i] ?? 0) >= density.quoted[0] && (k[i] ?? 0) <= density.quoted[1]);
  const [, most] = extentOf([0, ...judged, ...normal]) ?? [0, 1];
  const [lowest] = extentOf([0, ...value]) ?? [0, 1];
  const least = Math.max(lowest, -DEEPEST * most);
  const room = 0.06 * (most - least);
  const y = linear([least < 0 ? least - room : 0, most + room], [frame.bottom, frame.top]);
  const px = k.map((at) => x(priceOf(at)));
  const py = value.map(y);
  const zero = y(0);
  const area = (from: number, to: number): string =>
    areaPath(
      k.flatMap((at, i) => (at >= from && at <= to ? [[px[i] ?? 0, py[i] ?? 0] as const] : [])),
      zero,
    );
  const levels = roundTicks(least < 0 ? least - room : 0, most + room, frame.bottom - frame.top, 44);
  const decimals = Math.max(0, ...levels.map((level) => (String(level).split('.')[1] ?? '').length));
  return {
    frame,
    line: linePath(Float64Array.from(px), Float64Array.from(py)),
    lognormal: linePath(Float64Array.from(px), Float64Array.from(normal, y)),
    inside: area(...density.quoted),
    below: area(Number.NEGATIVE_INFINITY, density.quoted[0]),
    above: area(density.quoted[1], Number.POSITIVE_INFINITY),
    negative: law.negative.map((stretch) => area(stretch.low, stretch.high)).filter((path) => path !== ''),
    zero,
    strikes: strikeTicks(low, high, x, frame, width),
    levels: levels.map((level) => ({
      at: y(level),
      label: level.toFixed(decimals).replace('-', '\u2212'),
    })),
    top: topLabels(density, (at) => x(priceOf(at)), width),
    forward: x(forward),
    note: noteSide(px, [py, normal.map(y)], frame),
    foot: Math.max(height - MARGIN.bottom, MARGIN.top + 1),
    durrleman: hasPanel ? durrlemanPanel(density, k, px, frame) : null,
    kAt: (at) => kOf(low + ((at - frame.left) / (frame.right - frame.left)) * (high - low)),
    xOf: (at) => x(priceOf(at)),
  };
}

/** Round prices whose labels are not cut by an edge of the picture. */
function strikeTicks(
  low: number,
  high: number,
  x: (price: number) => number,
  { left, right }: FigureFrame,
  width: number,
): FigureTick[] {
  const labels = roundTicks(low, high, right - left, 64).map((price) => {
    const text = strikeText(price);
    return { text, x: x(price), width: labelWidth(text), rank: 0 };
  });
  return clearLabels(labels, 0, width).map(({ text, x: at }) => ({ at, label: text }));
}

/** Where no line comes into the corner that the note takes. */
function noteSide(
  px: readonly number[],
  lines: readonly (readonly number[])[],
  { left, right, top }: FigureFrame,
): DensityScene['note'] {
  const isClear = (from: number, to: number): boolean =>
    lines.every((py) => px.every((at, i) => at < from || at > to || (py[i] ?? 0) > top + NOTE.height));
  return !isClear(left, left + NOTE.width) && isClear(right - NOTE.width, right) ? 'right' : 'left';
}

/** The forward, which always stays, and the quantiles that fit beside it, the outer ones first. */
function topLabels(density: ExpiryDensity, xOf: (k: number) => number, width: number): DensityScene['top'] {
  const label = (text: string, k: number, rank: number) => ({
    text,
    x: xOf(k),
    width: labelWidth(text),
    rank,
  });
  const labels = [
    label('F', 0, 0),
    ...density.quantiles.flatMap(({ p, k }) =>
      k === null ? [] : [label(`${Math.round(p * 100)} %`, k, 1 + Math.min(p, 1 - p))],
    ),
  ];
  return clearLabels(labels, MARGIN.left - 8, width).map(({ text, x, rank }) => ({
    at: x,
    label: text,
    strong: rank === 0,
  }));
}

/** g at the same places as the density, cut where it leaves its limits. */
function durrlemanPanel(
  { g, quoted }: ExpiryDensity,
  k: readonly number[],
  px: readonly number[],
  above: FigureFrame,
): DurrlemanPanel {
  const top = above.bottom + DURRLEMAN.gap;
  const frame = { ...above, top, bottom: top + DURRLEMAN.height };
  const values = k.map((at) => Math.max(G_LIMITS.low, Math.min(G_LIMITS.high, g(at))));
  const [low, high] = extentOf([0, 1, ...values]) ?? [0, 1];
  const room = 0.08 * (high - low);
  const y = linear([low - room, high + room], [frame.bottom, frame.top]);
  const below = values.map((value) => (value < 0 ? value : 0));
  const points = px.map((x, i) => [x, y(below[i] ?? 0)] as const);
  const at = (edge: number): number => {
    const i = k.findIndex((each) => each >= edge);
    return i < 0 ? frame.right : (px[i] ?? frame.right);
  };
  const [from, to] = [at(quoted[0]), at(quoted[1])];
  return {
    frame,
    line: linePath(Float64Array.from(px), Float64Array.from(values, y)),
    negative: values.some((value) => value < 0) ? areaPath(points, y(0)) : '',
    levels: [0, 1].map((level) => ({ at: y(level), label: String(level) })),
    past: [[frame.left, from] as const, [to, frame.right] as const].filter(([a, b]) => b - a >= 1),
  };
}
