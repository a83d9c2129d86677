/** Single steps of the optimisers in a box and over rows that switch, against the conditions that define them. */
import { expect, test } from 'vitest';
import { bandIndex } from './banded.ts';
import { createHingeRows } from './hinge-rows.ts';
import { DEFAULT_LEAST_SQUARES, type LeastSquaresProblem, startLeastSquares } from './least-squares.ts';
import { startQuasiNewton } from './quasi-newton.ts';
import { seededRandom } from './seeded-random.ts';
import { wolfeSearch } from './wolfe-search.ts';

type Vector = readonly number[];
type Matrix = readonly Vector[];

const OPEN = Number.POSITIVE_INFINITY;
const dot = (a: Vector, b: Vector): number => a.reduce((sum, v, i) => sum + v * b[i]!, 0);
const times = (matrix: Matrix, v: Vector): number[] => matrix.map((row) => dot(row, v));

/** A x = b by elimination with pivots. */
function solve(matrix: Matrix, right: Vector): number[] {
  const n = right.length;
  const a = matrix.map((row, i) => [...row, right[i]!]);
  for (let c = 0; c < n; c++) {
    const below = Array.from({ length: n - c }, (_, i) => i + c);
    const pivot = below.reduce((best, i) => (Math.abs(a[i]![c]!) > Math.abs(a[best]![c]!) ? i : best), c);
    [a[c], a[pivot]] = [a[pivot]!, a[c]!];
    for (let i = 0; i < n; i++) {
      if (i === c) continue;
      const factor = a[i]![c]! / a[c]![c]!;
      for (let k = c; k <= n; k++) a[i]![k]! -= factor * a[c]![k]!;
    }
  }
  return a.map((row, i) => row[n]! / row[i]!);
}

interface Row {
  readonly c: number;
  readonly a: Vector;
}

/** Half of the squares of plain rows and of max(0, row) of those that switch. */
function problemOf(plain: readonly Row[], switching: readonly Row[], lower: Vector, upper: Vector) {
  const n = lower.length;
  const asked: number[][] = [];
  const problem: LeastSquaresProblem = {
    size: n,
    halfBandwidth: n - 1,
    lower: Float64Array.from(lower),
    upper: Float64Array.from(upper),
    linearise(x, normal, gradient, hinges) {
      asked.push([...x]);
      normal.fill(0);
      gradient.fill(0);
      hinges?.clear();
      let cost = 0;
      for (const [k, { c, a }] of [...plain, ...switching].entries()) {
        const value = c + dot(a, [...x]);
        if (k >= plain.length) {
          hinges?.add(0, value, Float64Array.from(a), 0, k);
          if (!(value > 0)) continue;
        }
        cost += 0.5 * value * value;
        for (let i = 0; i < n; i++) {
          gradient[i]! += a[i]! * value;
          for (let j = 0; j <= i; j++) normal[bandIndex(i, j, n - 1)]! += a[i]! * a[j]!;
        }
      }
      return cost;
    },
    ...(switching.length > 0
      ? {
          hinges: [createHingeRows(n - 1, n), createHingeRows(n - 1, n), createHingeRows(n - 1, n)] as const,
        }
      : {}),
  };
  return { problem, asked };
}

function randomRows(count: number, n: number, random: () => number, size = 1): Row[] {
  return Array.from({ length: count }, () => ({
    c: 4 * random() - 2,
    a: Array.from({ length: n }, () => size * (2 * random() - 1)),
  }));
}

