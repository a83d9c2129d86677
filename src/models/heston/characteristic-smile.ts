import type { SmileAt, SmileFeature, SmileFunctions } from '#models/model.ts';
import type { CharacteristicFunction } from '#pricing/characteristic-function.ts';
import { type ContourSmile, createContourSmile } from '#pricing/contour-smile.ts';
import { createLewisExpiry } from '#pricing/lewis-price.ts';
import { lawPlaces } from './law-places.ts';

/** Time values over sqrt(F K) from which Lewis's formula gives the derivatives of a price their digits. */
const RESOLVED = 1e-9;
/** Relative step of parameters where it does not. */
const STEP = 1e-4;
const INVERSE_SQRT_2PI = 0.3989422804014327;

function same(a: Float64Array, b: Float64Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/**
 * The smile of a law at one expiry, known at every strike. Butterfly arbitrage has no place in it: there is a
 * density, and so there are no `derivativeJacobians` to penalise it by.
 *
 * @param peaks where the law may be narrow, ln(S/F) at t years
 */
export function createCharacteristicSmile(
  law: CharacteristicFunction,
  peaks: (theta: Float64Array, t: number) => readonly SmileFeature[],
  { t }: SmileAt,
): SmileFunctions {
  const p = law.parameters.length;
  const last = new Float64Array(p).fill(Number.NaN);
  let smile: ContourSmile | null = null;
  const at = (theta: Float64Array): ContourSmile => {
    if (smile === null || !same(theta, last)) {
      last.set(theta);
      smile = createContourSmile(law, Float64Array.from(theta), t);
    }
    return smile;
  };
  return {
    totalVariance: (theta, k, out) => at(theta).totalVariance(k, out),
    derivatives: (theta, k, w, w1, w2) => at(theta).derivatives(k, w, w1, w2),
    places: (theta, low, high) => lawPlaces(peaks(theta, t), low, high),
    /** Prices' derivatives over their vega; differences of w where a price is below the resolution of its formula. */
    jacobian(theta, k, out) {
      const n = k.length;
      const w = new Float64Array(n);
      at(theta).totalVariance(k, w);
      const strike = k.map(Math.exp);
      const price = new Float64Array(n);
      createLewisExpiry(law, 1, t, strike).timeValuesAndGradient(theta, price, out);
      const far: number[] = [];
      for (let i = 0; i < n; i++) {
        if (price[i]! < RESOLVED * Math.sqrt(strike[i]!)) far.push(i);
        const s = Math.sqrt(w[i]!);
        const d1 = -k[i]! / s + 0.5 * s;
        const vega = (INVERSE_SQRT_2PI * Math.exp(-0.5 * d1 * d1)) / (2 * s);
        for (let q = 0; q < p; q++) out[i * p + q]! /= vega;
      }
      if (far.length === 0) return;
      const strikes = Float64Array.from(far, (i) => k[i]!);
      const high = new Float64Array(far.length);
      const low = new Float64Array(far.length);
      for (let q = 0; q < p; q++) {
        const step = STEP * Math.max(Math.abs(theta[q]!), 0.01);
        const moved = (by: number) => theta.map((value, j) => (j === q ? value + by : value));
        createContourSmile(law, moved(step), t).totalVariance(strikes, high);
        createContourSmile(law, moved(-step), t).totalVariance(strikes, low);
        far.forEach((i, f) => {
          out[i * p + q] = (high[f]! - low[f]!) / (2 * step);
        });
      }
    },
  };
}
