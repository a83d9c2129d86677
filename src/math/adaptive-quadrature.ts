import { gaussLegendre } from './gauss-legendre.ts';

/** Nodes of one panel: exact to degree 29, so that a smooth panel is done at its first halving. */
const NODES = 15;
/** Halvings of one panel; a millionth of a millionth of it is left. */
const DEEPEST = 40;
/** Halvings in all, which no integrable function comes near. */
const MOST = 2000;

/**
 * Values of several functions of one variable at the nodes x: function m at node i into out[m n + i], n the number
 * of nodes.
 */
export type Integrands = (x: Float64Array, out: Float64Array) => void;

/**
 * Integrals of several functions at once over [breaks_0, breaks_last], by Gauss-Legendre rules on panels that are
 * halved until a panel and its two halves agree for every function to its tolerance (absolute, for each panel) or
 * to rounding. Breaks are where the functions have kinks, and no farther apart than their features.
 *
 * Source: P. J. Davis and P. Rabinowitz, Methods of Numerical Integration, 2nd ed., 1984, section 6.2.
 *
 * @param tolerance one a function
 * @returns the integrals, and whether every panel met its tolerance
 */
export function integrateAll(
  f: Integrands,
  breaks: readonly number[],
  tolerance: readonly number[],
): { readonly value: Float64Array; readonly converged: boolean } {
  const count = tolerance.length;
  const rule = gaussLegendre(NODES);
  const x = new Float64Array(NODES);
  const y = new Float64Array(NODES * count);
  const value = new Float64Array(count);
  let converged = true;
  let halvings = 0;

  /** Integrals over one panel, and those of their absolute values behind them. */
  const panel = (a: number, b: number): Float64Array => {
    const half = 0.5 * (b - a);
    const middle = 0.5 * (a + b);
    for (let i = 0; i < NODES; i++) x[i] = middle + half * rule.node[i]!;
    f(x, y);
    const sums = new Float64Array(2 * count);
    for (let m = 0, o = 0; m < count; m++) {
      let sum = 0;
      let size = 0;
      for (let i = 0; i < NODES; i++, o++) {
        const term = rule.weight[i]! * y[o]!;
        sum += term;
        size += Math.abs(term);
      }
      sums[m] = half * sum;
      sums[count + m] = half * size;
    }
    return sums;
  };
  const refine = (a: number, b: number, whole: Float64Array, depth: number): void => {
    const middle = 0.5 * (a + b);
    const left = panel(a, middle);
    const right = panel(middle, b);
    let agreed = true;
    for (let m = 0; m < count; m++) {
      const allowed = tolerance[m]! + 8 * Number.EPSILON * whole[count + m]!;
      if (!(Math.abs(left[m]! + right[m]! - whole[m]!) <= allowed)) agreed = false;
    }
    halvings++;
    // A panel without a number has none in its halves either.
    if (agreed || depth >= DEEPEST || halvings >= MOST || !whole.every(Number.isFinite)) {
      if (!agreed) converged = false;
      for (let m = 0; m < count; m++) value[m]! += left[m]! + right[m]!;
      return;
    }
    refine(a, middle, left, depth + 1);
    refine(middle, b, right, depth + 1);
  };
  for (let i = 1; i < breaks.length; i++) {
    const [a, b] = [breaks[i - 1]!, breaks[i]!];
    if (b > a) refine(a, b, panel(a, b), 0);
  }
  return { value, converged };
}
