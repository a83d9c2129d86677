/**
 * The exercise boundary of American puts of one expiry under Black and Scholes with a continuous yield.
 *
 * L. Andersen, M. Lake and D. Offengenden, "High-performance American option pricing", Journal of Computational Finance
 * 20 (2016) 39-87: the boundary B of time to expiry tau, struck at 1, solves (their equation system B)
 *   B(tau) = exp(-(r - q) tau) N/D,
 *   N = Phi(d-(tau, B)) + r int_0^tau exp(r u) Phi(d-(tau - u, B/B(u))) du,
 *   D = Phi(d+(tau, B)) + q int_0^tau exp(q u) Phi(d+(tau - u, B/B(u))) du,
 * d+-(v, x) = (ln x + (r - q) v)/(sigma sqrt v) +- sigma sqrt(v)/2, collocated at Chebyshev nodes of sqrt tau with
 * ln^2(B/X) interpolated, X = B(0+) = min(1, r/q). Solved by Newton's method on all nodes at once instead of their
 * iteration: the derivatives cost hardly more than the values. Rates continuously compounded, years, volatility decimal.
 */
import { solveDense } from '#math/dense-solve.ts';
import { millsRatio } from '#math/mills-ratio.ts';
import { normalCdf, normalDensity } from '#math/normal.ts';
import type { BoundaryRule } from './boundary-rule.ts';

const INV_SQRT_2PI = 0.3989422804014327;
/** Residual of ln B, relative to the largest ln(B/X), whose Newton step leaves what no price sees. */
const LAST_STEP = 1e-4;
/** The same above a (|r| + |q|) T from which the equations tell the boundary less well. */
const LAST_STEP_OF_MUCH = 1e-6;
const MUCH = 0.2;
/** Residual, relative to the same, below which Newton's step is tried. */
const NEAR = 5e-2;
const MAX_STEPS = 120;
/** Plain iterations after a step of Newton's that led away; twice as many after the next. */
const PLAIN_STEPS = 4;

/** Puts struck at 1 of one rate r >= 0, yield q and time to expiry; at r = 0 the yield is negative. */
export class ExerciseBoundary {
  /** ln X, the boundary at expiry. */
  readonly lnStart: number;
  /** ln(B/X) at the nodes: the last solution, and, scaled by the volatility, where the next one starts. */
  readonly ln: Float64Array;
  /** Volatility of the last solution; 0 without one. */
  private solvedVol = 0;
  /** Square root of tau - u, and the weights of the integrals in N and D, at the angles of each node. */
  private readonly rootV: Float64Array;
  private readonly inN: Float64Array;
  private readonly inD: Float64Array;
  /** ln(B/X) there. */
  private readonly lnAt: Float64Array;
  /** Work columns: ln^2(B/X) at the nodes; slopes at the angles of one node; residuals; the nodes before a step. */
  private readonly square: Float64Array;
  private readonly slopesN: Float64Array;
  private readonly slopesD: Float64Array;
  private readonly residual: Float64Array;
  private readonly before: Float64Array;
  private readonly jacobian: Float64Array;

  constructor(
    readonly rule: BoundaryRule,
    readonly r: number,
    readonly q: number,
    readonly t: number,
  ) {
    const { z, equation } = rule;
    const n = z.length;
    const angles = equation.sine.length;
    this.lnStart = q > r ? Math.log(r / q) : 0;
    this.ln = new Float64Array(n);
    this.rootV = new Float64Array(n * angles);
    this.inN = new Float64Array(n * angles);
    this.inD = new Float64Array(n * angles);
    this.lnAt = new Float64Array(n * angles);
    this.square = new Float64Array(n);
    this.slopesN = new Float64Array(angles);
    this.slopesD = new Float64Array(angles);
    this.before = new Float64Array(n);
    this.residual = new Float64Array(n);
    this.jacobian = new Float64Array(n * n);
    for (let i = 0, o = 0; i < n; i++) {
      const tau = t * z[i]! * z[i]!;
      for (let l = 0; l < angles; l++, o++) {
        const u = tau * equation.sine[l]! ** 2;
        this.rootV[o] = Math.sqrt(tau) * equation.cosine[l]!;
        this.inN[o] = tau * equation.weight[l]! * r * Math.exp(r * u);
        this.inD[o] = tau * equation.weight[l]! * q * Math.exp(q * u);
      }
    }
  }

  /**
   * Finds the boundary of a volatility; false where the iteration does not end. It starts from what stands in `ln`, if
   * the caller says that it is near, else from the last one found.
   */
  solve(vol: number, isNear = false): boolean {
    const { ln, residual, jacobian, before } = this;
    const n = ln.length;
    if (!isNear) {
      if (this.solvedVol > 0) for (let i = 0; i < n; i++) ln[i]! *= vol / this.solvedVol;
      else this.startFromPerpetual(vol);
    }
    this.solvedVol = 0;
    const enough = (Math.abs(this.r) + Math.abs(this.q)) * this.t > MUCH ? LAST_STEP_OF_MUCH : LAST_STEP;
    let last = Infinity;
    let wait = 0;
    let plain = PLAIN_STEPS;
    for (let step = 0; step < MAX_STEPS; step++) {
      this.linearise(vol);
      let largest = 0;
      let scale = 0;
      for (let i = 0; i < n; i++) {
        const size = Math.abs(residual[i]!);
        if (!(size <= largest)) largest = size;
        if (-ln[i]! > scale) scale = -ln[i]!;
      }
      if (largest > last || !(largest < Infinity)) {
        if (last === Infinity) return false;
        // Newton's step led away: back to where it began, and nearer by the plain iteration, which is a contraction.
        ln.set(before);
        last = Infinity;
        wait = plain;
        plain *= 2;
        continue;
      }
      // Too early a step would be led by what vanishes at the solution, where value and slope meet those of exercise.
      const newton = wait <= 0 && largest < NEAR * scale && solveDense(jacobian, residual, n);
      wait--;
      last = newton ? largest : Infinity;
      before.set(ln);
      for (let i = 0; i < n; i++) {
        const moved = ln[i]! + residual[i]!;
        ln[i] = moved < 0.1 * ln[i]! ? moved : 0.1 * ln[i]!;
      }
      if (largest <= enough * scale) {
        this.solvedVol = vol;
        return true;
      }
    }
    return false;
  }

