import { expect, test } from 'vitest';
import { seededRandom } from '#math/seeded-random.ts';
import type { GuessSlice } from '#models/model.ts';
import { svi } from './index.ts';
import { isButterflyFree } from './no-butterfly.ts';
import { strictCoordinates } from './strict-coordinates.ts';

const NO_SLICE: GuessSlice = {
  t: 1,
  forward: 1,
  k: new Float64Array(0),
  w: new Float64Array(0),
  weight: new Float64Array(0),
};

function coordinates(constraints: Parameters<typeof strictCoordinates>[1] = {}) {
  const found = strictCoordinates(NO_SLICE, constraints);
  if ('error' in found) throw new Error(found.error);
  return found;
}

function randomPoints(count: number, seed: number): Float64Array[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () =>
    Float64Array.of(3 * random() - 1.5, 6 * random() - 4, 6 * random() - 4, 6 * random() - 3, 0.4 * random()),
  );
}

test('every point of the box is a smile without butterfly arbitrage, on its edge too', () => {
  const box = coordinates();
  const theta = new Float64Array(5);
  for (const x of randomPoints(60, 7)) {
    for (const s of [0, x[4]!]) {
      x[4] = s;
      box.toParameters(x, theta);
      expect(theta.every(Number.isFinite)).toBe(true);
      expect(isButterflyFree(theta)).toBe(true);
    }
    // Just below the edge it is not.
    x[4] = 0;
    box.toParameters(x, theta);
    const [alpha, mu] = [theta[0]! / theta[4]!, theta[3]! / theta[4]!];
    const sigma = theta[4]! * (1 - 1e-4);
    expect(isButterflyFree(Float64Array.of(alpha * sigma, theta[1]!, theta[2]!, mu * sigma, sigma))).toBe(
      false,
    );
  }
});

test('the chain is that of differences', () => {
  const box = coordinates();
  for (const x of randomPoints(40, 8)) {
    if (Math.abs(x[0]!) < 0.05) continue;
    const theta = new Float64Array(5);
    const chain = new Float64Array(25);
    box.toParameters(x, theta);
    box.chain(x, theta, chain);
    for (let j = 0; j < 5; j++) {
      const h = 1e-6;
      const [up, down] = [h, -h].map((by) => {
        const out = new Float64Array(5);
        box.toParameters(
          x.map((v, i) => (i === j ? v + by : v)),
          out,
        );
        return out;
      });
      for (let q = 0; q < 5; q++) {
        const difference = (up![q]! - down![q]!) / (2 * h);
        expect(Math.abs(chain[q * 5 + j]! - difference), `x ${[...x]}, ${q} by ${j}`).toBeLessThan(
          2e-4 * (Math.abs(difference) + Math.abs(theta[q]!) + 1e-3),
        );
      }
    }
  }
});

test('a smile of the domain is its own nearest, where it keeps clear of the edges', () => {
  const box = coordinates();
  const [theta, x, back] = [new Float64Array(5), new Float64Array(5), new Float64Array(5)];
  let clear = 0;
  for (const point of randomPoints(60, 9)) {
    point[4] = 0.05 + point[4]!;
    box.toParameters(point, theta);
    box.fromParameters(theta, x);
    box.toParameters(x, back);
    if (Math.exp(point[2]!) < 0.021 * theta[1]! || Math.abs(point[3]!) > 3.8) continue;
    if (point[4]! < 2e-3 * theta[4]!) continue;
    clear++;
    for (let q = 0; q < 5; q++) expect(back[q]).toBeCloseTo(theta[q]!, 8);
  }
  expect(clear).toBeGreaterThan(40);
});

test('a smile that is all but flat to one side stays where it is: the interval of its place is thousands wide', () => {
  const box = coordinates();
  const [x, back] = [new Float64Array(5), new Float64Array(5)];
  // Of DAX on 5 July 2002 and the Euro Stoxx 50 on 1 March 2010 (a, b, rho, m, sigma).
  for (const theta of [
    Float64Array.of(0.000687, 0.007306, -0.999722, -0.0203, 0.1034),
    Float64Array.of(0.1814, 0.1561, -0.999987, 0.3175, 0.13597),
  ]) {
    expect(isButterflyFree(theta)).toBe(true);
    box.fromParameters(theta, x);
    box.toParameters(x, back);
    expect(isButterflyFree(back)).toBe(true);
    expect(Math.abs(back[3]! - theta[3]!)).toBeLessThan(0.04);
    expect(Math.abs(back[4]! / theta[4]! - 1)).toBeLessThan(0.1);
  }
});

