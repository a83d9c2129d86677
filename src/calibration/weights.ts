import { median, roomFor } from '#market/columns.ts';
import { workColumn } from '#math/work-column.ts';
import type { FitSlice } from './request.ts';
import type { ScopedSettings } from './settings.ts';

/** Volatility error that remains at a zero spread. */
const SIGMA0 = 0.002;

/** The factors of a quote's weight before normalising; columns of one length n, those of terms that are off the same. */
export interface WeightFactors {
  readonly spread: Float64Array;
  readonly size: Float64Array;
  readonly activity: Float64Array;
  readonly age: Float64Array;
  readonly moneyness: Float64Array;
  readonly manual: Float64Array;
}

/** Weights of one slice. */
export interface SliceWeights {
  /** Sum 1 over the quotes that take part, 0 for the others. Length n. */
  readonly weight: Float64Array;
  readonly factors: WeightFactors;
  /** 1 / sum of squared weights (Kish's effective sample size); 0 when every weight is 0. */
  readonly effective: number;
}

/** What medians and quantiles are taken of, one term at a time. */
let known = new Float64Array(64);
let harmonic = new Float64Array(64);

/** Linear-interpolated quantile (type 7 of Hyndman and Fan, 1996) of the first `count` values, which are put in order. */
function quantile(values: Float64Array, count: number, p: number): number {
  const sorted = values.subarray(0, count).sort();
  const h = (count - 1) * p;
  const low = Math.floor(h);
  const high = Math.min(count - 1, low + 1);
  return sorted[low]! + (h - low) * (sorted[high]! - sorted[low]!);
}

/** The power 1 is the usual one, and a power costs more than all the rest of a weight. */
function raised(value: number, power: number): number {
  return power === 1 ? value : value ** power;
}

/** Half the bid-ask spread in volatility; the slice's median half-spread for a one-sided quote. */
export function halfSpreads(slice: FitSlice): Float64Array {
  const n = slice.k.length;
  const half = workColumn(n);
  known = roomFor(n, known);
  let count = 0;
  for (let i = 0; i < n; i++) {
    half[i] = Math.abs(slice.askVol[i]! - slice.bidVol[i]!) / 2;
    if (half[i]! >= 0) known[count++] = half[i]!;
  }
  const typical = count > 0 ? median(known, count) : 0.01;
  for (let i = 0; i < n; i++) if (!(half[i]! >= 0)) half[i] = typical;
  return half;
}

/** h^2 + sigma0^2 + tick^2: the variance of a quote in volatility that its half-spread h and its tick let expect. */
export function quoteVariances(slice: FitSlice): Float64Array {
  const out = halfSpreads(slice);
  for (let i = 0; i < out.length; i++) {
    const h = out[i]!;
    const tick = slice.tickVol[i]!;
    out[i] = h * h + SIGMA0 * SIGMA0 + tick * tick;
  }
  return out;
}

/** The inverse variance of a quote. */
function spreadFactor(slice: FitSlice, power: number): Float64Array {
  const out = quoteVariances(slice);
  for (let i = 0; i < out.length; i++) out[i] = raised(1 / out[i]!, power);
  return out;
}

/** 2H/(H + median H), H the harmonic mean of the two sizes: one-sided depth counts little. */
function sizeFactor(slice: FitSlice, power: number, ones: Float64Array): Float64Array {
  const { bidSize, askSize } = slice;
  if (bidSize === null || askSize === null || power === 0) return ones;
  const out = workColumn(slice.k.length);
  known = roomFor(out.length, known);
  harmonic = roomFor(out.length, harmonic);
  let count = 0;
  for (let i = 0; i < out.length; i++) {
    harmonic[i] = 0;
    const bid = bidSize[i]!;
    const ask = askSize[i]!;
    if (!(bid > 0 && ask > 0)) continue;
    harmonic[i] = (2 * bid * ask) / (bid + ask);
    if (harmonic[i]! > 0) known[count++] = harmonic[i]!;
  }
  if (count === 0) return ones;
  const middle = median(known, count);
  for (let i = 0; i < out.length; i++) out[i] = raised((2 * harmonic[i]!) / (harmonic[i]! + middle), power);
  return out;
}

/** 0.5 + 0.5 min(1, ln(1 + open interest + volume) / its 90 % quantile). */
function activityFactor(slice: FitSlice, power: number, ones: Float64Array): Float64Array {
  const { activity } = slice;
  if (activity === null || power === 0) return ones;
  const out = workColumn(slice.k.length);
  known = roomFor(activity.length, known);
  let count = 0;
  for (let i = 0; i < activity.length; i++) if (Number.isFinite(activity[i]!)) known[count++] = activity[i]!;
  const top = count > 0 ? quantile(known, count, 0.9) : 0;
  for (let i = 0; i < out.length; i++) {
    const v = Number.isFinite(activity[i]!) ? activity[i]! : 0;
    const share = top > 0 ? Math.min(1, v / top) : 1;
    out[i] = raised(0.5 + 0.5 * share, power);
  }
  return out;
}

