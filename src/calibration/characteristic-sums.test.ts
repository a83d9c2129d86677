import { expect, test } from 'vitest';
import { boxCoordinates } from '#models/box-coordinates.ts';
import { hestonParameters } from '#models/heston/heston-parameters.ts';
import { blackPrice, blackVega } from '#pricing/black76.ts';
import { heston } from '#pricing/heston.ts';
import { impliedVol } from '#pricing/implied-vol.ts';
import { createLewisExpiry } from '#pricing/lewis-price.ts';
import { slopesOf, squaresOf } from '#testing/differences.ts';
import { createCharacteristicProblem, type ExpiryTarget } from './characteristic-problem.ts';
import type { ResidualKind } from './settings.ts';

const F = 80;
const TIMES = [0.2, 0.6];
const K = [
  [-0.25, -0.1, 0, 0.08, 0.2],
  [-0.3, 0.05, 0.35],
];
const coordinates = (() => {
  const box = boxCoordinates(hestonParameters, {});
  if ('error' in box) throw new Error(box.error);
  return box;
})();
const X = (() => {
  const x = new Float64Array(5);
  coordinates.fromParameters(Float64Array.of(0.06, 1.5, 0.05, 0.6, -0.4), x);
  return x;
})();

/** Vols of the law at x, from its prices. */
function volsAt(x: Float64Array): number[] {
  const theta = new Float64Array(5);
  coordinates.toParameters(x, theta);
  return K.flatMap((k, s) => {
    const strike = Float64Array.from(k, (v) => F * Math.exp(v));
    const price = new Float64Array(k.length);
    createLewisExpiry(heston, F, TIMES[s]!, strike).timeValues(theta, price);
    return Array.from(price, (v, i) => impliedVol(F, strike[i]!, TIMES[s]!, strike[i]! >= F, v));
  });
}
const AT = volsAt(X);
const OFF = [0.02, -0.03, 0.01, -0.005, 0.04, -0.02, 0.015, -0.01];
const none = Number.NaN;

interface Quote {
  readonly mid: number;
  readonly bid: number;
  readonly ask: number;
  readonly weight: number;
  readonly k: number;
  readonly t: number;
}
/** Two-sided quotes; where `sides`, every third of a side alone: a bid it passes, one it does not, an ask it passes. */
function quotes(sides: boolean): Quote[] {
  return K.flatMap((own, s) => own.map((k) => ({ k, t: TIMES[s]! }))).map((place, i) => {
    const mid = AT[i]! + OFF[i]!;
    const whole = { ...place, mid, bid: mid - 0.012, ask: mid + 0.012, weight: (1 + (i % 3)) / 16 };
    if (!sides) return whole;
    if (i === 0) return { ...whole, mid: none, bid: AT[i]! + 0.03, ask: none };
    if (i === 3) return { ...whole, mid: none, bid: AT[i]! - 0.03, ask: none };
    return i === 6 ? { ...whole, mid: none, bid: none, ask: AT[i]! - 0.025 } : whole;
  });
}
function targetsOf(all: readonly Quote[], change: Partial<ExpiryTarget>): ExpiryTarget[] {
  let from = 0;
  return K.map((own, s) => {
    const part = all.slice(from, from + own.length);
    from += own.length;
    const column = (of: (quote: Quote) => number) => Float64Array.from(part, of);
    return {
      t: TIMES[s]!,
      forward: F,
      strike: column(({ k }) => F * Math.exp(k)),
      vol: column(({ mid }) => mid),
      bidVol: column(({ bid }) => bid),
      askVol: column(({ ask }) => ask),
      weight: column(({ weight }) => weight),
      ...change,
    };
  });
}
const problemOf = (all: readonly Quote[], change: Partial<ExpiryTarget> = {}) =>
  createCharacteristicProblem(heston, createLewisExpiry, coordinates, targetsOf(all, change));

