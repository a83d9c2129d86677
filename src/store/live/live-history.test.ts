import { expect, test } from 'vitest';
import type { LiveFrame, LiveScalar } from '#live/live-frame.ts';
import { HistoryKeeper } from './live-history.ts';

const START = 1_000_000;

function frame(at: number, z: number, published = z): LiveFrame {
  const scalar: LiveScalar = {
    z,
    deviation: 0.01,
    published,
    band: 0.02,
    cap: null,
    capped: false,
    factor: 1,
    t: 0.1,
    readAt: at,
  };
  return {
    at,
    publishedAt: at,
    expiries: [
      { key: 'a', scalar },
      { key: 'b', scalar: null },
    ],
  } as unknown as LiveFrame;
}

test('a session of any length stays whole in columns of one length, at a coarser step', () => {
  const keeper = new HistoryKeeper();
  const seconds = 12 * 3600;
  for (let s = 0; s <= seconds; s++) keeper.take(frame(START + 1000 * s, s / seconds, 0), () => 0.3, []);
  const { count, at, expiries } = keeper.view();
  const z = expiries.get('a')?.z ?? new Float64Array();
  expect(z.length).toBe(at.length);
  expect(count).toBeLessThanOrEqual(at.length);
  expect(count).toBeGreaterThan(at.length / 4);
  expect(at[0]).toBeLessThan(START + 1000 * seconds * 0.01);
  expect(at[count - 1]).toBeGreaterThan(START + 1000 * seconds * 0.99);
  for (let i = 1; i < count; i++) {
    expect(at[i]!).toBeGreaterThan(at[i - 1]!);
    expect(z[i]).toBeCloseTo((at[i]! - START) / 1000 / seconds, 12);
  }
  expect([...expiries.keys()]).toEqual(['a']);
});

test('moves are marked with the expiries that moved, and what stays is no move', () => {
  const keeper = new HistoryKeeper();
  [0, 0, 0.1, 0.1, 0.05].forEach((published, i) => {
    keeper.take(frame(START + 300 * i, 0, published), () => 0.3, []);
  });
  expect(keeper.view().publishes).toEqual([
    { at: START + 600, keys: ['a'] },
    { at: START + 1200, keys: ['a'] },
  ]);
});

test('a replay that is sought back forgets what came after', () => {
  const keeper = new HistoryKeeper();
  for (let i = 0; i < 10; i++) keeper.take(frame(START + 300 * i, i, i), () => 0.3, []);
  keeper.take(frame(START + 1000, 3, 3), () => 0.3, []);
  const { count, at, expiries, publishes } = keeper.view();
  expect([...at.subarray(0, count)]).toEqual([START, START + 300, START + 600, START + 900, START + 1000]);
  expect(expiries.get('a')?.z[count]).toBeNaN();
  expect(publishes.every((mark) => mark.at <= START + 1000)).toBe(true);
});
