import { expect, test } from 'vitest';
import { fittedBoard, smileQuotes } from '#testing/fitted-board.ts';
import { type CompareProgress, compareModels, type ModelTrial } from './compare-models.ts';

function run(models: readonly string[], now: () => number) {
  const { request } = fittedBoard(smileQuotes([20, 90]));
  const told: CompareProgress[] = [];
  const steps = compareModels(request, models, now);
  for (;;) {
    const step = steps.next();
    if (step.done) return { told, outcome: step.value, request };
    told.push(step.value);
  }
}

test('each model is told of as it is done, and all of them at the end', () => {
  const { told, outcome } = run(['svi', 'essvi'], () => 0);
  const trials = told.flatMap(({ trial }) => trial ?? []);
  expect(trials.map(({ model }) => model)).toEqual(['svi', 'essvi']);
  expect(outcome).toMatchObject({ ok: true, value: trials });
  expect(trials.map(({ figures }) => figures?.expiries.length)).toEqual([2, 2]);
  // Progress of a model comes before its figures.
  expect(told.findIndex(({ model }) => model === 'essvi')).toBeGreaterThan(
    told.findIndex(({ trial }) => trial?.model === 'svi'),
  );
});

test('a model that there is not costs no other', () => {
  const { outcome } = run(['zabr', 'svi'], () => 0);
  const trials = outcome.ok ? outcome.value : [];
  expect(trials[0]).toMatchObject({ model: 'zabr', figures: null, message: 'There is no model "zabr".' });
  expect(trials[1]?.figures).not.toBeNull();
});

test('the time is that of the quicker of two fits, of one where it is long', () => {
  const ms = (ticks: readonly number[]): number | undefined => {
    let i = 0;
    const { outcome } = run(['svi'], () => ticks[i++] ?? Number.NaN);
    const [trial]: readonly ModelTrial[] = outcome.ok ? outcome.value : [];
    return trial?.ms;
  };
  expect(ms([0, 200, 300, 320])).toBe(20);
  expect(ms([0, 400])).toBe(400);
});
