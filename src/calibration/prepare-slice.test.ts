import { expect, test } from 'vitest';
import { epochMs } from '#base/units.ts';
import type { SliceModel } from '#models/model.ts';
import { svi } from '#models/svi/index.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { parabola, parabolaCoordinates } from '#testing/parabola.ts';
import { prepareSlice, type RefusedSlice, type TargetSlice, targetSlice } from './prepare-slice.ts';
import type { PreviousFit } from './previous-fit.ts';
import type { FitSlice } from './request.ts';
import { DEFAULT_SETTINGS, type FitSettings } from './settings.ts';

const none = Number.NaN;
/** Seven quotes: one without a mid, one taken out by hand. */
const slice = makeSlice(
  0.25,
  [-0.3, -0.2, -0.1, 0.02, 0.1, 0.2, 0.3],
  [0.5, 0.47, none, 0.44, 0.45, 0.46, 0.48],
  {
    bidVol: Float64Array.of(0.49, 0.46, 0.44, 0.43, 0.44, 0.45, 0.47),
    askVol: Float64Array.of(0.51, 0.48, none, 0.45, 0.46, 0.47, 0.49),
    manual: Float64Array.of(1, 2, 1, 1, 0, 1, 1),
  },
);

function ready(of: FitSlice, change: Partial<FitSettings> = {}, model: SliceModel = svi): TargetSlice {
  const prepared = targetSlice(model, of, { ...DEFAULT_SETTINGS, ...change });
  if ('message' in prepared) throw new Error(prepared.message);
  return prepared;
}
function refusal(of: FitSlice, change: Partial<FitSettings> = {}, model: SliceModel = svi): string {
  const prepared: TargetSlice | RefusedSlice = targetSlice(model, of, { ...DEFAULT_SETTINGS, ...change });
  return 'message' in prepared ? prepared.message : '';
}
const holding = (...names: string[]): Partial<FitSettings> => ({
  all: {
    ...DEFAULT_SETTINGS.all,
    parameters: Object.fromEntries(names.map((name) => [name, { fixed: true, value: 0.1 }])),
  },
});

test('a slice is fitted to the quotes with weight, and guessed from those of them with two sides', () => {
  const { used, twoSided, target, guess, weights, unit } = ready(slice);
  expect([...used]).toEqual([0, 1, 2, 3, 5, 6]);
  expect(twoSided).toBe(5);
  const at = (column: Float64Array, rows: readonly number[]) => rows.map((i) => column[i]);
  for (const name of ['k', 'midVol', 'bidVol', 'askVol'] as const) {
    expect([...target[name]]).toEqual(at(slice[name], [0, 1, 2, 3, 5, 6]));
  }
  expect([...target.weight]).toEqual(at(weights.weight, [0, 1, 2, 3, 5, 6]));
  const mid = [0, 1, 3, 5, 6];
  expect([...guess.k]).toEqual(at(slice.k, mid));
  expect([...guess.weight]).toEqual(at(weights.weight, mid));
  expect([...guess.w]).toEqual(mid.map((i) => slice.midVol[i]! ** 2 * 0.25));
  expect([target.t, target.forward, guess.t, guess.forward]).toEqual([0.25, 100, 0.25, 100]);
  // At the quote nearest the money, 0.02.
  expect(unit).toBeCloseTo(0.44 * 0.5, 14);
});

test('where all quotes take part their columns are those of the slice', () => {
  const whole = makeSlice(0.25, [-0.2, -0.1, 0, 0.1, 0.2], [0.5, 0.47, 0.44, 0.45, 0.46]);
  const { target, guess } = ready(whole);
  expect(target.k).toBe(whole.k);
  expect(guess.k).toBe(whole.k);
});

test('what the settings ask of the fit is in its target', () => {
  const { target, optimiser } = ready(slice, {
    residual: 'price',
    outsidePenalty: 2,
    atmPin: 0.5,
    optimiser: 'l-bfgs-b',
  });
  expect(target).toMatchObject({
    residual: 'price',
    outsidePenalty: 2,
    atmPin: { strength: 0.5 },
    prior: null,
  });
  // Linear in total variance between -0.2 and 0.02, the nearest with two sides.
  const [below, above] = [0.47 ** 2, 0.44 ** 2];
  expect(target.atmPin!.vol ** 2).toBeCloseTo((0.02 * below + 0.2 * above) / 0.22, 12);
  expect(optimiser).toBe('l-bfgs-b');
  expect(ready(slice).target.atmPin).toBeNull();
});

