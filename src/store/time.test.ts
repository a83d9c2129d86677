import { expect, test } from 'vitest';
import { opened } from '#testing/bench.ts';

test('another clock is shown at once, without a fit, and undone like any decision', async () => {
  const b = await opened();
  const before = b.service.calls.calibrate;
  const plain = b.state().fitted!;
  b.actions.setTime({ clock: 'weighted' });
  b.actions.setEvent('2026-08-12', 3);
  b.actions.beginGesture();
  for (let i = 10; i >= 5; i--) b.actions.setTime({ weekend: i / 10 });
  b.actions.endGesture();
  const { fitted, fit, decisions } = b.state();
  expect(b.service.calls.calibrate).toBe(before);
  expect(fit).toMatchObject({ phase: 'done', stale: false });
  expect(fitted!.result).toBe(plain.result);
  expect(fitted!.decisions).toEqual(decisions);
  const weighted = { clock: 'weighted', weekend: 0.5, events: { '2026-08-12': 3 } };
  expect(fitted!.request.settings.time).toEqual(weighted);
  b.actions.undo();
  expect(b.state().fitted!.request.settings.time.weekend).toBe(1);
  b.actions.undo();
  expect(b.state().decisions.settings.time).toEqual({ clock: 'weighted', weekend: 1, events: {} });
  b.actions.undo();
  expect(b.state().fitted!.decisions).toEqual(plain.decisions);
  expect(b.state().canUndo).toBe(false);
  await b.settle();
  expect(b.service.calls.calibrate).toBe(before);
});

test('a clock set while a fit is under way holds of that fit', async () => {
  const b = await opened();
  b.service.hold('calibrate');
  const before = b.service.calls.calibrate;
  b.actions.setWeights({ spread: 0.5 });
  b.actions.setTime({ clock: 'weighted', weekend: 0.25 });
  b.service.release();
  await b.settle();
  expect(b.service.calls.calibrate).toBe(before + 1);
  expect(b.state().fit).toMatchObject({ phase: 'done', stale: false });
  expect(b.state().fitted!.decisions).toEqual(b.state().decisions);
});

test('an answered question and compared models hold on any clock', async () => {
  const b = await opened();
  b.actions.assess('holdout');
  while (b.state().assessment?.phase === 'running') await b.settle();
  b.actions.setTime({ clock: 'weighted', weekend: 0 });
  expect(b.state().assessment?.phase).toBe('done');
});

test('weights out of range are brought to its edge, and what is no day or no number changes nothing', async () => {
  const b = await opened();
  b.actions.setTime({ weekend: 7 });
  expect(b.state().decisions.settings.time.weekend).toBe(2);
  b.actions.setTime({ weekend: Number.NaN });
  b.actions.setEvent('2026-02-30', 2);
  b.actions.setEvent('2026-02-28', Number.NaN);
  expect(b.state().decisions.settings.time).toEqual({ clock: 'calendar', weekend: 2, events: {} });
  b.actions.setEvent('2026-02-28', 0);
  expect(b.state().decisions.settings.time.events).toEqual({ '2026-02-28': 0 });
  b.actions.setEvent('2026-02-28', null);
  expect(b.state().decisions.settings.time.events).toEqual({});
});
