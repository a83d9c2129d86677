/**
 * The optimum of raw SVI in total variance by separation: at given m and sigma the best a, b and rho solve linear
 * equations, so that only two variables are iterated.
 *
 * With w = A + D k + E R, R = sqrt((k - m)^2 + sigma^2), D = b rho and E = b, the reduced function of m and
 * ln sigma is minimised by Newton's method with its full Hessian F_nn - F_nl F_ll^-1 F_ln (l the linear, n the
 * other variables), whose convergence is quadratic; by Gauss-Newton's part of it, damped, where it is not positive.
 *
 * Source: G. H. Golub and V. Pereyra, "The differentiation of pseudo-inverses and nonlinear least squares
 * problems whose variables separate", SIAM Journal on Numerical Analysis 10(2), 1973; the separation of SVI is
 * Zeliade Systems, "Quasi-explicit calibration of Gatheral's SVI model", 2009.
 */
import type { FitCoordinates, GuessSlice } from '#models/model.ts';

const MOST_STEPS = 30;
/** Decrease of the sum of squares promised by a step, relative, that ends the iteration. */
const TOLERANCE = 1e-15;
const FIRST_DAMPING = 1e-3;
const MOST_DAMPING = 1e8;

/** Places of m and ln sigma in the coordinates of a slice without held parameters. */
const M = 3;
const LOG_SIGMA = 4;

let capacity = 0;
let weight = new Float64Array(0);
let centred = new Float64Array(0);
let level = new Float64Array(0);
let root = new Float64Array(0);

/** Factor L of the symmetric 3 by 3 matrix of the linear variables, and their values. */
const linear = {
  l00: 0,
  l10: 0,
  l11: 0,
  l20: 0,
  l21: 0,
  l22: 0,
  a: 0,
  d: 0,
  e: 0,
};

/** Sums over the quotes that m and sigma do not change. */
const fixed = { w: 0, k: 0, kk: 0, y: 0, ky: 0 };

/** Solves for the linear variables at (m, sigma); the sum of squares, NaN where the equations are singular. */
function solveLinear(n: number, m: number, square: number): number {
  let sr = 0;
  let skr = 0;
  let srr = 0;
  let syr = 0;
  for (let i = 0; i < n; i++) {
    const k = centred[i]!;
    const x = k - m;
    const rr = x * x + square;
    const r = Math.sqrt(rr);
    root[i] = r;
    const c = weight[i]! * r;
    sr += c;
    skr += c * k;
    srr += c * r;
    syr += c * level[i]!;
  }
  const l00 = Math.sqrt(fixed.w);
  const l10 = fixed.k / l00;
  const l11 = Math.sqrt(fixed.kk - l10 * l10);
  const l20 = sr / l00;
  const l21 = (skr - l20 * l10) / l11;
  const l22 = Math.sqrt(srr - l20 * l20 - l21 * l21);
  const z0 = fixed.y / l00;
  const z1 = (fixed.ky - l10 * z0) / l11;
  const z2 = (syr - l20 * z0 - l21 * z1) / l22;
  const e = z2 / l22;
  const d = (z1 - l21 * e) / l11;
  const a = (z0 - l10 * d - l20 * e) / l00;
  linear.l00 = l00;
  linear.l10 = l10;
  linear.l11 = l11;
  linear.l20 = l20;
  linear.l21 = l21;
  linear.l22 = l22;
  linear.a = a;
  linear.d = d;
  linear.e = e;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const r = level[i]! - a - d * centred[i]! - e * root[i]!;
    sum += weight[i]! * r * r;
  }
  return sum;
}

/** Gradient and Hessian of half the reduced sum of squares; `gg` the Gauss-Newton part. */
const reduced = { gm: 0, gs: 0, hmm: 0, hms: 0, hss: 0, kmm: 0, kms: 0, kss: 0 };

