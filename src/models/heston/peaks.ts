/** Where the density of a law may be narrow beside its standard deviation. */
import type { SmileFeature } from '#models/model.ts';
import { heston as hestonLaw } from '#pricing/heston.ts';

/** Standard deviations of the variance met so far at which it is as small as prices see. */
const LEAST = 0.2;
/** Jumps that are less likely than this are not seen, and more of them than this in a row have run into each other. */
const RARE = 1e-12;
const MOST_JUMPS = 40;

/**
 * Heston's: the forward, and where ln S is when its variance has been next to nothing. From the law's equations
 *   ln(S/F) = -I/2 + (rho/sigma)(v_t - v0 - kappa theta t + kappa I) + sqrt(1 - rho^2) Z sqrt(I),
 * I the variance met so far, whose lower tail falls as exp(-(v0 + kappa theta t)^2/(2 sigma^2 I)).
 */
export function hestonPeaks(parameters: Float64Array, t: number): readonly SmileFeature[] {
  const [v0 = 0, kappa = 0, theta = 0, sigma = 0, rho = 0] = parameters;
  const still = (v0 + kappa * theta * t) / sigma;
  const root = Math.sqrt(hestonLaw.totalVariance(parameters, t));
  const width = Math.min(root, LEAST * still);
  return [
    { at: 0, width: root },
    { at: -rho * still, width },
  ];
}

/**
 * Bates's: the forward, and Heston's own wherever so many jumps and the drift that makes up for them have carried it,
 *   n muJ - lambda t (exp(muJ + sigmaJ^2/2) - 1).
 */
export function batesPeaks(parameters: Float64Array, t: number): readonly SmileFeature[] {
  const [, , , , , lambda = 0, mu = 0, delta = 0] = parameters;
  const still = hestonPeaks(parameters, t);
  const peaks = still.slice(0, 1);
  let carried = -lambda * t * Math.expm1(mu + 0.5 * delta * delta);
  let chance = 1;
  for (let n = 0; n <= MOST_JUMPS; n++) {
    for (const { at, width } of still)
      peaks.push({ at: at + carried, width: Math.hypot(width, Math.sqrt(n) * delta) });
    carried += mu;
    chance *= (lambda * t) / (n + 1);
    if (chance < RARE) break;
  }
  return peaks;
}