test('the settings are those of the expiry, with what the model itself holds', () => {
  const held: SliceModel = {
    ...svi,
    parameters: svi.parameters.map((spec) => (spec.name === 'rho' ? { ...spec, held: -0.5 } : spec)),
  };
  const own = { weights: { ...DEFAULT_SETTINGS.all.weights, cap: 1, spread: 0 } };
  const { settings, weights } = ready(slice, { byExpiry: { [slice.key]: own } }, held);
  expect(settings.parameters).toEqual({ rho: { fixed: true, value: -0.5 } });
  expect(settings.weights.cap).toBe(1);
  expect(weights.weight[1]! / weights.weight[0]!).toBeCloseTo(2, 12);
});

test('an expiry with too few quotes for its free parameters is refused with both numbers', () => {
  const quotes = (n: number) =>
    makeSlice(
      0.25,
      Array.from({ length: n }, (_, i) => i / 10),
      Array.from({ length: n }, () => 0.5),
    );
  expect(refusal(quotes(4))).toBe('4 usable quotes, SVI needs 5.');
  expect(refusal(quotes(1))).toBe('1 usable quote, SVI needs 5.');
  expect(refusal(quotes(0))).toBe('0 usable quotes, SVI needs 5.');
  expect(refusal(quotes(5))).toBe('');
  // A parameter that is fixed needs no quote; one that is only bounded does.
  expect(refusal(quotes(4), holding('rho'))).toBe('');
  expect(refusal(quotes(2), holding('rho', 'm'))).toBe('2 usable quotes, SVI needs 3.');
  const bounded = { rho: { fixed: false, lower: 0 } };
  const all = { ...DEFAULT_SETTINGS.all, parameters: bounded };
  expect(refusal(quotes(4), { all })).toBe('4 usable quotes, SVI needs 5.');
});

test('one strike is no smile however few parameters are free, but may tell a board something', () => {
  const twice = makeSlice(0.25, [0.1, 0.1, 0.1, 0.1, 0.1], [0.5, 0.5, 0.5, 0.5, 0.5]);
  expect(refusal(twice)).toBe('5 usable quotes, SVI needs 5.');
  const all = holding('a', 'b', 'rho', 'm', 'sigma');
  const one = makeSlice(0.25, [0.1], [0.5]);
  expect(refusal(one, all)).toBe('1 usable quote, SVI needs 2.');
  const two = makeSlice(0.25, [0.1, 0.2], [0.5, 0.5]);
  expect(refusal(two, all)).toBe('');
  expect(refusal(makeSlice(0.25, [0.2, 0.1, 0.2], [0.5, 0.5, 0.5]), all)).toBe('');
  expect(refusal(one, {}, { ...parabola, minQuotes: 1 })).toBe('');
  expect(refusal(makeSlice(0.25, [0.1], [none]), {}, { ...parabola, minQuotes: 1 })).toBe(
    '0 usable quotes, Parabola needs 1.',
  );
});

test('an expiry of which every quote is taken out says so, an empty one that it has none', () => {
  const out = { ...slice, manual: new Float64Array(7) };
  expect(refusal(out)).toBe('every weight is 0, nothing to fit.');
  const prepared = targetSlice(svi, out, DEFAULT_SETTINGS);
  expect(prepared.slice).toBe(out);
  expect([...prepared.weights.weight]).toEqual([0, 0, 0, 0, 0, 0, 0]);
});

test('what an expiry is not pinned or drawn to is said beside what is to be said of it anyway', () => {
  const cautious = { ...slice, caution: 'Careful.' };
  expect(ready(cautious).slice).toBe(cautious);
  const right = { ...cautious, k: slice.k.map((k) => k + 1) };
  expect(ready(right, { atmPin: 1 }).slice.caution).toBe(
    'Careful. no quotes on both sides of the forward: not pinned at the money.',
  );
  expect(ready(right, { atmPin: 1 }).target.atmPin).toBeNull();
  expect(ready(right, { atmPin: 0 }).slice.caution).toBe('Careful.');
  expect(ready({ ...right, caution: null }, { atmPin: 1 }).slice.caution).toBe(
    'no quotes on both sides of the forward: not pinned at the money.',
  );
  const before: PreviousFit = { model: 'svi', underlying: 'BTC', asOf: epochMs(0), slices: {} };
  const prior = { strength: 1, fit: before };
  expect(ready(slice, { prior }).slice.caution).toBe(
    'no prior: the fit before does not have this expiry with its errors.',
  );
  expect(ready(slice, { prior: { strength: 1, fit: { ...before, model: 'sabr' } } }).slice.caution).toBe(
    'no prior: the fit before is of SABR, not of SVI.',
  );
  const shared: SliceModel = {
    ...svi,
    parameters: svi.parameters.map((spec) => ({ ...spec, shared: true as const })),
  };
  expect(ready(slice, { prior }, shared).slice.caution).toBeNull();
});

