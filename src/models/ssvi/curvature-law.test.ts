import { expect, test } from 'vitest';
import { curvatureBound } from './butterfly-bound.ts';
import { type CurvatureLaw, hestonLaw, powerLaw } from './curvature-law.ts';

const THETAS = Float64Array.of(1e-5, 0.003, 0.04, 0.7, 5);
const POWERS = [
  [0.8, 0.5],
  [1.7, 0.2],
  [0.1, 1],
] as const;
const LAMBDAS = [0.4, 3, 30, 600];

/** Example 4.1's phi as the sum over n of (-x)^n/(n + 2)!, which does not cancel below 1. */
function shapeOf(x: number): number {
  if (x > 1) return (1 - (1 - Math.exp(-x)) / x) / x;
  let [sum, term] = [0, 1 / 2];
  for (let n = 0; n < 30; n++) {
    sum += term;
    term *= -x / (n + 3);
  }
  return sum;
}

test('psi is theta phi(theta) of Gatheral and Jacquier’s examples', () => {
  for (const theta of THETAS) {
    for (const [eta, gamma] of POWERS) {
      // Equation 4.5: phi = eta/(theta^gamma (1 + theta)^(1 - gamma)).
      const phi = eta / (theta ** gamma * (1 + theta) ** (1 - gamma));
      expect(powerLaw.psi(theta, Float64Array.of(eta, gamma)) / (theta * phi)).toBeCloseTo(1, 13);
    }
    for (const lambda of LAMBDAS) {
      const psi = hestonLaw.psi(theta, Float64Array.of(lambda));
      expect(psi / (theta * shapeOf(lambda * theta)), `${theta}, ${lambda}`).toBeCloseTo(1, 11);
    }
  }
  // On either side of the place where its series hands over.
  for (const x of [1e-9, 0.0199, 0.0201])
    expect(hestonLaw.psi(x, Float64Array.of(1)) / x).toBeCloseTo(shapeOf(x), 11);
});

/** Laws to try: the parameters of each. */
const LAWS: readonly (readonly [string, CurvatureLaw, readonly (readonly number[])[]])[] = [
  ['power law', powerLaw, POWERS],
  ['Heston-like', hestonLaw, LAMBDAS.map((lambda) => [lambda])],
];

for (const [name, law, several] of LAWS) {
  test(`${name}: the gradient of psi is its differences`, () => {
    for (const values of several) {
      for (const theta of [...THETAS, 0.0199 / values[0]!, 0.0201 / values[0]!]) {
        const gradient = new Float64Array(1 + values.length);
        law.gradient(theta, Float64Array.from(values), gradient);
        const at = (i: number, share: number): number =>
          i === 0
            ? law.psi(theta * share, Float64Array.from(values))
            : law.psi(
                theta,
                Float64Array.from(values, (v, j) => (j === i - 1 ? v * share : v)),
              );
        gradient.forEach((value, i) => {
          const unit = i === 0 ? theta : values[i - 1]!;
          const difference = (at(i, 1 + 1e-5) - at(i, 1 - 1e-5)) / 2e-5;
          const psi = law.psi(theta, Float64Array.from(values));
          expect(Math.abs(value * unit - difference), `${i} at ${theta}, ${values}`).toBeLessThan(1e-7 * psi);
        });
      }
    }
  });

  test(`${name}: the strict coordinate is undone, and its derivatives are differences`, () => {
    const thetas = Float64Array.of(0.01, 0.05, 0.3);
    for (const values of several) {
      for (const rho of [-0.7, 0.2]) {
        const [, ...others] = values;
        const x = 0.4;
        const found = law.strict(x, Float64Array.of(Number.NaN, ...others), thetas, rho);
        const strict = (at: number, tilt: number, rest: readonly number[], by: number): number =>
          law.strict(
            at,
            Float64Array.of(Number.NaN, ...rest),
            thetas.map((theta, i) => (i === found.slice ? theta * (1 + by) : theta)),
            tilt,
          ).value;
        expect(law.strictCoordinate(Float64Array.of(found.value, ...others), thetas, rho)).toBeCloseTo(x, 12);
        const h = 1e-6;
        const close = (value: number, up: number, down: number, step: number): void => {
          expect(Math.abs(value - (up - down) / (2 * step))).toBeLessThan(
            1e-5 * (found.value + Math.abs(value)),
          );
        };
        close(found.byX, strict(x + h, rho, others, 0), strict(x - h, rho, others, 0), h);
        close(found.byRho, strict(x, rho + h, others, 0), strict(x, rho - h, others, 0), h);
        const theta = thetas[found.slice]!;
        close(found.byTheta * theta, strict(x, rho, others, h), strict(x, rho, others, -h), h);
        expect(found.byOthers).toHaveLength(others.length);
        found.byOthers.forEach((value, j) => {
          const moved = (by: number): number[] => others.map((v, i) => (i === j ? v + by : v));
          close(value, strict(x, rho, moved(h), 0), strict(x, rho, moved(-h), 0), h);
        });
      }
    }
  });
}

