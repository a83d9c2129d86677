import { expect, test } from 'vitest';
import { boxCoordinates } from '#models/box-coordinates.ts';
import { hestonParameters } from '#models/heston/heston-parameters.ts';
import { heston } from '#pricing/heston.ts';
import { createLewisExpiry } from '#pricing/lewis-price.ts';
import { createCharacteristicProblem } from './characteristic-problem.ts';
import { coordinatesToHold, identification, TOLD } from './identification.ts';

const BTC = Float64Array.of(0.3, 4, 0.4, 1.8, -0.15);

/** Normal matrix at the truth for 11 strikes within 2.5 standard deviations of each expiry, equal weights. */
function normalOf(days: readonly number[]) {
  const coordinates = boxCoordinates(hestonParameters, {});
  if ('error' in coordinates) throw new Error(coordinates.error);
  const count = 11 * days.length;
  const targets = days.map((day) => {
    const t = day / 365;
    const width = 2.5 * Math.sqrt(heston.totalVariance(BTC, t));
    return {
      t,
      forward: 100,
      strike: Float64Array.from({ length: 11 }, (_, i) => 100 * Math.exp(((i - 5) / 5) * width)),
      vol: new Float64Array(11).fill(0.55),
      weight: new Float64Array(11).fill(1 / count),
    };
  });
  const problem = createCharacteristicProblem(heston, createLewisExpiry, coordinates, targets);
  const x = new Float64Array(5);
  coordinates.fromParameters(BTC, x);
  const normal = new Float64Array(25);
  problem.linearise(x, normal, new Float64Array(5));
  const natural = x.map((v, i) => (i === 4 ? 0.5 : v));
  // Noise of half a vol point a quote.
  return { normal, natural, s2: 0.25 / count };
}

const ALL = [0, 1, 2, 3, 4];
const nameOf = (i: number): string => hestonParameters[i]!.name;

test('expiries under a week tell v0, sigma and rho but not kappa and theta', () => {
  const { normal, natural, s2 } = normalOf([1, 2, 7]);
  const { coordinates, condition } = identification(normal, 5, ALL, s2, natural);
  // The condition number alone does not tell: it is far below where an inverse loses its digits.
  expect(condition).toBeGreaterThan(1e3);
  expect(condition).toBeLessThan(1e5);
  const untold = coordinates.filter(({ relativeError }) => relativeError > TOLD);
  expect(untold.map(({ index }) => nameOf(index))).toEqual(['kappa', 'theta']);
  const held = coordinatesToHold(normal, 5, ALL, s2, natural).map(nameOf);
  expect(held[0]).toBe('kappa');
  const rest = ALL.filter((i) => !held.includes(nameOf(i)));
  for (const { relativeError } of identification(normal, 5, rest, s2, natural).coordinates) {
    expect(relativeError).toBeLessThan(TOLD);
  }
});

test('expiries from a week to a year tell all five', () => {
  const { normal, natural, s2 } = normalOf([7, 30, 90, 180, 365]);
  const { coordinates, condition } = identification(normal, 5, ALL, s2, natural);
  expect(condition).toBeLessThan(100);
  for (const { relativeError } of coordinates) expect(relativeError).toBeLessThan(0.15);
  expect(coordinatesToHold(normal, 5, ALL, s2, natural)).toEqual([]);
});

test('independent coordinates have no inflation, dependent ones all of it', () => {
  const natural = Float64Array.of(1, 1);
  const apart = identification(Float64Array.of(4, 0, 1, 0), 2, [0, 1], 0.04, natural);
  expect(apart.condition).toBe(4 / 4);
  expect(apart.coordinates.map(({ inflation }) => inflation)).toEqual([1, 1]);
  expect(apart.coordinates[0]!.standardError).toBeCloseTo(0.1, 14);
  expect(apart.coordinates[1]!.standardError).toBeCloseTo(0.2, 14);
  // J'J of two equal columns.
  const same = identification(Float64Array.of(1, 0, 1, 1), 2, [0, 1], 0.04, natural);
  expect(same.condition).toBeGreaterThan(1e14);
  for (const { relativeError } of same.coordinates) expect(relativeError).toBeGreaterThan(1e5);
  expect(coordinatesToHold(Float64Array.of(1, 0, 1, 1), 2, [0, 1], 0.04, natural)).toHaveLength(1);
});

