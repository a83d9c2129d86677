import { expect, test } from 'vitest';
import { type Look, wolfeSearch } from './wolfe-search.ts';

type Curve = (a: number) => Look;

/** The search on a curve, with the steps it looks at. */
function search(curve: Curve, most = Number.POSITIVE_INFINITY) {
  const steps: number[] = [];
  const found = wolfeSearch(
    (a) => {
      steps.push(a);
      return curve(a);
    },
    curve(0),
    most,
  );
  return { found, steps };
}

const parabola =
  (bottom: number, scale = 1): Curve =>
  (a) => ({ cost: (scale * (a - bottom) ** 2) / 2, slope: scale * (a - bottom) });

/** The polynomial of these coefficients, the constant first. */
const polynomial =
  (...c: readonly number[]): Curve =>
  (a) => ({
    cost: c.reduce((sum, v, k) => sum + v * a ** k, 0),
    slope: c.reduce((sum, v, k) => (k === 0 ? sum : sum + k * v * a ** (k - 1)), 0),
  });

/** Where the cubic with the cost and slope of both places is least: a zero of its derivative in the power basis. */
function cubicMinimum(p: number, q: number, curve: Curve): number {
  const [from, to] = [curve(p), curve(q)];
  const w = q - p;
  const secant = (to.cost - from.cost) / w;
  const c2 = (3 * secant - 2 * from.slope - to.slope) / w;
  const c3 = (from.slope + to.slope - 2 * secant) / (w * w);
  return p + (-c2 + Math.sqrt(c2 * c2 - 3 * c3 * from.slope)) / (3 * c3);
}

const near = (steps: readonly number[], expected: readonly number[]): void => {
  expect(steps).toHaveLength(expected.length);
  steps.forEach((a, i) => {
    expect(a).toBeCloseTo(expected[i]!, 12);
  });
};

test('the whole step is taken where it meets both conditions', () => {
  const { found, steps } = search(parabola(3));
  expect(steps).toEqual([1]);
  expect(found).toEqual({ a: 1, cost: 2, slope: -2 });
  expect(search(parabola(1)).steps).toEqual([1]);
  expect(search(parabola(1 / 1.89)).steps).toEqual([1]);
});

test('a step that is too short is stretched fourfold, at most to the end', () => {
  // Nine tenths of the slope may be left: the bottom at 50 asks for a step of 5 or more.
  expect(search(parabola(50)).steps).toEqual([1, 4, 16]);
  expect(search(parabola(50), 10).steps).toEqual([1, 4, 10]);
  const { found, steps } = search(parabola(500), 10);
  expect(steps).toEqual([1, 4, 10]);
  expect(found!.a).toBe(10);
  expect(search(parabola(500), 1).steps).toEqual([1]);
  expect(search(parabola(10)).steps).toEqual([1]);
  expect(search(parabola(9.9)).steps).toEqual([1]);
  expect(search(parabola(10.1)).steps).toEqual([1, 4]);
});

test('a step that is too long is cut to the least of the cubic through both ends', () => {
  const cubic = polynomial(5, -1, 2, 1);
  const least = (-4 + Math.sqrt(28)) / 6;
  const { found, steps } = search(cubic);
  near(steps, [1, least]);
  expect(found!.slope).toBeCloseTo(0, 12);
  // The bottom at a twentieth is nearer to the end than a trial may be.
  near(search(polynomial(0, -1, 10)).steps, [1, 0.1, 0.05]);
});

test('a step beyond the bottom is drawn back by the cubic between it and the start', () => {
  const quartic = polynomial(0, -1, 0, 0, 0.9);
  near(search(quartic).steps, [1, cubicMinimum(0, 1, quartic)]);
  const quintic = polynomial(3, -2, 0.1, 0, 0.2, 1.4);
  near(search(quintic).steps, [1, cubicMinimum(0, 1, quintic)]);
});

test('a stretched step beyond the bottom is drawn back between the last two', () => {
  // Steep until past 1, then a wall.
  const walled = polynomial(0, -10, 0, 0, 0, 0, 0.001, 0, 0.001);
  const { steps, found } = search(walled);
  near(steps.slice(0, 3), [1, 4, Math.max(1.3, cubicMinimum(1, 4, walled))]);
  expect(walled(found!.a).cost).toBeLessThan(walled(1).cost);
  expect(Math.abs(found!.slope)).toBeLessThanOrEqual(9);
});

test('where the cost is infinite or the cubic has no least the interval is halved', () => {
  const cliff: Curve = (a) => (a < 0.3 ? parabola(0.2)(a) : { cost: Number.POSITIVE_INFINITY, slope: 0 });
  expect(search(cliff).steps).toEqual([1, 0.5, 0.25]);
  // Costs and slopes no smooth curve has: the root in the cubic's formula is imaginary.
  const odd: Curve = (a) =>
    a === 0 ? { cost: 0, slope: -1 } : a === 1 ? { cost: 1 / 3, slope: 3 } : parabola(0.5)(a);
  expect(search(odd).steps[1]).not.toBeNaN();
});

