import { expect, test } from 'vitest';
import { runLeastSquares, startLeastSquares } from '#math/least-squares.ts';
import type { SliceModel } from '#models/model.ts';
import { svi } from '#models/svi/index.ts';
import { calm, costAt, ended, freeOf, leastG, prepared, RANGE, VOGT, vogt } from '#testing/strict-slices.ts';
import { penaltyGrid } from './butterfly-rows.ts';
import { penaliseUntilFree } from './penalise-until-free.ts';
import { penaliseSlice } from './penalised-slice.ts';
import { optimiseStrictly } from './strict-slice.ts';

test('a stiff penalty is approached in stages a hundred apart, four at most, and every one ends on all of its grid', () => {
  const of = prepared(vogt);
  const free = freeOf(of);
  const stages = (strength: number) => ended(penaliseSlice(of, free, RANGE, strength));
  expect([0.01, 1, 1.01, 100, 101, 10_000, 1e6, 1e8].map((strength) => stages(strength).yields)).toEqual([
    2, 2, 2, 2, 4, 4, 5, 5,
  ]);
  const { value } = stages(10_000);
  expect(value.iterations).toBeGreaterThan(free.iterations + 2);
  expect(value.robust).toBe(free.robust);
  // What is left with the problem is the penalty at its full weight, and the optimum is the least under it.
  expect(costAt(of, value.x)).toBeCloseTo(value.cost, 12);
  of.problem.setPenalty({ k: penaltyGrid(RANGE, of.unit), mu: 100 * 10_000 });
  expect(costAt(of, value.x)).toBeCloseTo(value.cost, 12);
  const again = startLeastSquares(of.problem, value.x);
  runLeastSquares(again);
  expect(again.cost / value.cost).toBeGreaterThan(1 - 1e-9);
  expect(leastG(of, value)).toBeGreaterThan(-1e-3);
  expect(leastG(of, free)).toBeLessThan(-0.03);
});

test('a rough fit ends near the optimum, with the whole penalty left to refit it under', () => {
  const of = prepared(vogt);
  const free = freeOf(of);
  const exact = ended(penaliseSlice(of, free, RANGE, 100)).value;
  const whole = of.problem.penalty();
  const rough = ended(penaliseSlice(of, free, RANGE, 100, true)).value;
  expect(of.problem.penalty()).toEqual(whole);
  expect(rough.iterations).toBeLessThan(exact.iterations);
  const cost = costAt(of, rough.x);
  expect(cost).toBeGreaterThan(exact.cost);
  expect(cost).toBeLessThan(exact.cost + 0.02 * (costAt(of, free.x) - exact.cost));
});

test('a weaker penalty leaves a closer fit and a deeper violation', () => {
  const of = prepared(vogt);
  const free = freeOf(of);
  const fits = [0.001, 0.1, 10].map((strength) => ended(penaliseSlice(of, free, RANGE, strength)).value);
  of.problem.setPenalty(null);
  const costs = fits.map(({ x }) => costAt(of, x));
  const depths = fits.map((fit) => leastG(of, fit));
  expect(costs).toEqual([...costs].sort((a, b) => a - b));
  expect(depths).toEqual([...depths].sort((a, b) => a - b));
});

test('what the check passes is left as it is, with the penalty for a refit beside its neighbours', () => {
  const of = prepared(calm);
  const free = freeOf(of);
  const { value, yields } = ended(penaliseUntilFree(svi, of, free, RANGE));
  expect(value).toBe(free);
  expect(yields).toBe(0);
  const bad = new Float64Array(5);
  of.coordinates.fromParameters(Float64Array.from(VOGT), bad);
  const penalised = costAt(of, bad);
  of.problem.setPenalty(null);
  expect(penalised).toBeGreaterThan(costAt(of, bad) + 1);
});

test('where no coordinates hold the condition a penalty is given room until the check passes', () => {
  const of = prepared(vogt);
  const free = freeOf(of);
  const { value, yields } = ended(penaliseUntilFree(svi, of, free, RANGE));
  expect(leastG(of, value)).toBeGreaterThanOrEqual(-1e-12);
  expect(yields).toBeGreaterThanOrEqual(3);
  expect(value.iterations).toBeGreaterThan(free.iterations);
  // The least of a slice without butterfly arbitrage, from its exact domain.
  const exact = ended(optimiseStrictly(svi, of, free, RANGE)).value;
  const bare = prepared(vogt);
  expect(costAt(bare, value.x)).toBeLessThan(1.5 * exact.optimum.cost);
});

test('room beyond zero is asked for step by step where the check still finds less', () => {
  const of = prepared(vogt);
  const free = freeOf(of);
  // A check that sees g a hundredth lower than the penalty does.
  const smile = svi.smile(of.slice);
  const severe: SliceModel = {
    ...svi,
    smile: () => ({
      ...smile,
      derivatives(theta, k, w, w1, w2) {
        smile.derivatives(theta, k, w, w1, w2);
        for (let i = 0; i < k.length; i++) w2[i]! -= 0.02;
      },
    }),
  };
  const plain = ended(penaliseUntilFree(svi, of, free, RANGE));
  const { value, yields } = ended(penaliseUntilFree(severe, of, free, RANGE));
  expect(leastG(of, value)).toBeGreaterThanOrEqual(0.01 - 1e-12);
  expect(leastG(of, value)).toBeLessThan(0.031);
  expect(yields).toBeGreaterThan(plain.yields);
  expect(value.iterations).toBeGreaterThan(plain.value.iterations);
  // Where no room is enough the last is left.
  const never: SliceModel = {
    ...svi,
    smile: () => ({
      ...smile,
      derivatives(theta, k, w, w1, w2) {
        smile.derivatives(theta, k, w, w1, w2);
        w2.fill(-9);
      },
    }),
  };
  const last = ended(penaliseUntilFree(never, of, free, RANGE));
  expect(last.yields).toBe(4 + 4);
  expect(leastG(of, last.value)).toBeGreaterThan(0.09);
});
