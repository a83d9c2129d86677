import { expect, test } from 'vitest';
import { makeSlice } from '#testing/fit-slice.ts';
import { ended } from '#testing/strict-slices.ts';
import { assess } from './assess.ts';
import { bootstrap } from './bootstrap.ts';
import { holdout } from './holdout.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

const K = Array.from({ length: 11 }, (_, i) => -0.25 + 0.05 * i);
const request = {
  slices: [
    makeSlice(
      0.25,
      K,
      K.map((k, i) => 0.4 - 0.1 * k + 0.8 * k * k + 0.004 * Math.sin(9 * i * i)),
    ),
  ],
  settings: DEFAULT_SETTINGS,
};

test('an assessment is the holdout or the bootstrap that it asks for', () => {
  const folds = ended(assess(request, { kind: 'holdout', folds: 2, seed: 3 }));
  const held = ended(holdout(request, { folds: 2, seed: 3 }));
  expect(folds.value).toMatchObject({
    ok: true,
    value: held.value.ok && { kind: 'holdout', ...held.value.value },
  });
  expect(folds.yields).toBe(held.yields);
  const samples = ended(assess(request, { kind: 'bootstrap', replicates: 20, seed: 3 })).value;
  const drawn = ended(bootstrap(request, { replicates: 20, seed: 3 })).value;
  expect(samples).toMatchObject({ ok: true, value: drawn.ok && { kind: 'bootstrap', ...drawn.value } });
});

test('what either of them refuses is refused', () => {
  for (const plan of [
    { kind: 'holdout', folds: 1, seed: 1 },
    { kind: 'bootstrap', replicates: 1, seed: 1 },
  ] as const) {
    expect(ended(assess(request, plan)).value).toMatchObject({ ok: false, error: { reason: 'invalid' } });
  }
});
