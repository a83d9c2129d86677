/** Coordinates of a slice while the user holds parameters or wings: their boxes, their ways back and what gives way. */
import { expect, test } from 'vitest';
import type { GuessSlice, ParameterConstraints } from '#models/model.ts';
import { svi } from './index.ts';
import { jumpWingsView, wingsView } from './jump-wings.ts';
import { naturalView } from './natural.ts';
import { sviMinimumVariance, sviSmile } from './raw.ts';

const SLICE: GuessSlice = {
  t: 0.25,
  forward: 1,
  k: Float64Array.of(-0.4, -0.2, 0, 0.2, 0.6),
  w: Float64Array.of(0.05, 0.04, 0.035, 0.036, 0.041),
  weight: new Float64Array(5).fill(0.2),
};
const RAW = Float64Array.of(0.02, 0.1, -0.3, 0.05, 0.2);

function open(constraints: ParameterConstraints) {
  const box = svi.coordinates(SLICE, constraints);
  if ('error' in box) throw new Error(box.error);
  return box;
}

function refused(constraints: ParameterConstraints): string {
  const box = svi.coordinates(SLICE, constraints);
  return 'error' in box ? box.error : '';
}

const range = (lower: number, upper: number) => ({ fixed: false, lower, upper });
const hold = (value: number) => ({ fixed: true, value });

test.each<[string, ParameterConstraints]>([
  ['nothing', {}],
  ['a', { a: range(-1, 1) }],
  ['b', { b: range(0.01, 1) }],
  ['a, b and rho', { a: range(-1, 1), b: range(0.01, 1), rho: range(-0.8, 0.8) }],
  ['the lowest volatility', { minVol: range(0.05, 2) }],
  ['the wings', { putWing: range(0.01, 5), callWing: range(0.01, 5) }],
  ['the level', { atmVol: range(0.05, 2) }],
  ['the skew', { skew: range(-0.4, 0.4) }],
  ['skew and wings', { skew: range(-0.4, 0.4), putWing: range(0.01, 5) }],
])('with ranges on %s a smile inside them comes back from its coordinates', (_, constraints) => {
  const box = open(constraints);
  for (const raw of [
    RAW,
    Float64Array.of(0.005, 0.25, 0.5, -0.1, 0.3),
    Float64Array.of(0.04, 0.05, 0, 0, 0.1),
  ]) {
    const [x, back] = [new Float64Array(5), new Float64Array(5)];
    box.fromParameters(raw, x);
    expect(box.atBound(x)).toEqual([]);
    box.project?.(x);
    box.toParameters(x, back);
    for (let i = 0; i < 5; i++) expect(back[i]).toBeCloseTo(raw[i]!, 11);
  }
});

test('the vertex may stand half the quoted span beyond the quotes, a hundredth to five spans wide', () => {
  const { lower, upper } = open({});
  expect([lower[3], upper[3]]).toEqual([expect.closeTo(-0.9, 12), expect.closeTo(1.1, 12)]);
  expect([Math.exp(lower[4]!), Math.exp(upper[4]!)]).toEqual([
    expect.closeTo(0.01, 12),
    expect.closeTo(5, 11),
  ]);
  const wider = open({ m: range(-99, 99), sigma: range(1e-9, 99) });
  expect([wider.lower[3], wider.upper[3]]).toEqual([-10, 10]);
  expect([Math.exp(wider.lower[4]!), Math.exp(wider.upper[4]!)]).toEqual([
    expect.closeTo(1e-5, 12),
    expect.closeTo(20, 10),
  ]);
});

test('a lowest volatility bounds the lowest variance of the slice', () => {
  const box = open({ minVol: range(0.2, 0.6) });
  expect(Math.exp(box.lower[0]!)).toBeCloseTo(0.04 * 0.25, 12);
  expect(Math.exp(box.upper[0]!)).toBeCloseTo(0.36 * 0.25, 12);
  const x = new Float64Array(5);
  box.fromParameters(Float64Array.of(0.9, 0.1, 0, 0, 0.2), x);
  expect(box.atBound(x)).toEqual([{ name: 'minVol', side: 'max' }]);
});

