/**
 * A smile moved by a volatility scalar v, x = v^2 its square, in one of two ways:
 *   vertical       w(k; x) = x w(k): every volatility times v at its own k;
 *   standardised   w(k; x) = x w(k/sqrt x): the smile keeps its shape in k over v.
 *
 * After J. Gatheral and A. Jacquier, "Arbitrage-free SVI volatility surfaces", Quantitative Finance 14(1), 2014, in whose
 * raw parameters they are (x a, x b, rho, m, sigma) and (x a, sqrt x b, rho, sqrt x m, sqrt x sigma).
 */
import type { SmileCurve } from '#surface/smile-curve.ts';

/** How a scalar moves a smile. */
export type ScalarMap = 'vertical' | 'standardised';

/**
 * The smile moved by x.
 *
 * @param x square of the scalar, above zero
 * @throws RangeError at any other x
 */
export function scaledSmile(base: SmileCurve, x: number, map: ScalarMap): SmileCurve {
  if (!(x > 0 && x < Number.POSITIVE_INFINITY)) throw new RangeError(`a smile is not scaled by ${x}`);
  return map === 'vertical' ? lifted(base, x) : stretched(base, x);
}

function lifted(base: SmileCurve, x: number): SmileCurve {
  return {
    ...base,
    derivatives(k, w, w1, w2) {
      base.derivatives(k, w, w1, w2);
      for (let i = 0; i < k.length; i++) {
        w[i]! *= x;
        w1[i]! *= x;
        w2[i]! *= x;
      }
    },
  };
}

/** The k that base smiles are asked for; a smile stretched twice may write over its own. */
let asked = new Float64Array(0);

function stretched(base: SmileCurve, x: number): SmileCurve {
  const root = Math.sqrt(x);
  const features = base.features?.map(({ at, width }) => ({ at: root * at, width: root * width }));
  return {
    ...(features === undefined ? {} : { features }),
    derivatives(k, w, w1, w2) {
      const n = k.length;
      if (asked.length < n) asked = new Float64Array(n);
      const u = asked.subarray(0, n);
      for (let i = 0; i < n; i++) u[i] = k[i]! / root;
      base.derivatives(u, w, w1, w2);
      for (let i = 0; i < n; i++) {
        w[i]! *= x;
        w1[i]! *= root;
      }
    },
  };
}
