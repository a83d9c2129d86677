/** The vertex held in its place beside level and wings, and what cannot be held together. */
import { expect, test } from 'vitest';
import type { GuessSlice, ParameterConstraints } from '#models/model.ts';
import { svi } from './index.ts';
import { wingsView } from './jump-wings.ts';
import { sviMinimumVariance } from './raw.ts';

const SLICE: GuessSlice = {
  t: 0.25,
  forward: 1,
  k: Float64Array.of(-0.4, -0.2, 0, 0.2, 0.6),
  w: Float64Array.of(0.05, 0.04, 0.035, 0.036, 0.041),
  weight: new Float64Array(5).fill(0.2),
};
const RAW = Float64Array.of(0.02, 0.1, -0.3, 0.05, 0.2);
const hold = (value: number) => ({ fixed: true, value });

function open(constraints: ParameterConstraints) {
  const box = svi.coordinates(SLICE, constraints);
  if ('error' in box) throw new Error(box.error);
  return box;
}

function refused(constraints: ParameterConstraints): string {
  const box = svi.coordinates(SLICE, constraints);
  return 'error' in box ? box.error : '';
}

/** Raw parameters of a point after it has been projected, with their jump-wings. */
function settled(constraints: ParameterConstraints, x: Float64Array) {
  const box = open(constraints);
  box.project?.(x);
  const [raw, wings] = [new Float64Array(5), new Float64Array(5)];
  box.toParameters(x, raw);
  wingsView.values(raw, SLICE.t, wings);
  return { raw, wings };
}

test('a vertex held with level and wings stays where it is, to the last bit, with all of them', () => {
  const held = { m: hold(0.0625), atmVol: hold(0.37), putWing: hold(0.7), callWing: hold(0.4) };
  const x = new Float64Array(5);
  open(held).fromParameters(RAW, x);
  const { raw, wings } = settled(held, x);
  expect(raw[3]).toBe(0.0625);
  expect(raw[4]).toBeCloseTo(0.2, 12);
  expect([wings[0], wings[2], wings[3]]).toEqual([
    expect.closeTo(0.37, 12),
    expect.closeTo(0.7, 12),
    expect.closeTo(0.4, 12),
  ]);
});

test.each<ParameterConstraints>([
  { m: hold(0.1), atmVol: hold(0.4) },
  { m: hold(-0.2), putWing: hold(0.6) },
  { m: { fixed: false, lower: -1 }, callWing: hold(0.3), sigma: hold(0.15) },
])('the chain of %j is the derivative of the parameters', (held) => {
  const box = open(held);
  const x = new Float64Array(5);
  box.fromParameters(RAW, x);
  const [theta, up, down, chain] = [5, 5, 5, 25].map((n) => new Float64Array(n)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  box.toParameters(x, theta);
  box.chain(x, theta, chain);
  const h = 1e-6;
  for (let j = 0; j < 5; j++) {
    if (box.lower[j] === box.upper[j]) continue;
    box.toParameters(
      x.map((v, i) => (i === j ? v + h : v)),
      up,
    );
    box.toParameters(
      x.map((v, i) => (i === j ? v - h : v)),
      down,
    );
    for (let i = 0; i < 5; i++) {
      expect(chain[i * 5 + j], `${i} by ${j}`).toBeCloseTo((up[i]! - down[i]!) / (2 * h), 7);
    }
  }
});

test('variance stays above zero: the width of a held vertex gives way, then a free wing, then the level', () => {
  const level = Math.log(0.01);
  const wide = Math.log(3);
  const point = (...x: number[]) => Float64Array.from(x);
  const wings = { m: hold(0.05), putWing: hold(1), callWing: hold(0.8) };
  const width = settled(wings, point(level, 0.05, 0, Math.log(0.8), wide));
  expect(width.raw[4]).toBeLessThan(3);
  expect([width.wings[2], width.wings[3]]).toEqual([expect.closeTo(1, 9), expect.closeTo(0.8, 9)]);
  expect(width.wings[0]! ** 2 * SLICE.t).toBeCloseTo(0.01, 12);
  expect(sviMinimumVariance(width.raw)).toBeGreaterThan(0);

  const far = { m: hold(0.9), sigma: hold(0.05) };
  const both = settled({ ...far, atmVol: hold(0.2) }, point(level, 0.9, 0, Math.log(0.5), Math.log(0.05)));
  expect(both.wings[0]).toBeCloseTo(0.2, 12);
  expect(both.wings[2]! / both.wings[3]!).toBeCloseTo(2, 9);
  expect(sviMinimumVariance(both.raw)).toBeGreaterThan(0);
  const put = settled({ ...far, callWing: hold(0.5) }, point(level, 0.9, 0, Math.log(0.5), Math.log(0.05)));
  expect(put.wings[3]).toBeCloseTo(0.5, 9);
  expect(put.wings[2]).toBeLessThan(0.01);
  expect(sviMinimumVariance(put.raw)).toBeGreaterThan(0);
  const locked = { ...far, putWing: hold(1), callWing: hold(0.5) };
  const raised = settled(locked, point(level, 0.9, 0, Math.log(0.5), Math.log(0.05)));
  expect([raised.wings[2], raised.wings[3]]).toEqual([expect.closeTo(1, 9), expect.closeTo(0.5, 9)]);
  expect(raised.wings[0]).toBeGreaterThan(0.2);
  expect(sviMinimumVariance(raised.raw)).toBeGreaterThan(0);
});

test('what no smile has together is said before anything is fitted', () => {
  expect(refused({ skew: hold(-0.1), m: hold(0), atmVol: hold(0.3) })).toContain('Skew and m are both held');
  expect(refused({ atmVol: hold(0.4), skew: hold(5.1) })).toContain('skew at most ±5.00');
  expect(refused({ atmVol: hold(0.4), skew: hold(-5.1) })).toContain(
    'no smile has this skew at this ATM vol',
  );
  expect(refused({ atmVol: hold(0.4), skew: hold(4.9) })).toBe('');
  const far = { m: hold(0.9), putWing: hold(1), callWing: hold(0.5) };
  expect(refused({ ...far, atmVol: hold(0.2) })).toContain('no smile has its vertex here');
  expect(refused(far)).toBe('');
  expect(refused({ callWing: hold(1e-9) })).toBe('Call wing must be at least 0.000002, not 1e-9');
  const all = { atmVol: hold(0.4), skew: hold(-0.05), putWing: hold(0.7), callWing: hold(0.4) };
  expect(refused({ ...all, sigma: hold(0.1) })).toBe('');
  expect(refused({ ...all, sigma: hold(50) })).toContain('no smile is this wide');
});
