import { integrateAll } from '#math/adaptive-quadrature.ts';
import { normalDensity } from '#math/normal.ts';
import type { RiskNeutralLaw } from './density.ts';
import { durrlemanG } from './durrleman-g.ts';
import type { SmileCurve } from './smile-curve.ts';

/** Moments of the log-return k = ln(S/F) under a risk-neutral law, and what is to be checked of the law. */
export interface DensityMoments {
  /** Probability in the law's range; 1, or the smile's wings are too steep to carry a law. */
  readonly mass: number;
  /** E[S]/F; 1 where the forward is paid for by the smile. */
  readonly forward: number;
  readonly mean: number;
  /** NaN, with skewness and kurtosis, where negative stretches of the law leave no variance. */
  readonly sd: number;
  readonly skewness: number;
  readonly excessKurtosis: number;
  /** The integrals met their tolerance. */
  readonly converged: boolean;
}

const TOLERANCE = 1e-13;

/** Moments by quadrature of the closed-form density over the law's range. */
export function densityMoments(curve: SmileCurve, law: RiskNeutralLaw): DensityMoments {
  const unit = law.at(0).s;
  const [low, high] = law.range;
  let size = 0;
  let [w, w1, w2] = [new Float64Array(0), new Float64Array(0), new Float64Array(0)];
  const { value, converged } = integrateAll(
    (k, out) => {
      const n = k.length;
      if (size !== n) {
        size = n;
        [w, w1, w2] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
      }
      curve.derivatives(k, w, w1, w2);
      for (let i = 0; i < n; i++) {
        const s = Math.sqrt(w[i]!);
        const density = (durrlemanG(k[i]!, w[i]!, w1[i]!, w2[i]!) * normalDensity(k[i]! / s + 0.5 * s)) / s;
        const x = k[i]! / unit;
        let power = density;
        for (let m = 0; m < 5; m++, power *= x) out[m * n + i] = power;
      }
    },
    panelBreaks(low, high, unit),
    Array.from({ length: 5 }, () => TOLERANCE),
  );
  const [mass, m1, m2, m3, m4] = value as unknown as [number, number, number, number, number];
  const mean = m1 / mass;
  const spread = m2 / mass - mean * mean;
  const variance = spread > 0 ? spread : Number.NaN;
  const third = m3 / mass - 3 * mean * (m2 / mass) + 2 * mean ** 3;
  const fourth = m4 / mass - 4 * mean * (m3 / mass) + 6 * mean * mean * (m2 / mass) - 3 * mean ** 4;
  return {
    mass,
    forward: law.at(high).share - law.at(low).share,
    mean: mean * unit,
    sd: Math.sqrt(variance) * unit,
    skewness: third / variance ** 1.5,
    excessKurtosis: fourth / (variance * variance) - 3,
    converged,
  };
}

/** Panels for integrals over a smile: narrow about the money, widening outwards. */
export function panelBreaks(
  low: number,
  high: number,
  unit: number,
  extra: readonly number[] = [],
): number[] {
  const inner = [2, 6, 20, 60].flatMap((n) => [-n * unit, n * unit]);
  const breaks = [0, ...inner, ...extra].filter((k) => k > low && k < high);
  return [low, ...new Set(breaks.sort((a, b) => a - b)), high];
}
