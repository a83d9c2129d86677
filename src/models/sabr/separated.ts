/**
 * The optimum of a lognormal SABR smile by separation. With beta = 1 the correction in time is one number A/alpha
 * for the whole slice:
 *   sigma(k) = A Q(z), Q = z/x(z), z = -lambda k, lambda = nu/alpha,
 * so that at given lambda and rho the best A solves a linear equation, and only two variables are iterated, by
 * Newton's method with the full Hessian of the reduced sum of squares. alpha then is the smallest positive root of
 *   T (rho lambda/4 + (2 - 3 rho^2) lambda^2/24) alpha^3 + alpha = A.
 *
 * Source: G. H. Golub and V. Pereyra, "The differentiation of pseudo-inverses and nonlinear least squares problems
 * whose variables separate", SIAM Journal on Numerical Analysis 10(2), 1973; the formula is Hagan et al. 2002,
 * eq. 2.17.
 */
import type { FitCoordinates, GuessSlice } from '#models/model.ts';
import { ALPHA, LEAST_CORRECTION, NU, RHO, varianceCoefficient } from './terms.ts';

const MOST_STEPS = 12;
/** Decrease of the sum of squares promised by a step, relative, after which no other is needed. */
const TOLERANCE = 1e-14;
/** Steps of Newton to alpha. */
const ROOT_STEPS = 40;
/** Places of rho and nu among the coordinates of a slice whose beta and shift are held. */
const AT_RHO = 1;
const AT_NU = 2;

let vol = new Float64Array(64);

/** Sums over the quotes of weight times Q sigma and Q^2, their gradients and Hessians in (lambda, rho). */
const total = new Float64Array(12);

function sums({ k, weight }: GuessSlice, lambda: number, rho: number): void {
  let n0 = 0;
  let nl = 0;
  let nr = 0;
  let nll = 0;
  let nlr = 0;
  let nrr = 0;
  let d0 = 0;
  let dl = 0;
  let dr = 0;
  let dll = 0;
  let dlr = 0;
  let drr = 0;
  const perPut = 1 / (1 + rho);
  const perCall = 1 / (1 - rho);
  for (let i = 0; i < k.length; i++) {
    const at = k[i]!;
    const z = -lambda * at;
    const share = weight[i]!;
    const sigma = share * vol[i]!;
    if (z === 0) {
      n0 += sigma;
      d0 += share;
      continue;
    }
    const slide = z * (z - 2 * rho);
    const r2 = 1 + slide;
    const r = Math.sqrt(r2);
    const rest = slide / (r + 1);
    const x = z > 0 ? Math.log1p((rest + z) * perCall) : -Math.log1p((rest - z) * perPut);
    // x' = 1/R, and dx/drho = z^2/(R (R + 1 - rho z)); the second derivatives follow.
    const tilt = 1 - rho * z;
    const side = 1 / (r * (r + tilt));
    const inverse = 1 / x;
    const q = z * inverse;
    const invR = (r + tilt) * side;
    const invR3 = invR * invR * invR;
    const xr = z * z * side;
    const xrr = z * z * z * ((r + 1) * (r + 1) - rho * z) * side * side * invR;
    const qz = (1 - q * invR) * inverse;
    const qr = -q * xr * inverse;
    const qzz = (-2 * qz * invR - q * (rho - z) * invR3) * inverse;
    const qzr = (-qr * invR - q * z * invR3 - qz * xr) * inverse;
    const qrr = (-2 * qr * xr - q * xrr) * inverse;
    const ql = -at * qz;
    const qll = at * at * qzz;
    const qlr = -at * qzr;
    n0 += sigma * q;
    nl += sigma * ql;
    nr += sigma * qr;
    nll += sigma * qll;
    nlr += sigma * qlr;
    nrr += sigma * qrr;
    d0 += share * q * q;
    dl += share * q * ql;
    dr += share * q * qr;
    dll += share * (ql * ql + q * qll);
    dlr += share * (ql * qr + q * qlr);
    drr += share * (qr * qr + q * qrr);
  }
  total[0] = n0;
  total[1] = nl;
  total[2] = nr;
  total[3] = nll;
  total[4] = nlr;
  total[5] = nrr;
  total[6] = d0;
  total[7] = dl;
  total[8] = dr;
  total[9] = dll;
  total[10] = dlr;
  total[11] = drr;
}

