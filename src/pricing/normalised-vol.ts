/**
 * Inversion of the normalised Black formula.
 *
 * An out-of-the-money option divided by sqrt(F K) is worth
 *   b(c, s) = n(A) [M(h - t) - M(h + t)],   h = c/s, t = s/2, A^2 = h^2 + t^2,
 * with c = |ln(F/K)|, s = sigma sqrt(T), n the normal density and M the Mills ratio, and it
 * misses its supremum exp(-c/2) by
 *   q(c, s) = n(A) [M(t - h) + M(t + h)].
 * Both logarithms are free of exponentials, and with Q = d ln b / d ln s (or of q) every further
 * derivative is a polynomial in Q, h^2 and t^2 because b'' = (h^2/s - s/4) b'. So one evaluation
 * feeds a step of order six, and a guess within 1e-3 needs no second one.
 *
 * After P. Jaeckel, "Let's be rational", Wilmott, January 2015: normalisation, the split into b
 * and its complement, iteration on logarithms. The guess and the order of the step are our own.
 */
import { millsRatio } from '#math/mills-ratio.ts';

const SQRT_2PI = 2.5066282746310002;
/** Below this (1 + s/2) |ds/s| the remainder of the sixth-order step is under one rounding error. */
const LAST_STEP = 1.5e-3;
/** Steps of a hopeless input; a representable price needs two at most, three where c and s are both large. */
const MAX_STEPS = 16;

/**
 * Total volatility s = sigma sqrt(T) of an out-of-the-money option.
 *
 * @param c |ln(F/K)|, non-negative.
 * @param b undiscounted out-of-the-money price over sqrt(F K), in (0, exp(-c/2)).
 * @param q exp(-c/2) - b, that is (min(F, K) - price) over sqrt(F K); passed apart because the
 *   caller can form it without cancellation.
 * @returns s > 0, relative error a few 1e-16 beyond what the rounding of b and c itself implies.
 */
export function normalisedTotalVol(c: number, b: number, q: number): number {
  return b <= q ? fromPrice(c, b) : fromComplement(c, q);
}

/**
 * The same from ln b, for prices below the smallest number: b at most exp(-c/2)/2, c positive.
 */
export function totalVolOfLogPrice(c: number, logPrice: number): number {
  if (logPrice > -600) {
    const b = Math.exp(logPrice);
    return fromPrice(c, b);
  }
  // ln b is about -c^2/(2 s^2) there.
  let s = c / Math.sqrt(-2 * logPrice);
  for (let step = 0; step < MAX_STEPS; step++) {
    const h = c / s;
    const t = 0.5 * s;
    const difference = millsDifference(h, t);
    const [h2, t2] = [h * h, t * t];
    const residual = logPrice - Math.log(difference / SQRT_2PI) + 0.5 * (h2 + t2);
    const relative = relativeStep(residual, s / difference, h2, t2);
    s += s * relative;
    if (Math.abs(relative) * (1 + t) < LAST_STEP) break;
  }
  return s;
}

/** Lower half of the price range: iterates on ln b. */
function fromPrice(c: number, b: number): number {
  let s = guessFromPrice(c, b);
  for (let step = 0; step < MAX_STEPS; step++) {
    const h = c / s;
    const t = 0.5 * s;
    const difference = millsDifference(h, t);
    const h2 = h * h;
    const t2 = t * t;
    const residual = Math.log((b * SQRT_2PI) / difference) + 0.5 * (h2 + t2);
    const relative = relativeStep(residual, s / difference, h2, t2);
    s += s * relative;
    if (Math.abs(relative) * (1 + t) < LAST_STEP) break;
  }
  return s;
}

/** Upper half of the price range: iterates on ln q. */
function fromComplement(c: number, q: number): number {
  let s = guessFromComplement(c, q);
  for (let step = 0; step < MAX_STEPS; step++) {
    const h = c / s;
    const t = 0.5 * s;
    const sum = millsRatio(t - h) + millsRatio(t + h);
    const h2 = h * h;
    const t2 = t * t;
    const residual = Math.log((q * SQRT_2PI) / sum) + 0.5 * (h2 + t2);
    const relative = relativeStep(residual, -s / sum, h2, t2);
    s += s * relative;
    if (Math.abs(relative) * (1 + t) < LAST_STEP) break;
  }
  return s;
}

/**
 * M(h - t) - M(h + t) for h >= 0, t > 0. For small t the odd Taylor series about h, whose
 * coefficients Y_n = (-1)^n d^n M/dh^n follow Y_{n+1} = n Y_{n-1} - h Y_n: no cancellation.
 */
