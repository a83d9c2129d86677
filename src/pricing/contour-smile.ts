/**
 * The smile of a law known by its moments, at any strike however far.
 *
 * An out-of-the-money option over the forward is, with k = ln(K/F) and M(s) = E[(S_T/F)^s],
 *   V(k) = (1/pi) int_0^inf Re{M(s) e^{-(s - 1) k}/(s (s - 1))} du,  s = p + i u,
 * p > 1 for calls and p < 0 for puts. From the p at which the integrand is smallest on the real axis nothing cancels,
 * so that prices of 1e-300 come with all their digits and their logarithm where no number is left:
 * R. Lord and C. Kahl, "Optimal Fourier inversion in semi-analytical option pricing", Journal of Computational
 * Finance 10(4), 2007. One contour serves all strikes within a few standard deviations of the tilted law. The
 * integral is a trapezoidal sum in tau, u = scale sinh(tau), which converges geometrically. The contour bends away from
 * zero, s = p +- b (sqrt(u^2 + scale^2) - scale) + i u, so that exp(-s k) falls where M alone falls slowly:
 * S. Boyarchenko and S. Levendorskii, "Sinh-acceleration: efficient evaluation of probability distributions",
 * International Journal of Theoretical and Applied Finance 22(3), 2019.
 */
import { millsRatio } from '#math/mills-ratio.ts';
import type { CharacteristicFunction } from './characteristic-function.ts';
import { type Contour, createContours } from './contours.ts';
import { normalisedTotalVol, totalVolOfLogPrice } from './normalised-vol.ts';

/** A law at one expiry. Arrays of one length; k any, in any order, fastest where it ascends evenly. */
export interface ContourSmile {
  /** Total implied variance at each k. */
  totalVariance(k: Float64Array, w: Float64Array): void;
  /** w, dw/dk and d2w/dk2 at each k. */
  derivatives(k: Float64Array, w: Float64Array, w1: Float64Array, w2: Float64Array): void;
}

/** Prepares the smile of parameters theta at t years; contours are made where strikes ask for them. */
export function createContourSmile(
  model: CharacteristicFunction,
  theta: Float64Array,
  t: number,
): ContourSmile {
  const contourAt = createContours(model, theta, t);
  let cosine = new Float64Array(0);
  let sine = new Float64Array(0);
  let turnCosine = new Float64Array(0);
  let turnSine = new Float64Array(0);
  const moments = new Float64Array(3);

  /** Sums of the coefficients at offset k - edge by (s - 1)^m, m = 0, 1, 2, from the present phases. */
  const sum = ({ n, x, u, re, im }: Contour, orders: 1 | 3): void => {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    for (let j = 0; j < n; j++) {
      const c = cosine[j]!;
      const s = sine[j]!;
      const r = re[j]! * c + im[j]! * s;
      s0 += r;
      if (orders === 1) continue;
      const i = im[j]! * c - re[j]! * s;
      const at = u[j]!;
      const lever = x[j]! - 1;
      s1 += lever * r - at * i;
      s2 += (lever * lever - at * at) * r - 2 * lever * at * i;
    }
    moments[0] = s0;
    moments[1] = s1;
    moments[2] = s2;
  };

  /** w (and its derivatives) at k from the sums there. */
  const write = (
    contour: Contour,
    k: number,
    i: number,
    w: Float64Array,
    w1: Float64Array | null,
    w2: Float64Array | null,
  ): void => {
    // ln of the price over F is logSize - (p - 1)(k - edge) + ln sum.
    const logScale = contour.logSize - (contour.p - 1) * (k - contour.edge);
    const logPrice = logScale + Math.log(moments[0]!) - 0.5 * k;
    const c = Math.abs(k);
    const most = Math.exp(-0.5 * c);
    const price = Math.exp(logPrice);
    const s =
      price < 0.25 * most ? totalVolOfLogPrice(c, logPrice) : normalisedTotalVol(c, price, most - price);
    w[i] = s * s;
    if (w1 === null || w2 === null) return;
    // Everything over n(d1), so that nothing underflows.
    const d1 = -k / s + 0.5 * s;
    const d2 = d1 - s;
    const unit = Math.exp(logScale + 0.5 * d1 * d1 + 0.9189385332046727);
    const slope = -unit * moments[1]!;
    const bend = unit * moments[2]!;
    const ratio = k >= 0 ? -millsRatio(-d2) : millsRatio(d2);
    const byK = k / (s * s);
    const by1 = 2 * s * (slope - ratio);
    // B_kk, B_kw and B_ww over n(d1).
    const bendK = 1 / s + ratio;
    const cross = -(byK - 0.5) / (2 * s);
    const curve = (-d1 * (byK + 0.5) - 1 / s) / (4 * s * s);
    w1[i] = by1;
    w2[i] = 2 * s * (bend - bendK - 2 * cross * by1 - curve * by1 * by1);
  };

  const run = (k: Float64Array, w: Float64Array, w1: Float64Array | null, w2: Float64Array | null): void => {
    const orders = w1 === null ? 1 : 3;
    let before: Contour | undefined;
    let steps = 0;
    let gap = Number.NaN;
    for (let i = 0; i < k.length; i++) {
      const at = k[i]!;
      const contour = contourAt(at);
      const { n, x, u } = contour;
      if (cosine.length < n)
        [cosine, sine, turnCosine, turnSine] = [0, 1, 2, 3].map(() => new Float64Array(n)) as [
          typeof cosine,
          typeof cosine,
          typeof cosine,
          typeof cosine,
        ];
      const step = i === 0 ? Number.NaN : at - k[i - 1]!;
      const even: boolean =
        contour === before &&
        Math.abs(step - gap) <= 1e-15 &&
        steps < TURNS &&
        (contour.p - x[n - 1]!) * step < MOST_GROWTH;
      if (even) {
        if (steps === 0) {
          for (let j = 0; j < n; j++) {
            const phase = u[j]! * step;
            const size = Math.exp((contour.p - x[j]!) * step);
            turnCosine[j] = size * Math.cos(phase);
            turnSine[j] = size * Math.sin(phase);
          }
        }
        for (let j = 0; j < n; j++) {
          const c = cosine[j]!;
          const s = sine[j]!;
          cosine[j] = c * turnCosine[j]! - s * turnSine[j]!;
          sine[j] = s * turnCosine[j]! + c * turnSine[j]!;
        }
        steps++;
      } else {
        const offset = at - contour.edge;
        for (let j = 0; j < n; j++) {
          const phase = u[j]! * offset;
          const size = Math.exp((contour.p - x[j]!) * offset);
          cosine[j] = size * Math.cos(phase);
          sine[j] = size * Math.sin(phase);
        }
        steps = 0;
        gap = step;
      }
      before = contour;
      sum(contour, orders);
      write(contour, at, i, w, w1, w2);
    }
  };

  return {
    totalVariance: (k, w) => run(k, w, null, null),
    derivatives: (k, w, w1, w2) => run(k, w, w1, w2),
  };
}

/** Strikes reached by turning the phases of the last before they are made anew. */
const TURNS = 32;
/**
 * Logarithm of what a phase of a leaning contour may grow by at a turn: towards the money those far out grow, and what
 * had vanished in the wing would not come back.
 */
const MOST_GROWTH = 16;