test('at its top the power law meets the butterfly bound at one slice and passes it at none', () => {
  for (const gamma of [0.05, 0.5, 0.95]) {
    for (const rho of [-0.6, 0, 0.3]) {
      const law = Float64Array.of(Number.NaN, gamma);
      const { value, slice } = powerLaw.strict(1, law, THETAS, rho);
      const shares = [...THETAS].map(
        (theta) => powerLaw.psi(theta, Float64Array.of(value, gamma)) / curvatureBound(theta, rho).bound,
      );
      expect(Math.max(...shares)).toBeCloseTo(1, 12);
      expect(shares[slice]).toBeCloseTo(1, 12);
    }
  }
  // A flat psi binds where the bound is least, at the shortest expiry; one in proportion to theta at the longest.
  expect(powerLaw.strict(1, Float64Array.of(0, 1), THETAS, -0.3).slice).toBe(0);
  expect(powerLaw.strict(1, Float64Array.of(0, 0), THETAS, -0.3).slice).toBe(4);
});

test('the Heston-like law is free of arbitrage from lambda = (1 + |rho|)/4 on', () => {
  for (const rho of [-0.5, 0.9]) {
    expect(hestonLaw.strict(0, new Float64Array(1), THETAS, rho).value).toBe((1 + Math.abs(rho)) / 4);
    for (const x of [0, 1, 1000]) {
      const { value } = hestonLaw.strict(x, new Float64Array(1), THETAS, rho);
      for (const theta of THETAS) {
        const psi = hestonLaw.psi(theta, Float64Array.of(value));
        expect(psi).toBeLessThanOrEqual(curvatureBound(theta, rho).bound);
      }
    }
  }
  expect(hestonLaw.strictRange).toEqual([0, 1000]);
  expect(powerLaw.strictRange[0]).toBeGreaterThan(0);
  expect(powerLaw.strictRange[1]).toBe(1);
});

test('the power law begins with the line of ln psi against ln theta/(1 + theta)', () => {
  const law = new Float64Array(2);
  const guess = (thetas: readonly number[], psis: readonly number[]): readonly number[] => {
    powerLaw.guess(Float64Array.from(thetas), Float64Array.from(psis), law);
    return [...law];
  };
  const thetas = [0.01, 0.03, 0.3, 0.5];
  const psis = (eta: number, gamma: number): number[] =>
    thetas.map((theta) => powerLaw.psi(theta, Float64Array.of(eta, gamma)));
  for (const [eta, gamma] of [
    [0.7, 0.4],
    [1.9, 0.8],
  ] as const) {
    const [first, second] = guess(thetas, psis(eta, gamma));
    expect(first).toBeCloseTo(eta, 12);
    expect(second).toBeCloseTo(gamma, 12);
  }
  // Steeper or flatter than a law may be, and slices too close together to say.
  expect(guess(thetas, psis(0.7, -0.5))[1]).toBeCloseTo(0.1, 12);
  expect(guess(thetas, psis(0.7, 1.5))[1]).toBeCloseTo(0.9, 12);
  const [eta, gamma] = guess([0.04], [0.1]);
  expect(gamma).toBe(0.5);
  expect(powerLaw.psi(0.04, Float64Array.of(eta!, gamma!))).toBeCloseTo(0.1, 14);
  expect(guess([0.04, 0.0401], [0.1, 0.2])[1]).toBe(0.5);
  hestonLaw.guess(Float64Array.of(0.1), Float64Array.of(0.2), law);
  expect(law[0]).toBe(1);
});