/** Residuals in vol points from their definitions. */
function residualsOf(all: readonly Quote[], kind: ResidualKind, x: Float64Array): number[] {
  const vols = volsAt(x);
  return all.map(({ mid, bid, ask, k, t }, i) => {
    const quoted = mid > 0 ? mid : bid > 0 ? bid : ask;
    const strike = F * Math.exp(k);
    const price = (vol: number) => blackPrice(F, strike, t, vol, k >= 0);
    const r =
      kind === 'price'
        ? (100 * (price(vols[i]!) - price(quoted))) / blackVega(F, strike, t, quoted)
        : kind === 'total-variance' && mid > 0
          ? (100 * (vols[i]! ** 2 - mid ** 2)) / (2 * mid)
          : 100 * (vols[i]! - quoted);
    return mid > 0 ? r : bid > 0 ? Math.min(0, r) : Math.max(0, r);
  });
}
const beyondOf = (all: readonly Quote[], x: Float64Array): number[] =>
  volsAt(x).map((vol, i) => {
    const { bid, ask } = all[i]!;
    return vol < bid ? 100 * (vol - bid) : vol > ask ? 100 * (vol - ask) : 0;
  });

function expectSums(
  problem: ReturnType<typeof problemOf>,
  rows: (x: Float64Array) => readonly number[],
  factors: readonly number[],
): void {
  const [normal, gradient] = [new Float64Array(25), new Float64Array(5)];
  const cost = problem.linearise(X, normal, gradient);
  const values = rows(X);
  const slopes = slopesOf(rows, X, 1e-4);
  const squares = squaresOf(slopes, factors, 5);
  expect(cost / values.reduce((sum, r, i) => sum + 0.5 * factors[i]! * r * r, 0)).toBeCloseTo(1, 6);
  for (let c = 0; c < 5; c++) {
    const push = values.reduce((sum, r, i) => sum + factors[i]! * r * slopes[5 * i + c]!, 0);
    expect(Math.abs(gradient[c]! - push)).toBeLessThan(2e-3 * (1 + Math.abs(push)));
    expect(normal[5 * c]! / squares[6 * c]!).toBeCloseTo(1, 3);
  }
}

test.each(['vol', 'total-variance', 'price'] as const)(
  'cost, gradient and normal matrix of a law in %s are those of its residuals',
  (residual) => {
    for (const all of [quotes(false), quotes(true)]) {
      const problem = problemOf(all, { residual });
      const rows = (x: Float64Array) => residualsOf(all, residual, x);
      expectSums(
        problem,
        rows,
        all.map(({ weight }) => weight),
      );
      const [out, slopes] = [new Float64Array(8), new Float64Array(40)];
      problem.residuals(X, out);
      problem.rows(X, slopes);
      rows(X).forEach((r, i) => {
        expect(out[i]).toBeCloseTo(r, 5);
      });
      slopesOf(rows, X, 1e-4).forEach((slope, i) => {
        expect(Math.abs(slopes[i]! - slope)).toBeLessThan(2e-3 * (1 + Math.abs(slope)));
      });
    }
  },
);

test('outside bid and ask the squared distance costs besides, and factors say where', () => {
  for (const all of [quotes(false), quotes(true)]) {
    const problem = problemOf(all, { outsidePenalty: 3 });
    const rows = (x: Float64Array) => [...residualsOf(all, 'vol', x), ...beyondOf(all, x)];
    const weights = all.map(({ weight }) => weight);
    expectSums(problem, rows, [...weights, ...weights.map((w) => 3 * w)]);
    const beyond = beyondOf(all, X);
    const factors = new Float64Array(8);
    problem.outsideFactors(X, factors);
    factors.forEach((factor, i) => {
      expect(factor).toBeCloseTo(beyond[i] === 0 ? 1 : 4, 12);
    });
    problemOf(all).outsideFactors(X, factors);
    expect([...factors]).toEqual(new Array(8).fill(1));
    expect(beyond.some((d) => d < 0) && beyond.some((d) => d > 0) && beyond.includes(0)).toBe(true);
  }
});