test('a prior that is found is in the target and needs no word', () => {
  const theta = [0.02, 0.1, -0.2, 0, 0.2];
  const covariance = Array.from({ length: 25 }, (_, i) => (i % 6 === 0 ? 1e-4 : 0));
  const known = { t: 0.25, forward: 100, theta, covariance, noise: 0.005 };
  const fit = { model: 'svi', underlying: 'BTC', asOf: epochMs(0), slices: { [slice.key]: known } };
  const { target, slice: told } = ready(slice, { prior: { strength: 2, fit } });
  // The residual variance in squared vol points over the six quotes used.
  expect(target.prior!.scale).toBeCloseTo((2 * 0.5 ** 2) / 6, 14);
  expect(told.caution).toBeNull();
});

test('a start comes from the guess, and closer by the steps of the model where nothing is held', () => {
  const seen: string[] = [];
  const model: SliceModel = {
    ...parabola,
    guess: (_slice, theta) => theta.set([0.09, 0, 0.4]),
    approach: (_slice, _coordinates, theta) => {
      seen.push('approach');
      theta.set([0.16, 0, 0.5]);
      return 3;
    },
  };
  const prepared = prepareSlice(model, slice, DEFAULT_SETTINGS);
  if ('message' in prepared) throw new Error(prepared.message);
  expect(prepared.startSteps).toBe(3);
  expect(prepared.start[0]).toBeCloseTo(0.4, 14);
  expect(prepared.start[1]).toBeCloseTo(0.2, 14);
  const held = prepareSlice(model, slice, { ...DEFAULT_SETTINGS, ...holding('level') });
  if ('message' in held) throw new Error(held.message);
  expect([held.startSteps, held.start[0]]).toEqual([0, 0.3]);
  expect(seen).toEqual(['approach']);
  const plain = prepareSlice(parabola, slice, DEFAULT_SETTINGS);
  expect(plain).toMatchObject({ startSteps: 0, coordinates: parabolaCoordinates });
});

test('settings that contradict are told as what they are, and what is refused stays refused', () => {
  const contradictory: SliceModel = { ...parabola, coordinates: () => ({ error: 'the range is empty' }) };
  const refused = prepareSlice(contradictory, slice, DEFAULT_SETTINGS);
  expect(refused).toMatchObject({ slice, message: 'the range is empty.' });
  const few = prepareSlice(svi, makeSlice(0.25, [0, 0.1], [0.5, 0.5]), DEFAULT_SETTINGS);
  expect(few).toMatchObject({ message: '2 usable quotes, SVI needs 5.' });
});

test('a slice that keeps its smile needs no quotes, and stands on the scale of that smile where it has none', () => {
  const kept = Float64Array.of(0.01, 0.1, -0.3, 0.02, 0.15);
  const empty = makeSlice(0.25, [], []);
  const still = targetSlice(svi, empty, DEFAULT_SETTINGS, kept);
  if ('message' in still) throw new Error(still.message);
  expect(still).toMatchObject({ frozen: true, twoSided: 0 });
  // sqrt(w(0)) of the raw smile itself.
  const variance = 0.01 + 0.1 * (-0.3 * -0.02 + Math.hypot(0.02, 0.15));
  expect(still.unit).toBeCloseTo(Math.sqrt(variance), 12);
  expect(still.settings.parameters['rho']).toEqual({ fixed: true, value: -0.3 });
  const among = targetSlice(svi, slice, DEFAULT_SETTINGS, kept);
  if ('message' in among) throw new Error(among.message);
  expect(among.unit).toBeCloseTo(0.44 * 0.5, 14);
  expect(ready(slice).frozen).toBeUndefined();
});
