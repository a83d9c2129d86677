import { expect, test } from 'vitest';
import { runLeastSquares, startLeastSquares } from '#math/least-squares.ts';
import type { SliceModel } from '#models/model.ts';
import { svi } from '#models/svi/index.ts';
import { smallestG } from '#surface/durrleman.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { parabola } from '#testing/parabola.ts';
import {
  calm,
  costAt,
  ended,
  freeOf,
  grid,
  leastG,
  prepared,
  quoted,
  RANGE,
  VOGT,
  vogt,
} from '#testing/strict-slices.ts';
import { constrainSlice } from './constrain-slice.ts';
import { fitFree } from './free-slice.ts';
import { penaliseUntilFree } from './penalise-until-free.ts';
import { penaliseSlice } from './penalised-slice.ts';
import type { FitSlice } from './request.ts';
import type { SliceOptimum } from './slice-optimum.ts';
import { insideDomain, liftSlice, optimiseStrictly } from './strict-slice.ts';

test('a free fit inside the exact domain is the strict fit', () => {
  const of = prepared(calm);
  const free = freeOf(of);
  const { value, yields } = ended(optimiseStrictly(svi, of, free, RANGE));
  expect(value).toEqual({ prepared: of, optimum: free });
  expect([value.prepared === of, value.optimum === free, yields]).toEqual([true, true, 0]);
});

test('a strict fit is the closest in the exact domain, from wherever in it one starts', () => {
  for (const k of [grid(-1, 1.5, 26), grid(-0.7, 1.3, 6)]) {
    const of = prepared(quoted(VOGT, k, 0.002));
    const free = freeOf(of);
    const { value } = ended(optimiseStrictly(svi, of, free, RANGE));
    const { prepared: strict, optimum } = value;
    const theta = strict.problem.theta(optimum.x);
    expect(svi.noButterfly!.contains(theta) || leastG(strict, optimum) >= -1e-12).toBe(true);
    expect(optimum.iterations).toBeGreaterThan(free.iterations);
    expect(optimum.cost).toBeGreaterThan(free.cost);
    for (let i = 0; i < 6; i++) {
      const moved = Float64Array.from(theta, (v, c) => v * (1 + 0.1 * Math.sin(5 * c + 3 * i)));
      const x = new Float64Array(5);
      strict.coordinates.fromParameters(moved, x);
      const other = startLeastSquares(strict.problem, x);
      runLeastSquares(other);
      expect(other.cost).toBeGreaterThan(optimum.cost * (1 - 1e-3));
    }
  }
});

test('the penalty that looked for other valleys does not stay with a slice of few quotes', () => {
  const of = prepared(quoted(VOGT, grid(-0.7, 1.3, 6), 0.002));
  const free = freeOf(of);
  const before = costAt(of, free.x);
  ended(optimiseStrictly(svi, of, free, RANGE));
  expect(costAt(of, free.x)).toBe(before);
});

test('a robust loss of the free fit is that of the strict one', () => {
  const of = prepared(vogt);
  const robust = ended(fitFree(of, { kind: 'huber', threshold: 0.5 })).value;
  const { prepared: strict, optimum } = ended(optimiseStrictly(svi, of, robust, RANGE)).value;
  expect(optimum.robust).toEqual(robust.robust);
  const cost = costAt(strict, optimum.x);
  strict.problem.setRobust(null);
  expect(costAt(strict, optimum.x)).toBeGreaterThan(cost);
});

test('what the user holds is held: by the domain where it can, by a penalty where not', () => {
  const { holdable } = svi.noButterfly!;
  expect(holdable).toContain('rho');
  const held = prepared(vogt, { parameters: { rho: { fixed: true, value: 0.2 } } });
  const inDomain = ended(optimiseStrictly(svi, held, freeOf(held), RANGE)).value;
  expect(inDomain.prepared).not.toBe(held);
  expect(inDomain.prepared.problem.theta(inDomain.optimum.x)[2]).toBeCloseTo(0.2, 9);
  // 0.04 - 0.01 k + 0.3 k^2, whose wings have no density.
  const bowl = makeSlice(
    1,
    grid(-0.5, 0.5, 9),
    grid(-0.5, 0.5, 9).map((k) => Math.sqrt(0.04 - 0.01 * k + 0.3 * k * k)),
  );
  const parameters = {
    a: { fixed: true, value: 0.001 },
    b: { fixed: true, value: 1.2 },
    sigma: { fixed: true, value: 0.02 },
  };
  for (const [model, of] of [
    [svi, prepared(vogt, { parameters })],
    [parabola, prepared(bowl, {}, parabola)],
  ] as const) {
    const free = freeOf(of);
    expect(leastG(of, free, model)).toBeLessThan(-1e-3);
    const { value } = ended(optimiseStrictly(model, of, free, RANGE));
    const penalised = ended(penaliseUntilFree(model, of, free, RANGE)).value;
    expect(value.prepared).toBe(of);
    expect([...value.optimum.x]).toEqual([...penalised.x]);
    expect(leastG(of, value.optimum, model)).toBeGreaterThan(leastG(of, free, model));
  }
});