export function millsDifference(h: number, t: number): number {
  if (t >= 0.1) return millsRatio(h - t) - millsRatio(h + t);
  const y0 = millsRatio(h);
  const y1 = 1 - h * y0;
  const y2 = y0 - h * y1;
  const y3 = 2 * y1 - h * y2;
  const y4 = 3 * y2 - h * y3;
  const y5 = 4 * y3 - h * y4;
  const y6 = 5 * y4 - h * y5;
  const y7 = 6 * y5 - h * y6;
  const t2 = t * t;
  if (t < 0.02) return 2 * t * (y1 + t2 * (y3 / 6 + t2 * (y5 / 120 + t2 * (y7 / 5040))));
  const y8 = 7 * y6 - h * y7;
  const y9 = 8 * y7 - h * y8;
  const y10 = 9 * y8 - h * y9;
  const y11 = 10 * y9 - h * y10;
  const tail = y7 / 5040 + t2 * (y9 / 362880 + t2 * (y11 / 39916800));
  return 2 * t * (y1 + t2 * (y3 / 6 + t2 * (y5 / 120 + t2 * tail)));
}

/**
 * Relative step e with G(s (1 + e)) = G(s) + residual up to e^6, where G is ln b or ln q and
 * Q = dG/d ln s. Derivatives by G' = Q/s, G'' = G' (a - G'), a = h^2/s - s/4, and Leibniz' rule;
 * then reversion of the series.
 */
function relativeStep(residual: number, Q: number, h2: number, t2: number): number {
  const v = residual / Q;
  const r0 = h2 - t2 - Q;
  if (!(v < 0.2 && v > -0.2)) {
    const halley = v / (1 + 0.5 * r0 * v);
    return Math.max(-0.5, Math.min(1, halley * v > 0 ? halley : v));
  }
  const r1 = -3 * h2 - t2 - Q * r0;
  const g3 = r0 * r0 + r1;
  const r2 = 12 * h2 - Q * g3;
  const g4 = g3 * r0 + 2 * r0 * r1 + r2;
  const r3 = -60 * h2 - Q * g4;
  const g5 = g4 * r0 + 3 * (g3 * r1 + r0 * r2) + r3;
  const a2 = 0.5 * r0;
  const a3 = g3 / 6;
  const a4 = g4 / 24;
  const a5 = g5 / 120;
  const a22 = a2 * a2;
  const c3 = 2 * a22 - a3;
  const c4 = 5 * a2 * (a3 - a22) - a4;
  const c5 = 6 * a2 * a4 + 3 * a3 * a3 + 7 * a22 * (2 * a22 - 3 * a3) - a5;
  return v * (1 + v * (-a2 + v * (c3 + v * (c4 + v * c5))));
}

/**
 * First guess from b. The Bachelier price of log-moneyness c over c, n(h)/h - N(-h), is inverted for
 * h_B by two rationals (relative error 3e-6). Then h^2 + w t^2 = h_B^2 is solved with h t = c/2, where
 * w = h^2 (1 + h^2)/(3 + 6 h^2 + h^4) carries the step from Bachelier to Black: s^2/24 at the
 * money, and all of t^2 far from it.
 */
function guessFromPrice(c: number, b: number): number {
  const centred = b + 0.5 * c;
  const g = c / centred;
  const g2 = g * g;
  let h: number;
  let s: number;
  if (g2 < 3.49) {
    const ratio =
      (2.50662506823468 +
        g2 * (-1.2705969836133704 + g2 * (0.1974670098670318 - g2 * 0.008860293955603301))) /
      (1 + g2 * (-0.42733344515651095 + g2 * (0.05008467535188805 - g2 * 0.0011447031101073089)));
    h = g / ratio;
    s = centred * ratio;
  } else {
    const eta = Math.sqrt(-2 * Math.log(b / c));
    h =
      (-0.6009530775740449 +
        eta *
          (1.3611762135755887 +
            eta * (-0.7084138760689178 + eta * (0.145326690901471 + eta * 0.034833978465939386)))) /
      (1 + eta * (-0.33171914292069044 + eta * (0.1483810278301509 + eta * 0.03481519444464321)));
    s = c / h;
  }
  const h2 = h * h;
  const discriminant = 1 - (s * s * (1 + h2)) / (3 + h2 * (6 + h2));
  return s * Math.sqrt(2 / (1 + Math.sqrt(discriminant > 0 ? discriminant : 0)));
}

/**
 * First guess from q: at the money q = 2 N(-t); away from it t^2 + w h^2 is kept, with w = t^2 Y1(t)
 * approximated by a rational.
 */
function guessFromComplement(c: number, q: number): number {
  const eta = Math.sqrt(-2 * Math.log(0.5 * q));
  const t0 =
    (-2.8906212532479207 +
      eta *
        (-3.0911241286361237 +
          eta * (2.664904004362239 + eta * (1.6042633836633324 + eta * 0.11329997154883821)))) /
    (1 + eta * (3.2022369312752375 + eta * (1.6066837002334486 + eta * 0.11328662947033341)));
  const t2 = t0 * t0;
  const w = (t2 * (1 + 0.85 * t2)) / (1 + t2 * (3.55 + 0.85 * t2));
  const discriminant = t2 * t2 - w * c * c;
  return Math.sqrt(2 * (t2 + Math.sqrt(discriminant > 0 ? discriminant : 0)));
}
