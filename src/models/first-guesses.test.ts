/** First guesses on quotes whose answer is known in closed form. */
import { expect, test } from 'vitest';
import { guessHeston } from '#models/heston/heston-parameters.ts';
import { bates, heston } from '#models/heston/index.ts';
import type { GuessSlice } from '#models/model.ts';
import { fromParabola, guessSabr, toParabola } from '#models/sabr/guess.ts';
import { sabr } from '#models/sabr/index.ts';
import { guessSlice } from '#models/ssvi/guess.ts';
import { svi } from '#models/svi/index.ts';

function sliceOf(k: readonly number[], w: (k: number) => number, t = 0.25): GuessSlice {
  return {
    t,
    forward: 1,
    k: Float64Array.from(k),
    w: Float64Array.from(k, w),
    weight: new Float64Array(k.length).fill(1 / k.length),
  };
}

const even = (n: number, reach: number): number[] =>
  Array.from({ length: n }, (_, i) => reach * ((2 * i) / (n - 1) - 1));

test('eSSVI begins with the parabola of the quotes: theta, rho psi the slope, psi^2 what is left', () => {
  for (const [theta, slope, bend] of [
    [0.04, -0.05, 0.3],
    [0.01, 0.01, 0.1],
    [0.09, 0.12, 0.2],
  ] as const) {
    for (const k of [even(21, 0.4), [-0.3, -0.1, -0.02, 0.05, 0.2, 0.25]]) {
      const out = new Float64Array(3);
      const quotes = k.includes(0) ? k : [...k, 0].sort((a, b) => a - b);
      guessSlice(
        sliceOf(quotes, (x) => theta + slope * x + bend * x * x),
        out,
      );
      expect(out[0]).toBeCloseTo(theta, 14);
      expect(out[2]! / Math.sqrt(4 * theta * bend + slope * slope)).toBeCloseTo(1, 3);
      expect((out[1]! * out[2]!) / slope).toBeCloseTo(1, 3);
    }
  }
});

test('eSSVI reads the money between two quotes, and at the end of quotes of one side', () => {
  const level = (k: readonly number[]): number => {
    const out = new Float64Array(3);
    guessSlice(
      sliceOf(k, (x) => 0.04 + 0.1 * x),
      out,
    );
    return out[0]!;
  };
  expect(level([-0.2, -0.1, 0.3, 0.5])).toBeCloseTo(0.04, 14);
  expect(level([0.1, 0.2, 0.3])).toBeCloseTo(0.05, 14);
  expect(level([-0.3, -0.2, -0.1])).toBeCloseTo(0.03, 14);
  expect(level([0, 0.2, 0.3])).toBeCloseTo(0.04, 14);
});

test('eSSVI keeps the guess of odd quotes to smiles that are ordinary', () => {
  const guess = (slope: number, bend: number) => {
    const out = new Float64Array(3);
    guessSlice(
      sliceOf(even(11, 0.4), (x) => 0.04 + slope * x + bend * x * x),
      out,
    );
    return out;
  };
  // psi between 0.2 and 1.6 of sqrt(theta) = 0.2, rho within 0.9.
  expect(guess(0, -1)[2]).toBeCloseTo(0.04, 13);
  expect(guess(0, 9)[2]).toBeCloseTo(0.32, 13);
  expect(guess(-0.3, 0)[1]).toBe(-0.9);
  expect(guess(0.3, 0)[1]).toBe(0.9);
});

test('SABR and its parabola at the money are one another’s inverse', () => {
  for (const o of [0, 0.3, 1]) {
    for (const [vol, rho, nu] of [
      [0.6, -0.4, 1.2],
      [0.2, 0.7, 2.5],
      [0.9, 0, 0.8],
    ] as const) {
      const back = fromParabola(toParabola(vol, o, rho, nu), o);
      expect(back.rho).toBeCloseTo(rho, 12);
      expect(back.nu).toBeCloseTo(nu, 12);
    }
  }
  expect(fromParabola({ vol: 0.5, slope: -9, curvature: -200 }, 0)).toEqual({
    rho: -0.95,
    nu: expect.any(Number),
  });
  expect(fromParabola({ vol: 0.5, slope: 0, curvature: -2 }, 0)).toEqual({ rho: 0, nu: 0.1 });
});

test('SABR’s parabola at the money is that of its smile on short expiries', () => {
  const [vol, rho, nu, t, h] = [0.5, -0.3, 1.4, 1e-6, 1e-4];
  const w = new Float64Array(3);
  const k = Float64Array.of(-h, 0, h);
  sabr.smile({ t, forward: 1 }).totalVariance(Float64Array.of(vol, 1, rho, nu, 0), k, w);
  const [low, middle, high] = [...w].map((v) => Math.sqrt(v / t)) as [number, number, number];
  const expected = toParabola(vol, 0, rho, nu);
  expect(middle).toBeCloseTo(expected.vol, 5);
  expect((high - low) / (2 * h)).toBeCloseTo(expected.slope, 4);
  expect((high - 2 * middle + low) / (h * h)).toBeCloseTo(expected.curvature, 2);
});