function differentiate(n: number, m: number, square: number): void {
  const { a, d, e, l00, l10, l11, l20, l21, l22 } = linear;
  let p0 = 0;
  let pk = 0;
  let pr = 0;
  let q0 = 0;
  let qk = 0;
  let pp = 0;
  let pq = 0;
  let qq = 0;
  let rp = 0;
  let rq = 0;
  let rq3 = 0;
  let rxq3 = 0;
  for (let i = 0; i < n; i++) {
    const c = weight[i]!;
    const k = centred[i]!;
    const x = k - m;
    const r = root[i]!;
    const q = 1 / r;
    const p = x * q;
    const res = c * (level[i]! - a - d * k - e * r);
    const cp = c * p;
    const cq = c * q;
    p0 += cp;
    pk += cp * k;
    pr += c * x;
    q0 += cq;
    qk += cq * k;
    pp += cp * p;
    pq += cp * q;
    qq += cq * q;
    rp += res * p;
    rq += res * q;
    const cube = res * q * q * q;
    rq3 += cube;
    rxq3 += cube * x;
  }
  // R_m = -p, R_s = square q (s = ln sigma); the model's are E times these.
  reduced.gm = e * rp;
  reduced.gs = -e * square * rq;
  // Mixed second derivatives against (A, D, E), with and without the residual's term.
  const m0 = -e * p0;
  const m1 = -e * pk;
  const m2 = -e * pr;
  const s0 = e * square * q0;
  const s1 = e * square * qk;
  const s2 = e * square * fixed.w;
  const forward = (v0: number, v1: number, v2: number): void => {
    f0 = v0 / l00;
    f1 = (v1 - l10 * f0) / l11;
    f2 = (v2 - l20 * f0 - l21 * f1) / l22;
  };
  let f0 = 0;
  let f1 = 0;
  let f2 = 0;
  forward(m0, m1, m2);
  const [u0, u1, u2] = [f0, f1, f2];
  forward(s0, s1, s2);
  const gmm = e * e * pp;
  const gms = -e * e * square * pq;
  const gss = e * e * square * square * qq;
  reduced.kmm = gmm - u0 * u0 - u1 * u1 - u2 * u2;
  reduced.kms = gms - u0 * f0 - u1 * f1 - u2 * f2;
  reduced.kss = gss - f0 * f0 - f1 * f1 - f2 * f2;
  // The residual adds -r R_n to the mixed derivatives with E and -E r R_nn to the others.
  const v2 = u2 + rp / l22;
  const t2 = f2 - (square * rq) / l22;
  reduced.hmm = gmm - e * square * rq3 - u0 * u0 - u1 * u1 - v2 * v2;
  reduced.hms = gms - e * square * rxq3 - u0 * f0 - u1 * f1 - v2 * t2;
  reduced.hss = gss - e * (2 * square * rq - square * square * rq3) - f0 * f0 - f1 * f1 - t2 * t2;
}

/**
 * Minimises sum weight (w - w_i)^2/w_i over raw SVI from a first guess, which is total variance's form of weighted
 * squares in volatility.
 *
 * @param lower, upper of which those of m and ln sigma are used
 * @param theta in: the first guess, of which m and sigma are used; out: the optimum
 * @returns steps taken; 0 when no smile with a positive minimum and wings within Lee's bound came of it, and
 * theta is left as it was
 */
