/** Nodes and weights of a quadrature rule on [-1, 1], ascending. */
export interface QuadratureRule {
  readonly node: Float64Array;
  readonly weight: Float64Array;
}

const rules = new Map<number, QuadratureRule>();

/**
 * Gauss-Legendre rule with n nodes on [-1, 1]: exact for polynomials of degree 2n - 1. Nodes and weights
 * to a few units in the last place. Rules are kept: do not write into the arrays.
 *
 * Newton's method on P_n from the asymptotic zeros cos(theta) of F. G. Tricomi, "Sugli zeri dei polinomi
 * sferici ed ultrasferici", Annali di Matematica 31 (1950), with P_n by its three-term recurrence; weights
 * 2/((1 - x^2) P_n'(x)^2), after P. J. Davis and P. Rabinowitz, Methods of Numerical Integration, 2nd ed.,
 * 1984, section 2.7. The recurrence runs in 1 - x, so that nodes near the ends lose nothing.
 */
export function gaussLegendre(n: number): QuadratureRule {
  if (!(Number.isInteger(n) && n > 0))
    throw new RangeError(`a Gauss-Legendre rule has 1 or more nodes, not ${n}`);
  const kept = rules.get(n);
  if (kept !== undefined) return kept;
  const node = new Float64Array(n);
  const weight = new Float64Array(n);
  for (let i = 0; i < n >> 1; i++) {
    const angle = (Math.PI * (4 * i + 3)) / (4 * n + 2);
    // gap = 1 - x, from the zero that is i-th from the right end.
    const cosine = 1 - (n - 1) / (8 * n * n * n);
    let gap = 2 * Math.sin(0.5 * angle) ** 2 * cosine + (1 - cosine);
    let slope = 0;
    for (let round = 0; round < 20; round++) {
      slope = legendreSlope(n, gap);
      const step = legendre.value / slope;
      gap += step;
      if (Math.abs(step) <= 4 * Number.EPSILON * gap) break;
    }
    slope = legendreSlope(n, gap);
    const w = 2 / (gap * (2 - gap) * slope * slope);
    node[i] = gap - 1;
    node[n - 1 - i] = 1 - gap;
    weight[i] = w;
    weight[n - 1 - i] = w;
  }
  if (n % 2 === 1) {
    const slope = legendreSlope(n, 1);
    node[n >> 1] = 0;
    weight[n >> 1] = 2 / (slope * slope);
  }
  const rule = { node, weight };
  rules.set(n, rule);
  return rule;
}

/** P_n where `legendreSlope` was last taken. */
const legendre = { value: 0 };

/** P_n'(1 - gap). By differences: P_{j+1} - P_j = (j (P_j - P_{j-1}) - (2j + 1) gap P_j)/(j + 1). */
function legendreSlope(n: number, gap: number): number {
  let p = 1;
  let difference = 0;
  for (let j = 0; j < n; j++) {
    difference = (j * difference - (2 * j + 1) * gap * p) / (j + 1);
    p += difference;
  }
  legendre.value = p;
  // (1 - x^2) P_n' = n (P_{n-1} - x P_n) = n (gap P_n - (P_n - P_{n-1})).
  return (n * (gap * p - difference)) / (gap * (2 - gap));
}
