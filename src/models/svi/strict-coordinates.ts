/**
 * Coordinates of raw SVI inside its exact no-butterfly domain (no-butterfly.ts):
 *   x = (atanh rho, logit of b (1 + |rho|)/1.998, ln(alpha - F), place of mu in (lo, hi), s),
 * a = alpha sigma, m = mu sigma, sigma = sigma* + s, s >= 0.
 *
 * s is a bound of the box and not e^x: the optimum of a real slice often lies on sigma* itself, where an
 * exponential would crawl. Derivatives of F, lo, hi and sigma* are those at their fixed arguments (the
 * envelope theorem), so that nothing is differenced.
 *
 * Source: C. Martini and A. Mingone, "No arbitrage SVI", SIAM Journal on Financial Mathematics 13(1), 2022.
 */
import type { FitCoordinates, GuessSlice } from '#models/model.ts';
import { boxOf, type Constraints, clipInto, logistic, logit, MAX_RHO, reportBounds } from './box.ts';
import { endDerivatives, type FukasawaInterval, fukasawaEnds } from './fukasawa.ts';
import { leastSigma, leastSigmaDerivative } from './least-sigma.ts';
import { SVI_SIZE } from './raw.ts';

/** Share of Lee's bound that is used: at slope exactly 2, G1 tends to zero at infinity and no grid sees sigma*. */
const SLOPE = 1.998;
const SLOPE_LOGIT = 13.8;
/** ln(alpha - F) from the threshold itself to smiles that are flat on their own scale. */
const LIFT: readonly [number, number] = [-25, 12];
/** mu keeps this share of its interval away from either end. */
const EDGE = 1e-6;
const PLACE_LOGIT = 16;
const SIGMA_MARGIN = 2e-5;
const MOST_SIGMA = 20;

/** What x means, with the pieces the chain rule needs. */
interface Shape {
  readonly rho: number;
  readonly b: number;
  readonly alpha: number;
  readonly mu: number;
  readonly sigma: number;
  readonly threshold: ReturnType<typeof thresholdGradient>;
  readonly ends: ReturnType<typeof endDerivatives>;
  readonly low: number;
  readonly high: number;
  readonly share: number;
  readonly least: ReturnType<typeof leastSigmaDerivative>;
}

/** dF/db and dF/drho: F is where high - low = 0. */
function thresholdGradient(b: number, rho: number, threshold: number, interval: FukasawaInterval) {
  const { low, high } = endDerivatives(threshold, b, rho, interval);
  const rise = high[0] - low[0];
  return { b: -(high[1] - low[1]) / rise, rho: -(high[2] - low[2]) / rise };
}

