/** Moments of Heston's and Bates's laws against the differential equations they solve. */
import { expect, test } from 'vitest';
import { bates } from './bates.ts';
import { createLogCharacteristic } from './characteristic-function.ts';
import { heston } from './heston.ts';

type Complex = readonly [number, number];
const plus = (a: Complex, b: Complex, by = 1): Complex => [a[0] + by * b[0], a[1] + by * b[1]];
const times = (a: Complex, b: Complex): Complex => [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]];

const LAWS = [
  [0.04, 0.5, 0.04, 1, -0.9],
  [0.3, 4, 0.4, 1.8, -0.15],
  [0.02, 20, 0.1, 8, 0.3],
  [0.09, 0.01, 0.02, 0.05, 0.95],
] as const;

/**
 * ln E[(S_T/F)^s] = C + D v0 by Runge-Kutta steps of Heston's equations
 * D' = (s^2 - s)/2 + (rho sigma s - kappa) D + sigma^2 D^2/2, C' = kappa theta D, which know no branches.
 */
function byEquations([v0, kappa, theta, sigma, rho]: readonly number[], t: number, s: Complex): Complex {
  const half = times(plus(times(s, s), s, -1), [0.5, 0]);
  const pull = plus([-kappa!, 0], s, rho! * sigma!);
  const rate = (d: Complex): Complex => plus(plus(half, times(pull, d)), times(d, d), 0.5 * sigma! * sigma!);
  let d: Complex = [0, 0];
  let c: Complex = [0, 0];
  const steps = 4000;
  const h = t / steps;
  for (let i = 0; i < steps; i++) {
    const k1 = rate(d);
    const k2 = rate(plus(d, k1, h / 2));
    const k3 = rate(plus(d, k2, h / 2));
    const k4 = rate(plus(d, k3, h));
    const sum = plus(plus(plus(k1, k2, 2), k3, 2), k4);
    // The integral of D over the step by Simpson's rule on the same stages.
    const middle = plus(d, plus(plus(k1, plus(k2, k3), 0.8), k4, -0.2), (5 * h) / 24);
    const next = plus(d, sum, h / 6);
    c = plus(c, plus(plus(d, middle, 4), next), (kappa! * theta! * h) / 6);
    d = next;
  }
  return plus(c, d, v0!);
}

function moments(
  law: typeof heston,
  theta: readonly number[],
  t: number,
  path: readonly Complex[],
): Complex[] {
  const n = path.length;
  const [re, im] = [new Float64Array(n), new Float64Array(n)];
  law.logMoment(
    Float64Array.from(theta),
    t,
    Float64Array.from(path, ([p]) => p),
    Float64Array.from(path, ([, u]) => u),
    n,
    re,
    im,
  );
  return path.map((_, j) => [re[j]!, im[j]!]);
}

/** Up from the real line at p. */
const upFrom = (p: number, most: number): Complex[] =>
  Array.from({ length: 60 }, (_, j) => [p, (most * j) / 59]);

test.each(LAWS)('moments of the law %d %d %d %d %d solve their differential equations', (...theta) => {
  for (const t of [0.002, 0.3, 4]) {
    for (const p of [-0.4, 0.3, 0.5, 1.2]) {
      const path = upFrom(p, 25);
      const found = moments(heston, theta, t, path);
      for (const j of [0, 1, 20, 59]) {
        const expected = byEquations(theta, t, path[j]!);
        const scale = 1e-8 * Math.hypot(...expected) + 1e-13;
        expect(Math.abs(found[j]![0] - expected[0]), `t ${t}, s ${path[j]}`).toBeLessThan(scale);
        expect(Math.abs(found[j]![1] - expected[1]), `t ${t}, s ${path[j]}`).toBeLessThan(scale);
      }
    }
  }
});

test('the moments of order 0 and 1 are one: nothing is lost and the forward stays', () => {
  for (const theta of LAWS) {
    for (const t of [1e-4, 0.3, 4, 30]) {
      for (const [re, im] of moments(heston, theta, t, [
        [0, 0],
        [1, 0],
      ])) {
        expect(Math.abs(re)).toBeLessThan(1e-13);
        expect(im).toBe(0);
      }
    }
  }
});

test('on the line of a half the moments are the characteristic function', () => {
  const jumps = [0.3, 4, 0.4, 1.8, -0.15, 6, -0.03, 0.08];
  const path = upFrom(0.5, 40);
  for (const [law, theta] of [...LAWS.map((l) => [heston, l] as const), [bates, jumps] as const]) {
    for (const t of [0.01, 1, 7]) {
      const log = createLogCharacteristic(60, 0);
      law.value(
        Float64Array.from(theta),
        t,
        Float64Array.from(path, ([, u]) => u),
        60,
        log,
      );
      moments(law, theta, t, path).forEach(([re, im], j) => {
        expect(Math.abs(re - log.re[j]!)).toBeLessThan(1e-11 * (1 + Math.abs(log.re[j]!)));
        expect(Math.abs(im - log.im[j]!)).toBeLessThan(1e-11 * (1 + Math.abs(log.im[j]!)));
      });
    }
  }
});