/** 2^(-age/half-life); 1 where a quote has no timestamp. */
function ageFactor(slice: FitSlice, halfLife: number | null, ones: Float64Array): Float64Array {
  const { age } = slice;
  if (age === null || halfLife === null) return ones;
  const out = ones.slice();
  for (let i = 0; i < out.length; i++) if (age[i]! >= 0) out[i] = 2 ** (-age[i]! / halfLife);
  return out;
}

/** Gaussian taper exp(-z^2/2), z = k / (width sigma_ATM sqrt t), sigma_ATM of the quote nearest the money. */
function moneynessFactor(slice: FitSlice, width: number | null, ones: Float64Array): Float64Array {
  const n = slice.k.length;
  if (width === null) return ones;
  let nearest = -1;
  for (let i = 0; i < n; i++) {
    if (!(slice.midVol[i]! > 0)) continue;
    if (nearest < 0 || Math.abs(slice.k[i]!) < Math.abs(slice.k[nearest]!)) nearest = i;
  }
  if (nearest < 0) return ones;
  const out = new Float64Array(n);
  const scale = width * slice.midVol[nearest]! * Math.sqrt(slice.t);
  for (let i = 0; i < n; i++) {
    const z = slice.k[i]! / scale;
    out[i] = Math.exp(-0.5 * z * z);
  }
  return out;
}

/** The largest of the positive weights but for half of them, rounded down. */
function upperMiddle(weight: Float64Array): number {
  const positive = weight.filter((w) => w > 0).sort();
  return positive[positive.length - 1 - Math.floor(positive.length / 2)]!;
}

/**
 * Caps normalised weights at c by water filling: those above are set to c and the rest scaled up to
 * sum 1 again, until none is above. In place.
 *
 * At most half of the positive weights are held: where c would take more, which needs fewer than 2/c of them, it is
 * raised to what holds half. A cap keeps single quotes down; one that held most of a few would raise the worst instead:
 * of five quotes at 25 %, two a hundred times less certain than the others would share a quarter of the fit.
 */
export function capWeights(weight: Float64Array, c: number): void {
  let positive = 0;
  for (let i = 0; i < weight.length; i++) if (weight[i]! > 0) positive++;
  if (positive === 0 || c >= 1) return;
  // No more than 1/c weights can stand at c.
  if (c * positive < 2) {
    const middle = upperMiddle(weight);
    let sum = 0;
    for (let i = 0; i < weight.length; i++) sum += Math.min(weight[i]!, middle);
    if (middle >= c * sum) {
      for (let i = 0; i < weight.length; i++) weight[i] = Math.min(weight[i]!, middle) / sum;
      return;
    }
  }
  const capped = new Uint8Array(weight.length);
  for (let round = 0; round < weight.length; round++) {
    let fixed = 0;
    let free = 0;
    let grown = false;
    for (let i = 0; i < weight.length; i++) {
      if (capped[i] === 0 && weight[i]! > c) {
        capped[i] = 1;
        grown = true;
      }
      if (capped[i] === 1) fixed += c;
      else free += weight[i]!;
    }
    if (!grown) return;
    const scale = (1 - fixed) / free;
    for (let i = 0; i < weight.length; i++) weight[i] = capped[i] === 1 ? c : weight[i]! * scale;
  }
}

/**
 * Weights of one slice: by hand x spread x size x activity x age x moneyness, normalised to sum 1,
 * then capped.
 */
export function sliceWeights(slice: FitSlice, weights: ScopedSettings['weights']): SliceWeights {
  // Terms that are off share one column.
  const ones = workColumn(slice.k.length).fill(1);
  const factors: WeightFactors = {
    spread: spreadFactor(slice, weights.spread),
    size: sizeFactor(slice, weights.size, ones),
    activity: activityFactor(slice, weights.activity, ones),
    age: ageFactor(slice, weights.ageHalfLife, ones),
    moneyness: moneynessFactor(slice, weights.moneynessWidth, ones),
    manual: slice.manual,
  };
  const n = slice.k.length;
  const weight = new Float64Array(n);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const w =
      factors.manual[i]! *
      factors.spread[i]! *
      factors.size[i]! *
      factors.activity[i]! *
      factors.age[i]! *
      factors.moneyness[i]!;
    weight[i] = Number.isFinite(w) ? w : 0;
    sum += weight[i]!;
  }
  if (!(sum > 0)) return { weight: weight.fill(0), factors, effective: 0 };
  let squares = 0;
  for (let i = 0; i < n; i++) weight[i]! /= sum;
  capWeights(weight, weights.cap);
  for (let i = 0; i < n; i++) squares += weight[i]! * weight[i]!;
  return { weight, factors, effective: 1 / squares };
}
