import type { SmileFunctions } from '#models/model.ts';
import { durrlemanG } from '#surface/durrleman-g.ts';

const STEPS = 200;
const BISECTIONS = 30;

/**
 * Log-moneyness from which g is negative, walking from `from`, where it is not,
 * to `to`, where it is.
 */
export function butterflyOnset(smile: SmileFunctions, theta: Float64Array, from: number, to: number): number {
  const k = new Float64Array(1);
  const w = new Float64Array(1);
  const w1 = new Float64Array(1);
  const w2 = new Float64Array(1);
  const negative = (at: number): boolean => {
    k[0] = at;
    smile.derivatives(theta, k, w, w1, w2);
    return durrlemanG(at, w[0] ?? Number.NaN, w1[0] ?? Number.NaN, w2[0] ?? Number.NaN) < 0;
  };
  let good = from;
  let bad = to;
  for (let i = 1; i <= STEPS; i++) {
    const at = from + ((to - from) * i) / STEPS;
    if (negative(at)) {
      bad = at;
      break;
    }
    good = at;
  }
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (good + bad) / 2;
    if (negative(middle)) bad = middle;
    else good = middle;
  }
  return bad;
}
