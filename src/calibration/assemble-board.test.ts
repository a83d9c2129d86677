import { expect, test } from 'vitest';
import { sviSmile } from '#models/svi/raw.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { calibrate } from './calibrate.ts';
import type { CalibrationProgress, CalibrationResult } from './result.ts';
import { DEFAULT_SETTINGS, type FitSettings, type ScopedSettings } from './settings.ts';

const K = Array.from({ length: 15 }, (_, i) => -0.35 + 0.05 * i);
/** Quotes of an SVI smile whose level rises with time; the second expiry of the board has three of them. */
const slices = [0.1, 0.2, 0.3].map((t, s) => {
  const w = new Float64Array(K.length);
  sviSmile.totalVariance(Float64Array.of(0.01 * (1 + s), 0.1, -0.3, 0, 0.12), Float64Array.from(K), w);
  const vols = Array.from(w, (v, i) => Math.sqrt(v / t) + 0.001 * Math.sin(9 * i * i + s));
  return s === 1 ? makeSlice(t, K.slice(5, 8), vols.slice(5, 8)) : makeSlice(t, K, vols);
});

function run(settings: FitSettings): {
  readonly result: CalibrationResult;
  readonly told: readonly CalibrationProgress[];
} {
  const told: CalibrationProgress[] = [];
  const steps = calibrate({ slices, settings });
  let step = steps.next();
  while (!step.done) {
    told.push(step.value);
    step = steps.next();
  }
  if (!step.value.ok) throw new Error(step.value.error.message);
  return { result: step.value.value, told };
}
const settingsOf = (model: string, all: Partial<ScopedSettings> = {}): FitSettings => ({
  ...DEFAULT_SETTINGS,
  model,
  all: { ...DEFAULT_SETTINGS.all, ...all },
});
const count = (told: readonly CalibrationProgress[]) =>
  told.map(({ stage, done, total }) => [stage, done, total]);

test('expiries keep their places, and those that are fitted are compared with the next that is', () => {
  const { result } = run(settingsOf('svi'));
  expect(result.slices.map(({ key, status }) => [key, status])).toEqual([
    ['0.1', 'ok'],
    ['0.2', 'failed'],
    ['0.3', 'ok'],
  ]);
  expect(result.calendar.map(({ fromKey, toKey }) => [fromKey, toKey])).toEqual([['0.1', '0.3']]);
  expect(result).toMatchObject({ model: 'svi', surface: null, cost: null });
  expect(result.summary).toMatchObject({ slicesOk: 2, slicesFailed: 1, used: 30 });
  expect(result.slices[0]!.arbitrage!.kRange).toEqual([-1.5, 1.5]);
});

test('every stage of a fit slice by slice is told with its count', () => {
  const { told } = run(settingsOf('svi'));
  expect(count(told)).toEqual([
    ['fit', 0, 3],
    ['fit', 1, 3],
    ['check', 1, 3],
    ['check', 3, 3],
    ['check', 3, 3],
  ]);
});

test('a strict fit tells its free one whole, then fits, refits neighbours and checks again', () => {
  const strict = { mode: 'strict', strength: 1 } as const;
  const { told, result } = run(settingsOf('svi', { butterfly: strict, calendar: strict }));
  const free = run(settingsOf('svi')).result;
  const previews = told.filter(({ preview }) => preview !== undefined);
  expect(previews).toHaveLength(1);
  expect(previews[0]).toMatchObject({ stage: 'strict', done: 3, total: 3 });
  expect(previews[0]!.preview).toEqual(free);
  const stages = [...new Set(told.map(({ stage }) => stage))];
  expect(stages).toEqual(expect.arrayContaining(['fit', 'check', 'strict']));
  expect(result.summary).toMatchObject({ butterflyFree: true, calendarFree: true });
  for (const { stage, done } of told) {
    if (stage === 'calendar') expect(done).toBe(3);
  }
});

test('one expiry that is strict gets the free fit told, one that is penalised does not', () => {
  const of = (mode: 'strict' | 'penalise') =>
    run({ ...settingsOf('svi'), byExpiry: { '0.3': { butterfly: { mode, strength: 10 } } } }).told.some(
      ({ preview }) => preview !== undefined,
    );
  expect([of('strict'), of('penalise')]).toEqual([true, false]);
});