test('a fit is restated in the coordinates of the domain where there are any', () => {
  const of = prepared(calm);
  const optimum = freeOf(of);
  const inside = insideDomain(svi, { prepared: of, optimum });
  expect(inside.prepared).not.toBe(of);
  inside.prepared.problem.theta(inside.optimum.x).forEach((value, q) => {
    expect(value).toBeCloseTo(of.problem.theta(optimum.x)[q]!, 6);
  });
  expect(inside.optimum.cost).toBe(optimum.cost);
  const plain = prepared(calm, {}, parabola);
  const fitted = { prepared: plain, optimum: freeOf(plain) };
  expect(insideDomain(parabola, fitted)).toEqual(fitted);
  const { noButterfly: domain } = svi;
  const contradicted: SliceModel = {
    ...svi,
    noButterfly: { ...domain!, coordinates: () => ({ error: 'no' }) },
  };
  expect(insideDomain(contradicted, { prepared: of, optimum }).prepared).toBe(of);
});

/** The parabola with a domain that holds from a level of its own on, and steps back towards it. */
function domained(level: number, steps: { count: number }): SliceModel {
  return {
    ...parabola,
    noButterfly: {
      holdable: [],
      contains: (theta) => theta[0]! >= level,
      coordinates: () => ({ error: 'none' }),
      retreat(x) {
        steps.count++;
        x[0]! += 0.05;
      },
    },
  };
}

test('a smile that rounding left outside is moved in until the domain or the check has it, and no further', () => {
  const strict = prepared(calm, {}, parabola);
  const start = Float64Array.of(0.3, 0.1);
  const optimum: SliceOptimum = { ...freeOf(strict), x: start };
  const steps = { count: 0 };
  const lifted = liftSlice(domained(0.25, steps), strict, optimum, RANGE);
  // From 0.3 to 0.5, whose square is 0.25.
  expect(steps.count).toBeGreaterThan(0);
  const x0 = lifted.x[0]!;
  const passes = (level: number) =>
    smallestG(parabola.smile(strict.slice), Float64Array.of(level * level, level * 0.1, 0.4), -RANGE, RANGE)
      .value >= -1e-12;
  expect(x0 * x0 >= 0.25 - 1e-12 || passes(x0)).toBe(true);
  expect((x0 - 0.05) ** 2 < 0.25 && !passes(x0 - 0.05)).toBe(true);
  expect(start[0]).toBe(0.3);
  const none = { count: 0 };
  expect(liftSlice(domained(0.01, none), strict, optimum, RANGE).x[0]).toBe(0.3);
  expect(none.count).toBe(0);
  const still: SliceModel = {
    ...parabola,
    noButterfly: { ...domained(9, none).noButterfly!, retreat: () => none.count++ },
  };
  liftSlice(still, strict, optimum, RANGE);
  expect(none.count).toBe(60);
});

test('a butterfly that is only reported leaves the free fit, one that is penalised or strict does not', () => {
  const of = (mode: 'report' | 'penalise' | 'strict') => {
    const slice = prepared(vogt, { butterfly: { mode, strength: 10 } });
    const free = freeOf(slice);
    return { slice, free, fitted: ended(constrainSlice(svi, slice, free, RANGE)).value };
  };
  const report = of('report');
  expect(report.fitted).toEqual({ prepared: report.slice, optimum: report.free });
  const penalised = of('penalise');
  expect(penalised.fitted.prepared).toBe(penalised.slice);
  const reference = prepared(vogt);
  const same = ended(penaliseSlice(reference, freeOf(reference), RANGE, 10)).value;
  expect([...penalised.fitted.optimum.x]).toEqual([...same.x]);
  const strict = of('strict');
  expect(leastG(strict.fitted.prepared, strict.fitted.optimum)).toBeGreaterThanOrEqual(-1e-12);
});