test('the loss of an expiry is of its residuals times the roots of their weights', () => {
  const all = quotes(false);
  const problem = problemOf(all);
  const plain = problem.linearise(X, new Float64Array(25), new Float64Array(5));
  problem.setRobust([{ kind: 'huber', delta: 0.5 }]);
  const residuals = residualsOf(all, 'vol', X);
  const sizes = residuals.map((r, i) => Math.abs(r) * Math.sqrt(all[i]!.weight));
  const half = sizes.reduce((sum, s, i) => sum + (i < 5 && s > 0.5 ? 0.5 * (s - 0.25) : 0.5 * s * s), 0);
  const [normal, gradient] = [new Float64Array(25), new Float64Array(5)];
  const cost = problem.linearise(X, normal, gradient);
  expect(cost).toBeCloseTo(half, 6);
  expect(cost).toBeLessThan(plain);
  const factors = sizes.map((s, i) => all[i]!.weight * (i < 5 ? Math.min(1, 0.5 / s) : 1));
  const slopes = slopesOf((x) => residualsOf(all, 'vol', x), X, 1e-4);
  for (let c = 0; c < 5; c++) {
    const push = residuals.reduce((sum, r, i) => sum + factors[i]! * r * slopes[5 * i + c]!, 0);
    expect(Math.abs(gradient[c]! - push)).toBeLessThan(2e-3 * (1 + Math.abs(push)));
    expect(normal[5 * c]! / squaresOf(slopes, factors, 5)[6 * c]!).toBeCloseTo(1, 3);
  }
  problem.setRobust([null, null]);
  expect(problem.linearise(X, normal, gradient)).toBe(plain);
});

test('the vol of a quote is that of the law, continued along its tangent where the law has no price left', () => {
  const all = quotes(false);
  const problem = problemOf(all);
  const found = new Float64Array(8);
  const volsOf = (x: Float64Array): number[] => {
    problem.residuals(x, found);
    return all.map(({ mid }, i) => mid + found[i]! / 100);
  };
  volsOf(X).forEach((vol, i) => {
    expect(vol).toBeCloseTo(AT[i]!, 9);
  });
  const low = new Float64Array(5);
  coordinates.fromParameters(Float64Array.of(1e-4, 1.5, 1e-4, 0.01, 0), low);
  const [far, , atTheMoney] = volsOf(low);
  expect(atTheMoney).toBeCloseTo(0.01, 3);
  const { k, t, mid } = all[0]!;
  const strike = F * Math.exp(k);
  const floor = 1e-6 * blackPrice(F, strike, t, mid, false);
  const least = impliedVol(F, strike, t, false, floor);
  expect(far).toBeCloseTo(least - floor / blackVega(F, strike, t, least), 6);
});

test('a quote below the resolution of prices weighs nothing, whatever else is asked of it', () => {
  const far: ExpiryTarget = {
    t: 0.01,
    forward: F,
    strike: Float64Array.of(F, 2 * F),
    vol: Float64Array.of(0.25, 0.3),
    bidVol: Float64Array.of(0.24, 0.29),
    askVol: Float64Array.of(0.26, 0.31),
    weight: Float64Array.of(0.5, 0.5),
    outsidePenalty: 5,
  };
  const problem = createCharacteristicProblem(heston, createLewisExpiry, coordinates, [far]);
  const near = createCharacteristicProblem(heston, createLewisExpiry, coordinates, [
    { ...far, weight: Float64Array.of(0.5, 0) },
  ]);
  const [a, b] = [problem, near].map((of) => of.linearise(X, new Float64Array(25), new Float64Array(5)));
  expect(a).toBe(b);
  expect(a).toBeGreaterThan(0);
  const factors = new Float64Array(2);
  problem.outsideFactors(X, factors);
  expect(factors[1]).toBe(1);
});
