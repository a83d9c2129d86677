import { expect, test } from 'vitest';
import { seededRandom } from '#math/seeded-random.ts';
import { type LevelQuotes, readLevel } from './level-reading.ts';
import {
  DEFAULT_FILTER,
  diffusionAt,
  type FilterState,
  initialState,
  predicted,
  updated,
} from './scalar-filter.ts';

const DAY = 1 / 365;
const alone = { ...DEFAULT_FILTER, alike: 0 };

test('diffusion falls with time to expiry as the market of one day to three months has it', () => {
  const published = [
    [1, 0.29],
    [3, 0.177],
    [7, 0.121],
    [30, 0.063],
    [90, 0.038],
  ] as const;
  for (const [days, q] of published) expect(diffusionAt(DEFAULT_FILTER, days * DAY)).toBeCloseTo(q, 3);
});

test('without readings a scalar goes back to 1 and its variance to the stationary one', () => {
  const t = Float64Array.of(DAY);
  const start = { z: Float64Array.of(0.2), covariance: Float64Array.of(0) };
  expect(predicted(start, t, DEFAULT_FILTER.tau, DEFAULT_FILTER).z[0]).toBeCloseTo(0.2 / Math.E, 15);
  let state: FilterState = start;
  for (let step = 0; step < 20_000; step++) state = predicted(state, t, 1e-3, DEFAULT_FILTER);
  expect(state.z[0]).toBeLessThan(1e-6);
  expect(state.covariance[0]! / ((0.29 ** 2 * DEFAULT_FILTER.tau) / 2)).toBeCloseTo(1, 2);
});

test('a reading moves the mean by the weights of two measurements, and shortens the variance by both', () => {
  const state = { z: Float64Array.of(0.1), covariance: Float64Array.of(0.04) };
  const next = updated(state, [{ level: 0.2, variance: 0.01, shape: 0, quotes: 9 }]);
  expect(next.z[0]).toBeCloseTo(0.1 + 0.8 * 0.1, 15);
  expect(next.covariance[0]).toBeCloseTo(1 / (1 / 0.04 + 1 / 0.01), 15);
});

test('what one expiry shows moves the others by how they move together, and alone it moves none', () => {
  const t = Float64Array.of(DAY, 7 * DAY, 90 * DAY);
  const reading = { level: 0.1, variance: 1e-5, shape: 0, quotes: 9 };
  const together = updated(predicted(initialState(3), t, 0.1, DEFAULT_FILTER), [reading, null, null]);
  const rho = (a: number, b: number): number => Math.exp(-Math.abs(Math.sqrt(a) - Math.sqrt(b)) / 0.25);
  const q = t.map((years) => diffusionAt(DEFAULT_FILTER, years));
  for (const j of [1, 2])
    expect(together.z[j]! / together.z[0]!).toBeCloseTo((rho(t[0]!, t[j]!) * q[j]!) / q[0]!, 12);
  const apart = updated(predicted(initialState(3), t, 0.1, alone), [reading, null, null]);
  expect([...apart.z.subarray(1)]).toEqual([0, 0]);
});

test('the order in which expiries are read does not matter', () => {
  const t = Float64Array.of(DAY, 3 * DAY);
  const prior = predicted(initialState(2, 1e-4), t, 0.05, DEFAULT_FILTER);
  const [a, b] = [
    { level: 0.05, variance: 2e-4, shape: 0, quotes: 5 },
    { level: -0.02, variance: 1e-4, shape: 0, quotes: 5 },
  ];
  const both = updated(prior, [a, b]);
  const turned = updated(updated(prior, [null, b]), [a, null]);
  both.z.forEach((value, i) => {
    expect(value).toBeCloseTo(turned.z[i]!, 14);
  });
  both.covariance.forEach((value, i) => {
    expect(value).toBeCloseTo(turned.covariance[i]!, 16);
  });
});

