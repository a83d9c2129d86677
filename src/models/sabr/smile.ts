import type { SmileAt, SmileFunctions } from '#models/model.ts';
import { type BackboneFunction, createBackbone } from './backbone.ts';
import { sabrDerivatives } from './smile-derivatives.ts';
import { createStretchSeries, expandStretch, stretch, stretchRatio } from './stretch.ts';
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

/**
 * A SABR smile at its time and forward: w(k) = T sigma^2, k = ln(K/F). NaN where the correction in time is below
 * `LEAST_CORRECTION`. A shift displaces forward and strike inside the formula; the volatility is Black's of the
 * forward and strike themselves.
 */
export function sabrSmile(backbone: BackboneFunction, { t, forward }: SmileAt): SmileFunctions {
  const back = createBackbone();
  const series = createStretchSeries(NEAR_TERMS);

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

  function jacobian(theta: Float64Array, k: Float64Array, out: Float64Array): void {
    const slice = scaled(theta, forward);
    const { a, o, rho, nu, shift, f } = slice;
    const beta = 1 - o;
    const c = varianceCoefficient(rho);
    const logF = Math.log(f);
    const rate = nu / a;
    expandStretch(rho, series);
    const { value } = series;
    if (o === 0) backbone(0, back);
    for (let i = 0, j = 0; i < k.length; i++, j += SABR_SIZE) {
      const strike = forward * Math.exp(k[i]!) + shift;
      const at = shift === 0 ? k[i]! : Math.log(strike / f);
      const q = 0.5 * o * at;
      if (o !== 0) backbone(q, back);
      const u = o === 0 ? a : a * Math.exp(-q);
      const perNu = (-at * back.g) / a;
      const z = nu * perNu;
      const r = Math.sqrt(1 + z * (z - 2 * rho));
      let y = 1;
      let slope = 0;
      if (Math.abs(z) < NEAR) {
        y = 0;
        for (let n = NEAR_TERMS - 1; n >= 0; n--) {
          slope = slope * z + y;
          y = y * z + value[n]!;
        }
      } else {
        y = stretch(z, rho) / z;
        slope = (1 / r - y) / z;
      }
      const level = (o * o * u * u) / 24;
      const cross = 0.25 * rho * beta * nu * u;
      const m = 1 + t * (level + cross + c * nu * nu);
      const sigma = (a * back.b * m) / y;
      const twice = m >= LEAST_CORRECTION ? 2 * t * sigma * sigma : Number.NaN;
      const tm = t / m;
      const g1 = slope / y;
      const byA = (1 + g1 * z + tm * (2 * level + cross)) / a;
      const byRho = -z / (r * (r + 1 - rho * z) * y) + 0.25 * tm * (beta * nu * u - rho * nu * nu);
      const byNu = -g1 * perNu + tm * (0.25 * rho * beta * u + 2 * c * nu);
      const byO =
        0.5 * at * (back.l1 + g1 * rate * at * back.g1) +
        tm * ((o * u * u) / 12 - at * level - 0.25 * rho * nu * u - 0.5 * at * cross);
      const byAt = 0.5 * o * (back.l1 - tm * (2 * level + cross)) + g1 * rate * back.s1;
      out[j + ALPHA] = (twice * byA * a) / theta[ALPHA]!;
      out[j + BETA] = twice * (byA * a * logF - byO);
      out[j + RHO] = twice * byRho;
      out[j + NU] = twice * byNu;
      out[j + SHIFT] = twice * (byAt * (1 / strike - 1 / f) - (byA * a * o) / f);
    }
  }

  return { totalVariance, jacobian, ...sabrDerivatives(backbone, t, forward) };
}
