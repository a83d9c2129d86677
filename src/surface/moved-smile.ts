/**
 * A fitted smile as it is published some time after its fit: its total variance times a factor, at its own k or, in
 * standardised k, at k over the root of the factor.
 *
 * After J. Gatheral and A. Jacquier, "Arbitrage-free SVI volatility surfaces", Quantitative Finance 14(1), 2014: of their
 * raw parameters it is (x a, x b, rho, m, sigma), or (x a, sqrt x b, rho, sqrt x m, sqrt x sigma).
 */
import type { SmileAt, SmileFunctions, VolModel } from '#models/model.ts';
import { createMovedLaw } from './moved-law.ts';

/** How a smile has moved since its fit. */
export interface SmileMove {
  /** Times the total variance of the fit, above zero. */
  readonly factor: number;
  /** `vertical`: w(k) becomes x w(k); `standardised`: x w(k / sqrt x). A law has its own way (moved-law.ts). */
  readonly map: 'vertical' | 'standardised';
  /** Time to expiry and forward of the fit, at which its parameters hold. */
  readonly from: SmileAt;
}

/** A slice that may have moved since its fit: `t` and `forward` are those of now. */
export interface MovableAt extends SmileAt {
  readonly moved?: SmileMove | undefined;
}

/** The smile of a model at a slice, as it has moved. */
export function smileOf(model: Pick<VolModel, 'smile' | 'variances'>, at: MovableAt): SmileFunctions {
  const { moved } = at;
  if (moved === undefined) return model.smile({ t: at.t, forward: at.forward });
  const { variances } = model;
  if (variances !== undefined) return createMovedLaw({ smile: model.smile, variances }, at, moved);
  const base = model.smile(moved.from);
  const { factor } = moved;
  const root = moved.map === 'vertical' ? 1 : Math.sqrt(factor);
  const shifted = (k: Float64Array): Float64Array => (root === 1 ? k : k.map((value) => value / root));
  const times = (column: Float64Array, by: number): void => {
    for (let i = 0; i < column.length; i++) column[i]! *= by;
  };
  return {
    totalVariance(theta, k, out) {
      base.totalVariance(theta, shifted(k), out);
      times(out, factor);
    },
    derivatives(theta, k, w, w1, w2) {
      base.derivatives(theta, shifted(k), w, w1, w2);
      times(w, factor);
      times(w1, factor / root);
      times(w2, factor / (root * root));
    },
    jacobian(theta, k, out) {
      base.jacobian(theta, shifted(k), out);
      times(out, factor);
    },
  };
}
