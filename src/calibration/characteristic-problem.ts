/**
 * All expiries of a board fitted at once by a model known by its characteristic function.
 *
 * The residual is in implied volatility, as for every other model: models are compared in one unit, and
 * volatilities are nearly linear in the square roots of variances, so that a start far away is at the
 * optimum after half the iterations that prices over vega need.
 *
 * Where the model's price of an option falls below a millionth of the quote's, or below what the
 * quadrature resolves, its volatility is continued along the tangent: once differentiable, and never
 * without a value. Quotes that are themselves below that resolution take no part.
 */
import type { LeastSquaresProblem } from '#math/least-squares.ts';
import { matrixProduct } from '#math/matrix-product.ts';
import { normalEquations, transformNormal } from '#math/normal-equations.ts';
import type { FitCoordinates } from '#models/model.ts';
import { blackPrice } from '#pricing/black76.ts';
import type { CharacteristicFunction } from '#pricing/characteristic-function.ts';
import type { ExpiryPricer } from '#pricing/lewis-price.ts';
import { absoluteLogMoneyness } from '#pricing/log-moneyness.ts';
import { normalisedTotalVol } from '#pricing/normalised-vol.ts';
import { lossOf, lossWeight, type RobustLoss } from './loss.ts';
import {
  beyondQuotes,
  oneSided,
  quotedVol,
  quoteResidual,
  residualVega,
  VOL_POINTS,
} from './quote-residual.ts';
import type { ResidualKind } from './settings.ts';

const SQRT_2PI = 2.5066282746310002;
/** Error aimed at in prices, in units of sqrt(F K); a price of ten times that is told from it. */
const TOLERANCE = 1e-13;
/** Share of the quote's price below which the model's volatility is continued along its tangent. */
const SMALL = 1e-6;

/** The quotes of one expiry. Columns of one length; t in years, volatilities decimal. */
export interface ExpiryTarget {
  readonly t: number;
  readonly forward: number;
  readonly strike: Float64Array;
  /** Implied volatility of the mid; NaN where only one side is quoted. */
  readonly vol: Float64Array;
  /** Sides of the quotes, for those without a mid; absent: every quote has one. */
  readonly bidVol?: Float64Array;
  readonly askVol?: Float64Array;
  /** Absent: volatility. */
  readonly residual?: ResidualKind;
  /** Weight of the squared distance outside bid and ask beside the residual's own; absent: 0. */
  readonly outsidePenalty?: number;
  /** Non-negative. */
  readonly weight: Float64Array;
}

/** The least-squares problem of a board, in box coordinates. */
export interface CharacteristicProblem extends LeastSquaresProblem {
  /** Quotes of all expiries together, in the order given. */
  readonly quotes: number;
  /** Model parameters at x. */
  theta(x: Float64Array): Float64Array;
  /** Residuals in vol points at x (not weighted), into out. */
  residuals(x: Float64Array, out: Float64Array): void;
  /** d residual_i/d x_j at x, row-major quotes by size. */
  rows(x: Float64Array, out: Float64Array): void;
  /** What the penalty outside bid and ask multiplies the weight of each quote by at x, into out. */
  outsideFactors(x: Float64Array, out: Float64Array): void;
  /** Robust losses of the expiries on sqrt(weight) x residual; null is squared loss. */
  setRobust(losses: readonly (RobustLoss | null)[]): void;
}

/**
 * Builds the problem; nothing is allocated inside the iteration unless finer nodes are needed.
 *
 * @param expiryPricer what prices the strikes of one expiry of the model
 * @param tolerance error aimed at in prices, in units of sqrt(F K)
 */
