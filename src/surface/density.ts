/**
 * The risk-neutral law of k = ln(S/F) that a smile implies, in closed form from w, w', w''.
 *
 * With s = sqrt(w), d2 = -k/s - s/2, d1 = d2 + s and Durrleman's g:
 *   density     p(k) = g(k) n(d2)/s,
 *   distribution P(ln S/F < k) = N(-d2) + n(d2) w'/(2 s),
 *   share measure E[S/F; ln S/F < k] = N(-d1) + n(d1) w'/(2 s).
 *
 * Source: D. T. Breeden and R. H. Litzenberger, "Prices of state-contingent claims implicit in option prices",
 * Journal of Business 51(4), 1978; J. Gatheral and A. Jacquier, "Arbitrage-free SVI volatility surfaces",
 * Quantitative Finance 14(1), 2014, eq. 2.1. Nothing is clamped: where g < 0 the density is negative and the
 * distribution falls.
 */
import { normalCdf, normalDensity } from '#math/normal.ts';
import { durrlemanG } from './durrleman-g.ts';
import { pointsOf, type SmileCurve } from './smile-curve.ts';

/** The law at one k; `above` is 1 - `below` without the subtraction, `share` the part of the forward below k. */
export interface LawPoint {
  readonly k: number;
  readonly density: number;
  readonly below: number;
  readonly above: number;
  readonly share: number;
  /** Square root of total variance. */
  readonly s: number;
}

/** A stretch of k on which the density is negative: butterfly arbitrage. */
export interface NegativeStretch {
  readonly low: number;
  readonly high: number;
  /** Probability on it, below 0. */
  readonly mass: number;
}

/** A risk-neutral law. */
export interface RiskNeutralLaw {
  at(k: number): LawPoint;
  /** Density and distribution at each k, into columns of its length. */
  columns(k: Float64Array, density: Float64Array, below: Float64Array): void;
  /** Log-returns between which the law is evaluated: past them its tails weigh nothing, or the smile has no number. */
  readonly range: readonly [number, number];
  /** Where the density is negative, ascending; empty without butterfly arbitrage. */
  readonly negative: readonly NegativeStretch[];
  /**
   * The lowest k with P(ln S/F < k) >= p, or null for a p outside the law's range. On a negative stretch the
   * distribution falls and k may meet p more than once.
   */
  quantile(p: number): number | null;
}

/** A tail is left out when its probability times (k/s)^4 falls below this. */
const TAIL = 1e-15;
/** Farthest k that is looked at. */
const FARTHEST = 400;
/** Widening of the range a step, and points in search of negative stretches. */
const WIDENING = 1.25;
const SCAN = 2401;
const BISECTIONS = 100;

/** The law of a smile. Null where the smile has no positive variance at the money. */
export function riskNeutralLaw(curve: SmileCurve): RiskNeutralLaw | null {
  const point = pointsOf(curve);
  const at = (k: number): LawPoint => {
    const { w, w1, w2 } = point(k);
    const s = Math.sqrt(w);
    const d2 = -k / s - 0.5 * s;
    const tilt = w1 / (2 * s);
    const n2 = normalDensity(d2);
    return {
      k,
      density: (durrlemanG(k, w, w1, w2) * n2) / s,
      below: normalCdf(-d2) + n2 * tilt,
      above: normalCdf(d2) - n2 * tilt,
      share: normalCdf(-d2 - s) + normalDensity(d2 + s) * tilt,
      s,
    };
  };
  const unit = at(0).s;
  if (!(unit > 0 && unit < Number.POSITIVE_INFINITY)) return null;
  const range = [-reach(at, unit, -1), reach(at, unit, 1)] as const;
  let found: readonly NegativeStretch[] | null = null;
  /** Looked for when first asked about: the search costs more than all the rest. */
  const negative = (): readonly NegativeStretch[] => {
    found ??= negativeStretches(curve, at, unit, range);
    return found;
  };
  return {
    at,
    columns(k, density, below) {
      k.forEach((x, i) => {
        const law = at(x);
        density[i] = law.density;
        below[i] = law.below;
      });
    },
    range,
    get negative() {
      return negative();
    },
    quantile(p) {
      if (!(p > 0 && p < 1)) return null;
      // Between the ends of negative stretches the distribution is monotone.
      const knots = [range[0], ...negative().flatMap(({ low, high }) => [low, high]), range[1]];
      // On the upper half the tail above is compared, which keeps its digits.
      const reached = ({ below, above }: LawPoint) => (p < 0.5 ? below >= p : above <= 1 - p);
      if (reached(at(range[0]))) return null;
      const end = knots.findIndex((k) => reached(at(k)));
      if (end < 1) return null;
      let low = knots[end - 1]!;
      let high = knots[end]!;
      for (let i = 0; i < BISECTIONS && high - low > 1e-15 * unit; i++) {
        const middle = 0.5 * (low + high);
        if (reached(at(middle))) high = middle;
        else low = middle;
      }
      return 0.5 * (low + high);
    },
  };
}