test('a level bounds the volatility at the money between what total variances may be', () => {
  const box = open({ callWing: range(0.1, 1) });
  expect([Math.exp(box.lower[0]!), Math.exp(box.upper[0]!)]).toEqual([
    expect.closeTo(1e-9, 15),
    expect.closeTo(100, 8),
  ]);
  expect([box.lower[1], box.upper[1]]).toEqual([-12, 12]);
});

test.each<
  [ParameterConstraints, readonly (readonly [string, string])[], readonly (readonly [string, string])[]]
>([
  [
    {},
    [
      ['a', 'min'],
      ['rho', 'max'],
      ['rho', 'min'],
      ['m', 'min'],
      ['sigma', 'min'],
    ],
    [
      ['a', 'max'],
      ['b', 'max'],
      ['b', 'max'],
      ['m', 'max'],
      ['sigma', 'max'],
    ],
  ],
  [
    { a: range(0, 1), b: range(0.1, 1) },
    [
      ['a', 'min'],
      ['b', 'min'],
      ['rho', 'min'],
      ['m', 'min'],
      ['sigma', 'min'],
    ],
    [
      ['a', 'max'],
      ['b', 'max'],
      ['rho', 'max'],
      ['m', 'max'],
      ['sigma', 'max'],
    ],
  ],
  [
    { minVol: range(0.1, 1), b: range(0.1, 1) },
    [
      ['minVol', 'min'],
      ['b', 'min'],
      ['rho', 'min'],
      ['m', 'min'],
      ['sigma', 'min'],
    ],
    [
      ['minVol', 'max'],
      ['b', 'max'],
      ['rho', 'max'],
      ['m', 'max'],
      ['sigma', 'max'],
    ],
  ],
  [
    { putWing: range(0.1, 1) },
    [
      ['atmVol', 'min'],
      ['skew', 'max'],
      ['putWing', 'min'],
      ['callWing', 'min'],
      ['sigma', 'min'],
    ],
    [
      ['atmVol', 'max'],
      ['skew', 'min'],
      ['putWing', 'max'],
      ['callWing', 'max'],
      ['sigma', 'max'],
    ],
  ],
  [
    { skew: range(-0.1, 0.1) },
    [
      ['atmVol', 'min'],
      ['skew', 'min'],
      ['putWing', 'min'],
      ['callWing', 'min'],
      ['sigma', 'min'],
    ],
    [
      ['atmVol', 'max'],
      ['skew', 'max'],
      ['putWing', 'max'],
      ['callWing', 'max'],
      ['sigma', 'max'],
    ],
  ],
])('ends of the box have the names of what they bound: %j', (constraints, low, high) => {
  const box = open(constraints);
  const named = (ends: readonly (readonly [string, string])[]) =>
    ends.map(([name, side]) => ({ name, side }));
  expect(box.atBound(box.lower)).toEqual(named(low));
  expect(box.atBound(box.upper)).toEqual(named(high));
});

test('a fixed b leaves rho the room that Lee leaves', () => {
  const box = open({ b: hold(1.25) });
  expect([box.lower[2], box.upper[2]]).toEqual([expect.closeTo(-0.6, 14), expect.closeTo(0.6, 14)]);
  expect(open({ b: hold(0.5) }).upper[2]).toBe(0.999);
  const narrow = open({ b: hold(1.25), rho: range(-0.2, 0.9) });
  expect([narrow.lower[2], narrow.upper[2]]).toEqual([-0.2, expect.closeTo(0.6, 14)]);
  expect(open({ b: range(0.1, 1.9) }).upper[2]).toBe(0.999);
});

