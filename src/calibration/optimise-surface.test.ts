import { expect, test } from 'vitest';
import { runLeastSquares, startLeastSquares } from '#math/least-squares.ts';
import { heston } from '#models/heston/index.ts';
import type { SurfaceModel } from '#models/model.ts';
import { ssvi } from '#models/ssvi/index.ts';
import { smallestG, smallestGap } from '#surface/durrleman.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { ended } from '#testing/strict-slices.ts';
import { createBoardProblem } from './board-problem.ts';
import { penaltyGrid } from './butterfly-rows.ts';
import { constrainBoard, type FittedBoard, fitFreeBoard, isStrict } from './optimise-surface.ts';
import { type PreparedBoard, prepareBoard } from './prepare-board.ts';
import { DEFAULT_SETTINGS, type FitSettings, type ScopedSettings } from './settings.ts';

const RANGE = 1.5;
const K = [-0.3, -0.15, 0, 0.15, 0.3];
/** Later quotes below the earlier ones: the fits cross. */
const slices = [
  makeSlice(0.1, K, [0.9, 0.62, 0.46, 0.5, 0.62]),
  makeSlice(0.2, K, [0.42, 0.36, 0.32, 0.3, 0.3]),
];
const model = ssvi;

type Scope = Partial<ScopedSettings>;
const settingsOf = (all: Scope, byExpiry: Record<string, Scope> = {}): FitSettings => ({
  ...DEFAULT_SETTINGS,
  all: { ...DEFAULT_SETTINGS.all, ...all },
  byExpiry,
});
const boardOf = (
  all: Scope = {},
  byExpiry: Record<string, Scope> = {},
  of = model,
  quoted = slices,
): PreparedBoard => prepareBoard(of, { slices: quoted, settings: settingsOf(all, byExpiry) });
function freeOf(board: PreparedBoard, of = model): FittedBoard {
  const { value } = ended(fitFreeBoard(of, board, { kind: 'squared' }));
  if ('error' in value) throw new Error(value.error);
  return value;
}
const thetasOf = ({ problem, optimum }: FittedBoard): Float64Array[] => problem.thetas(optimum.x);
function leastGap(fitted: FittedBoard): number {
  const [earlier, later] = thetasOf(fitted).map((theta, s) => ({
    functions: model.smile(slices[s]!),
    theta,
  }));
  return smallestGap({ earlier: earlier!, later: later! }, -RANGE, RANGE).value;
}
const leastG = (fitted: FittedBoard, s: number): number =>
  smallestG(model.smile(slices[s]!), thetasOf(fitted)[s]!, -RANGE, RANGE).value;
const costAt = ({ problem }: FittedBoard, x: Float64Array): number =>
  problem.linearise(x, new Float64Array(problem.size ** 2), new Float64Array(problem.size));

const soft = (strength: number) => ({ mode: 'penalise', strength }) as const;
const STRICT = { mode: 'strict', strength: 1 } as const;

test('settings that contradict are told before anything is fitted', () => {
  const board = boardOf({ parameters: { rho: { fixed: true, value: 5 } } });
  const { value, yields } = ended(fitFreeBoard(model, board, { kind: 'squared' }));
  expect(value).toMatchObject({ error: expect.stringContaining('rho') });
  expect(yields).toBe(0);
});

test('the free fit is the least of the board from the starts of the model', () => {
  const board = boardOf();
  const { optimum, problem, coordinates } = freeOf(board);
  const starts = model.starts(board.ready.map(({ guess }) => guess));
  expect(optimum.starts).toHaveLength(starts.length);
  const x = new Float64Array(coordinates.size);
  starts.forEach((thetas, i) => {
    coordinates.fromParameters(thetas, x);
    expect([...optimum.starts[i]!.start]).toEqual([...x]);
  });
  const again = startLeastSquares(problem, optimum.x);
  runLeastSquares(again);
  expect(again.cost / optimum.cost).toBeGreaterThan(1 - 1e-9);
  const robust = ended(fitFreeBoard(model, board, { kind: 'huber', threshold: 1 })).value;
  expect('optimum' in robust && robust.optimum.robust[0]).not.toBeNull();
});

test('one expiry that asks for it makes a board strict', () => {
  const ready = (all: Scope) => boardOf(all).ready[0]!;
  expect(isStrict(ready({}))).toBe(false);
  expect(isStrict(ready({ butterfly: soft(1), calendar: soft(1) }))).toBe(false);
  expect(isStrict(ready({ butterfly: STRICT }))).toBe(true);
  expect(isStrict(ready({ calendar: STRICT }))).toBe(true);
});

test('what is only reported, and what has no arbitrage in any case, is left as it is', () => {
  const board = boardOf();
  const free = freeOf(board);
  expect(leastGap(free)).toBeLessThan(-0.01);
  expect(ended(constrainBoard(model, board, free, RANGE)).value).toBe(free);
  const law = boardOf({ butterfly: STRICT, calendar: STRICT }, {}, heston);
  const fitted = { ...free };
  expect(ended(constrainBoard(heston, law, fitted, RANGE))).toEqual({ value: fitted, yields: 0 });
});

