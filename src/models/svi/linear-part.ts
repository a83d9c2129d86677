/**
 * The three linear variables of raw SVI at a given vertex (m, sigma): w = A + D k + E R, R = sqrt((k - m)^2 +
 * sigma^2), D = b rho, E = b, with the wing slopes E - D and E + D inside their box.
 *
 * Everything stands in columns and sums of this module: one fit at a time, nothing allocated but for more quotes.
 */
import type { GuessSlice } from '#models/model.ts';
import { logistic, SLOPE_LOGIT } from './box.ts';

/** The box of a wing slope, that of slope coordinates. */
export const LEAST_SLOPE = 2 * logistic(-SLOPE_LOGIT);
export const MOST_SLOPE = 2 - LEAST_SLOPE;

/** What R must have beyond a straight line, as a share of its square: less is rounding. */
const LEAST_PIVOT = 1e-13;

/** Columns of the quotes: weight over w, k and w less their weighted means, and R at the last vertex. */
export const columns = {
  weight: new Float64Array(64),
  centred: new Float64Array(64),
  level: new Float64Array(64),
  root: new Float64Array(64),
};

/** Which slopes are tied to a bound. */
export const FREE = 0;
export const PUT = 1;
export const CALL = 2;
export const BOTH = 3;

/**
 * Sums over the quotes of weight times 1, k^2, k y: those that m and sigma do not change. Those of k and y themselves
 * are nought, for both stand about their means.
 */
export const fixed = { s1: Number.NaN, skk: Number.NaN, sky: Number.NaN };
/** The same with R. */
export const moving = { sr: Number.NaN, skr: Number.NaN, srr: Number.NaN, syr: Number.NaN };
/** The linear variables. */
export const linear = { tie: FREE, a: Number.NaN, d: Number.NaN, e: Number.NaN };

/** Sets up the columns and sums of a slice; the means of k and w that were taken off. */
export function gather({ k, w, weight: share }: GuessSlice): readonly [number, number] {
  const n = k.length;
  if (n > columns.root.length) {
    columns.weight = new Float64Array(2 * n);
    columns.centred = new Float64Array(2 * n);
    columns.level = new Float64Array(2 * n);
    columns.root = new Float64Array(2 * n);
  }
  const { weight, centred, level } = columns;
  let total = 0;
  let meanK = 0;
  let meanY = 0;
  for (let i = 0; i < n; i++) {
    const c = share[i]! / w[i]!;
    weight[i] = c;
    total += c;
    meanK += c * k[i]!;
    meanY += share[i]!;
  }
  meanK /= total;
  meanY /= total;
  let skk = 0;
  let sky = 0;
  for (let i = 0; i < n; i++) {
    const c = weight[i]!;
    const x = k[i]! - meanK;
    const y = w[i]! - meanY;
    centred[i] = x;
    level[i] = y;
    skk += c * x * x;
    sky += c * x * y;
  }
  fixed.s1 = total;
  fixed.skk = skk;
  fixed.sky = sky;
  return [meanK, meanY];
}

function clip(slope: number): number {
  return Math.min(MOST_SLOPE, Math.max(LEAST_SLOPE, slope));
}

/** Weighted square of y - A - D k - E R but for its constant. */
function quadratic(a: number, d: number, e: number): number {
  const { s1, skk, sky } = fixed;
  const { sr, skr, srr, syr } = moving;
  return a * (a * s1 + 2 * e * sr) + d * (d * skk + 2 * e * skr - 2 * sky) + e * (e * srr - 2 * syr);
}

/** The linear variables with the put slope (side 1) or the call slope (side -1) at `slope`, the other one in its box. */
function solveTied(side: 1 | -1, slope: number): void {
  const { s1, skk, sky } = fixed;
  const { sr, skr, srr, syr } = moving;
  const rr = srr - (sr * sr) / s1;
  const d = (sky + side * syr - slope * (skr + side * rr)) / (skk + 2 * side * skr + rr);
  const other = 2 * side * d + slope;
  const kept = clip(other);
  linear.tie = kept === other ? (side === 1 ? PUT : CALL) : BOTH;
  linear.d = (side * (kept - slope)) / 2;
  linear.e = (kept + slope) / 2;
  linear.a = (-linear.e * sr) / s1;
}

/** The best linear variables with one of the slopes that the free solution has outside the box at its bound. */
function tieSlopes(put: number, putLeaves: boolean, call: number, callLeaves: boolean): void {
  if (!putLeaves) {
    solveTied(-1, call);
    return;
  }
  solveTied(1, put);
  if (!callLeaves) return;
  const { a, d, e } = linear;
  const kind = linear.tie;
  solveTied(-1, call);
  if (quadratic(linear.a, linear.d, linear.e) <= quadratic(a, d, e)) return;
  linear.a = a;
  linear.d = d;
  linear.e = e;
  linear.tie = kind;
}

/** The linear variables at (m, sigma) and their ties; the sum of squares, NaN where the quotes do not tell R from a line. */
export function solveLinear(n: number, m: number, square: number): number {
  const { s1, skk, sky } = fixed;
  const { weight: c, centred: k, level: y, root: r } = columns;
  let sr = 0;
  let skr = 0;
  let srr = 0;
  let syr = 0;
  for (let i = 0; i < n; i++) {
    const x = k[i]! - m;
    const here = Math.sqrt(x * x + square);
    r[i] = here;
    const share = c[i]! * here;
    sr += share;
    skr += share * k[i]!;
    srr += share * here;
    syr += share * y[i]!;
  }
  const pivot = srr - (sr * sr) / s1 - (skr * skr) / skk;
  if (!(pivot > LEAST_PIVOT * srr)) return Number.NaN;
  let e = (syr - (skr * sky) / skk) / pivot;
  let d = (sky - skr * e) / skk;
  let a = (-e * sr) / s1;
  moving.sr = sr;
  moving.skr = skr;
  moving.srr = srr;
  moving.syr = syr;
  linear.tie = FREE;
  const put = clip(e - d);
  const call = clip(e + d);
  if (put !== e - d || call !== e + d) {
    tieSlopes(put, put !== e - d, call, call !== e + d);
    a = linear.a;
    d = linear.d;
    e = linear.e;
  } else {
    linear.a = a;
    linear.d = d;
    linear.e = e;
  }
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const residual = y[i]! - a - d * k[i]! - e * r[i]!;
    sum += c[i]! * residual * residual;
  }
  return sum;
}