test('Lee’s bound takes from a held b, and a level below zero from the vertex, then from the level', () => {
  const box = open({ a: range(-5, 1), b: range(0.1, 2) });
  const x = Float64Array.of(0.1, 1.8, 0.5, 0, Math.log(0.3));
  box.project?.(x);
  expect([...x]).toEqual([0.1, (2 - 1e-6) / 1.5, 0.5, 0, Math.log(0.3)]);
  // a + b sigma sqrt(1 - rho^2) must stay above zero: sigma rises to where it does.
  const low = Float64Array.of(-0.3, 1, 0.6, 0, Math.log(0.1));
  box.project?.(low);
  expect(Math.exp(low[4]!)).toBeCloseTo((0.3 + 1e-9) / 0.8, 12);
  expect(low[0]).toBe(-0.3);
  const fine = Float64Array.of(-0.05, 1, 0.6, 0, Math.log(0.1));
  box.project?.(fine);
  expect([...fine]).toEqual([-0.05, 1, 0.6, 0, Math.log(0.1)]);
  // Five spans are not enough: sigma goes there, and a as low as that allows.
  const deep = Float64Array.of(-4.9, 1, 0.6, 0, Math.log(0.1));
  box.project?.(deep);
  expect(deep[4]).toBe(box.upper[4]);
  expect(deep[0]).toBeCloseTo(1e-9 - 0.8 * 5, 10);
  expect(open({ rho: hold(0) }).project).toBeUndefined();
  // A fixed b does not give way.
  const fixed = open({ b: hold(1.25) });
  const kept = Float64Array.of(-1, 1.25, 0.6, 0, 0);
  fixed.project?.(kept);
  expect([...kept]).toEqual([-1, 1.25, 0.6, 0, 0]);
});

/** [ATM vol, skew, put wing, call wing, min vol] of a point after it has been projected. */
function projected(constraints: ParameterConstraints, x: readonly number[]): Float64Array {
  const box = open(constraints);
  const point = Float64Array.from(x);
  box.project?.(point);
  const [raw, values] = [new Float64Array(5), new Float64Array(5)];
  box.toParameters(point, raw);
  expect(sviMinimumVariance(raw)).toBeGreaterThan(0);
  expect(raw[1]! * (1 + Math.abs(raw[2]!))).toBeLessThanOrEqual(2);
  wingsView.values(raw, SLICE.t, values);
  return values;
}

test('a skew gives way to a locked wing, and free wings to a skew', () => {
  const level = Math.log(0.04);
  const [steep, gentle] = [Math.log(1), Math.log(0.1)];
  const put = projected({ skew: range(-2, 2), putWing: hold(0.4) }, [level, -1.5, Math.log(0.4), steep, -3]);
  expect(put[1]).toBeCloseTo(-0.2 / (1 + 1e-4), 10);
  expect(put[2]).toBeCloseTo(0.4, 12);
  const call = projected({ skew: range(-2, 2), callWing: hold(0.4) }, [level, 1.5, steep, Math.log(0.4), -3]);
  expect(call[1]).toBeCloseTo(0.2 / (1 + 1e-4), 10);
  // A free put wing rises to twice a skew below zero, a free call wing to twice one above.
  const down = projected({ skew: hold(-0.3) }, [level, -0.3, gentle, gentle, -3]);
  expect([down[2], down[3]]).toEqual([expect.closeTo(0.6 * (1 + 1e-4), 10), expect.closeTo(0.1, 12)]);
  const up = projected({ skew: hold(0.3) }, [level, 0.3, gentle, gentle, -3]);
  expect([up[2], up[3]]).toEqual([expect.closeTo(0.1, 12), expect.closeTo(0.6 * (1 + 1e-4), 10)]);
});

test('a level gives way to locked wings, and free wings and skew to a locked level', () => {
  // sqrt(W) p at most 2: W at most (2/p)^2.
  const limit = 2 - 1e-6;
  for (const wing of ['putWing', 'callWing'] as const) {
    const at = wing === 'putWing' ? [Math.log(4), 0] : [0, Math.log(4)];
    const values = projected({ [wing]: hold(4) }, [Math.log(3), 0, at[0]!, at[1]!, -3]);
    expect(values[0]! * Math.sqrt(SLICE.t) * 4).toBeCloseTo(limit, 10);
  }
  const held = projected({ atmVol: hold(1) }, [Math.log(0.25), 0, Math.log(50), Math.log(60), -3]);
  expect([held[0], held[2], held[3]]).toEqual([
    1,
    expect.closeTo(2 * limit, 9),
    expect.closeTo(2 * limit, 9),
  ]);
  const skewed = projected({ atmVol: hold(1), skew: range(-9, 9) }, [Math.log(0.25), 8, 0, 0, -3]);
  expect(skewed[1]).toBeCloseTo(limit / 0.5 / (2 * (1 + 1e-4)), 9);
  const other = projected({ atmVol: hold(1), skew: range(-9, 9) }, [Math.log(0.25), -8, 0, 0, -3]);
  expect(other[1]).toBeCloseTo(-limit / 0.5 / (2 * (1 + 1e-4)), 9);
});