/** alpha of the level A, or null where the correction leaves no such level. */
function alphaOf(level: number, cubic: number): number | null {
  let alpha = level;
  for (let i = 0; i < ROOT_STEPS; i++) {
    const square = cubic * alpha * alpha;
    const slope = 1 + 3 * square;
    if (!(slope > 0)) return null;
    const step = ((1 + square) * alpha - level) / slope;
    alpha -= step;
    if (Math.abs(step) <= 1e-15 * alpha) return alpha;
  }
  return null;
}

/**
 * Moves [alpha, 1, rho, nu, 0] to the weighted least squares in volatility, as far as Newton's steps fall and stay
 * inside the box.
 *
 * @returns steps taken; 0 when theta is left as it was
 */
export function approachLognormal(
  slice: GuessSlice,
  { size, lower, upper }: FitCoordinates,
  theta: Float64Array,
): number {
  const { t, w, weight } = slice;
  if (size !== AT_NU + 1) return 0;
  const n = w.length;
  if (n > vol.length) vol = new Float64Array(2 * n);
  let squares = 0;
  for (let i = 0; i < n; i++) {
    vol[i] = Math.sqrt(w[i]! / t);
    squares += (weight[i]! * w[i]!) / t;
  }
  let lambda = theta[NU]! / theta[ALPHA]!;
  let rho = theta[RHO]!;
  let level = 0;
  let best = Number.POSITIVE_INFINITY;
  let [bestLambda, bestRho] = [lambda, rho];
  let steps = 0;
  while (steps < MOST_STEPS) {
    sums(slice, lambda, rho);
    const n0 = total[0]!;
    const nl = total[1]!;
    const nr = total[2]!;
    const nll = total[3]!;
    const nlr = total[4]!;
    const nrr = total[5]!;
    const d0 = total[6]!;
    const dl = total[7]!;
    const dr = total[8]!;
    const dll = total[9]!;
    const dlr = total[10]!;
    const drr = total[11]!;
    const inverse = 1 / d0;
    const sum = squares - n0 * n0 * inverse;
    if (!(sum < best)) break;
    best = sum;
    level = n0 * inverse;
    bestLambda = lambda;
    bestRho = rho;
    // F = S - N^2/D and A = N/D: F_p/2 = -A N_p + A^2 D_p/2, A_p = (N_p - A D_p)/D; dl, dr are D_p/2.
    const gl = level * (level * dl - nl);
    const gr = level * (level * dr - nr);
    const al = (nl - 2 * level * dl) * inverse;
    const ar = (nr - 2 * level * dr) * inverse;
    const hll = level * (level * dll - nll) - al * al * d0;
    const hlr = level * (level * dlr - nlr) - al * ar * d0;
    const hrr = level * (level * drr - nrr) - ar * ar * d0;
    const determinant = hll * hrr - hlr * hlr;
    if (!(hll > 0 && determinant > 0)) break;
    const stepL = (hlr * gr - hrr * gl) / determinant;
    const stepR = (hlr * gl - hll * gr) / determinant;
    const nextLambda = lambda + stepL;
    const nextRho = rho + stepR;
    if (!(nextLambda > 0 && nextRho > lower[AT_RHO]! && nextRho < upper[AT_RHO]!)) break;
    lambda = nextLambda;
    rho = nextRho;
    steps++;
    if (-(stepL * gl + stepR * gr) <= TOLERANCE * sum) {
      level += al * stepL + ar * stepR;
      bestLambda = lambda;
      bestRho = rho;
      break;
    }
  }
  if (steps === 0) return 0;
  const cubic = t * (0.25 * bestRho * bestLambda + varianceCoefficient(bestRho) * bestLambda * bestLambda);
  const alpha = alphaOf(level, cubic);
  if (alpha === null || !(level >= LEAST_CORRECTION * alpha)) return 0;
  const nu = bestLambda * alpha;
  if (!(nu < upper[AT_NU]!)) return 0;
  theta[ALPHA] = alpha;
  theta[RHO] = bestRho;
  theta[NU] = nu;
  return steps;
}