test('a smile outside is moved in: level lifted, place moved inside, vertex widened', () => {
  const box = coordinates();
  const [x, back] = [new Float64Array(5), new Float64Array(5)];
  // J. Gatheral and A. Jacquier 2014, example 3.1: Vogt's smile, g below zero about k = 0.8.
  const vogt = Float64Array.of(-0.041, 0.1331, 0.306, 0.3586, 0.4153);
  expect(isButterflyFree(vogt)).toBe(false);
  box.fromParameters(vogt, x);
  box.toParameters(x, back);
  expect(isButterflyFree(back)).toBe(true);
  expect(back[1]).toBeCloseTo(0.1331, 10);
  expect(back[2]).toBeCloseTo(0.306, 10);
  expect(back[4]).toBeGreaterThan(0.4153);
  // Wings steeper than Lee allows come down to nearly the bound.
  box.fromParameters(Float64Array.of(0.1, 1.9, 0.4, 0, 0.3), x);
  box.toParameters(x, back);
  expect(back[1]! * 1.4).toBeCloseTo(0.995 * 1.998, 10);
  expect(isButterflyFree(back)).toBe(true);
});

test('rho may be fixed or bounded, and what it cannot be is said', () => {
  const fixed = coordinates({ rho: { fixed: true, value: -0.35 } });
  const [x, theta] = [new Float64Array(5), new Float64Array(5)];
  fixed.fromParameters(Float64Array.of(0.05, 0.2, 0.6, 0, 0.3), x);
  fixed.toParameters(x, theta);
  expect(theta[2]).toBe(-0.35);
  const bounded = coordinates({ rho: { fixed: false, lower: -0.2, upper: 0.1 } });
  expect([bounded.lower[0], bounded.upper[0]]).toEqual([Math.atanh(-0.2), Math.atanh(0.1)]);
  bounded.fromParameters(Float64Array.of(0.05, 0.2, 0.6, 0, 0.3), x);
  bounded.toParameters(x, theta);
  expect(theta[2]).toBeCloseTo(0.1, 14);
  expect(bounded.atBound(x)[0]).toEqual({ name: 'rho', side: 'max' });
  expect(strictCoordinates(NO_SLICE, { rho: { fixed: true, value: 1.2 } })).toHaveProperty('error');
  expect(strictCoordinates(NO_SLICE, { rho: { fixed: false, lower: 0.5, upper: 0.2 } })).toEqual({
    error: 'the range of rho is empty: from 0.5 to 0.2',
  });
});

test('points asked for by turns give what they give alone', () => {
  const box = coordinates();
  const [a, b] = randomPoints(2, 11) as [Float64Array, Float64Array];
  const at = (x: Float64Array): number[] => {
    const theta = new Float64Array(5);
    const chain = new Float64Array(25);
    box.toParameters(x, theta);
    box.chain(x, theta, chain);
    return [...theta, ...chain];
  };
  const alone = [at(a), at(b)];
  expect([at(a), at(b), at(a), at(a)]).toEqual([alone[0], alone[1], alone[0], alone[0]]);
});

test('ends are told by the parameters they hold; sigma* itself is no parameter’s end', () => {
  const box = coordinates();
  const told = (x: Float64Array): string[] => box.atBound(x).map(({ name, side }) => `${name} ${side}`);
  expect(told(Float64Array.from(box.upper))).toEqual(['rho max', 'b max', 'a max', 'm max', 'sigma max']);
  expect(told(Float64Array.from(box.lower))).toEqual(['rho min', 'b min', 'a min', 'm min', ' min']);
});

test('a step back into the domain widens the vertex by a hundredth', () => {
  const box = coordinates();
  const [x, theta, wider] = [randomPoints(1, 5)[0]!, new Float64Array(5), new Float64Array(5)];
  box.toParameters(x, theta);
  svi.noButterfly!.retreat(x, theta);
  box.toParameters(x, wider);
  expect(wider[4]! / theta[4]!).toBeCloseTo(1.01, 12);
  // In its own proportions: alpha, b, rho and mu stay.
  expect(wider[0]! / wider[4]!).toBeCloseTo(theta[0]! / theta[4]!, 12);
  expect([wider[1], wider[2]]).toEqual([theta[1], theta[2]]);
});