  /** ln(B/X) at the angles of the price and, behind them, at the time to expiry itself, into `out` from a place on. */
  writeAtPrice(out: Float64Array, from: number): void {
    const { ln } = this;
    const { inPrice, price } = this.rule;
    const n = ln.length;
    for (let l = 0, o = 0; l < price.sine.length; l++) {
      let square = 0;
      for (let j = 0; j < n; j++, o++) square += inPrice[o]! * ln[j]! * ln[j]!;
      out[from + l] = -Math.sqrt(Math.max(square, 0));
    }
    out[from + price.sine.length] = ln[n - 1]!;
  }

  /**
   * A first guess: from X to the boundary of a perpetual put as in P. Bjerksund and G. Stensland, "Closed-form
   * approximation of American options", Scandinavian Journal of Management 9 (1993) 87-99, without their drift.
   */
  private startFromPerpetual(vol: number): void {
    const { ln, lnStart, r, q, t } = this;
    const m = (r - q) / (vol * vol) - 0.5;
    const root = -m - Math.sqrt(m * m + (2 * r) / (vol * vol));
    const end = Math.max(root / (root - 1) / Math.exp(lnStart), 1e-3);
    const gap = Math.max(1 - end, 1e-9);
    const { z } = this.rule;
    for (let i = 0; i < z.length; i++) {
      const way = -Math.expm1((-2 * vol * Math.sqrt(t) * z[i]! * end) / gap);
      ln[i] = Math.log1p(-gap * way);
    }
  }

  /** Residuals ln(N/D) - (r - q) tau - ln B, and the matrix whose solution with them is Newton's step. */
  private linearise(vol: number): void {
    const { ln, lnAt, rootV, inN, inD, residual, jacobian, square, slopesN, slopesD, r, q, t, lnStart } =
      this;
    const { z, inEquation } = this.rule;
    const n = z.length;
    const angles = rootV.length / n;
    for (let j = 0; j < n; j++) square[j] = ln[j]! * ln[j]!;
    for (let o = 0, k = 0; o < lnAt.length; o++) {
      let sum = 0;
      for (let j = 0; j < n; j++, k++) sum += inEquation[k]! * square[j]!;
      lnAt[o] = -Math.sqrt(Math.max(sum, 0));
    }
    jacobian.fill(0);
    for (let i = 0, o = 0; i < n; i++) {
      const tau = t * z[i]! * z[i]!;
      const s = vol * Math.sqrt(tau);
      const own = ln[i]!;
      const plus = (own + lnStart + (r - q) * tau) / s + 0.5 * s;
      let N = normalCdf(plus - s);
      let D = normalCdf(plus);
      // Derivatives by the node's own ln B, all else held.
      let ownN = normalDensity(plus - s) / s;
      let ownD = normalDensity(plus) / s;
      const first = o;
      for (let l = 0; l < angles; l++, o++) {
        const root = rootV[o]!;
        const sv = vol * root;
        const p = (own - lnAt[o]! + (r - q) * root * root) / sv + 0.5 * sv;
        const m = p - sv;
        const densityP = INV_SQRT_2PI * Math.exp(-0.5 * p * p);
        const densityM = INV_SQRT_2PI * Math.exp(-0.5 * m * m);
        N += inN[o]! * (m < 0 ? densityM * millsRatio(-m) : 1 - densityM * millsRatio(m));
        D += inD[o]! * (p < 0 ? densityP * millsRatio(-p) : 1 - densityP * millsRatio(p));
        const slopeN = (inN[o]! * densityM) / sv;
        const slopeD = (inD[o]! * densityP) / sv;
        slopesN[l] = slopeN;
        slopesD[l] = slopeD;
        ownN += slopeN;
        ownD += slopeD;
      }
      residual[i] = Math.log(N / D) - (r - q) * tau - lnStart - own;
      const row = i * n;
      for (let l = 0, at = first; l < angles; l++, at++) {
        const slope = slopesN[l]! / N - slopesD[l]! / D;
        if (slope === 0 || lnAt[at] === 0) continue;
        const factor = slope / lnAt[at]!;
        for (let j = 0, k = at * n; j < n; j++, k++) jacobian[row + j]! += factor * inEquation[k]!;
      }
      for (let j = 0; j < n; j++) jacobian[row + j]! *= ln[j]!;
      jacobian[row + i]! -= ownN / N - ownD / D - 1;
    }
  }
}
