import { gaussLegendre } from '#math/gauss-legendre.ts';

/**
 * Where an exercise boundary is collocated and integrated: nothing of it depends on the market. Times to expiry are
 * tau = T z^2; the boundary is a polynomial in z through its nodes, the last of which is z = 1, and nothing at z = 0.
 * An integral over u in [0, tau] is taken in the angle of u = tau sin^2, tau - u = tau cos^2, in which both ends are smooth.
 */
export interface BoundaryRule {
  /** Nodes z, ascending: Chebyshev's of the second kind on [0, 1] without 0. */
  readonly z: Float64Array;
  /** Of the angles of the equations, and of those of the price. */
  readonly equation: AngleRule;
  readonly price: AngleRule;
  /** Polynomial of n node values at z_i sin(angle_l) of the equations, at sin(angle_l) of the price: rows of n. */
  readonly inEquation: Float64Array;
  readonly inPrice: Float64Array;
}

/** Integral over u in [0, tau] of f = tau times the sum of weight x f. */
interface AngleRule {
  readonly sine: Float64Array;
  readonly cosine: Float64Array;
  readonly weight: Float64Array;
}

/** A rule of n collocation nodes with so many angles in the equations and in the price. */
export function boundaryRule(n: number, angles: number, priceAngles: number): BoundaryRule {
  const z = new Float64Array(n);
  for (let i = 0; i < n; i++) z[i] = Math.sin((0.5 * Math.PI * (i + 1)) / n) ** 2;
  const equation = angleRule(angles);
  const price = angleRule(priceAngles);
  const inEquation = new Float64Array(n * angles * n);
  for (let i = 0; i < n; i++) {
    for (let l = 0; l < angles; l++) {
      writeLagrange(z, z[i]! * equation.sine[l]!, inEquation, (i * angles + l) * n);
    }
  }
  const inPrice = new Float64Array(priceAngles * n);
  for (let l = 0; l < priceAngles; l++) writeLagrange(z, price.sine[l]!, inPrice, l * n);
  return { z, equation, price, inEquation, inPrice };
}

function angleRule(n: number): AngleRule {
  const { node, weight } = gaussLegendre(n);
  const rule = { sine: new Float64Array(n), cosine: new Float64Array(n), weight: new Float64Array(n) };
  for (let l = 0; l < n; l++) {
    const angle = 0.25 * Math.PI * (1 + node[l]!);
    rule.sine[l] = Math.sin(angle);
    rule.cosine[l] = Math.cos(angle);
    rule.weight[l] = 0.25 * Math.PI * weight[l]! * Math.sin(2 * angle);
  }
  return rule;
}

/**
 * Values at x of the polynomials that are 1 at one node of z and 0 at the others and at 0: the barycentric formula, J.-P.
 * Berrut and L. N. Trefethen, "Barycentric Lagrange interpolation", SIAM Review 46 (2004) 501-517, section 5.
 */
function writeLagrange(z: Float64Array, x: number, out: Float64Array, from: number): void {
  const n = z.length;
  let sum = 0.5 / x;
  for (let j = 0; j < n; j++) {
    if (x === z[j]!) {
      for (let i = 0; i < n; i++) out[from + i] = i === j ? 1 : 0;
      return;
    }
    const half = j === n - 1 ? 0.5 : 1;
    const term = (j % 2 === 0 ? -half : half) / (x - z[j]!);
    out[from + j] = term;
    sum += term;
  }
  for (let j = 0; j < n; j++) out[from + j]! /= sum;
}
