/**
 * The optimum of raw SVI in total variance by separation: at given m and sigma the best a, b and rho solve linear
 * equations, so that only two variables are iterated.
 *
 * With w = A + D k + E R, R = sqrt((k - m)^2 + sigma^2), D = b rho and E = b, the wing slopes are E - D and E + D.
 * Their box is kept by an active set: where the free solution leaves it, the violated slope is tied to its bound.
 * The reduced function of m and s = ln sigma is minimised in its box by Newton's method with the full Hessian
 * F_nn - F_nl F_ll^-1 F_ln (l the linear, n the other variables), whose convergence is quadratic; by its
 * Gauss-Newton part, damped, where it is not positive.
 *
 * Source: G. H. Golub and V. Pereyra, "The differentiation of pseudo-inverses and nonlinear least squares
 * problems whose variables separate", SIAM Journal on Numerical Analysis 10(2), 1973; the separation of SVI is
 * Zeliade Systems, "Quasi-explicit calibration of Gatheral's SVI model", 2009.
 */
import type { FitCoordinates, GuessSlice } from '#models/model.ts';
import { MIN_VARIANCE } from './box.ts';
import {
  BOTH,
  columns,
  FREE,
  fixed,
  gather,
  LEAST_SLOPE,
  linear,
  MOST_SLOPE,
  moving,
  PUT,
  solveLinear,
} from './linear-part.ts';

/** Places of m and ln sigma in the coordinates of a slice without held parameters. */
const M = 3;
const LOG_SIGMA = 4;

const MOST_STEPS = 30;
/** Decrease of the sum of squares, relative, so small that the step that promises it is the last: it squares the error. */
const TOLERANCE = 1e-13;
const FIRST_DAMPING = 1e-3;
const MOST_DAMPING = 1e8;
/** Share of Gauss-Newton's curvature below which the full Hessian is not trusted. */
const LEAST_CURVATURE = 1e-3;
/** A tied slope is told just beyond its bound, so that coordinates put it onto theirs. */
const BEYOND = 1e-3 * LEAST_SLOPE;

/** Gradient of half the reduced sum of squares in (m, s), its Hessian and the Gauss-Newton part of that. */
const reduced = {
  gradientM: Number.NaN,
  gradientS: Number.NaN,
  fullMM: Number.NaN,
  fullMS: Number.NaN,
  fullSS: Number.NaN,
  gaussMM: Number.NaN,
  gaussMS: Number.NaN,
  gaussSS: Number.NaN,
};

