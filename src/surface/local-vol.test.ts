import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import { svi } from '#models/svi/index.ts';
import { deribitBoard } from '#testing/board.ts';
import { fittedBoard } from '#testing/fitted-board.ts';
import { golden, hasShared } from '#testing/shared.ts';
import { ssviSurface } from '#testing/ssvi-surface.ts';
import { LOCAL_VOL_STATES, localVolGaps, localVolGrid } from './local-vol.ts';
import { repriceVanillas } from './local-vol-repricing.ts';
import { createSurface } from './vol-surface.ts';

interface Row {
  readonly T: number;
  readonly k: number;
  readonly local_vol: number;
}

test.skipIf(!hasShared)('local volatility is the golden one', () => {
  for (const { T, k, local_vol } of golden<{ table: Row[] }>('local-vol').table) {
    const { vol, missing } = localVolGrid(ssviSurface, Float64Array.of(k), Float64Array.of(T));
    expect(missing).toBe(0);
    expect(vol[0]! / local_vol - 1).toBeCloseTo(0, 12);
  }
});

const slices = [
  { t: 0.1, forward: 100, theta: Float64Array.of(0.004, 0.02, -0.3, 0, 0.1) },
  { t: 0.4, forward: 102, theta: Float64Array.of(0.02, 0.05, -0.3, 0, 0.2) },
];

function even(low: number, high: number, n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => low + ((high - low) * i) / (n - 1));
}

test('where the smile is flat and grows with time local volatility is the forward volatility', () => {
  const flat = (v: number) => Float64Array.of(v, 1e-9, 0, 0, 0.1);
  const surface = createSurface(svi, [
    { t: 0.5, forward: 1, theta: flat(0.02) },
    { t: 1, forward: 1, theta: flat(0.065) },
  ]);
  const { vol } = localVolGrid(surface, Float64Array.of(-0.2, 0, 0.2), Float64Array.of(0.3, 0.7, 2));
  [0.2, 0.2, 0.2, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3].forEach((v, i) => {
    expect(vol[i]).toBeCloseTo(v, 6);
  });
});

test('a grid is its places one by one', () => {
  const surface = createSurface(svi, slices);
  const [k, t] = [even(-0.5, 0.4, 7), Float64Array.of(0.02, 0.1, 0.33, 0.4, 0.9)];
  const grid = localVolGrid(surface, k, t);
  expect(grid.missing).toBe(0);
  t.forEach((at, i) => {
    k.forEach((x, j) => {
      const one = localVolGrid(surface, Float64Array.of(x), Float64Array.of(at));
      expect(grid.vol[i * k.length + j]).toBe(one.vol[0]);
    });
  });
});

test('butterfly and calendar arbitrage are reported where they are, and no number is made up', () => {
  // Vogt's smile has g < 0 between 0.6424 and 1.2569; the second expiry lies below the first near the money.
  const vogt = Float64Array.of(-0.041, 0.1331, 0.306, 0.3586, 0.4153);
  const early = createSurface(svi, [{ t: 1, forward: 1, theta: vogt }]);
  const grid = localVolGrid(early, even(-1, 1.5, 501), Float64Array.of(1));
  const gaps = localVolGaps(grid);
  expect(gaps).toHaveLength(1);
  expect(gaps[0]).toMatchObject({ t: 1, reason: 'butterfly' });
  expect(gaps[0]!.low).toBeCloseTo(0.645, 9);
  expect(gaps[0]!.high).toBeCloseTo(1.255, 9);
  expect(grid.missing).toBe(123);
  grid.vol.forEach((v, i) => {
    expect(Number.isNaN(v)).toBe(grid.state[i] !== 0);
  });

  const crossing = createSurface(svi, [
    { t: 0.5, forward: 1, theta: Float64Array.of(0.01, 0.05, 0, 0, 0.2) },
    { t: 1, forward: 1, theta: Float64Array.of(0.005, 0.06, 0, 0, 0.2) },
  ]);
  const at = localVolGrid(crossing, even(-1, 1, 201), Float64Array.of(0.2, 0.7));
  const [first, ...others] = localVolGaps(at);
  expect(others).toEqual([]);
  expect(first).toMatchObject({ t: 0.7, reason: 'calendar' });
  // w2 - w1 = 0.01 sqrt(k^2 + 0.04) - 0.005 < 0 for |k| < sqrt(0.21).
  expect(first!.low).toBeCloseTo(-0.45, 9);
  expect(first!.high).toBeCloseTo(0.45, 9);
});

test('places without variance are told from places with arbitrage', () => {
  const surface = createSurface(svi, [{ t: 1, forward: 1, theta: Float64Array.of(-0.02, 0.1, 0, 0, 0.1) }]);
  const { state, vol } = localVolGrid(surface, Float64Array.of(0, 1), Float64Array.of(0.5));
  expect(LOCAL_VOL_STATES[state[0]!]).toBe('no-variance');
  expect(vol[0]).toBeNaN();
  expect(state[1]).toBe(0);
});

test('the forward equation gives back a surface free of arbitrage within 2 bp of volatility', () => {
  for (const t of [7 / 365, 0.25, 1]) {
    const { worst, replaced, k } = repriceVanillas(ssviSurface, t);
    expect(replaced).toBe(0);
    expect(k.length).toBeGreaterThan(30);
    expect(worst, `T ${t}`).toBeLessThan(1e-4);
  }
});

test('halving both steps of the scheme quarters its error', () => {
  const coarse = repriceVanillas(ssviSurface, 0.25, { nodes: 201, steps: 50 }).worst;
  const fine = repriceVanillas(ssviSurface, 0.25, { nodes: 401, steps: 100 }).worst;
  expect(coarse).toBeLessThan(9e-4);
  expect(coarse / fine).toBeGreaterThan(3);
});

test('a surface through slices comes back at and between its expiries', () => {
  const surface = createSurface(svi, slices);
  for (const t of [0.05, 0.1, 0.25, 0.4]) {
    const { worst, replaced } = repriceVanillas(surface, t);
    expect(replaced).toBe(0);
    expect(worst, `T ${t}`).toBeLessThan(2e-4);
  }
});

test.skipIf(!hasShared)(
  'a real board fitted without arbitrage comes back within 2 bp at every expiry',
  () => {
    const { all, byExpiry } = DEFAULT_SETTINGS;
    const strict = { mode: 'strict', strength: 1 } as const;
    const { result } = fittedBoard(deribitBoard(), {
      all: { ...all, butterfly: strict, calendar: strict },
      byExpiry,
    });
    expect(result.summary).toMatchObject({ butterflyFree: true, calendarFree: true });
    const surface = createSurface(
      svi,
      result.slices.map(({ t, theta, forward }) => ({ t, theta: theta!, forward })),
    );
    for (const t of surface.times) {
      const { worst, worstAt } = repriceVanillas(surface, t);
      expect(worst, `T ${t}, at ${worstAt}`).toBeLessThan(2e-4);
    }
  },
);

test('with arbitrage the equation says what stood in for what does not exist', () => {
  const vogt = Float64Array.of(-0.041, 0.1331, 0.306, 0.3586, 0.4153);
  const surface = createSurface(svi, [{ t: 1, forward: 1, theta: vogt }]);
  const { replaced, evaluated, worst } = repriceVanillas(surface, 1, undefined, [-0.2, 0.8]);
  expect(replaced).toBeGreaterThan(0);
  expect(replaced).toBeLessThan(0.2 * evaluated);
  expect(worst).toBeGreaterThan(2e-4);
});