/** SVI whose domain notes the parameters it is entered from. */
function noting(entered: Float64Array[]): SliceModel {
  const domain = svi.noButterfly!;
  return {
    ...svi,
    noButterfly: {
      ...domain,
      coordinates(guess, constraints) {
        const own = domain.coordinates(guess, constraints);
        if ('error' in own) return own;
        return {
          ...own,
          fromParameters(theta, x) {
            entered.push(Float64Array.from(theta));
            own.fromParameters(theta, x);
          },
        };
      },
    },
  };
}

test('a slice of few quotes, or one that the domain costs dear, is started from other places as well', () => {
  const starts = (of: FitSlice) => {
    const entered: Float64Array[] = [];
    const slice = prepared(of);
    const free = freeOf(slice);
    ended(optimiseStrictly(noting(entered), slice, free, RANGE));
    return { entered, slice, theta: slice.problem.theta(free.x) };
  };
  // Noise makes the free fit costly too: the domain takes less than half as much again.
  const noisy = starts(quoted(VOGT, grid(-1, 1.5, 101), 0.03));
  expect(noisy.entered.map((theta) => [...theta])).toEqual([[...noisy.theta]]);
  for (const of of [quoted(VOGT, grid(-1, 1.5, 7), 0.03), vogt]) {
    const { entered, slice, theta } = starts(of);
    expect(entered).toHaveLength(4);
    expect([...entered[0]!]).toEqual([...theta]);
    // Of the fit under a penalty, whose smile is nearly free of arbitrage.
    expect(smallestG(svi.smile(of), entered[1]!, -RANGE, RANGE).value).toBeGreaterThan(-1e-2);
    const guess = new Float64Array(5);
    svi.guess(slice.guess, guess);
    expect([...entered[2]!]).toEqual([...guess]);
    const [a, b, rho, m, sigma] = theta as unknown as [number, number, number, number, number];
    [a, b, 0.5 * rho, 0.3 * m, sigma].forEach((value, q) => {
      expect(entered[3]![q]).toBeCloseTo(value, 12);
    });
  }
});

/** The parabola with a domain of two valleys, at x0 near -1 and, less deep, near 1; entered on one side or the other. */
function twoValleys(side: (level: number) => -1 | 1): SliceModel {
  const well = (x: number) => 0.4 + 0.1 * Math.cos(3 * x) + 0.02 * x;
  const wellSlope = (x: number) => -0.3 * Math.sin(3 * x) + 0.02;
  return {
    ...parabola,
    guess: (_slice, theta) => theta.set([0.25, 0, 0.4]),
    noButterfly: {
      holdable: [],
      contains: (theta) => theta[0]! > 0.06,
      retreat: () => {},
      coordinates: () => ({
        size: 2,
        lower: Float64Array.of(-2, -1),
        upper: Float64Array.of(2, 1),
        toParameters: (x, theta) => theta.set([well(x[0]!) ** 2, well(x[0]!) * x[1]!, x[1]! + 0.3]),
        fromParameters: (theta, x) => x.set([side(theta[0]!), theta[2]! - 0.3]),
        chain(x, _theta, out) {
          const [u, du] = [well(x[0]!), wellSlope(x[0]!)];
          out.set([2 * u * du, 0, du * x[1]!, u, 0, 1]);
        },
        atBound: () => [],
      }),
    },
  };
}

test('of several valleys the deepest is taken, whether the first start led there or another', () => {
  const k = [-0.3, -0.1, 0.1, 0.3];
  const low = makeSlice(
    1,
    k,
    k.map((x) => Math.sqrt(0.04 + 0.02 * x + 0.4 * x * x)),
  );
  const solve = (side: (level: number) => -1 | 1) => {
    const of = prepared(low, {}, parabola);
    const free = freeOf(of);
    const { prepared: strict, optimum } = ended(optimiseStrictly(twoValleys(side), of, free, RANGE)).value;
    return { x: optimum.x, cost: optimum.cost, iterations: optimum.iterations - free.iterations, strict };
  };
  const known = solve((level) => (level < 0.06 ? -1 : 1));
  const found = solve((level) => (level < 0.06 ? 1 : -1));
  const never = solve(() => 1);
  expect(known.x[0]).toBeLessThan(0);
  expect(found.x[0]).toBeCloseTo(known.x[0]!, 4);
  expect(found.cost / known.cost).toBeCloseTo(1, 3);
  expect(never.x[0]).toBeGreaterThan(0);
  expect(never.cost).toBeGreaterThan(1.2 * known.cost);
  for (const { iterations, strict, x, cost } of [known, found, never]) {
    expect(iterations).toBeGreaterThan(4);
    expect(costAt(strict, x)).toBeCloseTo(cost, 10);
  }
});
