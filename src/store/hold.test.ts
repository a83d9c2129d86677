import { expect, test } from 'vitest';
import { nextSnapshot, opened } from '#testing/bench.ts';

const NEAR = '2026-08-07T08:00:00.000Z';
const FAR = '2026-09-25T08:00:00.000Z';

type Opened = Awaited<ReturnType<typeof opened>>;

function fittedValue(b: Opened, key: string, name: string): number {
  const slice = b.state().fitted?.result.slices.find((fit) => fit.key === key);
  const all = [...(slice?.parameters ?? []), ...Object.values(slice?.views ?? {}).flat()];
  return all.find((parameter) => parameter.name === name)?.value ?? Number.NaN;
}

test('a parameter locked for all expiries stays in each where the fit had it, and is freed for all', async () => {
  const b = await opened();
  const keys = b.state().fitted?.result.slices.map(({ key }) => key) ?? [];
  const before = keys.map((key) => fittedValue(b, key, 'rho'));
  expect(new Set(before).size).toBe(keys.length);
  b.actions.lockParameter('rho');
  await b.settle();
  expect(keys.map((key) => fittedValue(b, key, 'rho'))).toEqual(before);
  const { byExpiry } = b.state().decisions.settings;
  expect(Object.keys(byExpiry).sort()).toEqual([...keys].sort());
  b.actions.freeParameter('rho');
  expect(b.state().decisions.settings.byExpiry).toEqual({});
  b.actions.undo();
  b.actions.undo();
  expect(b.state().decisions.settings.byExpiry).toEqual({});
});

test('a value set for one expiry is marked as set, lets its other name go, and is released alone', async () => {
  const b = await opened();
  b.actions.holdParameter(NEAR, 'm', 0.01, 'skew');
  b.actions.holdParameter(NEAR, 'skew', -0.05, 'm');
  b.actions.holdParameter(NEAR, 'atmVol', 0.4, null);
  await b.settle();
  const own = b.state().decisions.settings.byExpiry[NEAR]?.parameters;
  expect(own).toEqual({
    skew: { fixed: true, value: -0.05, set: true },
    atmVol: { fixed: true, value: 0.4, set: true },
  });
  expect(fittedValue(b, NEAR, 'atmVol')).toBeCloseTo(0.4, 12);
  b.actions.releaseParameter(NEAR, 'skew');
  b.actions.releaseParameter(NEAR, 'atmVol');
  expect(b.state().decisions.settings.byExpiry).toEqual({});
});

test('a brush multiplies the weights between two strikes in one step, and leaves what is out outside', async () => {
  const b = await opened();
  const slice = b.state().fitted?.request.slices.find(({ key }) => key === FAR);
  const rows = Array.from(slice?.quote ?? []);
  const symbols = b.state().quotes?.symbol ?? [];
  const strikes = rows.map((row) => Number(symbols[row]?.split('-')[2]));
  b.actions.setManual(rows[3] ?? -1, 0);
  const [low, high] = [strikes[2] ?? 0, strikes[6] ?? 0];
  expect(b.actions.weighStrikes(FAR, high, low, 2)).toBe(5);
  const at = (i: number) => b.state().decisions.settings.manual[symbols[rows[i] ?? -1] ?? ''];
  expect([1, 2, 3, 4, 6, 7].map(at)).toEqual([undefined, 2, 0, 2, 2, undefined]);
  b.actions.weighStrikes(FAR, low, high, 0.25);
  expect(at(2)).toBe(0.5);
  b.actions.weighStrikes(FAR, low, high, 'reset');
  expect(b.state().decisions.settings.manual).toEqual({});
  b.actions.weighStrikes(FAR, low, high, 'exclude');
  expect([2, 3, 6].map(at)).toEqual([0, 0, 0]);
  b.actions.undo();
  b.actions.undo();
  expect(at(2)).toBe(0.5);
  expect(b.actions.weighStrikes(FAR, low, high, Number.NaN)).toBe(5);
  expect(at(2)).toBe(0.5);
  expect(b.actions.weighStrikes('nowhere', low, high, 2)).toBe(0);
  await b.settle();
});

test('an expiry that is dropped has no fit and no part in the surface, and comes back', async () => {
  const b = await opened();
  const before = b.state().fitted?.result;
  b.actions.dropExpiry(FAR, true);
  await b.settle();
  expect(b.state().fitted?.result.slices.some(({ key }) => key === FAR)).toBe(false);
  b.actions.dropExpiry(FAR, false);
  await b.settle();
  expect(b.state().fitted?.result.slices.length).toBe(before?.slices.length);
  expect(b.state().decisions.settings.dropped).toEqual({});
});

test('a frozen expiry keeps its smile through settings and the next snapshot, until it is thawed', async () => {
  const b = await opened();
  const theta = () => [...(b.state().fitted?.result.slices.find(({ key }) => key === FAR)?.theta ?? [])];
  const first = theta();
  b.actions.freezeExpiry(FAR, true);
  b.actions.setWeights({ spread: 0 });
  await b.settle();
  expect(theta()).toEqual(first);
  const vol = fittedValue(b, FAR, 'atmVol');
  await b.open('next.json', nextSnapshot());
  expect(fittedValue(b, FAR, 'atmVol')).toBeCloseTo(vol, 12);
  expect(b.state().fitted?.result.slices.find(({ key }) => key === FAR)?.frozen).toBe(true);
  b.actions.freezeExpiry(FAR, false);
  await b.settle();
  expect(fittedValue(b, FAR, 'atmVol')).not.toBeCloseTo(vol, 6);
  b.actions.setModel('heston');
  b.actions.freezeExpiry(FAR, true);
  expect(b.state().decisions.settings.frozen).toEqual({});
});
