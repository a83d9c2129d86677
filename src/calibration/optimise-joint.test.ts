import { expect, test } from 'vitest';
import { bandIndex } from '#math/banded.ts';
import { runLeastSquares, startLeastSquares } from '#math/least-squares.ts';
import type { SliceModel } from '#models/model.ts';
import { essvi } from '#models/ssvi/index.ts';
import { svi } from '#models/svi/index.ts';
import { sviSmile } from '#models/svi/raw.ts';
import { smallestG, smallestGap } from '#surface/durrleman.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { parabola } from '#testing/parabola.ts';
import { penaltyGrid } from './butterfly-rows.ts';
import { fitFree } from './free-slice.ts';
import { createJointProblem } from './joint-problem.ts';
import { hasCalendarConstraint, optimiseJoint, refittedTogether } from './optimise-joint.ts';
import { prepareSlice } from './prepare-slice.ts';
import type { FitSlice } from './request.ts';
import { type ConstraintMode, DEFAULT_SETTINGS, type ScopedSettings } from './settings.ts';
import type { FittedSlice } from './slice-optimum.ts';

const RANGE = 1.5;
const K = [-0.4, -0.25, -0.1, 0.05, 0.2, 0.35];

/** Slices of rising variance at the money and falling wings: each crosses the next. */
function crossing(t: number, s: number): FitSlice {
  const mid = K.map(
    (k, i) => Math.sqrt((0.04 + 0.004 * s + (0.5 - 0.12 * s) * k * k) / t) + 0.004 * Math.sin(9 * i + s),
  );
  return makeSlice(t, K, mid);
}

function ended<T>(steps: Generator<void, T, void>): { value: T; yields: number } {
  let yields = 0;
  for (;;) {
    const step = steps.next();
    if (step.done) return { value: step.value, yields };
    yields++;
  }
}

type Asked = readonly [ConstraintMode, number];

function fitted(
  calendars: readonly Asked[],
  model: SliceModel = parabola,
  change: Partial<ScopedSettings> = {},
): FittedSlice[] {
  return calendars.map(([mode, strength], s) => {
    const all = { ...DEFAULT_SETTINGS.all, ...change, calendar: { mode, strength } };
    const prepared = prepareSlice(model, crossing(0.2 + 0.1 * s, s), { ...DEFAULT_SETTINGS, all });
    if ('message' in prepared) throw new Error(prepared.message);
    return { prepared, optimum: ended(fitFree(prepared, { kind: 'squared' })).value };
  });
}
const thetaOf = ({ prepared, optimum, solution }: FittedSlice): Float64Array =>
  solution?.theta ?? prepared.problem.theta(optimum.x);
function leastGap(model: SliceModel, earlier: FittedSlice, later: FittedSlice): number {
  const smileOf = (of: FittedSlice) => ({ functions: model.smile(of.prepared.slice), theta: thetaOf(of) });
  return smallestGap({ earlier: smileOf(earlier), later: smileOf(later) }, -RANGE, RANGE).value;
}

const REPORT = ['report', 1000] as const;
const STRICT = ['strict', 1] as const;
const soft = (strength: number): Asked => ['penalise', strength];

test('a calendar is constrained where a neighbour asks for it, which takes two', () => {
  expect(hasCalendarConstraint(fitted([REPORT, REPORT]))).toBe(false);
  expect(hasCalendarConstraint(fitted([REPORT, REPORT, soft(1)]))).toBe(true);
  expect(hasCalendarConstraint(fitted([STRICT, REPORT]))).toBe(true);
  expect(hasCalendarConstraint(fitted([STRICT]))).toBe(false);
  expect(hasCalendarConstraint([])).toBe(false);
});

test('refitted whether or not they cross are the runs with a pair that is penalised', () => {
  const positions = (calendars: readonly Asked[]) => [...refittedTogether(fitted(calendars))];
  expect(positions([REPORT, REPORT, soft(1), REPORT, REPORT])).toEqual([1, 2, 3]);
  expect(positions([STRICT, STRICT, REPORT])).toEqual([]);
  expect(positions([STRICT, REPORT, soft(1)])).toEqual([0, 1, 2]);
  expect(positions([REPORT, REPORT])).toEqual([]);
});