export function createCharacteristicProblem(
  model: CharacteristicFunction,
  expiryPricer: ExpiryPricer,
  coordinates: FitCoordinates,
  targets: readonly ExpiryTarget[],
  tolerance = TOLERANCE,
): CharacteristicProblem {
  const p = model.parameters.length;
  const { size, lower, upper } = coordinates;
  const quotes = targets.reduce((sum, { strike }) => sum + strike.length, 0);
  const theta = new Float64Array(p);
  const chain = new Float64Array(p * size);
  const scratch = new Float64Array(p * size);
  const matrix = new Float64Array(p * p);
  const vector = new Float64Array(p);
  const price = new Float64Array(quotes);
  /** sqrt(F K), |ln(F/K)|, min(F, K) and sqrt(t) of each quote. */
  const scale = new Float64Array(quotes);
  const distance = new Float64Array(quotes);
  const most = new Float64Array(quotes);
  const rootT = new Float64Array(quotes);
  const floor = new Float64Array(quotes);
  /** Mid, bid and ask volatilities; NaN where there is none. */
  const mid = new Float64Array(quotes);
  const bid = new Float64Array(quotes);
  const ask = new Float64Array(quotes);
  const inVariance = new Uint8Array(quotes);
  /** Price and vega of the quote where the residual is in price; a vega of 0 says that it is not. */
  const quotedPrice = new Float64Array(quotes);
  const vega = new Float64Array(quotes);
  const outside = new Float64Array(quotes);
  const robust: (RobustLoss | null)[] = new Array(quotes).fill(null);
  const weight = new Float64Array(quotes);
  const jacobian = new Float64Array(quotes * p);
  const slope = new Float64Array(quotes);
  const curvature = new Float64Array(quotes);
  const push = new Float64Array(quotes);

  let from = 0;
  const expiries = targets.map((target) => {
    const { t, forward, strike, vol, bidVol, askVol, residual, weight: given } = target;
    const first = from;
    from += strike.length;
    for (let i = 0, q = first; q < from; i++, q++) {
      const k = strike[i]!;
      mid[q] = vol[i]!;
      bid[q] = bidVol?.[i] ?? Number.NaN;
      ask[q] = askVol?.[i] ?? Number.NaN;
      inVariance[q] = residual === 'total-variance' ? 1 : 0;
      const quoted = quotedVol(mid[q]!, bid[q]!, ask[q]!);
      const market = blackPrice(forward, k, t, quoted, k >= forward);
      if (residual === 'price') {
        quotedPrice[q] = market;
        vega[q] = residualVega(forward, k, t, quoted);
      }
      scale[q] = Math.sqrt(forward * k);
      distance[q] = absoluteLogMoneyness(forward, k);
      most[q] = Math.min(forward, k);
      rootT[q] = Math.sqrt(t);
      floor[q] = Math.max(10 * tolerance * scale[q]!, SMALL * market);
      weight[q] = market > 10 * tolerance * scale[q]! ? given[i]! : 0;
      outside[q] = weight[q]! * (target.outsidePenalty ?? 0);
    }
    return {
      pricer: expiryPricer(model, forward, t, strike, { tolerance }),
      price: price.subarray(first, from),
      jacobian: jacobian.subarray(first * p, from * p),
      first,
      end: from,
    };
  });

  /** Model volatility of quote q where its price is at least the floor, else its tangent; fills slope[q]. */
  const volAt = (q: number): number => {
    const seen = Math.max(price[q]!, floor[q]!);
    const headroom = most[q]! - seen;
    if (!(headroom > 0)) return Number.NaN;
    const c = distance[q]!;
    const s = normalisedTotalVol(c, seen / scale[q]!, headroom / scale[q]!);
    const h = c / s;
    slope[q] = (SQRT_2PI * Math.exp(0.5 * (h * h + 0.25 * s * s))) / (scale[q]! * rootT[q]!);
    return s / rootT[q]! + (price[q]! - seen) * slope[q]!;
  };

  /** Residual of quote q in vol points at model volatility `vol`. */
  const residualAt = (q: number, vol: number): number => {
    if (vega[q]! > 0) {
      const r = (VOL_POINTS * (price[q]! - quotedPrice[q]!)) / vega[q]!;
      return oneSided(r, mid[q]!, bid[q]!);
    }
    return inVariance[q] === 1 && mid[q]! > 0
      ? (VOL_POINTS * (vol - mid[q]!) * (vol + mid[q]!)) / (2 * mid[q]!)
      : quoteResidual(vol, mid[q]!, bid[q]!, ask[q]!);
  };
  /** d residual/d price of quote q, whose volatility and residual were last taken. */
  const residualSlope = (q: number, vol: number, r: number): number => {
    if (!(mid[q]! > 0) && r === 0) return 0;
    if (vega[q]! > 0) return VOL_POINTS / vega[q]!;
    return VOL_POINTS * slope[q]! * (inVariance[q] === 1 && mid[q]! > 0 ? vol / mid[q]! : 1);
  };

  const priceAll = (x: Float64Array): void => {
    coordinates.toParameters(x, theta);
    for (const expiry of expiries) expiry.pricer.timeValues(theta, expiry.price);
  };
  const evaluate = (x: Float64Array): void => {
    coordinates.toParameters(x, theta);
    for (const expiry of expiries) expiry.pricer.timeValuesAndGradient(theta, expiry.price, expiry.jacobian);
    coordinates.chain(x, theta, chain);
  };

  return {
    size,
    halfBandwidth: size - 1,
    lower,
    upper,
    quotes,
    linearise(x, normal, gradient) {
      evaluate(x);
      let cost = 0;
      for (let q = 0; q < quotes; q++) {
        const share = weight[q]!;
        curvature[q] = 0;
        push[q] = 0;
        if (share === 0) continue;
        const vol = volAt(q);
        const r = residualAt(q, vol);
        const s = residualSlope(q, vol, r);
        const loss = robust[q]!;
        let taken = share;
        if (loss === null) cost += 0.5 * share * r * r;
        else {
          const standardised = Math.sqrt(share) * r;
          cost += lossOf(standardised, loss);
          taken *= lossWeight(standardised, loss);
        }
        push[q] = taken * s * r;
        curvature[q] = taken * s * s;
        const beyond = outside[q]! > 0 ? beyondQuotes(vol, bid[q]!, ask[q]!) : 0;
        if (beyond === 0) continue;
        const byPrice = VOL_POINTS * slope[q]!;
        cost += 0.5 * outside[q]! * beyond * beyond;
        push[q]! += outside[q]! * byPrice * beyond;
        curvature[q]! += outside[q]! * byPrice * byPrice;
      }
      if (!Number.isFinite(cost)) return Number.NaN;
      normalEquations(jacobian, quotes, p, curvature, push, matrix, vector);
      transformNormal(matrix, vector, chain, p, size, normal, gradient, scratch);
      return cost;
    },
    theta(x) {
      coordinates.toParameters(x, theta);
      return theta.slice();
    },
    residuals(x, out) {
      priceAll(x);
      for (let q = 0; q < quotes; q++) out[q] = residualAt(q, volAt(q));
    },
    rows(x, out) {
      evaluate(x);
      matrixProduct(jacobian, chain, quotes, p, size, out);
      for (let q = 0; q < quotes; q++) {
        const vol = volAt(q);
        const byPrice = residualSlope(q, vol, residualAt(q, vol));
        for (let i = q * size; i < (q + 1) * size; i++) out[i]! *= byPrice;
      }
    },
    outsideFactors(x, out) {
      out.fill(1);
      if (outside.every((share) => share === 0)) return;
      priceAll(x);
      for (let q = 0; q < quotes; q++) {
        if (outside[q]! > 0 && beyondQuotes(volAt(q), bid[q]!, ask[q]!) !== 0)
          out[q]! += outside[q]! / weight[q]!;
      }
    },
    setRobust(losses) {
      expiries.forEach(({ first, end }, e) => {
        robust.fill(losses[e] ?? null, first, end);
      });
    },
  };
}
