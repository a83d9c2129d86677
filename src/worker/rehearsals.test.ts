import { expect, test } from 'vitest';
import { failure, type Outcome } from '#base/outcome.ts';
import type { CalibrationRequest } from '#calibration/request.ts';
import type { CalibrationResult } from '#calibration/result.ts';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import { createRehearsals } from './rehearsals.ts';

const REQUEST: CalibrationRequest = { slices: [], settings: DEFAULT_SETTINGS };

/** Rehearsals of a fit of so many steps that is counted. */
function counted(steps = 1) {
  const seen = { fits: 0 };
  const rehearsals = createRehearsals(function* (): Generator<void, Outcome<CalibrationResult>, void> {
    for (let i = 1; i < steps; i++) yield;
    seen.fits++;
    return failure('invalid', '');
  });
  const answer = () => {
    rehearsals.end();
    rehearsals.begin(REQUEST);
  };
  return { seen, rehearsals, answer };
}

const aWhile = () => new Promise((resolve) => setTimeout(resolve, 40));

test('a fit that stands alone is not rehearsed', async () => {
  const { seen, answer } = counted();
  answer();
  await aWhile();
  expect(seen.fits).toBe(0);
});

test('a fit that follows another at once is rehearsed', async () => {
  const { seen, answer } = counted();
  answer();
  answer();
  await expect.poll(() => seen.fits).toBeGreaterThan(0);
});

test('a rehearsal that breaks off breaks nothing else', async () => {
  let begun = 0;
  const rehearsals = createRehearsals(() => {
    begun++;
    throw new Error('a fault of the fit');
  });
  for (let i = 0; i < 3; i++) {
    rehearsals.end();
    rehearsals.begin(REQUEST);
    await aWhile();
  }
  expect(begun).toBeGreaterThan(0);
});

test('no rehearsal goes on once the next fit is asked for', async () => {
  const { seen, rehearsals, answer } = counted(1000);
  answer();
  answer();
  rehearsals.end();
  await aWhile();
  expect(seen.fits).toBe(0);
});

test('fits of one kind are rehearsed until there were enough, those of another kind anew', async () => {
  const { seen, rehearsals, answer } = counted();
  answer();
  await expect
    .poll(async () => {
      const before = seen.fits;
      answer();
      await aWhile();
      return before > 0 && seen.fits === before;
    })
    .toBe(true);
  const enough = seen.fits;
  rehearsals.end();
  rehearsals.begin({ ...REQUEST, settings: { ...DEFAULT_SETTINGS, residual: 'price' } });
  await expect.poll(() => seen.fits).toBeGreaterThan(enough);
  rehearsals.end();
  const more = seen.fits;
  rehearsals.begin({ ...REQUEST, nearby: new Float64Array(0) });
  await expect.poll(() => seen.fits).toBeGreaterThan(more);
});