test('only neighbours of what asks for it are refitted', () => {
  const all = fitted([REPORT, REPORT, soft(1), REPORT, REPORT]);
  const { value } = ended(optimiseJoint(parabola, all, RANGE));
  expect(value.map((slice, s) => slice === all[s])).toEqual([true, false, false, false, true]);
  expect(value.map(({ prepared }, s) => prepared === all[s]!.prepared)).toEqual([
    true,
    true,
    true,
    true,
    true,
  ]);
  const none = fitted([REPORT, REPORT]);
  expect(ended(optimiseJoint(parabola, none, RANGE))).toEqual({ value: none, yields: 0 });
  const apart = fitted([soft(1), REPORT, REPORT, soft(1)]);
  const runs = ended(optimiseJoint(parabola, apart, RANGE)).value;
  expect(runs.every((slice, s) => slice !== apart[s])).toBe(true);
  // The middle pair is not treated, and still crosses as much as it likes.
  expect(leastGap(parabola, runs[1]!, runs[2]!)).toBeLessThan(-0.01);
  const last = fitted([REPORT, soft(1)]);
  expect(ended(optimiseJoint(parabola, last, RANGE)).value.every((slice, s) => slice !== last[s])).toBe(true);
});

test('penalised neighbours end at the least of their squares and of what crosses, at the greater strength of a pair', () => {
  const all = fitted([soft(0.02), soft(0.5), soft(0.1)]);
  const { value } = ended(optimiseJoint(parabola, all, RANGE));
  const k = penaltyGrid(RANGE, Math.min(...all.map(({ prepared }) => prepared.unit)));
  const problem = createJointProblem(
    parabola,
    all.map(({ prepared }) => prepared),
    // A hundred squared vol points at strength 1.
    [
      { earlier: 0, mu: 50 },
      { earlier: 1, mu: 50 },
    ],
    k,
    1e-3,
  );
  const x = Float64Array.from(value.flatMap(({ optimum }) => [...optimum.x]));
  const [normal, gradient] = [new Float64Array(6 * 4), new Float64Array(6)];
  const cost = problem.linearise(x, normal, gradient);
  const run = startLeastSquares(problem, x);
  runLeastSquares(run);
  expect(run.cost / cost).toBeGreaterThan(1 - 1e-4);
  for (const [s, { optimum }] of value.entries()) {
    expect(optimum.cost).toBeCloseTo(cost, 9);
    expect(optimum.iterations).toBeGreaterThan(all[s]!.optimum.iterations);
    // Its own block of the joint normal matrix.
    for (const [c, d] of [
      [0, 0],
      [1, 0],
      [1, 1],
    ] as const) {
      const entry = normal[bandIndex(2 * s + c, 2 * s + d, 3)]!;
      expect(optimum.normal[bandIndex(c, d, 1)]! / entry).toBeCloseTo(1, 6);
    }
  }
  const stronger = ended(optimiseJoint(parabola, fitted([soft(50), soft(50), soft(50)]), RANGE)).value;
  for (const s of [0, 1]) {
    const gaps = [all, value, stronger].map((of) => leastGap(parabola, of[s]!, of[s + 1]!));
    expect(gaps[0]).toBeLessThan(gaps[1]!);
    expect(gaps[1]).toBeLessThan(gaps[2]!);
  }
});

test('a pair of less strength than another pays less for its crossing', () => {
  const cross = (first: number, second: number): number => {
    const { value } = ended(optimiseJoint(parabola, fitted([soft(first), REPORT, soft(second)]), RANGE));
    return leastGap(parabola, value[0]!, value[1]!);
  };
  expect(cross(0.005, 5)).toBeLessThan(cross(5, 5));
  expect(cross(0.005, 5)).toBeLessThan(0);
});

test('a strict calendar leaves no crossing, by a penalty where the model knows no domain', () => {
  const all = fitted([STRICT, STRICT, REPORT]);
  expect(leastGap(parabola, all[0]!, all[1]!)).toBeLessThan(-0.01);
  const { value, yields } = ended(optimiseJoint(parabola, all, RANGE));
  expect(yields).toBeGreaterThan(3);
  for (const s of [0, 1]) {
    expect(leastGap(parabola, value[s]!, value[s + 1]!)).toBeGreaterThanOrEqual(-1e-12);
    // And no further apart than the room that is asked for.
    expect(leastGap(parabola, value[s]!, value[s + 1]!)).toBeLessThan(0.02);
    expect(value[s]!.solution).toBeUndefined();
  }
});

test('a strict pair beside a penalised one is free of crossings, the other pays', () => {
  const all = fitted([STRICT, REPORT, soft(1e-4), REPORT]);
  const { value } = ended(optimiseJoint(parabola, all, RANGE));
  expect(leastGap(parabola, value[0]!, value[1]!)).toBeGreaterThanOrEqual(-1e-12);
  expect(leastGap(parabola, value[2]!, value[3]!)).toBeLessThan(-1e-6);
});

