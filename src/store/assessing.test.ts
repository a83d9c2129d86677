import { expect, test } from 'vitest';
import { assessmentDrafts } from './assessing.ts';

test('a holdout tells its errors over the board and warns of the expiries that follow the noise', () => {
  const slice = { key: '2026-08-02T08:00:00.000Z', held: 10, rmseIn: 0.003, rmseOut: 0.004, rmseWings: null };
  const drafts = assessmentDrafts({
    kind: 'holdout',
    fits: 7,
    slices: [
      { ...slice, message: null },
      { ...slice, rmseIn: 0.001, rmseOut: 0.01, message: 'overfitted: RMSE 0.10 vol points.' },
    ],
  });
  expect(drafts.map(({ severity }) => severity)).toEqual(['info', 'warning']);
  expect(drafts[0]!.text).toBe(
    'Holdout in 5 folds of 2 expiries: RMSE 0.76 vol points on quotes held out, 0.22 on those fitted.',
  );
  expect(drafts[1]!.text).toBe('2 Aug 2026: overfitted: RMSE 0.10 vol points.');
});

test('a holdout of too few quotes claims no error', () => {
  const [draft] = assessmentDrafts({ kind: 'holdout', fits: 7, slices: [] });
  expect(draft!.text).toBe('Holdout: no expiry has quotes enough to hold any out.');
});