test('of a board fitted as one, errors of shared parameters stand in each of its expiries', () => {
  const { result, told } = run(settingsOf('ssvi'));
  expect(result.slices.map(({ status }) => status === 'failed')).toEqual([false, false, false]);
  const surface = result.surface!;
  expect(surface.parameters.map(({ name }) => name)).toEqual(['rho', 'eta', 'gamma']);
  for (const shared of surface.parameters) {
    for (const { parameters } of result.slices) {
      const own = parameters.find(({ name }) => name === shared.name)!;
      expect(own.value).toBe(shared.value);
      if (shared.standardError === null) expect(own.standardError).toBeNull();
      else expect(own.standardError! / shared.standardError).toBeCloseTo(1, 9);
    }
  }
  expect(surface.parameters.some(({ standardError }) => standardError !== null)).toBe(true);
  expect(surface.starts.length).toBeGreaterThan(0);
  expect(surface.iterations).toBe(surface.starts.reduce((sum, { iterations }) => sum + iterations, 0));
  for (const { stage, total, done } of told) {
    expect(total).toBe(3);
    if (stage === 'fit') expect(done).toBe(0);
  }
  expect(told.filter(({ stage }) => stage === 'check')).toHaveLength(3 + 2);
});

test('a board whose settings contradict refuses each of its expiries with the reason', () => {
  const { result } = run(settingsOf('ssvi', { parameters: { rho: { fixed: true, value: 7 } } }));
  expect(result.surface).toBeNull();
  for (const { status, message } of result.slices) {
    expect(status).toBe('failed');
    expect(message).toMatch(/^rho is fixed at 7.*\.$/);
  }
});

test('a board without a usable expiry is told expiry by expiry, and what is refused keeps its own reason', () => {
  const none = slices.map((slice) => ({ ...slice, manual: slice.manual.map(() => 0) }));
  const outcome = (() => {
    const steps = calibrate({ slices: none, settings: settingsOf('ssvi') });
    let step = steps.next();
    while (!step.done) step = steps.next();
    return step.value;
  })();
  if (!outcome.ok) throw new Error(outcome.error.message);
  expect(outcome.value.surface).toBeNull();
  for (const { message } of outcome.value.slices) expect(message).toBe('every weight is 0, nothing to fit.');
});

test('a strict board fitted as one says what it gave up, one that gave up nothing does not', () => {
  const strict = { mode: 'strict', strength: 1 } as const;
  const crossing = [
    makeSlice(0.1, [-0.3, -0.15, 0, 0.15, 0.3], [0.9, 0.62, 0.46, 0.5, 0.62]),
    makeSlice(0.2, [-0.3, -0.15, 0, 0.15, 0.3], [0.42, 0.36, 0.32, 0.3, 0.3]),
  ];
  const fit = (all: Partial<ScopedSettings>) => {
    const steps = calibrate({ slices: crossing, settings: settingsOf('ssvi', all) });
    let preview: CalibrationProgress | null = null;
    let step = steps.next();
    while (!step.done) {
      if (step.value.preview !== undefined) preview = step.value;
      step = steps.next();
    }
    if (!step.value.ok) throw new Error(step.value.error.message);
    return { result: step.value.value, preview };
  };
  const free = fit({});
  expect([free.preview, free.result.cost]).toEqual([null, null]);
  const paid = fit({ calendar: strict });
  expect(paid.preview).toMatchObject({ stage: 'strict', done: 2, total: 2, preview: free.result });
  const rises = paid.result.slices.map(({ rmseVol }, s) => rmseVol! - free.result.slices[s]!.rmseVol!);
  const worst = rises.indexOf(Math.max(...rises));
  expect(paid.result.cost).toMatchObject({ key: crossing[worst]!.key, crossing: null });
});

test('parameters that too few quotes could tell are all named, those of an expiry are not', () => {
  const few = makeSlice(0.2, [-0.1, 0, 0.12], [0.42, 0.4, 0.41]);
  const steps = calibrate({ slices: [few], settings: settingsOf('ssvi') });
  let step = steps.next();
  while (!step.done) step = steps.next();
  if (!step.value.ok) throw new Error(step.value.error.message);
  const { surface, slices: fits } = step.value.value;
  expect(fits[0]!.status).not.toBe('failed');
  expect(surface!.message).toMatch(
    /^not identified by these quotes: rho, eta, gamma; fix them, or bring longer expiries/,
  );
  expect(surface!.parameters.every(({ standardError }) => standardError === null)).toBe(true);
});
