import { expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { manualClock } from '#testing/manual-clock.ts';
import { createDrawn, HOLD_MS } from './drawn.ts';

function bench() {
  const store = createStore(() => ({ setting: 0, fit: 0 }));
  const clock = manualClock();
  const drawn = createDrawn(store, clock);
  const seen: unknown[] = [];
  drawn.store.subscribe((state) => seen.push(state));
  return { store, clock, drawn, seen };
}

test('without a hold every change is shown at once', () => {
  const { store, drawn, seen } = bench();
  store.setState({ setting: 1 });
  expect(seen).toEqual([{ setting: 1, fit: 0 }]);
  expect(drawn.store.getState()).toEqual({ setting: 1, fit: 0 });
});

test('a setting and its fit are shown as one change, and what is decided is known before', () => {
  const { store, drawn, seen } = bench();
  drawn.hold();
  store.setState({ setting: 1 });
  expect(store.getState().setting).toBe(1);
  expect(drawn.store.getState().setting).toBe(0);
  store.setState({ fit: 1 });
  expect(seen).toEqual([]);
  drawn.release();
  expect(seen).toEqual([{ setting: 1, fit: 1 }]);
});

test('a fit that is slow to come is not waited for', () => {
  const { store, clock, drawn, seen } = bench();
  drawn.hold();
  store.setState({ setting: 1 });
  clock.advance(HOLD_MS - 1);
  // A second hold does not lengthen the first.
  drawn.hold();
  expect(seen).toEqual([]);
  clock.advance(1);
  expect(seen).toEqual([{ setting: 1, fit: 0 }]);
  store.setState({ fit: 1 });
  expect(seen).toHaveLength(2);
});

test('nothing is told where nothing has changed, nor to who has left', () => {
  const { store, drawn, seen } = bench();
  drawn.hold();
  drawn.release();
  expect(seen).toEqual([]);
  const others: unknown[] = [];
  const leave = drawn.store.subscribe((state) => others.push(state));
  leave();
  store.setState({ setting: 1 });
  expect(others).toEqual([]);
});