export function separatedOptimum(
  slice: GuessSlice,
  { lower, upper }: Pick<FitCoordinates, 'lower' | 'upper'>,
  theta: Float64Array,
): number {
  const n = slice.k.length;
  if (n > capacity) {
    capacity = 2 * n;
    weight = new Float64Array(capacity);
    centred = new Float64Array(capacity);
    level = new Float64Array(capacity);
    root = new Float64Array(capacity);
  }
  let total = 0;
  let meanK = 0;
  let meanY = 0;
  for (let i = 0; i < n; i++) {
    const c = slice.weight[i]! / slice.w[i]!;
    weight[i] = c;
    total += c;
    meanK += c * slice.k[i]!;
    meanY += slice.weight[i]!;
  }
  meanK /= total;
  meanY /= total;
  fixed.w = total;
  fixed.k = 0;
  fixed.kk = 0;
  fixed.y = 0;
  fixed.ky = 0;
  for (let i = 0; i < n; i++) {
    const c = weight[i]!;
    const k = slice.k[i]! - meanK;
    const y = slice.w[i]! - meanY;
    centred[i] = k;
    level[i] = y;
    fixed.k += c * k;
    fixed.kk += c * k * k;
    fixed.y += c * y;
    fixed.ky += c * k * y;
  }
  const lowM = lower[M]! - meanK;
  const highM = upper[M]! - meanK;
  const lowS = lower[LOG_SIGMA]!;
  const highS = upper[LOG_SIGMA]!;
  let m = Math.min(highM, Math.max(lowM, theta[3]! - meanK));
  let s = Math.min(highS, Math.max(lowS, Math.log(theta[4]!)));
  let square = Math.exp(2 * s);
  let cost = solveLinear(n, m, square);
  if (!(cost >= 0)) return 0;
  let damping = 0;
  let steps = 0;
  for (; steps < MOST_STEPS; steps++) {
    differentiate(n, m, square);
    const { gm, gs } = reduced;
    const holdM = (m <= lowM && gm > 0) || (m >= highM && gm < 0);
    const holdS = (s <= lowS && gs > 0) || (s >= highS && gs < 0);
    let { hmm, hms, hss } = reduced;
    const scaleM = Math.max(reduced.kmm, 1e-300);
    const scaleS = Math.max(reduced.kss, 1e-300);
    if (!(hmm > 1e-3 * scaleM && hss > 1e-3 * scaleS && hmm * hss - hms * hms > 1e-3 * hmm * hss)) {
      hmm = reduced.kmm;
      hms = reduced.kms;
      hss = reduced.kss;
      damping = Math.max(damping, FIRST_DAMPING);
    }
    let moved = false;
    for (; damping <= MOST_DAMPING; damping = Math.max(4 * damping, FIRST_DAMPING)) {
      const dm = hmm + damping * scaleM;
      const ds = hss + damping * scaleS;
      let stepM = 0;
      let stepS = 0;
      if (holdM && holdS) return finish(theta, m, s, meanK, meanY, steps + 1);
      if (holdM) stepS = -gs / ds;
      else if (holdS) stepM = -gm / dm;
      else {
        const det = dm * ds - hms * hms;
        stepM = (-gm * ds + gs * hms) / det;
        stepS = (-gs * dm + gm * hms) / det;
        if (m + stepM < lowM || m + stepM > highM) {
          stepM = (stepM < 0 ? lowM : highM) - m;
          stepS = -(gs + hms * stepM) / ds;
        }
        if (s + stepS < lowS || s + stepS > highS) {
          stepS = (stepS < 0 ? lowS : highS) - s;
          stepM = -(gm + hms * stepS) / dm;
        }
      }
      const nextM = Math.min(highM, Math.max(lowM, m + stepM));
      const nextS = Math.min(highS, Math.max(lowS, s + stepS));
      stepM = nextM - m;
      stepS = nextS - s;
      const promised =
        -(gm * stepM + gs * stepS) -
        0.5 * (hmm * stepM * stepM + 2 * hms * stepM * stepS + hss * stepS * stepS);
      if (!(promised > TOLERANCE * cost)) return finish(theta, m, s, meanK, meanY, steps + 1);
      const nextSquare = Math.exp(2 * nextS);
      const nextCost = solveLinear(n, nextM, nextSquare);
      if (nextCost < cost) {
        m = nextM;
        s = nextS;
        square = nextSquare;
        const ratio = (0.5 * (cost - nextCost)) / promised;
        cost = nextCost;
        damping =
          ratio > 0.5 ? (damping <= FIRST_DAMPING ? 0 : damping / 8) : Math.max(2 * damping, FIRST_DAMPING);
        moved = true;
        break;
      }
      if (promised <= 1e-13 * cost) {
        solveLinear(n, m, square);
        return finish(theta, m, s, meanK, meanY, steps + 1);
      }
    }
    if (!moved) {
      solveLinear(n, m, square);
      break;
    }
  }
  return finish(theta, m, s, meanK, meanY, steps);
}

/** The linear variables as raw parameters, where they are a smile. */
function finish(
  theta: Float64Array,
  m: number,
  s: number,
  meanK: number,
  meanY: number,
  steps: number,
): number {
  const { a, d, e } = linear;
  const sigma = Math.exp(s);
  const rho = d / e;
  // w = A + D (k - mean) + E R = A + D (m - mean) + b (rho (k - m) + R).
  const base = a + meanY + d * m;
  if (!(e > 0) || !(Math.abs(rho) < 1) || !(e * (1 + Math.abs(rho)) < 2)) return 0;
  if (!(base + e * sigma * Math.sqrt((1 - rho) * (1 + rho)) > 0)) return 0;
  theta[0] = base;
  theta[1] = e;
  theta[2] = rho;
  theta[3] = m + meanK;
  theta[4] = sigma;
  return steps;
}