test('what wings cannot be is said', () => {
  expect(refused({ putWing: range(2, 1) })).toBe('the range of Put wing is empty: from 2 to 1');
  expect(refused({ callWing: range(2, 1) })).toContain('range of Call wing');
  expect(refused({ skew: range(2, 1) })).toContain('range of Skew');
  expect(refused({ atmVol: range(2, 1) })).toContain('range of ATM vol');
  expect(refused({ atmVol: hold(0) })).toBe('ATM vol must be positive, not 0');
  expect(refused({ putWing: hold(-1) })).toContain('Put wing must be positive');
  expect(refused({ callWing: hold(0) })).toContain('Call wing must be positive');
  expect(refused({ callWing: range(0.1, 0.5), skew: hold(0.3) })).toContain('no smile has this skew');
  expect(refused({ putWing: range(0.1, 0.5), skew: hold(-0.3) })).toContain('no smile has this skew');
  expect(refused({ callWing: range(0.1, 0.5), skew: hold(0.2) })).toBe('');
  expect(refused({ atmVol: hold(2), putWing: hold(1.9) })).toBe('');
  expect(refused({ atmVol: hold(2), putWing: hold(2.1) })).toContain('slope 2.10 in total variance');
  expect(refused({ putWing: hold(1), minVol: hold(0.2) })).toContain(
    'Put wing cannot be held together with Min vol; free one side',
  );
  expect(refused({ callWing: hold(1), rho: hold(0), atmVol: hold(0.3), b: hold(0.1) })).toBe(
    'ATM vol and Call wing cannot be held together with b and rho; free one side',
  );
  expect(refused({ b: hold(1e-9) })).toContain('b is fixed at');
  expect(refused({ minVol: range(0.5, 0.2) })).toContain('range of Min vol is empty');
});

test('a vertex is widened in its own proportions', () => {
  const x = Float64Array.of(1, 2, 3, 4, 5);
  svi.noButterfly!.retreat(x, RAW);
  expect([...x]).toEqual([1, 2, 3, 4, 5 + 0.01 * 0.2]);
  expect(svi.noButterfly!.holdable).toEqual(['rho']);
  expect(svi.noButterfly!.contains(Float64Array.of(0.04, 0.05, 0, 0, 0.4))).toBe(true);
  expect(svi.smile({ t: 1, forward: 1 })).toBe(sviSmile);
});

test('parameters and views have their names, their ranges and what the fit can hold', () => {
  const rows = (
    specs: readonly { readonly name: string; readonly lower: number; readonly upper: number }[],
  ) => specs.map(({ name, lower, upper }) => [name, lower, upper]);
  expect(rows(svi.parameters)).toEqual([
    ['a', -10, 10],
    ['b', 1e-6, 2],
    ['rho', -0.999, 0.999],
    ['m', -10, 10],
    ['sigma', 1e-5, 20],
  ]);
  expect(rows(wingsView.parameters)).toEqual([
    ['atmVol', 0, 10],
    ['skew', -20, 20],
    ['putWing', 0, 100],
    ['callWing', 0, 100],
    ['minVol', 0.001, 10],
  ]);
  expect(rows(naturalView.parameters)).toEqual([
    ['Delta', -10, 10],
    ['mu', -10, 10],
    ['rho', -0.999, 0.999],
    ['omega', 0, 100],
    ['zeta', 0, 1e5],
  ]);
  const holdable = (view: typeof wingsView) =>
    view.parameters.filter((p) => p.holdable).map(({ name }) => name);
  expect(holdable(wingsView)).toEqual(['atmVol', 'skew', 'putWing', 'callWing', 'minVol']);
  expect(holdable(naturalView)).toEqual(['rho']);
  expect(holdable(jumpWingsView)).toEqual([]);
  expect(jumpWingsView.parameters).toHaveLength(5);
  expect(svi.views).toEqual([wingsView, naturalView]);
  expect(svi.tabled).toEqual([jumpWingsView, naturalView]);
  expect(svi.references).toHaveLength(4);
});
