import { expect, test } from 'vitest';
import { opened } from '#testing/bench.ts';
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
  expect(draft!.text).toBe(
    'Holdout: no expiry has quotes enough to hold any out. Let more in by the filters.',
  );
});

test('a bootstrap is asked of the shown fit, told of, and forgotten with it', async () => {
  const b = await opened();
  const told: number[] = [];
  b.actions.assess('bootstrap');
  expect(b.state().assessment?.phase).toBe('running');
  while (b.state().assessment?.phase === 'running') {
    told.push(b.state().assessment?.progress?.done ?? 0);
    await b.settle();
  }
  expect(b.state().assessment?.error).toBeNull();
  expect(b.state().assessment?.phase).toBe('done');
  expect(told.at(-1)).toBeGreaterThan(0);
  expect(b.said()).toContain('Bootstrap of 300 samples: its intervals stand in Parameters.');
  b.actions.setWeights({ spread: 0 });
  await b.settle();
  expect(b.state().assessment).toBeNull();
  expect(b.said().join()).not.toContain('Bootstrap');
});

test('an assessment under way is called off at once, and a change of settings ends it', async () => {
  const b = await opened();
  b.actions.assess('bootstrap');
  b.actions.cancelAssessment();
  expect(b.state().assessment?.phase).toBe('cancelled');
  b.actions.assess('holdout');
  b.actions.setWeights({ spread: 0 });
  await b.settle();
  expect(b.state().assessment).toBeNull();
});
