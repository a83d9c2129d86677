import { modelById } from '#models/index.ts';
import { type MovableAt, smileOf } from '#surface/moved-smile.ts';

/** A fitted smile that can be drawn: parameters of a model at one expiry. */
export interface CurveSource extends MovableAt {
  readonly model: string;
  readonly theta: Float64Array;
  /** Part of the settlement price that is fixed already: log-moneyness counts from it. Absent is none. */
  readonly fixed?: number;
}

/** Model volatilities (decimal) at log-moneyness k; NaN where the model gives no positive variance. */
export function modelVols(source: CurveSource, k: Float64Array): Float64Array {
  const vols = new Float64Array(k.length).fill(Number.NaN);
  const model = modelById(source.model);
  if (model === undefined) return vols;
  smileOf(model, source).totalVariance(source.theta, k, vols);
  for (let i = 0; i < vols.length; i++) {
    const w = vols[i] ?? Number.NaN;
    vols[i] = w > 0 && source.t > 0 ? Math.sqrt(w / source.t) : Number.NaN;
  }
  return vols;
}

/** Strikes low to high, `n` of them, evenly spaced, with the log-moneyness of each. */
export function strikesOver(
  { forward, fixed = 0 }: Pick<CurveSource, 'forward' | 'fixed'>,
  low: number,
  high: number,
  n: number,
): { readonly strike: Float64Array; readonly k: Float64Array } {
  const strike = new Float64Array(n);
  const k = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const x = low + ((high - low) * i) / (n - 1);
    strike[i] = x;
    k[i] = Math.log((x - fixed) / (forward - fixed));
  }
  return { strike, k };
}

/** Points of a smile over strikes low to high, `n` of them, evenly spaced in strike. */
export function curveOverStrikes(
  source: CurveSource,
  low: number,
  high: number,
  n: number,
): { readonly strike: Float64Array; readonly vol: Float64Array } {
  const { strike, k } = strikesOver(source, low, high, n);
  return { strike, vol: modelVols(source, k) };
}

/**
 * Volatility of one smile less that of another, decimal: at the money of each, or at one strike on both, whatever their
 * forwards are.
 *
 * @param k log-moneyness of the strike on the first; null: at the money
 */
export function volApart(one: CurveSource, other: CurveSource, k: number | null): number {
  const at = (source: CurveSource, moneyness: number) =>
    modelVols(source, Float64Array.of(moneyness))[0] ?? Number.NaN;
  if (k === null) return at(one, 0) - at(other, 0);
  const [fixed, otherFixed] = [one.fixed ?? 0, other.fixed ?? 0];
  const strike = fixed + (one.forward - fixed) * Math.exp(k);
  return at(one, k) - at(other, Math.log((strike - otherFixed) / (other.forward - otherFixed)));
}