/** Distance on one side at which the tail is nothing, or beyond which the smile is no number. */
function reach(at: (k: number) => LawPoint, unit: number, side: 1 | -1): number {
  let far = 4 * unit;
  let last = 0;
  for (; far < FARTHEST; far *= WIDENING) {
    const law = at(side * far);
    const tail = side < 0 ? law.below : law.above;
    if (!(Number.isFinite(law.density) && Number.isFinite(tail))) return finiteEnd(at, side, last, far);
    if (Math.abs(tail) * Math.max(1, (far / unit) ** 4) < TAIL) return far;
    last = far;
  }
  return last;
}

/** The last k with a density, between one that has one and one that has none. */
function finiteEnd(at: (k: number) => LawPoint, side: 1 | -1, has: number, none: number): number {
  let [a, b] = [has, none];
  for (let i = 0; i < 50; i++) {
    const middle = 0.5 * (a + b);
    if (Number.isFinite(at(side * middle).density)) a = middle;
    else b = middle;
  }
  return a;
}

function negativeStretches(
  curve: SmileCurve,
  at: (k: number) => LawPoint,
  unit: number,
  [low, high]: readonly [number, number],
): NegativeStretch[] {
  // Even steps of asinh(k/unit): dense about the money, where smiles bend.
  const k = new Float64Array(SCAN);
  const [from, to] = [Math.asinh(low / unit), Math.asinh(high / unit)];
  for (let i = 0; i < SCAN; i++) k[i] = unit * Math.sinh(from + ((to - from) * i) / (SCAN - 1));
  const [w, w1, w2] = [new Float64Array(SCAN), new Float64Array(SCAN), new Float64Array(SCAN)];
  curve.derivatives(k, w, w1, w2);
  const isNegative = (i: number): boolean => durrlemanG(k[i]!, w[i]!, w1[i]!, w2[i]!) < 0;
  const found: NegativeStretch[] = [];
  let start: number | null = isNegative(0) ? k[0]! : null;
  for (let i = 1; i < SCAN; i++) {
    const negative = isNegative(i);
    if (negative === (start !== null)) continue;
    const edge = changeOfSign(at, k[i - 1]!, k[i]!);
    if (start === null) start = edge;
    else {
      found.push(stretch(at, start, edge));
      start = null;
    }
  }
  if (start !== null) found.push(stretch(at, start, k[SCAN - 1]!));
  return found;
}

function stretch(at: (k: number) => LawPoint, low: number, high: number): NegativeStretch {
  const [a, b] = [at(low), at(high)];
  return { low, high, mass: high > 0 ? a.above - b.above : b.below - a.below };
}

/** Where the density changes sign between two k, by bisection. */
function changeOfSign(at: (k: number) => LawPoint, low: number, high: number): number {
  const negative = at(low).density < 0;
  let [a, b] = [low, high];
  for (let i = 0; i < 60 && b - a > 1e-15 * Math.max(Math.abs(a), Math.abs(b)); i++) {
    const middle = 0.5 * (a + b);
    if (at(middle).density < 0 === negative) a = middle;
    else b = middle;
  }
  return 0.5 * (a + b);
}
