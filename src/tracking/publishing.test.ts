import { expect, test } from 'vitest';
import { seededRandom } from '#math/seeded-random.ts';
import { golden, hasShared } from '#testing/shared.ts';
import { type ProjectionProblem, projectScalars } from './calendar-projection.ts';
import { type PublishBand, publishBand } from './publish-band.ts';
import { type Projection, publishedScalars } from './published-scalars.ts';

interface Golden {
  readonly projection: readonly {
    z: number[];
    w: number[];
    lnR: number[];
    ucap: number[];
    out: number[];
    objective: number;
  }[];
  readonly band: {
    readonly edge: { q: number; lambda: number; c: number; h: number };
    readonly impulse: { q: number; lambda: number; k: number; h: number };
  };
}

const arrays = (...columns: readonly number[][]): Float64Array[] =>
  columns.map((column) => Float64Array.from(column));

function distance({ z, weight }: ProjectionProblem, at: Float64Array): number {
  return at.reduce((sum, value, i) => sum + weight[i]! * (value - z[i]!) ** 2, 0);
}

/**
 * The same programme by the dual: Hildreth's cyclic projections on the half-spaces, which share nothing with pooling.
 * C. Hildreth, "A quadratic programming procedure", Naval Research Logistics Quarterly 4(1), 1957.
 */
function quadraticProgramme({ z, weight, lnRatio, lnCap }: ProjectionProblem, turns: number): Float64Array {
  const n = z.length;
  const x = z.slice();
  const rows: { readonly at: readonly (readonly [number, number])[]; readonly bound: number }[] = [];
  for (let i = 0; i < n; i++) rows.push({ at: [[i, 1]], bound: lnCap[i]! });
  for (let i = 0; i + 1 < n; i++)
    rows.push({
      at: [
        [i, 1],
        [i + 1, -1],
      ],
      bound: -lnRatio[i]!,
    });
  const dual = new Float64Array(rows.length);
  for (let turn = 0; turn < turns; turn++) {
    rows.forEach(({ at, bound }, r) => {
      const norm = at.reduce((sum, [i, a]) => sum + (a * a) / weight[i]!, 0);
      const excess = at.reduce((sum, [i, a]) => sum + a * x[i]!, 0) - bound;
      const next = Math.max(0, dual[r]! + excess / norm);
      const step = dual[r]! - next;
      dual[r] = next;
      for (const [i, a] of at) x[i]! += (step * a) / weight[i]!;
    });
  }
  return x;
}

test.skipIf(!hasShared)('projections are the reference ones', () => {
  for (const { z, w, lnR, ucap, out, objective } of golden<Golden>('v-scalar').projection) {
    const [zs, weight, lnRatio, lnCap] = arrays(z, w, lnR, ucap) as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    const problem = { z: zs, weight, lnRatio, lnCap };
    const found = projectScalars(problem);
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(out[i]!, 12);
    });
    expect(distance(problem, found)).toBeCloseTo(objective, 12);
  }
});

test('a projection with caps is the solution of the quadratic programme', () => {
  const random = seededRandom(11);
  let capped = 0;
  for (let n = 0; n < 200; n++) {
    const size = 2 + Math.floor(6 * random());
    const column = (low: number, high: number): Float64Array =>
      Float64Array.from({ length: size }, () => low + (high - low) * random());
    const problem = {
      z: column(-0.6, 0.6),
      weight: column(0.5, 20),
      lnRatio: column(-0.5, 0.1).subarray(1),
      lnCap: column(0, 0.5),
    };
    const found = projectScalars(problem);
    found.forEach((value, i) => {
      expect(value).toBeLessThanOrEqual(problem.lnCap[i]! + 1e-14);
      if (i > 0) expect(value - found[i - 1]!).toBeGreaterThanOrEqual(problem.lnRatio[i - 1]! - 1e-14);
      if (Math.abs(value - problem.lnCap[i]!) < 1e-12) capped++;
    });
    const other = quadraticProgramme(problem, 4000);
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(other[i]!, 8);
    });
  }
  expect(capped).toBeGreaterThan(50);
});

test.skipIf(!hasShared)('bands of one cost alone are the closed forms', () => {
  const { edge, impulse } = golden<Golden>('v-scalar').band;
  const following = publishBand(edge, { proportional: edge.c, fixed: 0 });
  expect(following.half).toBeCloseTo(edge.h, 14);
  expect(following.landing).toBe(following.half);
  const jumping = publishBand(impulse, { proportional: 0, fixed: impulse.k });
  expect(jumping.half).toBeCloseTo(impulse.h, 14);
  expect(jumping.landing).toBeLessThan(1e-15);
});