const quotes = (vol: number[], over: Partial<LevelQuotes> = {}): LevelQuotes => ({
  vol: Float64Array.from(vol),
  halfSpread: new Float64Array(vol.length).fill(0.01),
  depth: null,
  base: new Float64Array(vol.length).fill(0.5),
  ...over,
});

test('a level is the mean of the logarithms, tight and deep quotes counting for more', () => {
  const even = readLevel(quotes([0.52, 0.52, 0.52]), 0, 1)!;
  expect(even.level).toBeCloseTo(Math.log(0.52 / 0.5), 14);
  expect(even.shape).toBeCloseTo(0, 14);
  expect(even.variance).toBeCloseTo((0.01 / 0.5) ** 2 / 3 + 2e-5, 14);
  const [one, two] = [Math.log(0.51 / 0.5), Math.log(0.53 / 0.5)];
  const mean = (weights: readonly [number, number]): number =>
    (weights[0] * one + weights[1] * two) / (weights[0] + weights[1]);
  const tight = readLevel(quotes([0.51, 0.53], { halfSpread: Float64Array.of(0.005, 0.01) }), 0, 1)!;
  expect(tight.level).toBeCloseTo(mean([4, 1]), 14);
  const deep = readLevel(quotes([0.51, 0.53], { depth: Float64Array.of(3, 1) }), 0, 1)!;
  expect(deep.level).toBeCloseTo(mean([1.5, 0.5]), 14);
});

test('a book of hardly anything counts as a fifth of the usual one', () => {
  const { level } = readLevel(quotes([0.51, 0.53, 0.53], { depth: Float64Array.of(1e-9, 1, 1) }), 0, 1)!;
  const weights = [0.2, 1, 1];
  const logs = [0.51, 0.53, 0.53].map((vol) => Math.log(vol / 0.5));
  const total = weights.reduce((sum, w) => sum + w, 0);
  expect(level).toBeCloseTo(weights.reduce((sum, w, j) => sum + w * logs[j]!, 0) / total, 14);
});

test('an outlier moves the level by no more than a quote at the threshold would', () => {
  const many = new Array<number>(20).fill(0.5);
  const clean = readLevel(quotes(many), 0, 1e-6)!.level;
  const [far, farther] = [2, 5].map((stray) => readLevel(quotes([...many, stray]), 0, 1e-6)!.level) as [
    number,
    number,
  ];
  expect(Math.abs(far - clean)).toBeLessThan((1.51 * 0.02) / 20);
  expect(Math.abs(farther - clean)).toBeLessThan((1.51 * 0.02) / 20);
});

test('what is no quote counts for nothing, and where there is none nothing is read', () => {
  const odd = quotes([0.52, Number.NaN, 0.7, 0.6], {
    halfSpread: Float64Array.of(0.01, 0.01, 0, Number.NaN),
  });
  expect(readLevel(odd, 0, 1)!.quotes).toBe(1);
  expect(readLevel(odd, 0, 1)!.level).toBeCloseTo(Math.log(0.52 / 0.5), 14);
  expect(readLevel(quotes([Number.NaN, -1]), 0, 1)).toBeNull();
  expect(readLevel(quotes([]), 0, 1)).toBeNull();
});

test('the filter follows a drifting level closer than its readings do', () => {
  const random = seededRandom(2);
  const noise = (): number => random() + random() + random() + random() - 2;
  const t = Float64Array.of(DAY);
  const dt = 1 / 720;
  let [truth, state] = [0, initialState(1)];
  let [ours, raw] = [0, 0];
  for (let step = 0; step < 4000; step++) {
    truth = Math.exp(-dt / DEFAULT_FILTER.tau) * truth + 0.22 * Math.sqrt(3 * dt) * noise();
    const level = truth + 0.02 * Math.sqrt(3) * noise();
    state = updated(predicted(state, t, dt, DEFAULT_FILTER), [
      { level, variance: 4e-4, shape: 0, quotes: 9 },
    ]);
    ours += (state.z[0]! - truth) ** 2;
    raw += (level - truth) ** 2;
  }
  expect(Math.sqrt(ours / raw)).toBeLessThan(0.75);
});