test.each([
  { all: { calendar: soft(0.02) }, own: {}, pair: 0.02, butterfly: [null, null] },
  { all: {}, own: { calendar: soft(0.3) }, pair: 0.3, butterfly: [null, null] },
  { all: { calendar: soft(0.5) }, own: { calendar: soft(0.1) }, pair: 0.5, butterfly: [null, null] },
  { all: {}, own: { butterfly: soft(4) }, pair: null, butterfly: [null, 4] },
  { all: { butterfly: soft(2), calendar: soft(1) }, own: {}, pair: 1, butterfly: [2, 2] },
] as { all: Scope; own: Scope; pair: number | null; butterfly: (number | null)[] }[])(
  'a penalised board ends at the least of its squares and of what its settings make arbitrage pay %#',
  ({ all, own, pair, butterfly }) => {
    const board = boardOf(all, { [slices[1]!.key]: own });
    const free = freeOf(board);
    const { value } = ended(constrainBoard(model, board, free, RANGE));
    const { ready } = board;
    // A hundred squared vol points at strength 1, of which each expiry has its share.
    const weight = (strength: number) => (100 * strength) / 2;
    const problem = createBoardProblem(model, ready, free.coordinates, {
      butterfly: butterfly.map((strength, s) =>
        strength === null ? null : { k: penaltyGrid(RANGE, ready[s]!.unit), mu: weight(strength) },
      ),
      pairs: pair === null ? [] : [{ earlier: 0, mu: weight(pair) }],
      k: penaltyGrid(RANGE, Math.min(ready[0]!.unit, ready[1]!.unit)),
      headroom: 1e-3,
    });
    const reference = { ...free, problem };
    expect(costAt(reference, value.optimum.x) / value.optimum.cost).toBeCloseTo(1, 9);
    const again = startLeastSquares(problem, value.optimum.x);
    runLeastSquares(again);
    expect(again.cost / value.optimum.cost).toBeGreaterThan(1 - 1e-6);
    expect(value.optimum.iterations).toBeGreaterThan(free.optimum.iterations + 2);
    expect(value.optimum.starts).toBe(free.optimum.starts);
    expect(value.coordinates).toBe(free.coordinates);
    if (pair !== null) expect(leastGap(value)).toBeGreaterThan(leastGap(free));
  },
);

test('a strict board is fitted among those without arbitrage, as close as a strong penalty comes', () => {
  for (const scope of [{ butterfly: STRICT }, { calendar: STRICT }]) {
    // One expiry alone asks for it.
    const board = boardOf({}, { [slices[1]!.key]: scope });
    const free = freeOf(board);
    const { value, yields } = ended(constrainBoard(model, board, free, RANGE));
    expect(value.coordinates).not.toBe(free.coordinates);
    expect(yields).toBeGreaterThan(0);
    expect(leastGap(value)).toBeGreaterThanOrEqual(-1e-12);
    for (const s of [0, 1]) expect(leastG(value, s)).toBeGreaterThanOrEqual(-1e-12);
    expect(value.optimum.iterations).toBeGreaterThan(free.optimum.iterations);
    expect(value.optimum.starts).toBe(free.optimum.starts);
    expect(value.optimum.robust).toEqual(free.optimum.robust);
    expect(value.optimum.cost).toBeGreaterThan(free.optimum.cost);
  }
});

test('where the coordinates without arbitrage cannot hold what the user holds, the strongest penalty stands in', () => {
  const domain = model.noArbitrage!;
  const unable: SurfaceModel = {
    ...model,
    noArbitrage: { ...domain, coordinates: () => ({ error: 'held' }) },
  };
  const board = boardOf({ butterfly: STRICT, calendar: STRICT });
  const free = freeOf(board);
  const { value } = ended(constrainBoard(unable, board, free, RANGE));
  expect(value.coordinates).toBe(free.coordinates);
  const { ready } = board;
  const mu = (100 * 10_000) / 2;
  const problem = createBoardProblem(model, ready, free.coordinates, {
    butterfly: ready.map(({ unit }) => ({ k: penaltyGrid(RANGE, unit), mu })),
    pairs: [{ earlier: 0, mu }],
    k: penaltyGrid(RANGE, Math.min(ready[0]!.unit, ready[1]!.unit)),
    headroom: 1e-3,
  });
  expect(costAt({ ...free, problem }, value.optimum.x) / value.optimum.cost).toBeCloseTo(1, 9);
  expect(leastGap(value)).toBeGreaterThan(-1e-4);
  // No closer to the quotes than the best of the boards without arbitrage, but for what it leaves of it.
  const strict = ended(constrainBoard(model, board, free, RANGE)).value;
  expect(costAt(free, value.optimum.x)).toBeLessThan(1.1 * strict.optimum.cost);
});

test('what an expiry pays for its own negative density goes by its strength and by the number of expiries', () => {
  // So bent that the density is negative on both sides of the forward.
  const bent = [0.1, 0.2].map((t, s) =>
    makeSlice(
      t,
      K,
      [1.6, 0.9, 0.3, 0.85, 1.5].map((v) => v + 0.1 * s),
    ),
  );
  const board = boardOf({}, { [bent[1]!.key]: { butterfly: soft(0.7) } }, model, bent);
  const free = freeOf(board);
  expect(leastG(free, 1)).toBeLessThan(-0.01);
  const { value } = ended(constrainBoard(model, board, free, RANGE));
  expect(leastG(value, 1)).toBeGreaterThan(leastG(free, 1));
  const { ready } = board;
  const problem = createBoardProblem(model, ready, free.coordinates, {
    butterfly: [null, { k: penaltyGrid(RANGE, ready[1]!.unit), mu: (100 * 0.7) / 2 }],
    pairs: [],
    k: new Float64Array(0),
    headroom: 0,
  });
  expect(costAt({ ...free, problem }, value.optimum.x) / value.optimum.cost).toBeCloseTo(1, 9);
  expect(value.optimum.cost).toBeGreaterThan(1.001 * costAt(free, value.optimum.x));
});