test.each([
  [0.004, 0],
  [0, 0.004],
  [0.004, 1e-4],
  [1e-4, 0.02],
])('no other rule costs less than the band of costs %d in proportion and %d fixed', (proportional, fixed) => {
  const problem = { q: 0.2, lambda: 30 };
  const { half, landing, meanCost } = publishBand(problem, { proportional, fixed });
  /** Cost of the days from a landing to the next move, over their number; followed at the edge in the limit. */
  const costOf = (h: number, y: number): number => {
    const moving = h === y ? proportional / (2 * h) : (fixed + proportional * (h - y)) / (h * h - y * y);
    return (problem.lambda * (h * h + y * y)) / 12 + moving * problem.q ** 2;
  };
  expect(meanCost).toBeCloseTo(costOf(half, landing), 12);
  expect(landing).toBeLessThanOrEqual(half);
  for (const times of [0.5, 0.9, 0.99, 1.01, 1.1, 2]) {
    for (const share of [0, 0.25, 0.5, 0.9, 0.99]) {
      const y = share * times * half;
      expect(costOf(times * half, y)).toBeGreaterThanOrEqual(meanCost * (1 - 1e-12));
    }
    if (fixed === 0) expect(costOf(times * half, times * half)).toBeGreaterThan(meanCost);
  }
});

test('a walk kept in its band costs what the closed form says', () => {
  const random = seededRandom(3);
  const problem = { q: 0.2, lambda: 30 };
  const costs = { proportional: 0.004, fixed: 1e-4 };
  const { half, landing, meanCost } = publishBand(problem, costs);
  const dt = 2e-5;
  const step = problem.q * Math.sqrt(dt);
  let [z, cost] = [0, 0];
  const steps = 1_500_000;
  for (let n = 0; n < steps; n++) {
    z += random() < 0.5 ? step : -step;
    cost += (problem.lambda * z * z * dt) / 2;
    if (Math.abs(z) < half) continue;
    cost += costs.fixed + costs.proportional * (Math.abs(z) - landing);
    z = Math.sign(z) * landing;
  }
  expect(cost / (steps * dt) / meanCost).toBeGreaterThan(0.9);
  expect(cost / (steps * dt) / meanCost).toBeLessThan(1.1);
});

test('without costs a band has no width, and without aversion to a loss no end', () => {
  expect(publishBand({ q: 0.2, lambda: 30 }, { proportional: 0, fixed: 0 })).toEqual({
    half: 0,
    landing: 0,
    meanCost: 0,
  });
  expect(publishBand({ q: 0, lambda: 30 }, { proportional: 1, fixed: 1 }).half).toBe(0);
  expect(publishBand({ q: 0.2, lambda: 0 }, { proportional: 1, fixed: 1 }).half).toBe(
    Number.POSITIVE_INFINITY,
  );
});

const within =
  (limits: Pick<ProjectionProblem, 'lnRatio' | 'lnCap'>): Projection =>
  (z, weight) =>
    projectScalars({ z, weight, ...limits });
const wide = { lnRatio: Float64Array.of(-5), lnCap: Float64Array.of(5, 5) };
const one = Float64Array.of(1, 1);

const banded = (half: number, landing: number): readonly PublishBand[] => [
  { half, landing },
  { half, landing },
];

test('within its band a scalar stays where it was published; beyond, it is moved to where its band has it', () => {
  const wanted = Float64Array.of(0.119, 0.17);
  const published = Float64Array.of(0.1, 0.1);
  const edge = publishedScalars(wanted, one, published, banded(0.02, 0.02), within(wide));
  expect(edge[0]).toBeCloseTo(0.1, 15);
  expect(edge[1]).toBeCloseTo(0.15, 15);
  const jump = publishedScalars(wanted, one, published, banded(0.02, 0), within(wide));
  expect([...jump]).toEqual([0.1, 0.17]);
  const between = publishedScalars(wanted, one, published, banded(0.02, 0.005), within(wide));
  expect(between[1]).toBeCloseTo(0.165, 15);
  expect([...publishedScalars(wanted, one, null, banded(0.02, 0.02), within(wide))]).toEqual([0.119, 0.17]);
});

test('published scalars keep the order of total variances, whose logarithms move by twice theirs', () => {
  const limits = { lnRatio: Float64Array.of(-0.2), lnCap: Float64Array.of(0.5, 0.3) };
  const out = publishedScalars(Float64Array.of(0.3, 0), one, null, banded(0, 0), within(limits));
  expect(2 * (out[1]! - out[0]!)).toBeCloseTo(-0.2, 14);
  expect(out[0]! + out[1]!).toBeCloseTo(0.3, 14);
  const capped = publishedScalars(Float64Array.of(0.1, 0.9), one, null, banded(0, 0), within(limits));
  expect([...capped]).toEqual([0.1, 0.15]);
});