test('strict neighbours that do not cross are left as they are', () => {
  const apart = [0.04, 0.09, 0.16].map((level, s) => {
    const t = 0.2 + 0.1 * s;
    const slice = makeSlice(
      t,
      K,
      K.map((k, i) => Math.sqrt((level + 0.45 * k * k) / t) + 0.001 * Math.sin(9 * i)),
    );
    const all = { ...DEFAULT_SETTINGS.all, calendar: { mode: 'strict', strength: 1 } as const };
    const prepared = prepareSlice(parabola, slice, { ...DEFAULT_SETTINGS, all });
    if ('message' in prepared) throw new Error(prepared.message);
    const x = Float64Array.of(Math.sqrt(level), 0.1);
    return { prepared, optimum: { ...ended(fitFree(prepared, { kind: 'squared' })).value, x } };
  });
  const { value, yields } = ended(optimiseJoint(parabola, apart, RANGE));
  expect(value.every((slice, s) => slice === apart[s])).toBe(true);
  expect(yields).toBe(0);
});

test('where the model knows the boards that do not cross, strict neighbours are fitted among them', () => {
  const all = fitted([STRICT, STRICT], essvi);
  expect(leastGap(essvi, all[0]!, all[1]!)).toBeLessThan(-1e-3);
  const { value } = ended(optimiseJoint(essvi, all, RANGE));
  expect(value.every(({ solution }) => solution !== undefined)).toBe(true);
  expect(
    value.map(({ prepared, optimum }, s) => prepared === all[s]!.prepared && optimum === all[s]!.optimum),
  ).toEqual([true, true]);
  expect(leastGap(essvi, value[0]!, value[1]!)).toBeGreaterThanOrEqual(-1e-12);
  // As close as a penalty with room comes, or closer.
  const { noCalendar: _, ...bare } = essvi;
  const penalised = ended(optimiseJoint(bare, fitted([STRICT, STRICT], bare), RANGE)).value;
  expect(penalised.every(({ solution }) => solution === undefined)).toBe(true);
  const squares = (of: readonly FittedSlice[]) =>
    of.reduce((sum, slice, s) => {
      const x = new Float64Array(all[s]!.prepared.coordinates.size);
      all[s]!.prepared.coordinates.fromParameters(thetaOf(slice), x);
      return sum + all[s]!.prepared.problem.linearise(x, new Float64Array(9), new Float64Array(3));
    }, 0);
  expect(squares(value)).toBeLessThan(1.02 * squares(penalised));
  expect(squares(value)).toBeGreaterThan(squares(all));
});

test('what the domain without crossings cannot hold is held under a penalty, what it can is held in it', () => {
  const hold = (name: string, value: number) =>
    ended(
      optimiseJoint(
        essvi,
        fitted([STRICT, STRICT], essvi, { parameters: { [name]: { fixed: true, value } } }),
        RANGE,
      ),
    ).value;
  expect(essvi.noCalendar!.holdable).toEqual(['rho']);
  const inside = hold('rho', -0.1);
  expect(inside.every(({ solution }) => solution !== undefined)).toBe(true);
  for (const slice of inside) expect(thetaOf(slice)[1]).toBe(-0.1);
  const outside = hold('theta', 0.05);
  expect(outside.every(({ solution }) => solution === undefined)).toBe(true);
  for (const slice of outside) expect(thetaOf(slice)[0]).toBe(0.05);
});

test('robust losses of the slices are those of the fit in the domain', () => {
  const all = fitted([STRICT, STRICT], essvi);
  const lossy = all.map((slice) => ({
    ...slice,
    optimum: { ...slice.optimum, robust: { kind: 'huber', delta: 1e-3 } as const },
  }));
  const [plain, robust] = [all, lossy].map((of) => ended(optimiseJoint(essvi, of, RANGE)).value);
  expect([...thetaOf(robust![0]!)]).not.toEqual([...thetaOf(plain![0]!)]);
});

test('a slice that is to be free of butterfly arbitrage stays so while its neighbours are refitted', () => {
  const strict = { butterfly: { mode: 'strict', strength: 1 } as const };
  const all = fitted([soft(10), soft(10)], svi, strict);
  const { value } = ended(optimiseJoint(svi, all, RANGE));
  value.forEach((slice) => {
    const { prepared } = slice;
    const smile = svi.smile(prepared.slice);
    expect(smallestG(smile, thetaOf(slice), -RANGE, RANGE).value).toBeGreaterThanOrEqual(-1e-12);
    expect(prepared.coordinates).not.toBe(all[0]!.prepared.coordinates);
  });
});

/** Slices of a strict calendar round levels of total variance, with the wings of each. */
function levels(of: readonly (readonly [number, number])[]): FittedSlice[] {
  return of.map(([level, bend], s) => {
    const t = 0.2 + 0.1 * s;
    const slice = makeSlice(
      t,
      K,
      K.map((k, i) => Math.sqrt((level + bend * k * k) / t) + 0.001 * Math.sin(9 * i)),
    );
    const all = { ...DEFAULT_SETTINGS.all, calendar: { mode: 'strict', strength: 1 } as const };
    const prepared = prepareSlice(parabola, slice, { ...DEFAULT_SETTINGS, all });
    if ('message' in prepared) throw new Error(prepared.message);
    return { prepared, optimum: ended(fitFree(prepared, { kind: 'squared' })).value };
  });
}

