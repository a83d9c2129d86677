/**
 * The parameters of SABR as its formulas use them, and the first correction in time.
 *
 * Parameters of a slice: [alpha, beta, rho, nu, shift]. With f = F + shift and kappa = ln((K + shift)/f), a SABR
 * smile depends on a = alpha f^(beta - 1), o = 1 - beta, rho, nu and kappa alone.
 */

/** Parameters of a slice: alpha, beta, rho, nu, shift. */
export const SABR_SIZE = 5;
export const [ALPHA, BETA, RHO, NU, SHIFT] = [0, 1, 2, 3, 4] as const;

/**
 * Least 1 + T I at which a smile is said to be one: the expansion in time has then left what it expands. Below,
 * there is no volatility and the formulas return NaN.
 */
export const LEAST_CORRECTION = 1e-10;

/** What a whole slice shares. */
export interface Scaled {
  readonly a: number;
  readonly o: number;
  readonly rho: number;
  readonly nu: number;
  readonly shift: number;
  /** F + shift. */
  readonly f: number;
}

export function scaled(theta: Float64Array, forward: number): Scaled {
  const shift = theta[SHIFT]!;
  const f = forward + shift;
  const o = 1 - theta[BETA]!;
  const a = o === 0 ? theta[ALPHA]! : theta[ALPHA]! * f ** -o;
  return { a, o, rho: theta[RHO]!, nu: theta[NU]!, shift, f };
}

/** Coefficient of nu^2 in the correction. */
export function varianceCoefficient(rho: number): number {
  return (2 - 3 * rho * rho) / 24;
}

/**
 * The correction 1 + T I at u = a e^-q:
 * I = o^2 u^2/24 + rho beta nu u/4 + (2 - 3 rho^2) nu^2/24 (Hagan et al. 2002, eq. 2.17a).
 */
export function correction(u: number, { o, rho, nu }: Scaled, t: number): number {
  return 1 + t * ((o * o * u * u) / 24 + (rho * (1 - o) * nu * u) / 4 + varianceCoefficient(rho) * nu * nu);
}

/** The smallest correction at the strikes with |kappa| <= reach. */
export function leastCorrection(slice: Scaled, t: number, reach: number): number {
  const { a, o, rho, nu } = slice;
  const spread = Math.exp((Math.abs(o) * reach) / 2);
  const low = a / spread;
  const high = a * spread;
  let least = Math.min(correction(low, slice, t), correction(high, slice, t));
  if (o !== 0) {
    const vertex = (-3 * rho * (1 - o) * nu) / (o * o);
    if (vertex > low && vertex < high) least = Math.min(least, correction(vertex, slice, t));
  }
  return least;
}
