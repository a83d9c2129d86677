import type { SmileFunctions } from '#models/model.ts';
import { type BackboneFunction, createBackbone } from './backbone.ts';
import {
  createStretchSeries,
  expandStretch,
  type StretchDerivatives,
  stretchDerivatives,
} from './stretch.ts';
import {
  ALPHA,
  BETA,
  LEAST_CORRECTION,
  NU,
  RHO,
  SABR_SIZE,
  type Scaled,
  SHIFT,
  scaled,
  varianceCoefficient,
} from './terms.ts';

/** Derivatives of ln sigma in one of its parameters, of the value and its first two derivatives in kappa. */
interface Direction {
  d0: number;
  d1: number;
  d2: number;
}

/** ln sigma at one strike: w, its derivatives in kappa up to the third, and how the parameters move them. */
interface LogVol {
  w: number;
  l1: number;
  l2: number;
  l3: number;
  readonly a: Direction;
  readonly o: Direction;
  readonly rho: Direction;
  readonly nu: Direction;
}

function direction(): Direction {
  return { d0: 0, d1: 0, d2: 0 };
}

// What an evaluation works in; evaluations never overlap.
const back = createBackbone();
const series = createStretchSeries();
const y: StretchDerivatives = { y: 1, z1: 0, z2: 0, z3: 0, rho0: 0, rho1: 0, rho2: 0 };
const at: LogVol = {
  w: 0,
  l1: 0,
  l2: 0,
  l3: 0,
  a: direction(),
  o: direction(),
  rho: direction(),
  nu: direction(),
};

