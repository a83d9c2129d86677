import type { SmileAt, SmileFunctions } from '#models/model.ts';
import { type BackboneFunction, createBackbone } from './backbone.ts';
import { sabrDerivatives } from './smile-derivatives.ts';
import { createStretchSeries, expandStretch, stretchRatio } from './stretch.ts';
import {
  ALPHA,
  BETA,
  correction,
  LEAST_CORRECTION,
  NU,
  RHO,
  SABR_SIZE,
  SHIFT,
  scaled,
  varianceCoefficient,
} from './terms.ts';

/** |z| below which dy/dz comes from its series, and the terms it takes there. */
const NEAR = 1e-3;
const NEAR_TERMS = 7;

let unread = new Float64Array(64);

/** Room for n variances that nobody asks for. */
function roomFor(n: number): Float64Array {
  if (unread.length < n) unread = new Float64Array(2 * n);
  return unread;
}

// What an evaluation works in; evaluations never overlap.
const back = createBackbone();
const series = createStretchSeries(NEAR_TERMS);

/**
 * A SABR smile at its time and forward: w(k) = T sigma^2, k = ln(K/F). NaN where the correction in time is below
 * `LEAST_CORRECTION`. A shift displaces forward and strike inside the formula; the volatility is Black's of the
 * forward and strike themselves.
 */
export function sabrSmile(backbone: BackboneFunction, { t, forward }: SmileAt): SmileFunctions {
  function totalVariance(theta: Float64Array, k: Float64Array, out: Float64Array): void {
    const slice = scaled(theta, forward);
    const { a, o, rho, nu, shift, f } = slice;
    const rate = nu / a;
    for (let i = 0; i < k.length; i++) {
      const at = shift === 0 ? k[i]! : Math.log((forward * Math.exp(k[i]!) + shift) / f);
      let u = a;
      let z = -rate * at;
      let sigma = a;
      if (o !== 0) {
        const q = 0.5 * o * at;
        backbone(q, back);
        u = a * Math.exp(-q);
        z *= back.g;
        sigma = a * back.b;
      }
      const m = correction(u, slice, t);
      sigma *= m / stretchRatio(z, rho);
      out[i] = m >= LEAST_CORRECTION ? t * sigma * sigma : Number.NaN;
    }
  }

  function linearised(theta: Float64Array, k: Float64Array, w: Float64Array, out: Float64Array): void {
    const { a, o, rho, nu, shift, f } = scaled(theta, forward);
    const beta = 1 - o;
    const c = varianceCoefficient(rho);
    const logF = Math.log(f);
    const perAlpha = 1 / theta[ALPHA]!;
    const perA = 1 / a;
    const perF = 1 / f;
    const perCall = 1 / (1 - rho);
    const perPut = 1 / (1 + rho);
    const rate = nu * perA;
    expandStretch(rho, series);
    const { value } = series;
    if (o === 0) backbone(0, back);
    for (let i = 0, j = 0; i < k.length; i++, j += SABR_SIZE) {
      const strike = forward * Math.exp(k[i]!) + shift;
      const at = shift === 0 ? k[i]! : Math.log(strike * perF);
      const q = 0.5 * o * at;
      if (o !== 0) backbone(q, back);
      const u = o === 0 ? a : a * Math.exp(-q);
      const perNu = -at * back.g * perA;
      const z = nu * perNu;
      const slide = z * (z - 2 * rho);
      const r = Math.sqrt(1 + slide);
      let y = 0;
      let slope = 0;
      if (Math.abs(z) < NEAR) {
        for (let n = NEAR_TERMS - 1; n >= 0; n--) {
          slope = slope * z + y;
          y = y * z + value[n]!;
        }
      } else {
        const rest = slide / (r + 1);
        const perZ = 1 / z;
        y = perZ * (z > 0 ? Math.log1p((rest + z) * perCall) : -Math.log1p((rest - z) * perPut));
        slope = perZ * (1 / r - y);
      }
      const perY = 1 / y;
      const g1 = slope * perY;
      const level = (o * o * u * u) / 24;
      const cross = 0.25 * rho * beta * nu * u;
      const m = 1 + t * (level + cross + c * nu * nu);
      const tm = t / m;
      const sigma = a * back.b * m * perY;
      const variance = m >= LEAST_CORRECTION ? t * sigma * sigma : Number.NaN;
      const twice = 2 * variance;
      const byLogA = 1 + g1 * z + tm * (2 * level + cross);
      const byRho = (-z * perY) / (r * (r + 1 - rho * z)) + 0.25 * tm * (beta * nu * u - rho * nu * nu);
      const byNu = -g1 * perNu + tm * (0.25 * rho * beta * u + 2 * c * nu);
      const byO =
        0.5 * at * (back.l1 + g1 * rate * at * back.g1) +
        tm * ((o * u * u) / 12 - at * level - 0.25 * rho * nu * u - 0.5 * at * cross);
      const byAt = 0.5 * o * (back.l1 - tm * (2 * level + cross)) + g1 * rate * back.s1;
      w[i] = variance;
      out[j + ALPHA] = twice * byLogA * perAlpha;
      out[j + BETA] = twice * (byLogA * logF - byO);
      out[j + RHO] = twice * byRho;
      out[j + NU] = twice * byNu;
      out[j + SHIFT] = twice * (byAt * (1 / strike - perF) - byLogA * o * perF);
    }
  }

  return {
    totalVariance,
    linearised,
    jacobian: (theta, k, out) => linearised(theta, k, roomFor(k.length), out),
    ...sabrDerivatives(backbone, t, forward),
  };
}
