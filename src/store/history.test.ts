import { expect, test } from 'vitest';
import { epochMs } from '#base/units.ts';
import {
  DEFAULT_DECISIONS,
  withAsOf,
  withConstraint,
  withFilters,
  withForward,
  withLoss,
  withManual,
  withParameter,
  withRate,
  withSettings,
  withWeights,
} from './edits.ts';
import { createHistory } from './history.ts';
import type { Decisions, Ghost } from './state.ts';

/** Marsaglia's xorshift, so that a failing seed can be run again. */
function randomFrom(seed: number): () => number {
  let x = seed;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) / 2 ** 32;
  };
}

function randomEdit(d: Decisions, random: () => number): Decisions {
  const target = random() < 0.5 ? null : `2026-0${1 + Math.floor(random() * 3)}-01T08:00:00.000Z`;
  const v = random();
  const edits = [
    () => withWeights(d, target, { spread: 2 * v }),
    () => withWeights(d, target, { ageHalfLife: v < 0.5 ? null : 600 * v }),
    () =>
      withParameter(
        d,
        target,
        ['rho', 'm', 'a'][Math.floor(3 * v)] ?? 'b',
        v < 0.3 ? null : { fixed: true, value: v },
      ),
    () =>
      withConstraint(d, target, v < 0.5 ? 'butterfly' : 'calendar', {
        mode: v < 0.3 ? 'report' : 'penalise',
      }),
    () => withManual(d, `Q${Math.floor(20 * v)}`, [0, 1, 2][Math.floor(3 * random())] ?? 0),
    () => withFilters(d, { inTheMoney: v < 0.5, relativeSpreadAbove: v }),
    () => withLoss(d, v < 0.5 ? { kind: 'squared' } : { kind: 'huber', threshold: 1 + v }),
    () => withSettings(d, { residual: v < 0.5 ? 'vol' : 'total-variance' }),
    () => withAsOf(d, v < 0.5 ? null : epochMs(1e12 * v)),
    () => withForward(d, 'F', v < 0.5 ? null : 60_000 * v),
    () => withRate(d, v < 0.5 ? null : 0.1 * v),
  ];
  return edits[Math.floor(random() * edits.length)]?.() ?? d;
}

test('ten thousand random edits and gestures undo to the very beginning and redo to the very end', () => {
  const seed = 27;
  const random = randomFrom(seed);
  const history = createHistory(DEFAULT_DECISIONS);
  for (let i = 0; i < 10_000; i++) {
    if (random() < 0.1) history.begin();
    history.edit(randomEdit(history.present, random));
    if (random() < 0.1) history.end();
    if (random() < 0.05) history.undo();
    if (random() < 0.03) history.redo();
  }
  history.end();
  const last = history.present;
  while (history.undo());
  expect(history.present, `seed ${seed}`).toEqual(DEFAULT_DECISIONS);
  expect(history.canUndo).toBe(false);
  while (history.redo());
  expect(history.present, `seed ${seed}`).toEqual(last);
  expect(history.canRedo).toBe(false);
});

test('a gesture is one step however many values it passes through', () => {
  const history = createHistory(DEFAULT_DECISIONS);
  history.begin();
  for (let i = 0; i < 300; i++) history.edit(withWeights(history.present, null, { spread: i / 200 }));
  history.end();
  expect(history.undo()).toBe(true);
  expect(history.present).toEqual(DEFAULT_DECISIONS);
  expect(history.undo()).toBe(false);
});

test('a gesture that ends where it began is no step and keeps what can be redone', () => {
  const history = createHistory(DEFAULT_DECISIONS);
  history.edit(withWeights(DEFAULT_DECISIONS, null, { size: 2 }));
  history.undo();
  history.begin();
  history.edit(withWeights(history.present, null, { spread: 0.5 }));
  history.edit(withWeights(history.present, null, { spread: 1 }));
  history.end();
  expect(history.canUndo).toBe(false);
  expect(history.canRedo).toBe(true);
});

