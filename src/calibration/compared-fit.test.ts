import { expect, test } from 'vitest';
import { svi } from '#models/svi/index.ts';
import { smileMeasures } from '#surface/smile-measures.ts';
import { smallFit } from '#testing/fit-export.ts';
import { type ComparedFit, type ComparedSlice, comparedFit, fitChanges } from './fit-changes.ts';
import { figuresOf } from './fit-figures.ts';
import { measureErrors } from './measure-errors.ts';
import type { CalibrationResult, SliceFit } from './result.ts';
import { viewCovariance } from './view-covariance.ts';

const { result } = smallFit();
const [first, second] = result.slices as unknown as readonly [SliceFit, SliceFit];
const arbitrage = (minG: number, minGQuoted: number | null) => ({ ...first.arbitrage!, minG, minGQuoted });
const of = (slices: readonly SliceFit[], calendar = result.calendar): CalibrationResult => ({
  ...result,
  slices,
  calendar,
});

test('a violation is told where quotes are before the wings, rounding is none, and what was not checked is not told', () => {
  const butterfly = (minG: number, quoted: number | null) =>
    figuresOf(of([{ ...first, arbitrage: arbitrage(minG, quoted) }], []))[first.key]!.butterfly;
  expect(butterfly(-0.2, -0.1)).toBe('quotes');
  expect(butterfly(-0.2, 0.1)).toBe('wings');
  expect(butterfly(-0.2, null)).toBe('wings');
  expect(butterfly(0.2, null)).toBe('none');
  expect(butterfly(-1e-12, -1e-12)).toBe('none');
  expect(figuresOf(of([{ ...first, arbitrage: null }], []))[first.key]!.butterfly).toBeNull();
  const pair = { ...result.calendar[0]!, toKey: second.key };
  const calendar = (minDw: number, minDwQuoted: number | null) =>
    figuresOf(of([first, second], [{ ...pair, minDw, minDwQuoted }]));
  // Of a pair the later expiry is told.
  expect(calendar(-0.1, -0.1)[second.key]!.calendar).toBe('quotes');
  expect(calendar(-0.1, 0)[second.key]!.calendar).toBe('wings');
  expect(calendar(0.1, 0)[second.key]!.calendar).toBe('none');
  expect(calendar(-0.1, -0.1)[first.key]!.calendar).toBeNull();
});

test('a failed expiry has no figures and is not compared', () => {
  const failed = { ...second, theta: null };
  expect(Object.keys(figuresOf(of([first, failed])))).toEqual([first.key]);
  expect(Object.keys(comparedFit(of([first, failed])).slices)).toEqual([first.key]);
  const known = comparedFit(of([first, { ...second, covariance: null }])).slices;
  expect(known[first.key]!.covariance).toBe(first.covariance!.matrix);
  expect(known[second.key]!.covariance).toBeNull();
  expect(known[first.key]!.figures).toEqual({
    rmseVol: first.rmseVol,
    twoSided: first.twoSided,
    through: first.twoSided - first.inside,
    butterfly: figuresOf(result)[first.key]!.butterfly,
    calendar: null,
  });
});

const slice: ComparedSlice = {
  t: first.t,
  forward: first.forward,
  theta: first.theta!,
  covariance: first.covariance!.matrix,
  figures: { rmseVol: 0.01, twoSided: 10, through: 3, butterfly: 'wings', calendar: 'none' },
};
const moved: ComparedSlice = {
  ...slice,
  theta: first.theta!.map((v, i) => (i === 0 ? 1.1 * v : v)),
  covariance: first.covariance!.matrix.map((v) => 4 * v),
  figures: { rmseVol: 0.014, twoSided: 10, through: 5, butterfly: 'quotes', calendar: 'wings' },
};
const fitOf = (
  own: ComparedSlice | null,
  model = 'svi',
  key = 'X@2026-08-07T08:00:00.000Z',
): ComparedFit => ({
  model,
  slices: own === null ? {} : { [key]: own },
});
const change = (a: ComparedSlice | null, b: ComparedSlice | null, view = 'none') =>
  fitChanges(fitOf(a), fitOf(b), view)[0]!;

test('changes are B less A over the error of A, or of B where that of A is not known', () => {
  const told = change(slice, moved);
  expect(told.parameters.map(({ spec }) => spec.name)).toEqual(['a', 'b', 'rho', 'm', 'sigma']);
  const error = Math.sqrt(slice.covariance![0]!);
  const [level] = told.parameters;
  expect(level!.change.a).toBe(slice.theta[0]);
  expect(level!.change.b).toBe(moved.theta[0]);
  expect(level!.change.change).toBe(moved.theta[0]! - slice.theta[0]!);
  expect(level!.change.errors! * error).toBeCloseTo(level!.change.change!, 12);
  const [vol, were] = [slice, moved].map(({ theta }) => smileMeasures(svi.smile(slice), theta, slice.t).vol);
  expect(told.measures.vol.change).toBeCloseTo(were! - vol!, 14);
  const { vol: known } = measureErrors(svi, slice);
  expect(told.measures.vol.errors! * known!).toBeCloseTo(were! - vol!, 12);
  // The errors of B are twice those of A.
  const other = change({ ...slice, covariance: null }, moved);
  expect(other.parameters[0]!.change.errors! / level!.change.errors!).toBeCloseTo(0.5, 9);
  // But for where B stands.
  expect(other.measures.vol.errors! / told.measures.vol.errors!).toBeCloseTo(0.5, 1);
  const neither = change({ ...slice, covariance: null }, { ...moved, covariance: null });
  expect(neither.parameters[0]!.change.errors).toBeNull();
  expect(neither.measures.vol.errors).toBeNull();
  expect(neither.measures.vol.change).toBe(told.measures.vol.change);
});

