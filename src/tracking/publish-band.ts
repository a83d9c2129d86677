/**
 * How far a scalar may stray from the published one before moving is worth its cost. A published ln v that is off by z
 * loses lambda z^2/2 a day, and z diffuses by q per root day.
 *
 * A. E. Whalley and P. Wilmott, "An asymptotic analysis of an optimal hedging model for option pricing with transaction
 * costs", Mathematical Finance 7(3), 1997 (the cube root); R. Korn, "Portfolio optimisation with strictly positive
 * transaction costs and impulse control", Finance and Stochastics 2, 1998 (the fourth root).
 */

/** A band about the published value, and what keeping to it costs on average. */
export interface PublishBand {
  /** Half-width, in ln v. */
  readonly half: number;
  /** Loss and cost together, a day. */
  readonly meanCost: number;
}

/** What a band is made from. */
export interface BandProblem {
  /** Standard deviation of ln v per root day. */
  readonly q: number;
  /** Loss rate: squared vega times risk aversion, per day and squared ln v. */
  readonly lambda: number;
}

/**
 * Cost in proportion to the move: the published value follows at the edge of the band.
 *
 * @param cost of a move of one in ln v
 */
export function edgeBand({ q, lambda }: BandProblem, cost: number): PublishBand {
  const half = Math.cbrt((3 * cost * q * q) / (2 * lambda));
  const moving = half > 0 ? (cost * q * q) / (2 * half) : 0;
  return { half, meanCost: (lambda * half * half) / 6 + moving };
}

/**
 * A fixed cost each time: the published value jumps to the present one at the edge of the band.
 *
 * @param cost of a move of any size
 */
export function jumpBand({ q, lambda }: BandProblem, cost: number): PublishBand {
  const half = ((12 * cost * q * q) / lambda) ** 0.25;
  const moving = half > 0 ? (cost * q * q) / (half * half) : 0;
  return { half, meanCost: (lambda * half * half) / 12 + moving };
}