test.each([
  ['without a box', OPEN, 8],
  ['in a box', 0.6, 8],
  ['without rows that switch, in a box', 0.6, 0],
] as const)('a step of Levenberg-Marquardt %s is the least of its model', (_, half, most) => {
  let [onBounds, switched, exact] = [0, 0, 0];
  for (let seed = 1; seed <= 150; seed++) {
    const random = seededRandom(seed);
    const n = 2 + (seed % 4);
    const plain = randomRows(n + 1, n, random);
    const rows = randomRows(most === 0 ? 0 : 1 + (seed % most), n, random, 3);
    const lower = Array.from({ length: n }, () => -half);
    const upper = lower.map((v) => -v);
    const { problem, asked } = problemOf(plain, rows, lower, upper);
    const damping = 10 ** (-4 * random());
    const start = Array.from({ length: n }, () => Math.min(half, 1) * (2 * random() - 1));
    const run = startLeastSquares(problem, Float64Array.from(start), { ...DEFAULT_LEAST_SQUARES, damping });
    run.step();
    const [from, to] = [asked[0]!, asked[1]!];
    const h = to.map((v, i) => v - from[i]!);
    const on = (x: Vector) => rows.filter(({ c, a }) => c + dot(a, x) > 0);
    // Slope of the model at h: every row that is on there, and the damping in units of the curvature at the start.
    const curvature = start.map((__, i) =>
      [...plain, ...on(from)].reduce((sum, { a }) => sum + a[i]! ** 2, 0),
    );
    const active = [...plain, ...on(to)];
    switched += Number(on(from).length !== on(to).length);
    let steepest = 0;
    for (let i = 0; i < n; i++) {
      const slope =
        active.reduce((sum, { c, a }) => sum + a[i]! * (c + dot(a, to)), 0) + damping * curvature[i]! * h[i]!;
      if (to[i] === lower[i]) steepest = Math.max(steepest, -slope);
      else if (to[i] === upper[i]) steepest = Math.max(steepest, slope);
      else steepest = Math.max(steepest, Math.abs(slope));
      onBounds += Number(Math.abs(to[i]!) === half);
    }
    // A variable put onto a bound is let go again three times at most, and without switching rows not at all.
    if (steepest < 1e-7) exact++;
    else expect(half, `seed ${seed}: slope ${steepest}`).toBeLessThan(OPEN);
    // The model is the problem itself: all of the promised gain is made, and the damping falls to a third.
    if (steepest < 1e-7) expect(run.damping / damping, `seed ${seed}`).toBeCloseTo(1 / 3, 7);
  }
  expect(exact).toBeGreaterThanOrEqual(most === 0 ? 89 : half === OPEN ? 150 : 139);
  expect(onBounds > 100).toBe(half < OPEN);
  expect(switched > 30).toBe(most > 0);
});

test('Levenberg-Marquardt in a box leaves no slope in a variable that it does not put onto a bound', () => {
  for (let seed = 1; seed <= 100; seed++) {
    const random = seededRandom(1000 + seed);
    const n = 2 + (seed % 5);
    const plain = randomRows(n + 2, n, random);
    const box = Array.from({ length: n }, () => 0.1 + random());
    const { problem, asked } = problemOf(
      plain,
      [],
      box.map((v) => -v),
      box,
    );
    const damping = 0.01;
    startLeastSquares(problem, new Float64Array(n), { ...DEFAULT_LEAST_SQUARES, damping }).step();
    const to = asked[1]!;
    for (let i = 0; i < n; i++) {
      if (Math.abs(to[i]!) === box[i]) continue;
      const slope = plain.reduce(
        (sum, { c, a }) => sum + a[i]! * (c + dot(a, to)) + damping * a[i]! ** 2 * to[i]!,
        0,
      );
      expect(Math.abs(slope), `seed ${seed}`).toBeLessThan(1e-10);
    }
  }
});

/** The generalised Cauchy point and the step of L-BFGS-B, from the model's values alone. */
function publishedStep(
  x: Vector,
  g: Vector,
  b: Matrix,
  scale: Vector,
  lower: Vector,
  upper: Vector,
): number[] {
  const indices = x.map((_, i) => i);
  const held = indices.map((i) => (x[i]! <= lower[i]! && g[i]! > 0) || (x[i]! >= upper[i]! && g[i]! < 0));
  const along = (t: number): number[] =>
    indices.map((i) =>
      held[i] ? 0 : Math.min(upper[i]!, Math.max(lower[i]!, x[i]! - (t * g[i]!) / scale[i]!)) - x[i]!,
    );
  const model = (h: Vector): number => dot(g, h) + 0.5 * dot(h, times(b, h));
  const ends = indices
    .map((i) =>
      held[i] || g[i] === 0 ? OPEN : (((g[i]! > 0 ? lower : upper)[i]! - x[i]!) * -scale[i]!) / g[i]!,
    )
    .filter((t) => t < OPEN)
    .sort((p, q) => p - q);
  let cauchy = along(0);
  let at = 0;
  for (const end of [...new Set(ends), OPEN]) {
    // The parabola through three places of the stretch; its least, if it lies there.
    const width = end === OPEN ? 1 : end - at;
    const [y0, y1, y2] = [0, 0.5, 1].map((s) => model(along(at + s * width)));
    const bend = 2 * (y2! - 2 * y1! + y0!);
    const slope = y2! - y0! - bend;
    if (!(slope < -1e-14 * Math.abs(y0! + 1)) || !(bend > 0)) break;
    const share = -slope / (2 * bend);
    if (end === OPEN || share < 1) {
      cauchy = along(at + share * width);
      at += share * width;
      break;
    }
    at = end;
    cauchy = along(end);
  }
  const free = indices.filter((i) => {
    const place = x[i]! + cauchy[i]!;
    return !held[i] && place > lower[i]! && place < upper[i]!;
  });
  const slope = times(b, cauchy).map((v, i) => v + g[i]!);
  const inner = solve(
    free.map((i) => free.map((j) => b[i]![j]!)),
    free.map((i) => -slope[i]!),
  );
  const whole = cauchy.map((v, i) => (free.includes(i) ? v + inner[free.indexOf(i)]! : v));
  const clipped = whole.map((v, i) => Math.min(upper[i]! - x[i]!, Math.max(lower[i]! - x[i]!, v)));
  if (whole.every((v, i) => v === clipped[i]) || dot(g, clipped) < 0) return clipped;
  const room = free.reduce((least, i, k) => {
    const step = inner[k]!;
    const wall = (step < 0 ? lower : upper)[i]! - x[i]!;
    return step === 0 ? least : Math.min(least, (wall - cauchy[i]!) / step);
  }, 1);
  return cauchy.map((v, i) => (free.includes(i) ? v + room * inner[free.indexOf(i)]! : v));
}