test('figures without an error of their own are told with their change', () => {
  const told = change(slice, moved);
  expect(told.rmse).toEqual({ a: 0.01, b: 0.014, change: 0.014 - 0.01, errors: null });
  expect(told.through).toEqual({ a: 3, b: 5, change: 2, errors: null });
  expect(told.butterfly).toEqual({ a: 'wings', b: 'quotes' });
  expect(told.calendar).toEqual({ a: 'none', b: 'wings' });
  const bare = change({ ...slice, figures: null }, { ...moved, figures: null });
  expect(bare.rmse).toEqual({ a: null, b: null, change: null, errors: null });
  expect(bare.through).toEqual({ a: null, b: null, change: null, errors: null });
  expect([bare.butterfly, bare.calendar]).toEqual([
    { a: null, b: null },
    { a: null, b: null },
  ]);
});

test('in a view parameters are its coordinates with their own errors', () => {
  const view = svi.views.find(({ id }) => id === 'wings')!;
  const told = change(slice, moved, 'wings').parameters;
  const [before, after] = [new Float64Array(5), new Float64Array(5)];
  view.values(slice.theta, slice.t, before);
  view.values(moved.theta, slice.t, after);
  const covariance = viewCovariance(
    { theta: slice.theta, t: slice.t, covariance: { matrix: slice.covariance! } },
    view,
  )!;
  told.forEach(({ spec, change: own }, i) => {
    expect(spec.name).toBe(view.parameters[i]!.name);
    expect([own.a, own.b]).toEqual([before[i], after[i]]);
    const expected = (after[i]! - before[i]!) / Math.sqrt(covariance[6 * i]!);
    expect(own.errors).toBeCloseTo(expected, 9);
  });
});

test('what one fit lacks is told of the other alone, and no parameter passes for one of another model', () => {
  for (const [a, b] of [
    [slice, null],
    [null, slice],
  ] as const) {
    const told = change(a, b);
    expect([told.a, told.b]).toEqual([a, b]);
    const known = a === null ? 'b' : 'a';
    const missing = a === null ? 'a' : 'b';
    expect(told.measures.vol).toMatchObject({ [missing]: null, change: null, errors: null });
    expect(told.measures.vol[known]).toBeGreaterThan(0);
    expect(told.parameters[0]!.change).toMatchObject({ [missing]: null, change: null, errors: null });
    expect(told.parameters[0]!.change[known]).toBe(slice.theta[0]);
    expect(told.rmse).toMatchObject({ [missing]: null, [known]: 0.01, change: null });
    expect(told.through[missing]).toBeNull();
    expect(told.butterfly).toEqual({ [missing]: null, [known]: 'wings' });
    expect(told.calendar).toEqual({ [missing]: null, [known]: 'none' });
  }
  const models = fitChanges(fitOf(slice), fitOf(slice, 'sabr'), 'none')[0]!;
  expect(models.parameters).toEqual([]);
  const unknown = fitChanges(fitOf(slice, 'unheard-of'), fitOf(slice, 'unheard-of'), 'none')[0]!;
  expect(unknown.parameters).toEqual([]);
  expect(unknown.measures.vol).toEqual({ a: null, b: null, change: null, errors: null });
  const past = change({ ...slice, t: 0 }, slice);
  expect(past.measures.vol).toMatchObject({ a: null, change: null });
});

test('a figure that is no number is not told, nor a change over an error of nothing', () => {
  const none = { ...slice, theta: slice.theta.map((v, i) => (i === 0 ? Number.NaN : v)) };
  const told = change(none, slice);
  expect(told.parameters[0]!.change).toMatchObject({ a: null, change: null, errors: null });
  const still = { ...slice, covariance: slice.covariance!.map(() => 0) };
  expect(change(still, moved).parameters[0]!.change.errors).toBeNull();
});

test('expiries ascend in time and then by name, whichever fit they are of', () => {
  const keys = ['Z@2026-09-25T08:00:00.000Z', 'B@2026-08-07T08:00:00.000Z', 'A@2026-08-07T08:00:00.000Z'];
  const last = '2026-10-30T08:00:00.000Z';
  const a = { model: 'svi', slices: { [last]: slice, [keys[0]!]: slice, [keys[1]!]: slice } };
  const b = { model: 'svi', slices: { [keys[2]!]: slice, [keys[1]!]: slice } };
  expect(fitChanges(a, b, 'none').map(({ key }) => key)).toEqual([keys[2], keys[1], keys[0], last]);
  expect(fitChanges(b, a, 'none').map(({ key }) => key)).toEqual([keys[2], keys[1], keys[0], last]);
});

test('errors of measures are those of the delta method, none where nothing is known or varies', () => {
  const covariance = new Float64Array(25);
  covariance[0] = 4e-8;
  // Vol at the money is the root of w(0)/t, whose slope in the level is 1/(2 sigma t).
  const { vol } = smileMeasures(svi.smile(slice), slice.theta, slice.t);
  const errors = measureErrors(svi, { ...slice, covariance });
  expect((errors.vol! * 2 * vol * slice.t) / 2e-4).toBeCloseTo(1, 6);
  const none = { vol: null, riskReversal25: null, butterfly25: null };
  expect(measureErrors(svi, { ...slice, covariance: null })).toEqual(none);
  expect(measureErrors(svi, { ...slice, t: 0 })).toEqual(none);
  expect(measureErrors(svi, { ...slice, covariance: new Float64Array(25) })).toEqual({
    vol: 0,
    riskReversal25: 0,
    butterfly25: 0,
  });
});
