import { expect, test } from 'vitest';
import { LiveClock } from './live-clock.ts';

function machine() {
  const now = { wall: 1_000_000, steady: 50 };
  const clock = new LiveClock({ wall: () => now.wall, steady: () => now.steady });
  return {
    clock,
    /** Time goes on; the clock of the machine besides. */
    pass(steady: number, wall = steady) {
      now.steady += steady;
      now.wall += wall;
    },
  };
}

test('a clock that is trimmed is not followed, one that is set forth is', () => {
  const { clock, pass } = machine();
  pass(1000, 1250);
  expect(clock.read()).toEqual({ at: 1_001_000, wasSet: false });
  pass(100);
  expect(clock.read()).toEqual({ at: 1_001_100, wasSet: false });
  pass(100, 60_000);
  expect(clock.read()).toEqual({ at: 1_061_350, wasSet: true });
  pass(5);
  expect(clock.read()).toEqual({ at: 1_061_355, wasSet: false });
});

test('hours of sleep in which the steady clock stood are told and made up for', () => {
  const { clock, pass } = machine();
  pass(0, 3 * 3_600_000);
  expect(clock.read()).toEqual({ at: 1_000_000 + 3 * 3_600_000, wasSet: true });
});

test('between two looks at the time of day the steady clock goes on alone', () => {
  const { clock, pass } = machine();
  clock.read();
  pass(49, 1000);
  expect(clock.read()).toEqual({ at: 1_000_049, wasSet: false });
  pass(1);
  expect(clock.read()).toEqual({ at: 1_001_001, wasSet: true });
});

test('a clock that is set back is told once and time goes on', () => {
  const { clock, pass } = machine();
  pass(100, -3_600_000);
  expect(clock.read()).toEqual({ at: 1_000_100, wasSet: true });
  pass(100);
  expect(clock.read()).toEqual({ at: 1_000_200, wasSet: false });
  pass(100, 3_600_000);
  const forth = clock.read();
  expect(forth.wasSet).toBe(true);
  expect(forth.at).toBeGreaterThan(1_000_300);
});