function differentiate(n: number, m: number, square: number): void {
  const { s1, skk } = fixed;
  const { sr, skr, srr } = moving;
  const { tie, a, d, e } = linear;
  const { weight: share, centred: k, level: y, root: r } = columns;
  let p1 = 0;
  let pk = 0;
  let q1 = 0;
  let qk = 0;
  let qq = 0;
  let pq = 0;
  let rp = 0;
  let rq = 0;
  let rq3 = 0;
  let rxq3 = 0;
  // R_m = -p and R_s = sigma^2 q, p = x/R, q = 1/R; r1 and r3 are the weighted residual times q and its cube.
  for (let i = 0; i < n; i++) {
    const c = share[i]!;
    const here = k[i]!;
    const x = here - m;
    const q = 1 / r[i]!;
    const cq = c * q;
    const cp = cq * x;
    p1 += cp;
    pk += cp * here;
    q1 += cq;
    qk += cq * here;
    qq += cq * q;
    pq += cp * q;
    const r1 = cq * (y[i]! - a - d * here - e * r[i]!);
    rp += r1 * x;
    rq += r1;
    const r3 = r1 * q * q;
    rq3 += r3;
    rxq3 += r3 * x;
  }
  const es = e * square;
  reduced.gradientM = e * rp;
  reduced.gradientS = -es * rq;
  // Against the linear variables after A has been eliminated: first K, then what R has beyond K; or the tied column.
  const m1 = -e * p1;
  const mk = -e * pk;
  const mr = e * m * s1 - (sr / s1) * m1;
  const n1 = es * q1;
  const nk = es * qk;
  const nr = es * s1 - (sr / s1) * n1;
  let gaussMM = e * e * (s1 - square * qq) - (m1 * m1) / s1;
  let gaussMS = -e * es * pq - (m1 * n1) / s1;
  let gaussSS = es * es * qq - (n1 * n1) / s1;
  // The residual's own part: -E r R_nn here, -r R_n against E below.
  let fullMM = gaussMM - es * rq3;
  let fullMS = gaussMS - es * rxq3;
  let fullSS = gaussSS - e * (2 * square * rq - square * square * rq3);
  if (tie !== BOTH) {
    const rr = srr - (sr * sr) / s1;
    let cm: number;
    let cs: number;
    let pivot: number;
    let side = 1;
    if (tie === FREE) {
      gaussMM -= (mk * mk) / skk;
      gaussMS -= (mk * nk) / skk;
      gaussSS -= (nk * nk) / skk;
      fullMM -= (mk * mk) / skk;
      fullMS -= (mk * nk) / skk;
      fullSS -= (nk * nk) / skk;
      cm = mr - (skr * mk) / skk;
      cs = nr - (skr * nk) / skk;
      pivot = rr - (skr * skr) / skk;
    } else {
      side = tie === PUT ? 1 : -1;
      cm = mk + side * mr;
      cs = nk + side * nr;
      pivot = skk + 2 * side * skr + rr;
    }
    gaussMM -= (cm * cm) / pivot;
    gaussMS -= (cm * cs) / pivot;
    gaussSS -= (cs * cs) / pivot;
    cm += side * rp;
    cs -= side * square * rq;
    fullMM -= (cm * cm) / pivot;
    fullMS -= (cm * cs) / pivot;
    fullSS -= (cs * cs) / pivot;
  }
  reduced.gaussMM = gaussMM;
  reduced.gaussMS = gaussMS;
  reduced.gaussSS = gaussSS;
  reduced.fullMM = fullMM;
  reduced.fullMS = fullMS;
  reduced.fullSS = fullSS;
}

/** The vertex and its box. */
const vertex = {
  placeM: Number.NaN,
  placeS: Number.NaN,
  lowM: Number.NaN,
  highM: Number.NaN,
  lowS: Number.NaN,
  highS: Number.NaN,
};

