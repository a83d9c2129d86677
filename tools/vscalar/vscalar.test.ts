import { expect, test } from 'vitest';
import { curvatureBound } from '#models/ssvi/butterfly-bound.ts';
import { score } from './policies.ts';
import { jsonOf, pairedChanges, type Trial } from './report.ts';
import { isBenchmark, type Scenario, scenarios } from './scenarios.ts';
import { EXPIRY_YEARS, simulatedMarket } from './simulated-market.ts';

const day = { seed: 1, curvature: 1.2 };
const all = scenarios('vertical');
const scalarOf = (band: number): Scenario =>
  all.find(({ policy, tauFactor, qFactor }) => policy.band === band && tauFactor === 1 && qFactor === 1)!;
const trialOf = (scenario: Scenario, seeds: readonly number[]): Trial => ({
  scenario,
  scores: seeds.map((seed) => score(scenario.policy, { ...day, seed })),
});

test('at no more turnover than a full refit every half hour a scalar is nearer the market on short expiries, without arbitrage', () => {
  const seeds = [1, 2];
  const [benchmark, scalar] = [trialOf(all.find(isBenchmark)!, seeds), trialOf(scalarOf(0.016), seeds)];
  const sum = (values: readonly number[]): number => values.reduce((total, v) => total + v, 0);
  expect(sum(scalar.scores.map(({ turnover }) => turnover))).toBeLessThan(
    sum(benchmark.scores.map(({ turnover }) => turnover)),
  );
  for (const { change } of pairedChanges(scalar, benchmark).slice(0, 3)) expect(change).toBeLessThan(-0.2);
  for (const { refits, violations } of scalar.scores) {
    expect(refits).toBe(11);
    expect(violations).toBe(0);
  }
  expect(benchmark.scores.map(({ refits }) => refits)).toEqual([47, 47]);
});

test('where smiles stand next to butterfly arbitrage the caps bind and nothing published has any', () => {
  const { violations, capped } = score(scalarOf(0).policy, { seed: 1, curvature: 4.2 });
  expect(violations).toBe(0);
  expect(capped).toBeGreaterThan(0);
});

test('a day of the market is the same from the same seed, and its smiles are free of butterfly arbitrage', () => {
  const [one, again, other] = [7, 7, 8].map((seed) => simulatedMarket(seed));
  for (let step = 0; step < 50; step++) {
    const [a, b, c] = [one!.next().value, again!.next().value, other!.next().value];
    expect(b).toEqual(a);
    expect(c).not.toEqual(a);
    a.truth.forEach(([theta, rho, psi], i) => {
      expect(psi!).toBeLessThan(curvatureBound(theta!, rho!).bound);
      expect(a.quotes[i]!.k.at(-1)! / Math.sqrt(theta!)).toBeCloseTo(2, 12);
    });
  }
  expect(EXPIRY_YEARS[4]! * 365).toBeCloseTo(90, 12);
});

test('a paired change is the mean difference, with the interval of Student at the seeds less one', () => {
  const trial = (errors: readonly number[]): Trial => ({
    scenario: scalarOf(0),
    scores: errors.map((error) => ({
      errors: [error, 1, 1, 1, 1],
      turnover: 0,
      refits: 0,
      violations: 0,
      capped: 0,
    })),
  });
  const [{ change, half }] = pairedChanges(trial([1, 2, 3]), trial([2, 4, 6])) as [
    { change: number; half: number },
  ];
  expect(change).toBeCloseTo(-0.5, 15);
  // t of 0.975 at 2 degrees of freedom, 4.302653, over the root of 3, over the mean of 4.
  expect(half).toBeCloseTo(4.302653 / Math.sqrt(3) / 4, 6);
  const line = JSON.parse(jsonOf(trial([1, 2, 3]), trial([2, 4, 6]))) as Record<string, unknown>;
  expect(line).toMatchObject({
    policy: 'v-scalar',
    intervalMinutes: 120,
    band: 0,
    tauFactor: 1,
    qFactor: 1,
    errors: { '1d': 2, '90d': 1 },
  });
});
