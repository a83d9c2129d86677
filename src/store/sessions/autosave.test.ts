import { expect, test } from 'vitest';
import { manualClock } from '#testing/manual-clock.ts';
import { createAutosave } from './autosave.ts';

/** Lets promises that are settled have their say. */
const turn = async () => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};

function bench() {
  const clock = manualClock();
  const starts: number[] = [];
  const answers: ((saved: boolean) => void)[] = [];
  const autosave = createAutosave(clock, () => {
    starts.push(clock.now());
    return new Promise((resolve) => answers.push(resolve));
  });
  return { clock, starts, answers, autosave };
}

test('a save begins soon after the first change, however long the changes go on', async () => {
  const { clock, starts, autosave } = bench();
  for (let ms = 0; ms < 400; ms += 16) {
    autosave.changed();
    clock.advance(16);
  }
  await turn();
  expect(starts[0]).toBeLessThanOrEqual(120);
});

test('while changes go on a save begins three times a second, and soon after the last of them', async () => {
  const { clock, starts, answers, autosave } = bench();
  for (let ms = 0; ms < 1000; ms += 16) {
    autosave.changed();
    clock.advance(16);
    answers.at(-1)?.(true);
    await turn();
  }
  clock.advance(360);
  const pauses = starts.slice(1).map((at, i) => at - (starts[i] ?? 0));
  expect(starts).toHaveLength(4);
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(360);
  // With the save itself, no more than half a second of changes can be lost.
  expect(Math.max(...pauses)).toBeLessThan(400);
  expect(autosave.pending).toBe(false);
});

test('one save runs at a time, and what changed meanwhile is saved after it', async () => {
  const { clock, starts, answers, autosave } = bench();
  autosave.changed();
  clock.advance(120);
  autosave.changed();
  clock.advance(1000);
  expect(starts).toEqual([120]);
  expect(autosave.pending).toBe(true);
  answers[0]?.(true);
  await turn();
  clock.advance(120);
  expect(starts).toEqual([120, 1240]);
  expect(autosave.pending).toBe(false);
});

test('a save that fails is tried again a few times, ever later, and the next change begins anew', async () => {
  const { clock, starts, answers, autosave } = bench();
  autosave.changed();
  for (let i = 0; i < 30; i++) {
    clock.advance(10_000);
    answers.at(-1)?.(false);
    await turn();
  }
  expect(starts).toHaveLength(6);
  autosave.changed();
  clock.advance(120);
  expect(starts).toHaveLength(7);
});

test('what is flushed while a save runs is saved by another one at once, which alone tells whether it is tried again', async () => {
  const { clock, starts, answers, autosave } = bench();
  autosave.changed();
  clock.advance(120);
  autosave.changed();
  let isFlushed = false;
  const flushed = autosave.flush().then(() => {
    isFlushed = true;
  });
  expect(starts).toEqual([120, 120]);
  answers[1]?.(true);
  await turn();
  expect(isFlushed).toBe(false);
  answers[0]?.(false);
  await flushed;
  clock.advance(100_000);
  expect(starts).toHaveLength(2);
});

test('nothing is saved twice because it is flushed while it is saved', async () => {
  const { clock, starts, answers, autosave } = bench();
  autosave.changed();
  clock.advance(120);
  const flushed = autosave.flush();
  answers[0]?.(true);
  await flushed;
  expect(starts).toEqual([120]);
});

test('a save that is put off comes with the next that is not, and else in its own time', async () => {
  const { clock, starts, answers, autosave } = bench();
  autosave.changed(60_000);
  clock.advance(1000);
  autosave.changed(60_000);
  clock.advance(1000);
  autosave.changed();
  clock.advance(120);
  expect(starts).toEqual([2120]);
  answers[0]?.(true);
  await turn();
  autosave.changed(60_000);
  for (let i = 0; i < 59; i++) {
    clock.advance(1000);
    autosave.changed(60_000);
  }
  expect(starts).toHaveLength(1);
  clock.advance(1000);
  expect(starts).toEqual([2120, 62_120]);
});
