/**
 * How far a scalar may stray from the published one before moving is worth its cost, and where it is moved to. A published
 * ln v that is off by z loses lambda z^2/2 a day, z diffuses by q per root day, and a move by m costs f + c m. Of all rules
 * the best moves at |z| = h and leaves |z| = y. From y it takes (h^2 - y^2)/q^2 days to h, so that a day costs
 *   lambda (h^2 + y^2)/12 + (f + c (h - y)) q^2/(h^2 - y^2),
 * least where, with s = h + y, d = h - y and a = 12 q^2/lambda, d^3 s = a f and s^3 = (a f)^(2/3) s^(1/3) + a c. Without a
 * fixed cost h = y = (3 c q^2/(2 lambda))^(1/3): the published value follows at the edge. Without one in proportion
 * y = 0 and h = (12 f q^2/lambda)^(1/4): it takes the present one.
 *
 * A. E. Whalley and P. Wilmott, "An asymptotic analysis of an optimal hedging model for option pricing with transaction
 * costs", Mathematical Finance 7(3), 1997 (the cube root); R. Korn, "Portfolio optimisation with strictly positive
 * transaction costs and impulse control", Finance and Stochastics 2, 1998 (the fourth root); that rules of this form are
 * best with both costs: G. M. Constantinides and S. F. Richard, "Existence of optimal simple policies for
 * discounted-cost inventory and cash management in continuous time", Operations Research 26(4), 1978.
 */

/** A band about the published value. */
export interface PublishBand {
  /** Half-width h, in ln v. */
  readonly half: number;
  /** Distance y that a move leaves, in ln v, at most `half`. */
  readonly landing: number;
}

/** What a band is made from. */
export interface BandProblem {
  /** Standard deviation of ln v per root day. */
  readonly q: number;
  /** Loss rate: squared vega times risk aversion, per day and squared ln v. */
  readonly lambda: number;
}

/** What moving costs, in the unit of the loss: 0 or more. */
export interface MoveCosts {
  /** Of a move of one in ln v. */
  readonly proportional: number;
  /** Of a move of any size. */
  readonly fixed: number;
}

const STEPS = 60;

/** The root of u^9 = alpha u + beta above 0, by Newton's steps from above: the difference is convex there. */
function sumRoot(alpha: number, beta: number): number {
  let u = Math.max((2 * beta) ** (1 / 9), (2 * alpha) ** (1 / 8));
  for (let step = 0; step < STEPS && u > 0; step++) {
    const eighth = u ** 8;
    const next = u - (u * (eighth - alpha) - beta) / (9 * eighth - alpha);
    if (!(next < u)) break;
    u = next;
  }
  return u ** 3;
}

/**
 * The band that costs least. Without costs it has no width; without aversion to the loss it has no end.
 *
 * @returns with the loss and the costs together, on average a day
 */
export function publishBand(
  { q, lambda }: BandProblem,
  { proportional, fixed }: MoveCosts,
): PublishBand & { readonly meanCost: number } {
  const a = (12 * q * q) / lambda;
  if (!(proportional + fixed > 0 && q > 0)) return { half: 0, landing: 0, meanCost: 0 };
  if (a === Number.POSITIVE_INFINITY) return { half: a, landing: a, meanCost: 0 };
  const s = sumRoot(Math.cbrt(a * fixed) ** 2, a * proportional);
  // Not wider than s, whatever the powers above lose.
  const d = Math.min(s, Math.cbrt((a * fixed) / s));
  const [half, landing] = [(s + d) / 2, (s - d) / 2];
  const moving = ((d > 0 ? fixed / d : 0) + proportional) * ((q * q) / s);
  return { half, landing, meanCost: (lambda * (half * half + landing * landing)) / 12 + moving };
}