test('L-BFGS-B in a box goes to the Cauchy point, on over the free variables, and searches there', () => {
  let [steps, atBounds] = [0, 0];
  for (let seed = 1; seed <= 60; seed++) {
    const random = seededRandom(2000 + seed);
    const n = 2 + (seed % 4);
    const plain = randomRows(n + 2, n, random);
    const kinked = randomRows(2, n, random, 2);
    const lower = Array.from({ length: n }, () => -0.2 - random());
    const upper = Array.from({ length: n }, () => 0.2 + random());
    const { problem } = problemOf(plain, kinked, lower, upper);
    const { hinges: _, ...smooth } = problem;
    const look = (x: Vector) => {
      const [normal, gradient] = [new Float64Array(n * n), new Float64Array(n)];
      const cost = smooth.linearise(Float64Array.from(x), normal, gradient);
      return { cost, g: [...gradient], diagonal: x.map((__, i) => normal[bandIndex(i, i, n - 1)]!) };
    };
    const run = startQuasiNewton(smooth, new Float64Array(n));
    let x: number[] = Array(n).fill(0);
    let here = look(x);
    const scale = here.diagonal;
    const pairs: { s: Vector; y: Vector }[] = [];
    for (let step = 0; step < 8; step++) {
      const last = pairs.at(-1);
      const unit =
        last === undefined
          ? 1
          : last.y.reduce((sum, v, i) => sum + v ** 2 / scale[i]!, 0) / dot(last.s, last.y);
      let b: Matrix = scale.map((v, i) => scale.map((__, j) => (i === j ? unit * v : 0)));
      for (const { s, y } of pairs) {
        const bs = times(b, s);
        b = b.map((row, i) =>
          row.map((v, j) => v + (y[i]! * y[j]!) / dot(s, y) - (bs[i]! * bs[j]!) / dot(s, bs)),
        );
      }
      const h = publishedStep(x, here.g, b, scale, lower, upper);
      const most = h.reduce(
        (least, v, i) => (v === 0 ? least : Math.min(least, ((v > 0 ? upper : lower)[i]! - x[i]!) / v)),
        OPEN,
      );
      const from = x;
      const place = (a: number): number[] =>
        from.map((v, i) => Math.min(upper[i]!, Math.max(lower[i]!, v + a * h[i]!)));
      const slopeAt = (a: number) => {
        const { cost, g } = look(place(a));
        return { cost, slope: dot(g, h) };
      };
      // Where little is left to gain rounding decides the rest.
      if (Math.abs(dot(here.g, h)) < 1e-6 * here.cost) break;
      const found = wolfeSearch(slopeAt, slopeAt(0), Math.max(1, most))!;
      const next = place(found.a);
      const there = look(next);
      const [s, y] = [next.map((v, i) => v - x[i]!), there.g.map((v, i) => v - here.g[i]!)];
      if (dot(s, y) > 1e-9) pairs.push({ s, y });
      else break;
      [x, here] = [next, there];
      run.step();
      for (let i = 0; i < n; i++) expect(run.x[i], `seed ${seed}, step ${step}`).toBeCloseTo(x[i]!, 7);
      steps++;
      atBounds += Number(x.some((v, i) => v === lower[i] || v === upper[i]));
    }
  }
  expect(steps).toBeGreaterThan(150);
  expect(atBounds).toBeGreaterThan(75);
});