/** Iterates the vertex to the least of the reduced function; steps taken, 0 when there is no finite value to begin with. */
function minimise(n: number): number {
  const { lowM, highM, lowS, highS } = vertex;
  let { placeM, placeS } = vertex;
  let square = Math.exp(2 * placeS);
  let cost = solveLinear(n, placeM, square);
  if (!(cost >= 0)) return 0;
  let damping = 0;
  for (let steps = 1; steps <= MOST_STEPS; steps++) {
    differentiate(n, placeM, square);
    const { gradientM: gm, gradientS: gs, gaussMM, gaussMS, gaussSS } = reduced;
    const holdM = (placeM <= lowM && gm > 0) || (placeM >= highM && gm < 0);
    const holdS = (placeS <= lowS && gs > 0) || (placeS >= highS && gs < 0);
    if (holdM && holdS) return steps;
    let mm = reduced.fullMM;
    let ms = reduced.fullMS;
    let ss = reduced.fullSS;
    if (
      !(mm > LEAST_CURVATURE * gaussMM) ||
      !(ss > LEAST_CURVATURE * gaussSS) ||
      !(mm * ss - ms * ms > LEAST_CURVATURE * mm * ss)
    ) {
      mm = gaussMM;
      ms = gaussMS;
      ss = gaussSS;
      damping = Math.max(damping, FIRST_DAMPING);
    }
    for (;;) {
      const dm = mm + damping * gaussMM;
      const ds = ss + damping * gaussSS;
      let stepM = holdS ? -gm / dm : 0;
      let stepS = holdM ? -gs / ds : 0;
      if (!holdM && !holdS) {
        const det = dm * ds - ms * ms;
        stepM = (gs * ms - gm * ds) / det;
        stepS = (gm * ms - gs * dm) / det;
        if (placeM + stepM < lowM || placeM + stepM > highM) {
          stepM = (stepM < 0 ? lowM : highM) - placeM;
          stepS = -(gs + ms * stepM) / ds;
        }
        if (placeS + stepS < lowS || placeS + stepS > highS) {
          stepS = (stepS < 0 ? lowS : highS) - placeS;
          stepM = -(gm + ms * stepS) / dm;
        }
      }
      const nextM = Math.min(highM, Math.max(lowM, placeM + stepM));
      const nextS = Math.min(highS, Math.max(lowS, placeS + stepS));
      stepM = nextM - placeM;
      stepS = nextS - placeS;
      const promised =
        -(gm * stepM + gs * stepS) - 0.5 * (mm * stepM * stepM + 2 * ms * stepM * stepS + ss * stepS * stepS);
      const isLast = !(promised > TOLERANCE * cost);
      const nextSquare = Math.exp(2 * nextS);
      const nextCost = solveLinear(n, nextM, nextSquare);
      if (nextCost < cost || isLast) {
        const ratio = (0.5 * (cost - nextCost)) / promised;
        placeM = nextM;
        placeS = nextS;
        vertex.placeM = nextM;
        vertex.placeS = nextS;
        if (isLast) return steps;
        square = nextSquare;
        cost = nextCost;
        if (ratio <= 0.5) damping = Math.max(2 * damping, FIRST_DAMPING);
        else damping = damping <= FIRST_DAMPING ? 0 : damping / 8;
        break;
      }
      damping = Math.max(4 * damping, FIRST_DAMPING);
      if (damping > MOST_DAMPING) {
        solveLinear(n, placeM, square);
        return steps;
      }
    }
  }
  return MOST_STEPS;
}

/** A slope, or a place just beyond the bound that it is tied to. */
function told(slope: number): number {
  if (slope <= LEAST_SLOPE * (1 + 1e-6)) return LEAST_SLOPE - BEYOND;
  return slope >= MOST_SLOPE * (1 - 1e-12) ? MOST_SLOPE + BEYOND : slope;
}

/**
 * Minimises sum weight (w_i - w)^2/w_i, total variance's form of weighted squares in volatility, from the m and
 * sigma of a first guess.
 *
 * @param lower, upper of coordinates without held parameters, of which those of m and ln sigma are used
 * @param theta in: the guess; out: the optimum
 * @returns steps taken; 0 when no smile with a positive minimum came of it, and theta is left as it was
 */
export function separatedOptimum(
  slice: GuessSlice,
  { lower, upper }: Pick<FitCoordinates, 'lower' | 'upper'>,
  theta: Float64Array,
): number {
  const n = slice.k.length;
  const [meanK, meanY] = gather(slice);
  vertex.lowM = lower[M]! - meanK;
  vertex.highM = upper[M]! - meanK;
  vertex.lowS = lower[LOG_SIGMA]!;
  vertex.highS = upper[LOG_SIGMA]!;
  vertex.placeM = Math.min(vertex.highM, Math.max(vertex.lowM, theta[3]! - meanK));
  vertex.placeS = Math.min(vertex.highS, Math.max(vertex.lowS, Math.log(theta[4]!)));
  const steps = minimise(n);
  const sigma = Math.exp(vertex.placeS);
  const put = told(linear.e - linear.d);
  const call = told(linear.e + linear.d);
  // A + D (k - mean) + E R = A + D (m - mean) + b (rho (k - m) + R).
  const level = linear.a + meanY + linear.d * vertex.placeM;
  if (steps === 0 || !(level + sigma * Math.sqrt(put * call) > MIN_VARIANCE)) return 0;
  theta[0] = level;
  theta[1] = (put + call) / 2;
  theta[2] = (call - put) / (call + put);
  theta[3] = vertex.placeM + meanK;
  theta[4] = sigma;
  return steps;
}
