/**
 * Bates's model: Heston's variance with normal jumps of ln S. theta = (v0, kappa, theta, sigma, rho,
 * lambda, muJ, sigmaJ): lambda jumps a year, their size normal with mean muJ and standard deviation sigmaJ.
 *
 * D. S. Bates, "Jumps and stochastic volatility: exchange rate processes implicit in Deutsche mark
 * options", Review of Financial Studies 9 (1996) 69-107. The jumps add
 *   lambda t [exp(i z muJ - sigmaJ^2 z^2/2) - 1 - i z (exp(muJ + sigmaJ^2/2) - 1)],  z = u - i/2,
 * the last term keeping the forward where it is.
 */
import type { CharacteristicFunction, LogCharacteristic } from './characteristic-function.ts';
import { heston } from './heston.ts';

const LAMBDA = 5;
const MU = 6;
const DELTA = 7;

function addJumps(
  theta: Float64Array,
  t: number,
  points: Float64Array,
  n: number,
  out: LogCharacteristic,
  withGradient: boolean,
): void {
  const intensity = theta[LAMBDA]! * t;
  const mu = theta[MU]!;
  const delta = theta[DELTA]!;
  const variance = delta * delta;
  const mean = Math.exp(mu + 0.5 * variance);
  const drift = Math.expm1(mu + 0.5 * variance);
  const { re, im, gradientRe, gradientIm, capacity } = out;
  for (let j = 0; j < n; j++) {
    const u = points[j]!;
    // i z = 1/2 + i u, z^2 = u^2 - 1/4 - i u.
    const exponent = 0.5 * mu - 0.5 * variance * (u * u - 0.25);
    const phase = u * (mu + 0.5 * variance);
    const growth = Math.expm1(exponent);
    const size = 1 + growth;
    const sine = Math.sin(0.5 * phase);
    const jr = size * (1 - 2 * sine * sine);
    const ji = 2 * size * sine * Math.cos(0.5 * phase);
    const countR = growth - 2 * size * sine * sine - 0.5 * drift;
    const countI = ji - u * drift;
    re[j]! += intensity * countR;
    im[j]! += intensity * countI;
    if (!withGradient) continue;
    gradientRe[LAMBDA * capacity + j] = t * countR;
    gradientIm[LAMBDA * capacity + j] = t * countI;
    // By muJ: i z (J - m), m the mean jump factor.
    const gapR = jr - mean;
    gradientRe[MU * capacity + j] = intensity * (0.5 * gapR - u * ji);
    gradientIm[MU * capacity + j] = intensity * (0.5 * ji + u * gapR);
    // By sigmaJ: -sigmaJ (z^2 J + i z m).
    const z2 = u * u - 0.25;
    gradientRe[DELTA * capacity + j] = -intensity * delta * (z2 * jr + u * ji + 0.5 * mean);
    gradientIm[DELTA * capacity + j] = -intensity * delta * (z2 * ji - u * jr + u * mean);
  }
}

export const bates: CharacteristicFunction = {
  parameters: [...heston.parameters, 'lambda', 'muJ', 'sigmaJ'],
  value(theta, t, u, n, out) {
    heston.value(theta, t, u, n, out);
    addJumps(theta, t, u, n, out, false);
  },
  gradient(theta, t, u, n, out) {
    heston.gradient(theta, t, u, n, out);
    addJumps(theta, t, u, n, out, true);
  },
  logMoment(theta, t, pathRe, pathIm, n, re, im) {
    heston.logMoment(theta, t, pathRe, pathIm, n, re, im);
    const intensity = theta[LAMBDA]! * t;
    const mu = theta[MU]!;
    const variance = theta[DELTA]! ** 2;
    const drift = Math.expm1(mu + 0.5 * variance);
    for (let j = 0; j < n; j++) {
      // The jump factor at s = p + i u: exp(mu s + sigmaJ^2 s^2/2).
      const p = pathRe[j]!;
      const at = pathIm[j]!;
      const size = Math.exp(mu * p + 0.5 * variance * (p * p - at * at));
      const phase = at * (mu + variance * p);
      re[j]! += intensity * (size * Math.cos(phase) - 1 - p * drift);
      im[j]! += intensity * (size * Math.sin(phase) - at * drift);
    }
  },
  logMomentBound(theta, t, p, u) {
    // |J| in place of Re J.
    const mu = theta[MU]!;
    const variance = theta[DELTA]! ** 2;
    const size = Math.exp(mu * p + 0.5 * variance * (p * p - u * u));
    const jumps = size - 1 - p * Math.expm1(mu + 0.5 * variance);
    return heston.logMomentBound(theta, t, p, u) + theta[LAMBDA]! * t * jumps;
  },
  logModulus(theta, t, u) {
    // Re J is at most |J|: with it the oscillation of the jump part is gone.
    const mu = theta[MU]!;
    const variance = theta[DELTA]! ** 2;
    const size = Math.exp(0.5 * mu - 0.5 * variance * (u * u - 0.25));
    const jumps = size - 1 - 0.5 * Math.expm1(mu + 0.5 * variance);
    return heston.logModulus(theta, t, u) + theta[LAMBDA]! * t * jumps;
  },
  totalVariance(theta, t) {
    return heston.totalVariance(theta, t) + theta[LAMBDA]! * t * (theta[MU]! ** 2 + theta[DELTA]! ** 2);
  },
  reach(theta, t) {
    // Fitted to the nodes 300 random laws needed: two jumps when they are rare, five when they are many.
    const jumps = Math.min(5, 2 + 4 * Math.sqrt(theta[LAMBDA]! * t));
    return jumps * Math.abs(theta[MU]!) + 2 * theta[DELTA]!;
  },
};
