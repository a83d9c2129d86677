import { expect, test } from 'vitest';
import { epochMs } from '#base/units.ts';
import type { SurfaceModel } from '#models/model.ts';
import { essvi, ssvi } from '#models/ssvi/index.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { prepareBoard } from './prepare-board.ts';
import { targetSlice } from './prepare-slice.ts';
import type { FitSlice } from './request.ts';
import { DEFAULT_SETTINGS, type FitSettings, type ScopedSettings } from './settings.ts';

const board = ssvi;
const made = (t: number, n: number): FitSlice =>
  makeSlice(
    t,
    Array.from({ length: n }, (_, i) => (i - n / 2) / 20),
    Array.from({ length: n }, (_, i) => 0.4 + 0.002 * i),
  );
const slices = [made(0.1, 7), made(0.2, 0), made(0.3, 21)];
const shared = board.parameters.filter((spec) => spec.shared === true).map(({ name }) => name);
const own = board.parameters.filter((spec) => spec.shared !== true).map(({ name }) => name);

const settings = (all: Partial<ScopedSettings>, byExpiry: FitSettings['byExpiry'] = {}): FitSettings => ({
  ...DEFAULT_SETTINGS,
  all: { ...DEFAULT_SETTINGS.all, ...all },
  byExpiry,
});

test('expiries count with the roots of their effective quotes, and all of them together with 1', () => {
  const { slices: all, ready } = prepareBoard(board, { slices, settings: DEFAULT_SETTINGS });
  expect(all).toHaveLength(3);
  expect(ready).toEqual([all[0], all[2]]);
  expect(all[1]).toMatchObject({ message: expect.stringContaining('0 usable quotes') });
  const sums = ready.map(({ target }) => target.weight.reduce((a, b) => a + b, 0));
  const roots = ready.map(({ weights }) => Math.sqrt(weights.effective));
  expect(sums[0]! + sums[1]!).toBeCloseTo(1, 12);
  expect(sums[0]! / sums[1]!).toBeCloseTo(roots[0]! / roots[1]!, 12);
  // Equal spreads: 7 and 21 effective quotes.
  expect(roots[0]! / roots[1]!).toBeCloseTo(Math.sqrt(7 / 21), 12);
  const alone = targetSlice(board, slices[0]!, DEFAULT_SETTINGS);
  if ('message' in alone) throw new Error(alone.message);
  ready[0]!.target.weight.forEach((w, i) => {
    expect(w).toBeCloseTo(sums[0]! * alone.target.weight[i]!, 14);
  });
  expect(ready[0]!.target.prior).toBeNull();
});

test('a prior counts with the share of its expiry', () => {
  // A surface model whose expiries share nothing can be drawn towards the fit before.
  const apart: SurfaceModel = {
    ...board,
    parameters: board.parameters.map(({ shared: _, ...spec }) => spec),
  };
  const p = apart.parameters.length;
  const known = {
    ...{ t: 0.1, forward: 100, noise: 0.01 },
    theta: apart.parameters.map(({ name }) => (name === 'rho' ? -0.3 : 0.5)),
    covariance: Array.from({ length: p * p }, (_, i) => (i % (p + 1) === 0 ? 1e-4 : 0)),
  };
  const fit = { model: apart.id, underlying: 'X', asOf: epochMs(0), slices: { [slices[0]!.key]: known } };
  const { ready } = prepareBoard(apart, {
    slices,
    settings: { ...DEFAULT_SETTINGS, prior: { strength: 3, fit } },
  });
  const share = ready[0]!.target.weight.reduce((a, b) => a + b, 0);
  expect(ready[0]!.target.prior!.scale).toBeCloseTo((share * 3 * 1 ** 2) / 7, 12);
  expect(ready[1]!.target.prior).toBeNull();
});

test('constraints go to the board where a parameter is shared, to the expiry where it is its own', () => {
  const [everywhere, here] = [
    { fixed: true, value: 0.1 },
    { fixed: false, lower: 0.2 },
  ];
  const request = settings(
    { parameters: { [shared[0]!]: everywhere, [own[0]!]: everywhere } },
    { [slices[2]!.key]: { parameters: { [own[0]!]: here } } },
  );
  const { constraints } = prepareBoard(board, { slices, settings: request });
  expect(constraints).toEqual({
    shared: { [shared[0]!]: everywhere },
    slices: [{ [own[0]!]: everywhere }, { [own[0]!]: here }],
  });
});

test('what an expiry alone asks of a shared parameter is not used, and said', () => {
  const [first, second] = shared as [string, string];
  const all = { fixed: false, lower: 0.1, upper: 0.9, value: 0.3 };
  const told = (parameters: ScopedSettings['parameters']) =>
    prepareBoard(board, {
      slices,
      settings: settings({ parameters: { [first]: all } }, { [slices[0]!.key]: { parameters } }),
    }).ready[0]!.slice.caution;
  expect(told({ [first]: { ...all } })).toBeNull();
  expect(told({})).toBeNull();
  expect(told({ [own[0]!]: { fixed: true, value: 1 } })).toBeNull();
  const alone = `${first} is one for the whole board: what this expiry alone asks of it is not used.`;
  for (const change of [{ fixed: true }, { lower: 0.2 }, { upper: 0.8 }, { value: 0.4 }]) {
    expect(told({ [first]: { ...all, ...change } })).toBe(alone);
  }
  expect(told({ [first]: { fixed: true, value: 1 }, [second]: { fixed: true, value: 1 } })).toBe(
    `${first}, ${second} are one for the whole board: what this expiry alone asks of them is not used.`,
  );
  expect(prepareBoard(board, { slices, settings: DEFAULT_SETTINGS }).ready[0]!.slice).toBe(slices[0]);
});

test('what else is to be said of an expiry is said beside', () => {
  const parameters = { [shared[0]!]: { fixed: true, value: 0.2 } };
  const request = settings({}, { [slices[0]!.key]: { parameters } });
  const { ready } = prepareBoard(board, {
    slices: [{ ...slices[0]!, caution: 'its settlement price is being averaged.' }, ...slices.slice(1)],
    settings: request,
  });
  expect(ready[0]!.slice.caution).toMatch(
    /^its settlement price is being averaged\. \w+ is one for the whole/,
  );
});

test('a model fitted to all expiries that shares nothing has nothing to refuse an expiry', () => {
  const free = essvi as unknown as SurfaceModel;
  const request = settings({}, { [slices[0]!.key]: { parameters: { rho: { fixed: true, value: 0 } } } });
  expect(prepareBoard(free, { slices, settings: request }).ready[0]!.slice.caution).toBeNull();
});