test('a moment ends where Andersen and Piterbarg say, proposition 3.1', () => {
  let ends = 0;
  for (const [v0, kappa, theta, sigma, rho] of LAWS) {
    for (const p of [-6, -2, 2, 5, 12]) {
      const b = kappa - rho * sigma * p;
      const d2 = b * b - sigma * sigma * (p * p - p);
      let end = Number.POSITIVE_INFINITY;
      if (d2 < 0) {
        const w = Math.sqrt(-d2);
        end = (2 / w) * (Math.PI * Number(b > 0) + Math.atan(-w / b));
      } else if (b < 0) {
        const d = Math.sqrt(d2);
        end = Math.log((-b + d) / (-b - d)) / d;
      }
      const finite = (t: number): boolean =>
        Number.isFinite(moments(heston, [v0, kappa, theta, sigma, rho], t, [[p, 0]])[0]![0]);
      if (!(end > 0)) end = Number.POSITIVE_INFINITY;
      if (end < Number.POSITIVE_INFINITY) {
        ends++;
        expect(finite(end * 0.999), `p ${p}, sigma ${sigma}`).toBe(true);
        expect(finite(end * 1.001), `p ${p}, sigma ${sigma}`).toBe(false);
        expect(finite(end * 40)).toBe(false);
      } else {
        expect(finite(100), `p ${p}, sigma ${sigma}`).toBe(true);
      }
    }
  }
  expect(ends).toBeGreaterThan(8);
});

test('where the roots meet the moment is the limit from both sides', () => {
  // d^2 = xi^2 + sigma^2 (p - p^2) vanishes at one p of this law; the equations have no such place.
  const theta = [0.09, 2, 0.05, 0.8, -0.4];
  const d2 = (p: number): number => (2 + 0.32 * p) ** 2 + 0.64 * (p - p * p);
  let [low, high] = [1, 40];
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2;
    if (d2(middle) > 0) low = middle;
    else high = middle;
  }
  for (const gap of [0, 1e-12, 1e-9, 1e-6, 1e-3]) {
    for (const side of [-1, 1]) {
      const p = low * (1 + side * gap);
      const [found] = moments(heston, theta, 0.2, [[p, 0]]);
      const expected = byEquations(theta, 0.2, [p, 0])[0];
      expect(Math.abs(found![0] / expected - 1)).toBeLessThan(1e-9);
    }
  }
});

test('jumps add their own exponent to the moments of any order', () => {
  const law = [0.3, 4, 0.4, 1.8, -0.15] as const;
  const [lambda, mu, delta, t] = [3, -0.12, 0.15, 0.4];
  const drift = Math.exp(mu + 0.5 * delta * delta) - 1;
  for (const p of [-1.3, 0.7, 2.5]) {
    const path = upFrom(p, 11);
    const without = moments(heston, law, t, path);
    moments(bates, [...law, lambda, mu, delta], t, path).forEach(([re, im], j) => {
      // exp(mu s + delta^2 s^2/2) at s = p + i u.
      const u = path[j]![1];
      const size = Math.exp(mu * p + 0.5 * delta * delta * (p * p - u * u));
      const phase = u * (mu + delta * delta * p);
      expect(re - without[j]![0]).toBeCloseTo(lambda * t * (size * Math.cos(phase) - 1 - p * drift), 11);
      expect(im - without[j]![1]).toBeCloseTo(lambda * t * (size * Math.sin(phase) - u * drift), 11);
    });
  }
});

test('a small volatility of variance, of either sign of the drift, and short times cost no digits', () => {
  for (const [theta, t] of [
    [[0.04, 2, 0.05, 1e-3, -0.5], 0.3],
    [[0.04, 1e-3, 0.05, 2e-2, 0.9], 0.3],
    [[0.3, 4, 0.4, 1.8, -0.15], 1e-5],
    [[0.3, 4, 0.4, 1.8, -0.15], 1e-7],
    [[0.04, 1e-4, 0.05, 1e-4, 0.5], 1e-4],
  ] as const) {
    for (const p of [-1, 0.4, 2]) {
      const path = upFrom(p, 12);
      const found = moments(heston, theta, t, path);
      for (const j of [0, 1, 30, 59]) {
        const expected = byEquations(theta, t, path[j]!);
        const size = Math.hypot(...expected);
        expect(Math.hypot(found[j]![0] - expected[0], found[j]![1] - expected[1]) / size).toBeLessThan(
          // On the real line, where only the lowest place is looked for, more is lost.
          path[j]![1] === 0 ? 1e-7 : 3e-9,
        );
      }
    }
  }
});

test('buffers of one store do not overlap', () => {
  const log = createLogCharacteristic(7, 3);
  const parts = [log.re, log.im, log.gradientRe, log.gradientIm];
  expect(parts.map((part) => part.length)).toEqual([7, 7, 21, 21]);
  parts.forEach((part, i) => {
    part.fill(i + 1);
  });
  parts.forEach((part, i) => {
    expect(part.every((v) => v === i + 1)).toBe(true);
  });
  expect(log.capacity).toBe(7);
});

test('the bound of a moment is its real part, with jumps at the most they can add', () => {
  const law = [0.3, 4, 0.4, 1.8, -0.15] as const;
  const [lambda, mu, delta, t] = [3, -0.12, 0.15, 0.4];
  const theta = Float64Array.of(...law, lambda, mu, delta);
  for (const p of [-1.3, 0.7, 2.5]) {
    const path = upFrom(p, 15);
    const without = moments(heston, law, t, path);
    moments(bates, [...theta], t, path).forEach(([re], j) => {
      const u = path[j]![1];
      const bound = bates.logMomentBound(theta, t, p, u);
      expect(heston.logMomentBound(theta, t, p, u)).toBeCloseTo(without[j]![0], 11);
      const jump = Math.exp(mu * p + (delta * delta * (p * p - u * u)) / 2);
      const mean = Math.exp(mu + (delta * delta) / 2) - 1;
      expect(bound - without[j]![0]).toBeCloseTo(lambda * t * (jump - 1 - p * mean), 11);
      expect(bound).toBeGreaterThanOrEqual(re - 1e-12);
    });
  }
});
