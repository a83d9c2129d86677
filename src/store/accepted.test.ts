import { expect, test } from 'vitest';
import { opened } from '#testing/bench.ts';
import { isWorking, workingKeys } from './accepted.ts';

const NEAR = '2026-08-07T08:00:00.000Z';
const FAR = '2026-09-25T08:00:00.000Z';

test('after a fit is kept, expiries that move are worked on, and one is accepted or taken back alone', async () => {
  const b = await opened();
  const working = () => workingKeys(b.state().ghost, b.state().fitted);
  expect(working()).toBeNull();
  b.actions.keepGhost();
  expect(working()).toEqual([]);
  const kept = b.state().ghost?.slices[FAR]?.theta;
  b.actions.holdParameter(NEAR, 'atmVol', 0.4, null);
  b.actions.holdParameter(FAR, 'atmVol', 0.5, null);
  const row = b.state().fitted?.request.slices.find(({ key }) => key === FAR)?.quote[2] ?? -1;
  b.actions.setManual(row, 0);
  await b.settle();
  expect(working()).toEqual([NEAR, FAR]);

  b.actions.acceptExpiry(NEAR);
  expect(working()).toEqual([FAR]);
  b.actions.revertExpiry(FAR);
  await b.settle();
  expect(working()).toEqual([]);
  expect(b.state().fitted?.result.slices.find(({ key }) => key === FAR)?.theta).toEqual(kept);
  // What was accepted stays when all is taken back.
  b.actions.setWeights({ spread: 0 });
  await b.settle();
  expect(working()).toHaveLength(3);
  b.actions.applyGhostSettings();
  await b.settle();
  expect(working()).toEqual([]);
  expect(b.state().decisions.settings.byExpiry[NEAR]?.parameters).toEqual({
    atmVol: { fixed: true, value: 0.4, set: true },
  });
});

test('one expiry can be accepted where nothing was kept, and none alone against another model', async () => {
  const b = await opened();
  b.actions.acceptExpiry(FAR);
  const { ghost, fitted } = b.state();
  expect(Object.keys(ghost?.slices ?? {})).toEqual([FAR]);
  expect(isWorking(ghost, fitted, FAR)).toBe(false);
  expect(isWorking(ghost, fitted, NEAR)).toBe(true);
  b.actions.setModel('sabr');
  await b.settle();
  b.actions.revertExpiry(FAR);
  expect(b.state().decisions.settings.model).toBe('sabr');
  b.actions.acceptExpiry(NEAR);
  expect(b.state().ghost?.model).toBe('svi');
});

test('of a fit that is kept an expiry without a smile has none either: nothing is worked on until something moves', async () => {
  const b = await opened();
  const slice = b.state().fitted?.request.slices.find(({ key }) => key === FAR);
  for (const row of slice?.quote ?? []) b.actions.setManual(row, 0);
  await b.settle();
  expect(b.state().fitted?.result.slices.find(({ key }) => key === FAR)?.theta).toBeNull();
  b.actions.keepGhost();
  expect(Object.keys(b.state().ghost?.slices ?? {})).not.toContain(FAR);
  expect(workingKeys(b.state().ghost, b.state().fitted)).toEqual([]);
  // Fitted again it is another than what was kept.
  b.actions.resetManual();
  await b.settle();
  expect(workingKeys(b.state().ghost, b.state().fitted)).toEqual([FAR]);
});

test('keeping a fit, accepting an expiry and letting the kept fit go are steps that undo and redo', async () => {
  const b = await opened();
  b.actions.keepGhost();
  const kept = b.state().ghost;
  b.actions.setWeights({ spread: 0 });
  await b.settle();
  b.actions.acceptExpiry(NEAR);
  const accepted = b.state().ghost;
  expect(accepted).not.toBe(kept);
  b.actions.dropGhost();
  expect(b.state().ghost).toBeNull();

  b.actions.undo();
  expect(b.state().ghost).toBe(accepted);
  b.actions.undo();
  expect(b.state().ghost).toBe(kept);
  expect(b.state().decisions.settings.all.weights.spread).toBe(0);
  b.actions.undo();
  await b.settle();
  expect(b.state().ghost).toBe(kept);
  expect(b.state().decisions.settings.all.weights.spread).toBe(1);
  b.actions.undo();
  expect(b.state().ghost?.source).not.toBe('kept');
  expect(b.state().canUndo).toBe(false);
  for (let i = 0; i < 4; i++) b.actions.redo();
  await b.settle();
  expect(b.state().ghost).toBeNull();
  expect(b.state().canRedo).toBe(false);
});