test('both conditions hold for what is found on many curves, and the last look is at it', () => {
  for (let k = 1; k <= 300; k++) {
    const [b, c, d] = [Math.sin(k), Math.sin(2.3 * k), Math.sin(3.1 * k)];
    const bends = 10 ** (2 * Math.sin(0.7 * k));
    const curve: Curve = (a) => ({
      cost: 10 - (1.1 + b) * a + bends * (a * a) * (1.1 + c) + d * (1 - Math.cos(3 * a)),
      slope: -(1.1 + b) + 2 * bends * a * (1.1 + c) + 3 * d * Math.sin(3 * a),
    });
    const { found, steps } = search(curve, 1 + (k % 7));
    const start = curve(0);
    expect(found, `curve ${k}`).not.toBeNull();
    expect(steps.at(-1)).toBe(found!.a);
    expect({ cost: found!.cost, slope: found!.slope }).toEqual(curve(found!.a));
    expect(found!.cost).toBeLessThanOrEqual(start.cost + 1e-4 * found!.a * start.slope);
    if (found!.a < 1 + (k % 7)) expect(Math.abs(found!.slope)).toBeLessThanOrEqual(-0.9 * start.slope);
    expect(steps.length).toBeLessThanOrEqual(6);
  }
});

test('a curve that never falls has no step, and the search for one ends', () => {
  const rising = search((a) => (a === 0 ? { cost: 1, slope: -1 } : { cost: 1 + a, slope: 1 }));
  expect(rising.found).toBeNull();
  expect(rising.steps.length).toBeLessThanOrEqual(30);
  const nowhere = search((a) =>
    a === 0 ? { cost: 1, slope: -1 } : { cost: Number.POSITIVE_INFINITY, slope: 0 },
  );
  expect(nowhere.found).toBeNull();
  expect(nowhere.steps).toHaveLength(30);
  near(nowhere.steps.slice(0, 3), [1, 0.5, 0.25]);
});

test('without an end a cost that falls for ever is followed for thirty looks, and one before the last is taken', () => {
  const { found, steps } = search((a) => ({ cost: -a, slope: -1 }));
  expect(steps).toHaveLength(31);
  expect(found!.a).toBe(4 ** 28);
});

test('where the cost stands still in rounding the slope decides', () => {
  // A cost whose fall is lost beside 1: the slope changes sign at 0.6.
  const lost: Curve = (a) => ({ cost: 1, slope: 1e-17 * (a - 0.6) });
  const { found, steps } = search(lost);
  expect(steps).toEqual([1]);
  expect(found!.a).toBe(1);
  // Beyond twice the way to the bottom the slope is steeper than the start's: not taken.
  expect(search((a) => ({ cost: 1, slope: 1e-17 * (a - 0.4) })).steps.length).toBeGreaterThan(1);
});

/** A curve known at a few steps alone, infinite at all others. */
const known =
  (looks: Readonly<Record<number, Look>>): Curve =>
  (a) =>
    looks[a] ?? { cost: Number.POSITIVE_INFINITY, slope: 0 };

test('a decrease of less than a ten-thousandth of what the slope promises is none', () => {
  // The slope behind it is too steep for the slopes to decide.
  const alone = (cost: number) => search(known({ 0: { cost: 3, slope: -2 }, 1: { cost, slope: 5 } })).found;
  expect(alone(3 - 1.9e-4)).toBeNull();
  expect(alone(3 - 2.1e-4)?.a).toBe(1);
});

test('a cost that rises within rounding is taken where the slope is, and not one that rises more', () => {
  const at = (rise: number, slope: number, cost = 100) =>
    search(known({ 0: { cost, slope: -2 }, 1: { cost: cost + rise, slope } }));
  expect(at(4e-14, 1).steps).toEqual([1]);
  expect(at(4e-14, -1.7).steps).toEqual([1]);
  expect(at(1.5e-13, 1).found).toBeNull();
  // Slopes up to 0.9998 of the first, the other way, are a place to go on from.
  expect(at(-4e-14, 1.999).found?.a).toBe(1);
  expect(at(-4e-14, 2.001).found).toBeNull();
});

test('of two places that fall the lower is kept, and the search goes on between them', () => {
  const { steps } = search(
    known({ 0: { cost: 10, slope: -2 }, 1: { cost: 5, slope: -2 }, 4: { cost: 6, slope: -1.9 } }),
  );
  expect(steps.slice(0, 2)).toEqual([1, 4]);
  expect(steps[2]).toBeGreaterThan(1);
  expect(steps[2]).toBeLessThan(4);
  expect(steps.at(-1)).toBe(1);
  // Lower yet: further on.
  expect(
    search(known({ 0: { cost: 10, slope: -2 }, 1: { cost: 5, slope: -2 }, 4: { cost: 4, slope: -1.9 } }))
      .steps[2],
  ).toBe(16);
});

test('an end beyond the bottom is not taken for the end of the search', () => {
  const quartic = polynomial(0, -1, 0, 0, 0.9);
  const { steps, found } = search(quartic, 1);
  near(steps, [1, cubicMinimum(0, 1, quartic)]);
  expect(Math.abs(found!.slope)).toBeLessThanOrEqual(0.9);
});