/** Coordinates of the domain; `rho` alone may be fixed or bounded by the user. */
export function strictCoordinates(
  _slice: GuessSlice,
  constraints: Constraints,
): FitCoordinates | { readonly error: string } {
  const box = boxOf(constraints.rho, -MAX_RHO, MAX_RHO);
  if (!(box.lower <= box.upper) || Math.abs(box.fixed ?? 0) > MAX_RHO) {
    return { error: `the range of rho is empty: from ${box.lower} to ${box.upper}` };
  }
  const lower = Float64Array.of(Math.atanh(box.lower), -SLOPE_LOGIT, LIFT[0], -PLACE_LOGIT, 0);
  const upper = Float64Array.of(Math.atanh(box.upper), SLOPE_LOGIT, LIFT[1], PLACE_LOGIT, MOST_SIGMA);
  const last = new Float64Array(SVI_SIZE).fill(Number.NaN);
  let shape: Shape | null = null;

  const shapeAt = (x: Float64Array): Shape => {
    if (shape !== null && x.every((v, i) => v === last[i])) return shape;
    const rho = box.fixed ?? Math.tanh(x[0]!);
    const b = (SLOPE * logistic(x[1]!)) / (1 + Math.abs(rho));
    const lines = fukasawaEnds(b, rho);
    const gradient = thresholdGradient(b, rho, lines.threshold, lines.at(lines.threshold));
    const alpha = lines.threshold + Math.exp(x[2]!);
    const interval = lines.at(alpha);
    const share = EDGE + (1 - 2 * EDGE) * logistic(x[3]!);
    const mu = interval.low + (interval.high - interval.low) * share;
    const found = leastSigma(alpha, b, rho, mu, interval);
    const grown = { sigma: found.sigma * (1 + SIGMA_MARGIN), at: found.at };
    last.set(x);
    shape = {
      rho,
      b,
      alpha,
      mu,
      sigma: grown.sigma + x[4]!,
      threshold: gradient,
      ends: endDerivatives(alpha, b, rho, interval),
      low: interval.low,
      high: interval.high,
      share,
      least: leastSigmaDerivative(alpha, b, rho, mu, grown),
    };
    return shape;
  };

  return {
    size: SVI_SIZE,
    lower,
    upper,
    toParameters(x, theta) {
      const { alpha, b, rho, mu, sigma } = shapeAt(x);
      theta[0] = alpha * sigma;
      theta[1] = b;
      theta[2] = rho;
      theta[3] = mu * sigma;
      theta[4] = sigma;
    },
    /** The nearest point of the domain in its own terms: alpha lifted above F, mu moved inside, sigma raised. */
    fromParameters(theta, x) {
      const [a, slope, raw, m, sigma] = theta as unknown as [number, number, number, number, number];
      const rho = box.fixed ?? Math.min(box.upper, Math.max(box.lower, raw));
      const b = Math.min(slope, (0.995 * SLOPE) / (1 + Math.abs(rho)));
      x[0] = Math.atanh(rho);
      x[1] = logit((b * (1 + Math.abs(rho))) / SLOPE);
      const lines = fukasawaEnds(b, rho);
      const alpha = Math.max(a / sigma, lines.threshold + 0.02 * b);
      x[2] = Math.log(alpha - lines.threshold);
      const interval = lines.at(alpha);
      const { low, high } = interval;
      // Towards a wing that is all but flat the interval is thousands wide, and a share of it another smile.
      const edge = Math.min(0.02, 0.2 / (high - low));
      const share = Math.min(1 - edge, Math.max(edge, (m / sigma - low) / (high - low)));
      x[3] = logit((share - EDGE) / (1 - 2 * EDGE));
      const least =
        leastSigma(alpha, b, rho, low + (high - low) * share, interval).sigma * (1 + SIGMA_MARGIN);
      x[4] = Math.max(sigma - least, 1e-3 * sigma);
      clipInto(x, lower, upper);
    },
    chain(x, _theta, out) {
      const { rho, b, alpha, mu, sigma, threshold, ends, low, high, share, least } = shapeAt(x);
      const dRho = 1 - rho * rho;
      const place = logistic(x[3]!);
      const steps: readonly (readonly [rho: number, b: number, lift: number, share: number, s: number])[] = [
        [dRho, (-Math.sign(rho) * b * dRho) / (1 + Math.abs(rho)), 0, 0, 0],
        [0, b * (1 - logistic(x[1]!)), 0, 0, 0],
        [0, 0, Math.exp(x[2]!), 0, 0],
        [0, 0, 0, (1 - 2 * EDGE) * place * (1 - place), 0],
        [0, 0, 0, 0, 1],
      ];
      steps.forEach(([stepRho, stepB, stepLift, stepShare, stepS], j) => {
        const stepAlpha = threshold.b * stepB + threshold.rho * stepRho + stepLift;
        const stepLow = ends.low[0] * stepAlpha + ends.low[1] * stepB + ends.low[2] * stepRho;
        const stepHigh = ends.high[0] * stepAlpha + ends.high[1] * stepB + ends.high[2] * stepRho;
        const stepMu = stepLow + (stepHigh - stepLow) * share + (high - low) * stepShare;
        const stepSigma =
          least[0] * stepAlpha + least[1] * stepB + least[2] * stepRho + least[3] * stepMu + stepS;
        out[j] = stepAlpha * sigma + alpha * stepSigma;
        out[SVI_SIZE + j] = stepB;
        out[2 * SVI_SIZE + j] = stepRho;
        out[3 * SVI_SIZE + j] = stepMu * sigma + mu * stepSigma;
        out[4 * SVI_SIZE + j] = stepSigma;
      });
    },
    atBound: reportBounds(
      [
        ['rho', 'min', 'rho', 'max'],
        ['b', 'min', 'b', 'max'],
        ['a', 'min', 'a', 'max'],
        ['m', 'min', 'm', 'max'],
        ['', 'min', 'sigma', 'max'],
      ],
      lower,
      upper,
    ),
  };
}
