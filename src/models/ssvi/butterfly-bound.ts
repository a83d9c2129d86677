/**
 * The exact bound on the curvature psi of a slice [theta, rho, psi] without butterfly arbitrage.
 *
 * Durrleman's g is linear in psi^2 at a fixed point of the hyperbola, so that g >= 0 everywhere is
 * psi^2 <= P(theta, rho), an infimum over that point. With T = tanh(v/2), v the hyperbolic angle from the
 * smile's minimum, and S = 1 + T^2 - 2 rho T, everything is rational:
 *   P = (4 theta/(1 - rho^2)) inf over -1 <= T <= 1 with D > 0 of (1 - rho T)^2/D,
 *   D = theta (1 - rho^2) T^2/4 + (1 - T^2) (T^2 - (1 - T^2)^2/S).
 * The ends T = -1 and 1 are Lee's bound psi (1 + |rho|) <= 4.
 *
 * After C. Martini and A. Mingone, "No arbitrage SVI", SIAM Journal on Financial Mathematics 13(1), 2022,
 * section 6, and A. Mingone, "No arbitrage global parametrization for the eSSVI volatility surface",
 * Quantitative Finance 22(12), 2022, section 3.
 */

/** The bound psi <= bound with its derivatives. */
export interface CurvatureBound {
  readonly bound: number;
  /** d bound/d theta and d bound/d rho at the binding point (envelope theorem). */
  readonly byTheta: number;
  readonly byRho: number;
}

/** Nodes of T, two orders denser at the ends than between: with |rho| near 1 a smile bends within 1 - |rho| of one. */
const NODES = Float64Array.from({ length: 65 }, (_, i) =>
  Math.sin((Math.PI / 2) * Math.sin((Math.PI / 2) * (i / 32 - 1))),
);
const REFINEMENTS = 40;
/** Room left below the infimum, relative: what rounding may make of it. */
const MARGIN = 1e-9;

/** (1 - rho T)^2/D at T; infinite where T sets no bound. */
function ratio(theta: number, rho: number, q2: number, T: number): number {
  const t2 = T * T;
  const flat = 1 - t2;
  const d = 0.25 * theta * q2 * t2 + flat * (t2 - (flat * flat) / (1 + t2 - 2 * rho * T));
  const h = 1 - rho * T;
  return d > 0 ? (h * h) / d : Number.POSITIVE_INFINITY;
}

/** The T at which the bound binds: every local minimum of the nodes refined by parabolas. */
function bindingPoint(theta: number, rho: number, q2: number): number {
  const last = NODES.length - 1;
  let best = Number.POSITIVE_INFINITY;
  let at = 1;
  let before = Number.POSITIVE_INFINITY;
  let here = ratio(theta, rho, q2, NODES[0]!);
  for (let i = 0; i <= last; i++) {
    const after = i < last ? ratio(theta, rho, q2, NODES[i + 1]!) : Number.POSITIVE_INFINITY;
    if (here < best) {
      best = here;
      at = NODES[i]!;
    }
    // Only a node near the best so far can hide the infimum between itself and its neighbours.
    if (i > 0 && i < last && here <= before && here <= after && here < 1.2 * best) {
      const refined = refine(theta, rho, q2, NODES[i - 1]!, NODES[i]!, NODES[i + 1]!);
      const value = ratio(theta, rho, q2, refined);
      if (value < best) {
        best = value;
        at = refined;
      }
    }
    before = here;
    here = after;
  }
  return at;
}

/** Minimum between low and high, `middle` below both: parabolas through three points, halving where they stall. */
function refine(theta: number, rho: number, q2: number, low: number, middle: number, high: number): number {
  let [a, m, b] = [low, middle, high];
  let [fa, fm, fb] = [a, m, b].map((T) => ratio(theta, rho, q2, T)) as [number, number, number];
  for (let step = 0; step < REFINEMENTS && b - a > 1e-9; step++) {
    const left = (m - a) * (fm - fb);
    const right = (m - b) * (fm - fa);
    let next = m - 0.5 * (((m - a) * left - (m - b) * right) / (left - right));
    if (step % 3 === 2 || !(next > a && next < b) || next === m)
      next = m - a > b - m ? 0.5 * (a + m) : 0.5 * (m + b);
    const value = ratio(theta, rho, q2, next);
    if (value < fm) {
      if (next < m) [b, fb] = [m, fm];
      else [a, fa] = [m, fm];
      [m, fm] = [next, value];
    } else if (next < m) [a, fa] = [next, value];
    else [b, fb] = [next, value];
  }
  return m;
}

/** Largest psi of a slice at theta > 0 and |rho| < 1 that is free of butterfly arbitrage on the whole line. */
export function curvatureBound(theta: number, rho: number): CurvatureBound {
  const q2 = (1 - rho) * (1 + rho);
  const T = bindingPoint(theta, rho, q2);
  const t2 = T * T;
  const flat = 1 - t2;
  const s = 1 + t2 - 2 * rho * T;
  const h = 1 - rho * T;
  const d = 0.25 * theta * q2 * t2 + flat * (t2 - (flat * flat) / s);
  const bound = (1 - MARGIN) * 2 * h * Math.sqrt(theta / (q2 * d));
  const dByRho = -0.5 * rho * theta * t2 - (2 * T * flat * flat * flat) / (s * s);
  return {
    bound,
    byTheta: 0.5 * bound * (1 / theta - (0.25 * q2 * t2) / d),
    byRho: bound * (rho / q2 - T / h - (0.5 * dByRho) / d),
  };
}
