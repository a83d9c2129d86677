/** The smallest g of a slice, and the smallest growth of total variance from one slice to the next. */
import type { SmileFeature, SmileFunctions } from '#models/model.ts';
import { durrlemanG } from './durrleman-g.ts';
import { featureGrid } from './smile-grid.ts';
import { uniformGrid } from './uniform-grid.ts';

export { durrlemanG };

/** A smallest value and where it is met. */
export interface Minimum {
  readonly value: number;
  readonly at: number;
}

/** Points of the grid on which a board's common range is checked. */
export const CHECK_POINTS = 6001;
/**
 * Points between the outer quotes of a slice: its vertex is never narrower than a hundredth of them, and every
 * local minimum is refined.
 */
export const QUOTED_POINTS = 2001;

/** Points evaluated at a time, so that the columns stay in the processor's first cache. */
const CHUNK = 480;

const uniform = new Float64Array(CHECK_POINTS);
let kept = new Float64Array(CHECK_POINTS);
const w = new Float64Array(CHUNK);
const w1 = new Float64Array(CHUNK);
const w2 = new Float64Array(CHUNK);
const one = {
  k: new Float64Array(1),
  w: new Float64Array(1),
  w1: new Float64Array(1),
  w2: new Float64Array(1),
};
/** A column for so many values, good until it is asked for again. */
function room(n: number): Float64Array {
  if (kept.length < n) kept = new Float64Array(n);
  return kept.subarray(0, n);
}