test('SABR begins near the smile it is shown', () => {
  for (const [alpha, rho, nu, t] of [
    [0.6, -0.3, 1.5, 0.1],
    [0.4, 0.2, 0.8, 0.5],
    [0.8, -0.6, 2.5, 0.05],
    [0.3, 0.5, 3, 0.02],
  ] as const) {
    const unit = alpha * Math.sqrt(t);
    const k = even(15, 2 * unit);
    const w = new Float64Array(15);
    sabr
      .smile({ t, forward: 1 })
      .totalVariance(Float64Array.of(alpha, 1, rho, nu, 0), Float64Array.from(k), w);
    const theta = new Float64Array(5);
    guessSabr({ ...sliceOf(k, () => 0, t), w }, theta);
    expect([theta[1], theta[4]]).toEqual([1, 0]);
    expect(theta[0]! / alpha).toBeCloseTo(1, 1);
    expect(Math.abs(theta[2]! - rho)).toBeLessThan(0.08);
    expect(Math.abs(theta[3]! / nu - 1)).toBeLessThan(0.12);
    // Its smile stands within an eightieth of the volatility near the money.
    const guessed = new Float64Array(15);
    sabr.smile({ t, forward: 1 }).totalVariance(theta, Float64Array.from(k), guessed);
    for (let i = 4; i < 11; i++) expect(Math.abs(Math.sqrt(guessed[i]! / w[i]!) - 1)).toBeLessThan(0.0125);
  }
});

test('SABR reads the money between two quotes, and at the end of quotes of one side', () => {
  const level = (k: readonly number[]): number => {
    const theta = new Float64Array(5);
    // A volatility linear in k: 0.5 + 0.1 k.
    guessSabr(
      sliceOf(k, (x) => (0.5 + 0.1 * x) ** 2 * 1e-6, 1e-6),
      theta,
    );
    return theta[0]!;
  };
  expect(level([-0.0003, -0.0001, 0.0002, 0.0004])).toBeCloseTo(0.5, 4);
  expect(level([0.1, 0.11, 0.12])).toBeCloseTo(0.51, 2);
  expect(level([-0.12, -0.11, -0.1])).toBeCloseTo(0.49, 2);
});

test('SABR begins with rho and nu of the parabola of the quotes, wherever they stand', () => {
  const t = 1e-4;
  for (const k of [
    [-0.011, -0.008, -0.001, 0.002, 0.003, 0.009],
    [-0.004, 0, 0.007, 0.012],
  ]) {
    // Straight quotes: 2 vol' = rho nu and nu^2 = 3/2 (rho nu)^2; a fall at the wings takes 3 vol vol'' from that.
    for (const [slope, curvature] of [
      [0.7, 0],
      [-0.4, 0],
      [-0.6, -0.2],
    ] as const) {
      const theta = new Float64Array(5);
      guessSabr(
        sliceOf(k, (x) => t * (0.5 + slope * x + 0.5 * curvature * x * x) ** 2, t),
        theta,
      );
      const [rho, nu] = [theta[2]!, theta[3]!];
      expect(rho * nu).toBeCloseTo(2 * slope, 3);
      expect(nu ** 2).toBeCloseTo(6 * slope ** 2 + 1.5 * curvature, 1);
      expect(theta[0]).toBeCloseTo(0.5, 4);
    }
  }
});

test('SABR gives way in nu until some alpha has the volatility at the money', () => {
  // Eight years of a steep fall: the parabola's nu leaves no alpha.
  const [t, vol] = [8, 1.2];
  const k = even(21, 1.5);
  const theta = new Float64Array(5);
  guessSabr(
    sliceOf(k, (x) => t * (vol - 0.7 * x) ** 2, t),
    theta,
  );
  expect(theta[2]).toBeCloseTo(-Math.sqrt(2 / 3), 3);
  expect(theta[3]! * Math.abs(theta[2]!)).toBeLessThan(1.4 / 2);
  const w = new Float64Array(1);
  sabr.smile({ t, forward: 1 }).totalVariance(theta, Float64Array.of(0), w);
  expect(Math.sqrt(w[0]! / t)).toBeCloseTo(vol, 2);
});

test('Heston’s first expiry tilts by the quotes about its money, each by its weight', () => {
  // Straight quotes but for one that weighs nothing and one a dozen deviations away.
  const k = [-0.9, -0.12, -0.05, 0.01, 0.03, 0.08];
  const vols = [9, 0.436, 0.415, 0.397, 0.391, 5];
  const slice = {
    ...sliceOf(k, (x) => 0.04 * vols[k.indexOf(x)]! ** 2, 0.04),
    weight: Float64Array.of(1, 0.7, 0.2, 0.5, 0.9, 0),
  };
  const [start] = heston.starts([slice])[0]!;
  // vol = 0.4 - 0.3 k: rho sigma = 4 vol skew.
  expect(Math.sqrt(start![0]!)).toBeCloseTo(0.4, 12);
  expect(start![4]! * start![3]!).toBeCloseTo(4 * 0.4 * -0.3, 6);
});