test('undo during a gesture ends it and takes back all of it', () => {
  const history = createHistory(DEFAULT_DECISIONS);
  history.begin();
  history.edit(withWeights(history.present, null, { spread: 0.5 }));
  expect(history.canUndo).toBe(true);
  history.undo();
  expect(history.present).toEqual(DEFAULT_DECISIONS);
});

test('an edit that changes nothing is no step', () => {
  const history = createHistory(DEFAULT_DECISIONS);
  expect(history.edit(withWeights(DEFAULT_DECISIONS, null, { spread: 1 }))).toBe(false);
  expect(history.canUndo).toBe(false);
});

test('a step that keeps a fit is undone, is none of the decisions, and is forgotten with its underlying', () => {
  const history = createHistory(DEFAULT_DECISIONS);
  const fit = { source: 'kept' } as Ghost;
  history.keep(fit);
  history.edit(withWeights(DEFAULT_DECISIONS, null, { size: 2 }));
  expect(history.steps().past).toEqual([DEFAULT_DECISIONS]);
  history.undo();
  expect(history.kept).toBe(fit);
  history.undo();
  expect([history.kept, history.canUndo]).toEqual([null, false]);
  history.redo();
  history.forgetKept();
  expect([history.kept, history.canUndo]).toEqual([null, false]);
  history.redo();
  expect([history.kept, history.canRedo]).toEqual([null, false]);
});

test('what a step asked for and could not have is taken back within that step, and one that comes to nothing is none', () => {
  const history = createHistory(DEFAULT_DECISIONS);
  const at = (value: number) => withParameter(DEFAULT_DECISIONS, 'a', 'rho', { fixed: true, value });
  history.begin();
  history.edit(at(0.2));
  history.edit(at(0.9));
  history.end();
  history.amend(at(0.5));
  expect(history.present).toEqual(at(0.5));
  expect(history.undo()).toBe(true);
  expect(history.present).toEqual(DEFAULT_DECISIONS);
  expect(history.canUndo).toBe(false);
  expect(history.redo()).toBe(true);
  expect(history.present).toEqual(at(0.5));
  history.edit(at(0.9));
  history.amend(at(0.5));
  expect(history.undo()).toBe(true);
  expect(history.present).toEqual(DEFAULT_DECISIONS);
});

test('taken back amid a gesture, it is part of the gesture', () => {
  const history = createHistory(DEFAULT_DECISIONS);
  const at = (value: number) => withParameter(DEFAULT_DECISIONS, 'a', 'rho', { fixed: true, value });
  history.begin();
  history.edit(at(0.9));
  history.amend(at(0.5));
  history.end();
  expect(history.undo()).toBe(true);
  expect(history.present).toEqual(DEFAULT_DECISIONS);
  expect(history.canUndo).toBe(false);
});

test('no step leads nowhere where what nobody decided has made two moments one', () => {
  const weighed = (size: number) => withWeights(DEFAULT_DECISIONS, null, { size });
  const history = createHistory(DEFAULT_DECISIONS);
  history.edit(weighed(0.5));
  history.edit(weighed(2));
  history.carry(weighed(0.5));
  expect(history.undo()).toBe(true);
  expect([history.present, history.canUndo]).toEqual([DEFAULT_DECISIONS, false]);
  expect(history.redo()).toBe(true);
  expect([history.present, history.canRedo]).toEqual([weighed(0.5), false]);
});

test('a gesture that is open while a session is put back goes on as one step of its own', () => {
  const weighed = (size: number) => withWeights(DEFAULT_DECISIONS, null, { size });
  const history = createHistory(DEFAULT_DECISIONS);
  history.begin();
  history.edit(weighed(0.1));
  history.restart(weighed(1), null);
  history.edit(weighed(0.2));
  history.edit(weighed(0.3));
  history.end();
  expect(history.undo()).toBe(true);
  expect([history.present, history.canUndo]).toEqual([weighed(1), false]);
});
