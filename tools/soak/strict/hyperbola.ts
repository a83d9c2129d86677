/**
 * Smiles of SVI and of the surface SVI as hyperbolas in a rapidity u, from their published parameters alone:
 *   k = m + scale sinh u,  w = c + s (rho sinh u + cosh u),
 * so that w' = (s/scale)(rho + tanh u) and w'' = (s/scale^2)/cosh^3 u. Shares no formula with the models.
 *
 * SVI (J. Gatheral, 2004): c = a, s = b sigma, scale = sigma. Slices of SSVI and eSSVI (J. Gatheral and A. Jacquier,
 * 2014, eq. 4.1) with q = sqrt(1 - rho^2): c = theta q^2/2, s = theta q/2, m = -theta rho/psi, scale = theta q/psi.
 */
export interface Hyperbola {
  readonly c: number;
  readonly s: number;
  readonly rho: number;
  readonly m: number;
  readonly scale: number;
}

/** The smile of parameters by their names in exports: a b rho m sigma, or theta rho psi. */
export function hyperbolaOf(named: ReadonlyMap<string, number>): Hyperbola {
  const of = (name: string): number => {
    const value = named.get(name);
    if (value === undefined) throw new Error(`no hyperbola without ${name}`);
    return value;
  };
  const rho = of('rho');
  if (named.has('psi')) {
    const [theta, psi, q] = [of('theta'), of('psi'), Math.sqrt((1 - rho) * (1 + rho))];
    return {
      c: (theta * q * q) / 2,
      s: (theta * q) / 2,
      rho,
      m: (-theta * rho) / psi,
      scale: (theta * q) / psi,
    };
  }
  return { c: of('a'), s: of('b') * of('sigma'), rho, m: of('m'), scale: of('sigma') };
}

/** The rapidity of a place. */
export function rapidity({ m, scale }: Hyperbola, k: number): number {
  return Math.asinh((k - m) / scale);
}

export function place({ m, scale }: Hyperbola, u: number): number {
  return m + scale * Math.sinh(u);
}

/** w at rapidity u; the falling wing keeps its digits. */
export function variance({ c, s, rho }: Hyperbola, u: number): number {
  const grown = Math.exp(u);
  return c + 0.5 * s * ((1 + rho) * grown + (1 - rho) / grown);
}

/** dw/dk at rapidity u. */
export function slope({ s, rho, scale }: Hyperbola, u: number): number {
  return (s / scale) * (rho + Math.tanh(u));
}

/**
 * The sign of the risk-neutral density: (1 + d1 v')(1 + d2 v') + v v'' in the total volatility v = sqrt(w), the density
 * of k times v over the normal density of d2.
 *
 * Source: M. Fukasawa, "The normalizing transformation of the implied volatility smile", Mathematical Finance 22(4),
 * 2012: where there is no arbitrage, d1 and d2 fall as k rises.
 */
export function densitySign(smile: Hyperbola, u: number): number {
  const k = place(smile, u);
  const v = Math.sqrt(variance(smile, u));
  const v1 = slope(smile, u) / (2 * v);
  const w2 = smile.s / (smile.scale * smile.scale * Math.cosh(u) ** 3);
  const v2 = (w2 - 2 * v1 * v1) / (2 * v);
  return (1 - (k / v - v / 2) * v1) * (1 - (k / v + v / 2) * v1) + v * v2;
}
