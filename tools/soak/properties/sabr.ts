import fc from 'fast-check';
import { levelAtTheMoney } from '#models/sabr/at-the-money.ts';
import { haganBackbone, oblojBackbone } from '#models/sabr/backbone.ts';
import { fromParabola, toParabola } from '#models/sabr/guess.ts';
import { sabrSmile } from '#models/sabr/smile.ts';
import { stretch } from '#models/sabr/stretch.ts';
import { real, spread } from './draw.ts';
import { atLeast, each, near, type Property, property } from './property.ts';

const sabrThetas = fc.record({
  alpha: spread(0.05, 1.2),
  rho: real(-0.9, 0.9),
  nu: spread(0.01, 2),
  t: spread(0.01, 1.5),
});

const wAt = (theta: Float64Array, k: number, backbone = haganBackbone, t = 1, forward = 100): number => {
  const w = new Float64Array(1);
  sabrSmile(backbone, { t, forward }).totalVariance(theta, Float64Array.of(k), w);
  return w[0] ?? Number.NaN;
};

export const sabrProperties: readonly Property[] = [
  property(
    'with beta = 1 the formulas of Hagan and of Obloj are one',
    fc.tuple(sabrThetas, real(-1.5, 1.5)),
    ([{ alpha, rho, nu, t }, k]) => {
      const theta = Float64Array.of(alpha, 1, rho, nu, 0);
      const w = wAt(theta, k, haganBackbone, t);
      return near('w', wAt(theta, k, oblojBackbone, t), w, 1e-13 * w);
    },
    // A strike next to the money, of denormal numbers.
    { once: [[{ alpha: 1, rho: -0.875, nu: 1, t: 1 }, 3e-323]] },
  ),
  property(
    'SABR with little volatility of volatility and beta = 1 is flat',
    fc.tuple(sabrThetas, real(-1.5, 1.5)),
    ([{ alpha, rho, t }, k]) => {
      const w = wAt(Float64Array.of(alpha, 1, rho, 1e-9, 0), k, haganBackbone, t);
      return near('w', w, alpha * alpha * t, 1e-7 * w);
    },
  ),
  property(
    'SABR mirrors when k and rho change sign together with beta = 1',
    fc.tuple(sabrThetas, real(-1.5, 1.5)),
    ([{ alpha, rho, nu, t }, k]) => {
      // Of the skew term rho nu alpha/4 the sign stays behind.
      const at = (r: number, x: number): number => {
        const w = wAt(Float64Array.of(alpha, 1, r, nu, 0), x, haganBackbone, t);
        const zero = wAt(Float64Array.of(alpha, 1, r, nu, 0), 0, haganBackbone, t);
        return Math.sqrt(w / zero);
      };
      return near('the smile over its value at the money', at(-rho, -k), at(rho, k), 1e-12 * at(rho, k));
    },
  ),
  property(
    'x(z) is odd in z and rho together, and rises',
    fc.tuple(real(-50, 50), real(-0.99, 0.99), spread(1e-6, 1)),
    ([z, rho, step]) =>
      each(
        near('its mirror image', stretch(-z, -rho), -stretch(z, rho), 1e-13 * (1 + Math.abs(z))),
        atLeast('the later value', stretch(z + step, rho), stretch(z, rho)),
      ),
  ),
  property(
    'SABR at its level at the money has the volatility it was made for',
    fc.tuple(sabrThetas, real(0, 1)),
    ([{ alpha, rho, nu, t }, beta]) => {
      const level = levelAtTheMoney(alpha, t, beta, rho, nu);
      if (level === null) return null;
      const theta = Float64Array.of(level * 100 ** (1 - beta), beta, rho, nu, 0);
      const vol = Math.sqrt(wAt(theta, 0, haganBackbone, t) / t);
      return near('the volatility', vol, alpha, 1e-10 * alpha);
    },
    // Next to beta = 1, where the root is double or the cubic has one that the parabola has not.
    {
      once: [
        [{ alpha: 1, rho: -0.6319823804292515, nu: 1.9999999999999953, t: 1 }, 0.9999999702231134],
        [{ alpha: 1, rho: -0.6381376190837118, nu: 1.999999999999996, t: 1 }, 0.9999999999999986],
      ],
    },
  ),
  property(
    'SABR does not see a change of currency',
    fc.tuple(sabrThetas, real(0, 1), real(-1, 1), spread(1e-4, 1e4)),
    ([{ alpha, rho, nu, t }, beta, k, scale]) => {
      const at = (forward: number): number =>
        wAt(Float64Array.of(alpha * forward ** (1 - beta), beta, rho, nu, 0), k, oblojBackbone, t, forward);
      const w = at(100);
      return near('w', at(100 * scale), w, 1e-11 * w);
    },
  ),
  property(
    'the parabola of SABR at the money gives its rho and nu back',
    fc.tuple(sabrThetas, real(0, 0.9)),
    ([{ alpha, rho, nu }, o]) => {
      // A guess has a nu of 0.1 or more.
      if (nu < 0.1001) return null;
      const parabola = toParabola(alpha, o, rho, nu);
      const back = fromParabola(parabola, o);
      // nu^2 is what is left of larger terms.
      const size = (alpha * alpha + nu * nu) / (nu * nu);
      return each(near('nu', back.nu, nu, 1e-12 * nu * size), near('rho', back.rho, rho, 1e-12 * size * 10));
    },
  ),
];