test('a coordinate nothing depends on is not identified and does not hide the others', () => {
  const normal = Float64Array.of(4, 0, 0, 0);
  const { condition, coordinates } = identification(normal, 2, [0, 1], 0.04, Float64Array.of(1, 1));
  expect(condition).toBe(Number.POSITIVE_INFINITY);
  expect(coordinates[0]!.relativeError).toBeCloseTo(0.1, 14);
  expect(coordinates[1]!.relativeError).toBe(Number.POSITIVE_INFINITY);
  expect(coordinatesToHold(normal, 2, [0, 1], 0.04, Float64Array.of(1, 1))).toEqual([1]);
});

test('two equal columns are as good as untold but have errors still, the ridge of rounding keeps them', () => {
  const { coordinates } = identification(Float64Array.of(1, 0, 1, 1), 2, [0, 1], 0.04, Float64Array.of(1, 1));
  // (1 + e)/((1 + e)^2 - 1) with e two parts in 1e15, in the digits that are left of it.
  for (const { inflation } of coordinates) {
    expect(inflation).toBeGreaterThan(1.5e14);
    expect(inflation).toBeLessThan(4e14);
  }
});

test('the inflation of two correlated coordinates is 1/(1 - r^2)', () => {
  const r = 0.8;
  // Diagonal 4 and 9, off diagonal 0.8 times the root of their product.
  const normal = Float64Array.of(4, 0, 9, r * 6);
  const { condition, coordinates } = identification(normal, 2, [0, 1], 0.36, Float64Array.of(2, 5));
  expect(condition).toBeCloseTo((1 + r) / (1 - r), 10);
  const inflation = 1 / (1 - r * r);
  expect(coordinates[0]!.inflation).toBeCloseTo(inflation, 10);
  expect(coordinates[0]!.standardError).toBeCloseTo(Math.sqrt((0.36 * inflation) / 4), 12);
  expect(coordinates[1]!.relativeError).toBeCloseTo(Math.sqrt((0.36 * inflation) / 9) / 5, 12);
});

test('a matrix that is no normal matrix identifies nothing', () => {
  const indefinite = Float64Array.of(1, 0, 1, 2);
  const { condition, coordinates } = identification(indefinite, 2, [0, 1], 0.04, Float64Array.of(1, 1));
  expect(condition).toBe(Number.POSITIVE_INFINITY);
  for (const { inflation, relativeError } of coordinates) {
    expect(inflation).toBe(Number.POSITIVE_INFINITY);
    expect(relativeError).toBe(Number.POSITIVE_INFINITY);
  }
});

test('of no coordinates there is nothing to hold, of several untold ones all are held', () => {
  const normal = Float64Array.of(4, 0, 0, 0, 0, 0, 0, 0, 0);
  const natural = Float64Array.of(1, 1, 1);
  expect(identification(normal, 3, [], 0.04, natural)).toEqual({
    condition: Number.POSITIVE_INFINITY,
    coordinates: [],
  });
  expect(coordinatesToHold(normal, 3, [], 0.04, natural)).toEqual([]);
  expect(coordinatesToHold(normal, 3, [0, 1, 2], 0.04, natural)).toEqual([1, 2]);
  // At the tolerance itself a coordinate is told.
  expect(coordinatesToHold(normal, 3, [0], 0.04, natural, 0.1)).toEqual([]);
  expect(coordinatesToHold(normal, 3, [0], 0.04, natural, 0.0999)).toEqual([0]);
});