/** w, w', w'' and their derivatives in the parameters, by ln sigma = ln a + ln B - ln y(z) + ln(1 + T I). */
export function sabrDerivatives(
  backbone: BackboneFunction,
  t: number,
  forward: number,
): Required<Pick<SmileFunctions, 'derivatives' | 'derivativeJacobians'>> {
  /** Fills `at` at kappa; `far` asks for the third derivative and the parameters too. */
  function logVol(kappa: number, slice: Scaled, far: boolean): void {
    const { a, o, rho, nu } = slice;
    const beta = 1 - o;
    const half = 0.5 * o;
    const q = half * kappa;
    if (o !== 0) backbone(q, back);
    const perNu = (-kappa * back.g) / a;
    const z = nu * perNu;
    const rate = -nu / a;
    const z1 = rate * back.s1;
    const z2 = rate * half * back.s2;
    stretchDerivatives(z, rho, series, far, y);
    const u = o === 0 ? a : a * Math.exp(-q);
    const c = varianceCoefficient(rho);
    const level = (t * o * o * u * u) / 24;
    const cross = (t * rho * beta * nu * u) / 4;
    const m = 1 + level + cross + t * c * nu * nu;
    const n1 = (-half * (2 * level + cross)) / m;
    const n2 = (half * half * (4 * level + cross)) / m;
    const sigma = (a * back.b * m) / y.y;
    at.w = m >= LEAST_CORRECTION ? t * sigma * sigma : Number.NaN;
    at.l1 = half * back.l1 - y.z1 * z1 + n1;
    at.l2 = half * half * back.l2 - y.z2 * z1 * z1 - y.z1 * z2 + n2 - n1 * n1;
    if (!far) return;
    const z3 = rate * half * half * back.s3;
    const n3 = (-half * half * half * (8 * level + cross)) / m;
    at.l3 =
      half * half * half * back.l3 -
      y.z3 * z1 * z1 * z1 -
      3 * y.z2 * z1 * z2 -
      y.z1 * z3 +
      n3 -
      3 * n1 * n2 +
      2 * n1 * n1 * n1;

    /** Adds what a parameter does through z and through the correction. */
    const move = (
      out: Direction,
      [v0, v1, v2]: readonly [number, number, number],
      [p0, p1, p2]: readonly [number, number, number],
    ): void => {
      out.d0 = -y.z1 * v0 + p0 / m;
      out.d1 = -y.z2 * z1 * v0 - y.z1 * v1 + (p1 - n1 * p0) / m;
      out.d2 =
        -y.z3 * z1 * z1 * v0 -
        2 * y.z2 * z1 * v1 -
        y.z2 * z2 * v0 -
        y.z1 * v2 +
        (p2 - n2 * p0 - 2 * n1 * (p1 - n1 * p0)) / m;
    };
    move(
      at.a,
      [-z / a, -z1 / a, -z2 / a],
      [(2 * level + cross) / a, (-half * (4 * level + cross)) / a, (half * half * (8 * level + cross)) / a],
    );
    at.a.d0 += 1 / a;
    const crossByNu = (t * rho * beta * u) / 4;
    move(
      at.nu,
      [perNu, -back.s1 / a, (-half * back.s2) / a],
      [crossByNu + 2 * t * c * nu, -half * crossByNu, half * half * crossByNu],
    );
    const crossByRho = (t * beta * nu * u) / 4;
    move(
      at.rho,
      [0, 0, 0],
      [crossByRho - (t * rho * nu * nu) / 4, -half * crossByRho, half * half * crossByRho],
    );
    at.rho.d0 -= y.rho0;
    at.rho.d1 -= y.rho1 * z1;
    at.rho.d2 -= y.rho2 * z1 * z1 + y.rho1 * z2;
    // In o at fixed kappa and a: u falls by kappa/2, beta by 1.
    const levelByO = (t * o * u * u) / 12 - kappa * level;
    const crossByO = (-t * rho * nu * u) / 4 - 0.5 * kappa * cross;
    move(
      at.o,
      [
        0.5 * rate * kappa * kappa * back.g1,
        0.5 * rate * kappa * back.s2,
        0.5 * rate * (back.s2 + q * back.s3),
      ],
      [
        levelByO + crossByO,
        -0.5 * (2 * level + cross) - half * (2 * levelByO + crossByO),
        half * (4 * level + cross) + half * half * (4 * levelByO + crossByO),
      ],
    );
    at.o.d0 += 0.5 * kappa * back.l1;
    at.o.d1 += 0.5 * (back.l1 + q * back.l2);
    at.o.d2 += half * back.l2 + 0.5 * half * q * back.l3;
  }

  return {
    derivatives(theta, k, w, w1, w2) {
      const slice = scaled(theta, forward);
      if (slice.o === 0) backbone(0, back);
      const { shift, f } = slice;
      expandStretch(slice.rho, series);
      for (let i = 0; i < k.length; i++) {
        const strike = shift === 0 ? 1 : forward * Math.exp(k[i]!) + shift;
        logVol(shift === 0 ? k[i]! : Math.log(strike / f), slice, false);
        // d kappa/dk = K/(K + shift), whose own derivative is its product with what it lacks to 1.
        const v = shift === 0 ? 1 : 1 - shift / strike;
        const twice = 2 * at.w;
        const first = twice * at.l1;
        w[i] = at.w;
        w1[i] = first * v;
        w2[i] = twice * (at.l2 + 2 * at.l1 * at.l1) * v * v + first * v * (1 - v);
      }
    },
    derivativeJacobians(theta, k, d0, d1, d2) {
      const slice = scaled(theta, forward);
      if (slice.o === 0) backbone(0, back);
      const { a, o, shift, f } = slice;
      const logF = Math.log(f);
      expandStretch(slice.rho, series);
      /** Derivatives of w, w', w'' in kappa along a direction, at the present strike. */
      const along = [0, 0, 0] as [number, number, number];
      const follow = ({ d0: p0, d1: p1, d2: p2 }: Direction): void => {
        const { w, l1, l2 } = at;
        const first = 2 * w * p0;
        along[0] = first;
        along[1] = 2 * (first * l1 + w * p1);
        along[2] = 2 * (first * (l2 + 2 * l1 * l1) + w * (p2 + 4 * l1 * p1));
      };
      for (let i = 0, j = 0; i < k.length; i++, j += SABR_SIZE) {
        const strike = forward * Math.exp(k[i]!) + shift;
        logVol(shift === 0 ? k[i]! : Math.log(strike / f), slice, true);
        const { w, l1, l2, l3 } = at;
        const v = 1 - shift / strike;
        const write = (p: number, scale: number): void => {
          d0[j + p]! += scale * along[0];
          d1[j + p]! += scale * along[1] * v;
          d2[j + p]! += scale * (along[2] * v * v + along[1] * v * (1 - v));
        };
        for (let p = 0; p < SABR_SIZE; p++) {
          d0[j + p] = 0;
          d1[j + p] = 0;
          d2[j + p] = 0;
        }
        follow(at.a);
        write(ALPHA, a / theta[ALPHA]!);
        write(BETA, a * logF);
        write(SHIFT, (-o * a) / f);
        follow(at.o);
        write(BETA, -1);
        follow(at.rho);
        write(RHO, 1);
        follow(at.nu);
        write(NU, 1);
        // The shift moves kappa itself, and how far kappa follows k.
        const first = 2 * w * l1;
        const second = 2 * w * (l2 + 2 * l1 * l1);
        along[0] = first;
        along[1] = second;
        along[2] = 2 * w * (l3 + 6 * l1 * l2 + 4 * l1 * l1 * l1);
        write(SHIFT, 1 / strike - 1 / f);
        const dv = -v / strike;
        d1[j + SHIFT]! += first * dv;
        d2[j + SHIFT]! += 2 * second * v * dv + first * dv * (1 - 2 * v);
      }
    },
  };
}
