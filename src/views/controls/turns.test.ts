import { expect, test } from 'vitest';
import { createTurns } from './turns.ts';

test('of panels that are due in one pass one is drawn, and each has its turn', () => {
  const turns = createTurns();
  const [table, surface, heat] = [{}, {}, {}];
  turns.take({}, 0);
  const drawn = [100, 200, 300, 400].map((at) =>
    [table, surface, heat].map((panel, i) => turns.take(panel, at + i)),
  );
  expect(drawn).toEqual([
    [true, false, false],
    [false, true, false],
    [false, false, true],
    [true, false, false],
  ]);
});

test('a change after a pause is drawn whole', () => {
  const turns = createTurns();
  const [table, surface] = [{}, {}];
  const drawn = [0, 100, 500].map((at) => [turns.take(table, at), turns.take(surface, at + 1)]);
  expect(drawn).toEqual([
    [true, true],
    [true, false],
    [false, true],
  ]);
});

test('nobody waits for a panel that has gone', () => {
  const turns = createTurns();
  const [table, surface] = [{}, {}];
  turns.take({}, 0);
  turns.take(table, 100);
  turns.take(surface, 101);
  turns.leave(surface);
  expect(turns.take(table, 200)).toBe(true);
});

test('a panel that was refused and asks no more, its fit undone, keeps no other from its turn', () => {
  const turns = createTurns();
  const [table, surface] = [{}, {}];
  turns.take({}, 0);
  turns.take(table, 100);
  turns.take(surface, 101);
  expect([150, 620].map((at) => turns.take(table, at))).toEqual([false, true]);
});