test('SVI begins at the lowest quote with the slopes of the outer segments', () => {
  const theta = new Float64Array(5);
  const w = [0.1, 0.06, 0.03, 0.04, 0.07];
  const k = [-0.4, -0.2, 0.05, 0.2, 0.4];
  svi.guess(
    sliceOf(k, (x) => w[k.indexOf(x)]!),
    theta,
  );
  const [left, right] = [0.04 / 0.2, 0.03 / 0.2];
  expect(theta[1]).toBeCloseTo((left + right) / 2, 14);
  expect(theta[2]).toBeCloseTo((right - left) / (right + left), 14);
  expect(theta[3]).toBe(0.05);
  expect(theta[4]).toBeCloseTo(0.1, 14);
  expect(theta[0]).toBeCloseTo(0.03 - 0.1 * Math.sqrt(left * right), 14);
});

test('SVI passes over quotes that share the outer strikes, and keeps slopes within bounds', () => {
  const theta = new Float64Array(5);
  const k = [-0.4, -0.4, -0.2, 0.1, 0.4, 0.4];
  const w = [0.1, 0.11, 0.06, 0.03, 0.06, 0.05];
  svi.guess({ ...sliceOf(k, () => 0), w: Float64Array.from(w) }, theta);
  const [left, right] = [0.04 / 0.2, 0.02 / 0.3];
  expect(theta[1]).toBeCloseTo((left + right) / 2, 14);
  expect(theta[2]).toBeCloseTo((right - left) / (right + left), 14);
  // A straight fall: the right slope is the least there is, the left one the steepest.
  const steep = [-0.2, -0.1, 0, 0.1];
  svi.guess(
    sliceOf(steep, (x) => 1 - 4 * x),
    theta,
  );
  expect(theta[1]).toBeCloseTo((1.9 + 1e-3) / 2, 14);
  expect(theta[3]).toBe(0.1);
});

test('Heston begins with the ends of the term structure and the skew of the first expiry', () => {
  // Volatilities linear in k give level and slope exactly.
  const short = sliceOf([-0.1, -0.03, 0.02, 0.12], (k) => 0.05 * (0.4 - 0.3 * k) ** 2, 0.05);
  const long = sliceOf([-0.5, -0.1, 0.3, 0.4], (k) => 1.5 * (0.5 + 0.1 * k) ** 2, 1.5);
  const middle = sliceOf([-0.5, 0, 0.3], () => 9, 1);
  const expected = new Float64Array(5);
  guessHeston({ shortVol: 0.4, longVol: 0.5, skew: -0.3 }, expected);
  const starts = heston.starts([short, middle, long]);
  expect(starts).toHaveLength(3);
  starts.forEach((thetas) => {
    expect(thetas).toHaveLength(3);
  });
  starts[0]![0]!.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, 12);
  });
  expect(starts.map(([theta]) => [theta![1], theta![3]])).toEqual([
    [2, expect.closeTo(0.96, 12)],
    [10, 4],
    [0.5, 0.5],
  ]);
  for (const [theta] of starts)
    expect([theta![0], theta![2]]).toEqual([expect.closeTo(0.16, 12), expect.closeTo(0.25, 12)]);
  const withJumps = bates.starts([short, long]);
  expect(withJumps.length).toBeGreaterThan(3);
  for (const [theta] of withJumps) {
    expect([...theta!.slice(0, 5)]).toEqual([...starts[0]![0]!]);
    bates.parameters.forEach(({ lower, upper }, i) => {
      expect(theta![i]).toBeGreaterThanOrEqual(lower);
      expect(theta![i]).toBeLessThanOrEqual(upper);
    });
  }
});

test('Heston begins somewhere on quotes of one side, of one strike and of one quote', () => {
  const level = (k: readonly number[]): readonly [number, number] => {
    const slice = sliceOf(k, (x) => 0.05 * (0.4 - 0.3 * x) ** 2, 0.05);
    const theta = heston.starts([slice])[0]![0]!;
    return [Math.sqrt(theta[0]!), theta[4]! * theta[3]!];
  };
  expect(level([0.1, 0.2, 0.3])[0]).toBeCloseTo(0.37, 12);
  expect(level([-0.3, -0.2, -0.1])[0]).toBeCloseTo(0.43, 12);
  expect(level([0.1])).toEqual([expect.closeTo(0.37, 12), 0]);
  expect(level([0.1, 0.1])).toEqual([expect.closeTo(0.37, 12), 0]);
  expect(level([-0.1, -0.1])[0]).toBeCloseTo(0.43, 12);
  expect(level([-0.2, 0.1])[1]).toBeCloseTo(4 * 0.4 * -0.3, 10);
});
