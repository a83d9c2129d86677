import { expect, test } from 'vitest';
import { createTurns } from './turns.ts';

test('of panels that are due in one pass one is drawn, and each has its turn', () => {
  const turns = createTurns();
  const [table, surface, heat] = [{}, {}, {}];
  const drawn = [0, 100, 200, 300].map((at) =>
    [table, surface, heat].map((panel, i) => turns.take(panel, at + i)),
  );
  expect(drawn).toEqual([
    [true, false, false],
    [false, true, false],
    [false, false, true],
    [true, false, false],
  ]);
});

test('nobody waits for a panel that has gone', () => {
  const turns = createTurns();
  const [table, surface] = [{}, {}];
  turns.take(table, 0);
  turns.take(surface, 1);
  turns.leave(surface);
  expect(turns.take(table, 100)).toBe(true);
});
