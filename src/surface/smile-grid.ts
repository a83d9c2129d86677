/** Points at which a smile is looked at for its extremes. */
import type { SmileFeature } from '#models/model.ts';

/** Fills k with a uniform grid from low to high. */
export function uniformGrid(low: number, high: number, k: Float64Array): void {
  const step = (high - low) / (k.length - 1);
  for (let i = 0; i < k.length; i++) k[i] = low + i * step;
  k[k.length - 1] = high;
}

/** Step of asinh((k - at)/width): a smile in it has no feature narrower than some tens of these. */
const STEP = 0.06;

/** Points of [low, high], uniform in asinh((k - at)/width), so as dense about `at` as the feature is narrow. */
function about({ at, width }: SmileFeature, low: number, high: number): Float64Array {
  const from = Math.asinh((low - at) / width);
  const to = Math.asinh((high - at) / width);
  const n = Math.max(2, Math.ceil((to - from) / STEP) + 1);
  const k = new Float64Array(n);
  const growth = Math.exp((to - from) / (n - 1));
  let e = Math.exp(from);
  for (let i = 0; i < n; i++, e *= growth) k[i] = at + 0.5 * width * (e - 1 / e);
  k[0] = low;
  k[n - 1] = high;
  return k;
}

/** Two ascending columns as one, what stands in both once. */
export function mergedGrid(a: Float64Array, b: Float64Array): Float64Array {
  const out = new Float64Array(a.length + b.length);
  let n = 0;
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    const next = j === b.length || (i < a.length && a[i]! <= b[j]!) ? a[i++]! : b[j++]!;
    if (n === 0 || next > out[n - 1]!) out[n++] = next;
  }
  return out.subarray(0, n);
}

/** Ascending points of [low, high], its ends among them, dense about each feature. */
export function featureGrid(features: readonly SmileFeature[], low: number, high: number): Float64Array {
  return features.map((feature) => about(feature, low, high)).reduce(mergedGrid);
}
