import { millsRatio } from '#math/mills-ratio.ts';
import { type BoundaryRule, boundaryRule } from './boundary-rule.ts';

/**
 * When early exercise of a put under a rate r and a yield q, continuously compounded, can pay: never; below one boundary;
 * or between two, where both are negative and the yield is the lower. Of a call the same with r and q swapped: puts and
 * calls are symmetric, C(S, K, r, q) = P(K, S, q, r).
 *
 * L. Andersen and M. Lake, "Fast American option pricing: the double-boundary case", Wilmott, 2021 (116), 30-41, table 2.
 */
export type ExerciseRegion = 'never' | 'single' | 'double';

export function exerciseRegion(r: number, q: number): ExerciseRegion {
  if (r > 0 || (r === 0 && q < 0)) return 'single';
  return r < 0 && q < r ? 'double' : 'never';
}

const INV_SQRT_2PI = 0.3989422804014327;

/** Collocation nodes, angles of the equations, angles of the price, up to a (|r| + |q|) T. */
const SIZES: readonly (readonly [upTo: number, nodes: number, angles: number, priceAngles: number])[] = [
  [0.01, 8, 12, 24],
  [0.06, 10, 15, 28],
  [0.2, 12, 18, 32],
  [0.45, 16, 32, 48],
  [Infinity, 24, 48, 64],
];
const rules = new Map<number, BoundaryRule>();

/** A rule fine enough for these rates over this time; kept. */
export function ruleFor(r: number, q: number, t: number): BoundaryRule {
  const carry = (Math.abs(r) + Math.abs(q)) * t;
  const [, nodes, angles, priceAngles] = SIZES.find(([upTo]) => carry <= upTo) ?? SIZES[SIZES.length - 1]!;
  const known = rules.get(nodes);
  if (known !== undefined) return known;
  const rule = boundaryRule(nodes, angles, priceAngles);
  rules.set(nodes, rule);
  return rule;
}

/**
 * What early exercise adds to European puts struck at 1 that are not exercised now:
 *   int_0^T r exp(-r v) Phi(-d-(v, S/B(T - v))) - q S exp(-q v) Phi(-d+(v, S/B(T - v))) dv
 * (I. J. Kim, "The analytic valuation of American options", Review of Financial Studies 3 (1990) 547-572, equation 15).
 */
export class ExercisePremium {
  /** Square root of v, the drift (r - q) sqrt v, and the weights of both parts at the angles of the price. */
  private readonly root: Float64Array;
  private readonly drift: Float64Array;
  private readonly ofStrike: Float64Array;
  private readonly ofSpot: Float64Array;

  constructor(
    { price: { cosine, weight } }: BoundaryRule,
    private readonly r: number,
    private readonly q: number,
    private readonly t: number,
  ) {
    this.root = cosine.map((c) => Math.sqrt(t) * c);
    this.drift = this.root.map((root) => (r - q) * root);
    this.ofStrike = weight.map((w, l) => w * t * r * Math.exp(-r * this.root[l]! ** 2));
    this.ofSpot = weight.map((w, l) => w * t * q * Math.exp(-q * this.root[l]! ** 2));
  }

  /**
   * Today's value.
   *
   * @param lnAt ln(B/X) at the angles of the price, as `ExerciseBoundary.writeAtPrice` has it.
   * @param lnStart ln X.
   * @param lnSpot ln S.
   */
  value(lnAt: Float64Array, lnStart: number, vol: number, lnSpot: number): number {
    const { root, drift, ofStrike, ofSpot, q } = this;
    const spot = Math.exp(lnSpot);
    const distance = lnSpot - lnStart;
    let sum = 0;
    for (let l = 0; l < root.length; l++) {
      const sv = vol * root[l]!;
      const plus = ((distance - lnAt[l]!) / root[l]! + drift[l]!) / vol + 0.5 * sv;
      sum += ofStrike[l]! * below(sv - plus);
      if (q !== 0) sum -= spot * ofSpot[l]! * below(-plus);
    }
    return sum;
  }

  /**
   * No less than the value, cheaply: what is gained below X, which is never above, were it gained there all the time.
   * Infinite where the spot is not far above X.
   */
  bound(lnStart: number, vol: number, lnSpot: number): number {
    const { r, q, t } = this;
    const s = vol * Math.sqrt(t);
    const far = (lnSpot - lnStart - Math.max(q - r, 0) * t) / s - s;
    if (!(far > 1)) return Infinity;
    return t * Math.exp((Math.abs(r) + Math.abs(q)) * t) * (r + Math.abs(q) * Math.exp(lnSpot)) * below(-far);
  }
}

/** Phi to some units in the last place; a density without the last digits will do here. */
function below(x: number): number {
  const density = INV_SQRT_2PI * Math.exp(-0.5 * x * x);
  return x < 0 ? density * millsRatio(-x) : 1 - density * millsRatio(x);
}