/** Points of [low, high]: dense about features where there are any, else that many, good until they are asked for again. */
function gridOf(features: readonly SmileFeature[], low: number, high: number, points: number): Float64Array {
  if (features.length > 0) return featureGrid(features, low, high);
  const k = uniform.subarray(0, points);
  uniformGrid(low, high, k);
  return k;
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** To 3e-8 of the bracket: closer than that values about a minimum do not differ. */
const REFINEMENTS = 36;

/** Smallest f on [low, high] around a grid minimum, by golden section (J. Kiefer, 1953). */
export function goldenMinimum(f: (k: number) => number, low: number, high: number): Minimum {
  let a = low;
  let b = high;
  let c = b - GOLDEN * (b - a);
  let d = a + GOLDEN * (b - a);
  let fc = f(c);
  let fd = f(d);
  for (let i = 0; i < REFINEMENTS && b - a > 1e-14; i++) {
    if (fc <= fd) {
      b = d;
      d = c;
      fd = fc;
      c = b - GOLDEN * (b - a);
      fc = f(c);
    } else {
      a = c;
      c = d;
      fc = fd;
      d = a + GOLDEN * (b - a);
      fd = f(d);
    }
  }
  return fc <= fd ? { value: fc, at: c } : { value: fd, at: d };
}

/** What stands for a value where the smile has none: what cannot be priced is not free of arbitrage. */
const HOLE = -1;

/** Smallest values over a range and over a part of it. */
export interface Minima {
  readonly whole: Minimum;
  /** Null where no part was asked for. */
  readonly part: Minimum | null;
}

const lesser = (a: Minimum, b: Minimum): Minimum => (b.value < a.value ? b : a);

/**
 * Smallest of the values on an ascending grid, and of those between two of its points, each local minimum refined by f,
 * also one between an end and its neighbour: in a wing they lie far apart. One that is not finite becomes -1 there.
 */
export function refinedMinima(
  k: Float64Array,
  values: Float64Array,
  f: (k: number) => number,
  part: readonly [number, number] | null,
): Minima {
  const last = k.length - 1;
  for (let i = 0; i <= last; i++) if (!Number.isFinite(values[i])) values[i] = HOLE;
  const onGrid = (i: number): Minimum => ({ value: values[i]!, at: k[i]! });
  let whole = onGrid(0);
  let inner = part && lesser(onGrid(k.indexOf(part[0])), onGrid(k.indexOf(part[1])));
  for (let i = 0; i <= last; i++) {
    const here = values[i]!;
    const a = Math.max(i - 1, 0);
    const b = Math.min(i + 1, last);
    if (here > values[a]! || here > values[b]!) continue;
    const least = lesser(onGrid(i), goldenMinimum(f, k[a]!, k[b]!));
    whole = lesser(whole, least);
    if (inner && least.at >= part![0] && least.at <= part![1]) inner = lesser(inner, least);
  }
  return { whole, part: inner };
}

/**
 * Smallest g of a slice at the points of an ascending grid and between, and the same of a part whose ends are among
 * them, each local minimum refined.
 *
 * @param variance receives w at the points, for checks against neighbours
 */
export function smallestGOn(
  smile: SmileFunctions,
  theta: Float64Array,
  grid: Float64Array,
  part: readonly [number, number] | null,
  variance?: Float64Array,
): Minima {
  const n = grid.length;
  const values = room(n);
  for (let from = 0; from < n; from += CHUNK) {
    const k = n <= CHUNK ? grid : grid.subarray(from, Math.min(n, from + CHUNK));
    smile.derivatives(theta, k, w, w1, w2);
    for (let i = 0; i < k.length; i++) values[from + i] = durrlemanG(k[i]!, w[i]!, w1[i]!, w2[i]!);
    variance?.set(k.length === CHUNK ? w : w.subarray(0, k.length), from);
  }
  const at = (k: number): number => {
    one.k[0] = k;
    smile.derivatives(theta, one.k, one.w, one.w1, one.w2);
    return durrlemanG(k, one.w[0]!, one.w1[0]!, one.w2[0]!);
  };
  return refinedMinima(grid, values, at, part);
}

/**
 * Smallest g of a slice on [low, high], each local minimum of the grid refined. The grid is dense where the smile says
 * it bends, else uniform.
 *
 * @param points of the uniform grid
 * @param variance receives w on the uniform grid, for checks against neighbours
 */
export function smallestG(
  smile: SmileFunctions,
  theta: Float64Array,
  low: number,
  high: number,
  points: number = CHECK_POINTS,
  variance?: Float64Array,
): Minimum {
  const grid = gridOf(smile.features?.(theta) ?? [], low, high, points);
  return smallestGOn(smile, theta, grid, null, variance).whole;
}

/** One slice with its parameters. */
export interface Smile {
  readonly functions: SmileFunctions;
  readonly theta: Float64Array;
}

/** Two slices and what is known of them, the second the later one. */
export interface Neighbours {
  readonly earlier: Smile;
  readonly later: Smile;
  /** w of both on the uniform grid of [low, high], where a check of g left them: of smiles that tell no features. */
  readonly variances?: readonly [Float64Array, Float64Array];
}

/**
 * Smallest w2(k) - w1(k) of two neighbours at the points of an ascending grid and between, and the same of a part whose
 * ends are among them, each local minimum refined.
 */
export function smallestGapOn(
  { earlier, later, variances }: Neighbours,
  grid: Float64Array,
  part: readonly [number, number] | null,
): Minima {
  const n = grid.length;
  const values = room(n);
  if (variances === undefined) {
    for (let from = 0; from < n; from += CHUNK) {
      const k = n <= CHUNK ? grid : grid.subarray(from, Math.min(n, from + CHUNK));
      earlier.functions.totalVariance(earlier.theta, k, w1);
      later.functions.totalVariance(later.theta, k, w2);
      for (let i = 0; i < k.length; i++) values[from + i] = w2[i]! - w1[i]!;
    }
  } else {
    const [first, second] = variances;
    for (let i = 0; i < n; i++) values[i] = second[i]! - first[i]!;
  }
  const at = (k: number): number => {
    one.k[0] = k;
    earlier.functions.totalVariance(earlier.theta, one.k, one.w1);
    later.functions.totalVariance(later.theta, one.k, one.w2);
    return one.w2[0]! - one.w1[0]!;
  };
  return refinedMinima(grid, values, at, part);
}

/** Smallest w2(k) - w1(k) of two neighbours on [low, high], each local minimum of the grid refined. */
export function smallestGap(
  pair: Neighbours,
  low: number,
  high: number,
  points: number = CHECK_POINTS,
): Minimum {
  const features = [
    ...(pair.earlier.functions.features?.(pair.earlier.theta) ?? []),
    ...(pair.later.functions.features?.(pair.later.theta) ?? []),
  ];
  return smallestGapOn(pair, gridOf(features, low, high, points), null).whole;
}
