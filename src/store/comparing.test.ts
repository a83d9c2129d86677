import { expect, test } from 'vitest';
import { models } from '#models/index.ts';
import { type Bench, bench, nextSnapshot, opened } from '#testing/bench.ts';
import { canCompare, comparedModels } from './selectors.ts';

async function until(condition: () => boolean): Promise<void> {
  const began = performance.now();
  while (!condition() && performance.now() - began < 60_000) {
    await new Promise((resolve) => setTimeout(resolve));
  }
  expect(condition()).toBe(true);
}

const row = (b: Bench, id: string) => comparedModels(b.state()).find((each) => each.id === id);
const phase = (b: Bench) => b.state().comparison?.phase;

test('nothing is compared unasked, nor without a fit', async () => {
  const b = bench();
  expect(canCompare(b.state())).toBe(false);
  b.actions.compareModels();
  expect(b.state().comparison).toBeNull();
  expect(comparedModels(b.state()).map(({ id, state }) => [id, state])).toEqual(
    models.map(({ id }) => [id, 'untried']),
  );
  const with_ = await opened();
  with_.actions.setWeights({ spread: 0.5 });
  await with_.settle();
  expect([canCompare(with_.state()), with_.state().comparison]).toEqual([true, null]);
});

test('results appear as they come, and those that are done stay when it is called off', async () => {
  const b = await opened();
  b.actions.compareModels();
  expect(['svi', 'essvi'].map((id) => row(b, id)?.state)).toEqual(['running', 'waiting']);
  await until(() => (b.state().comparison?.trials.length ?? 0) >= 2);
  expect([row(b, 'svi')?.state, row(b, models.at(-1)?.id ?? '')?.state]).toEqual(['done', 'waiting']);
  expect(row(b, 'svi')?.figures?.rmseVol).toBeGreaterThan(0);
  b.actions.cancel();
  expect(phase(b)).toBe('cancelled');
  const kept = b.state().comparison?.trials.length;
  await b.settle();
  expect(b.state().comparison?.trials.length).toBe(kept);
});

test('a model is taken by one action and its row still holds; another weight makes every row stale', async () => {
  const b = await opened();
  b.actions.compareModels();
  await until(() => phase(b) === 'done');
  expect(comparedModels(b.state()).every(({ state, stale }) => state === 'done' && !stale)).toBe(true);
  b.actions.setModel('essvi');
  await b.settle();
  expect(b.state().fitted?.result.model).toBe('essvi');
  expect(row(b, 'essvi')).toMatchObject({ chosen: true, stale: false });
  const { rmseVol } = b.state().fitted?.result.summary ?? {};
  expect(row(b, 'essvi')?.figures?.rmseVol).toBeCloseTo(rmseVol ?? Number.NaN, 12);
  b.actions.setParameter('rho', { fixed: true, value: -0.3 });
  expect([row(b, 'essvi')?.stale, row(b, 'svi')?.stale]).toEqual([true, false]);
  b.actions.setWeights({ spread: 0.5 });
  expect(comparedModels(b.state()).every(({ stale }) => stale)).toBe(true);
  b.actions.undo();
  expect(row(b, 'svi')?.stale).toBe(false);
});

test('another file forgets the comparison', async () => {
  const b = await opened();
  b.actions.compareModels();
  await until(() => (b.state().comparison?.trials.length ?? 0) > 0);
  b.actions.cancel();
  await b.open('next.json', nextSnapshot());
  expect(b.state().comparison).toBeNull();
});