test('one pair that crosses has its whole run refitted, though the others do not cross', () => {
  for (const board of [
    [
      [0.04, 0.5],
      [0.045, 0.35],
      [0.3, 0.6],
    ],
    [
      [0.01, 0.3],
      [0.2, 0.5],
      [0.21, 0.3],
    ],
  ] as const) {
    const all = levels(board);
    const gaps = (of: readonly FittedSlice[]) => [0, 1].map((s) => leastGap(parabola, of[s]!, of[s + 1]!));
    expect(gaps(all).filter((gap) => gap < 0)).toHaveLength(1);
    const { value } = ended(optimiseJoint(parabola, all, RANGE));
    for (const gap of gaps(value)) expect(gap).toBeGreaterThanOrEqual(-1e-12);
  }
});

test('a run of which a pair is only penalised is not fitted among the boards that do not cross', () => {
  const all = fitted([STRICT, REPORT, soft(1e-3), REPORT], essvi);
  const { value } = ended(optimiseJoint(essvi, all, RANGE));
  expect(value.every(({ solution }) => solution === undefined)).toBe(true);
  expect(leastGap(essvi, value[0]!, value[1]!)).toBeGreaterThanOrEqual(-1e-12);
});

test('a butterfly that is only reported is neither restated nor lifted while neighbours are refitted', () => {
  const vogt = [1, 0.97].map((share, s) => {
    const k = Array.from({ length: 26 }, (_, i) => -1 + 0.1 * i);
    const w = new Float64Array(26);
    const raw = [-0.041, 0.1331, 0.306, 0.3586, 0.4153].map((v, q) => (q < 2 ? share * v : v));
    sviSmile.totalVariance(Float64Array.from(raw), Float64Array.from(k), w);
    const slice = makeSlice(
      1 + s,
      k,
      Array.from(w, (v) => Math.sqrt(v / (1 + s))),
    );
    const all = { ...DEFAULT_SETTINGS.all, calendar: { mode: 'penalise', strength: 1 } as const };
    const prepared = prepareSlice(svi, slice, { ...DEFAULT_SETTINGS, all });
    if ('message' in prepared) throw new Error(prepared.message);
    return { prepared, optimum: ended(fitFree(prepared, { kind: 'squared' })).value };
  });
  const { value } = ended(optimiseJoint(svi, vogt, RANGE));
  value.forEach(({ prepared, optimum }, s) => {
    expect(prepared).toBe(vogt[s]!.prepared);
    const smile = svi.smile(prepared.slice);
    expect(smallestG(smile, prepared.problem.theta(optimum.x), -RANGE, RANGE).value).toBeLessThan(-0.01);
  });
});

test('among the boards that do not cross only those slices are free of butterfly arbitrage that ask for it', () => {
  // psi of 1.2 at theta 0.04 and rho -0.7: far beyond what is free of arbitrage.
  const steep = (strict: boolean) =>
    [1, 0.9].map((share, s) => {
      const t = 0.2 + 0.1 * s;
      const k = Array.from({ length: 11 }, (_, i) => -0.25 + 0.05 * i);
      const vols = k.map((at) => {
        const z = 30 * at;
        const w = 0.02 * share * (1 - 0.7 * z + Math.sqrt((z - 0.7) ** 2 + 0.51));
        return Math.sqrt(w / t);
      });
      const all = {
        ...DEFAULT_SETTINGS.all,
        butterfly: { mode: strict ? ('strict' as const) : ('report' as const), strength: 1 },
        calendar: { mode: 'strict' as const, strength: 1 },
      };
      const prepared = prepareSlice(essvi, makeSlice(t, k, vols), { ...DEFAULT_SETTINGS, all });
      if ('message' in prepared) throw new Error(prepared.message);
      return { prepared, optimum: ended(fitFree(prepared, { kind: 'squared' })).value };
    });
  const leastOf = (strict: boolean) =>
    ended(optimiseJoint(essvi, steep(strict), RANGE)).value.map((slice) => {
      expect(slice.solution).toBeDefined();
      return smallestG(essvi.smile(slice.prepared.slice), thetaOf(slice), -RANGE, RANGE).value;
    });
  for (const g of leastOf(true)) expect(g).toBeGreaterThanOrEqual(-1e-12);
  expect(Math.min(...leastOf(false))).toBeLessThan(-1e-3);
});
