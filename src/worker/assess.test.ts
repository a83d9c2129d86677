import { expose, wrap } from 'comlink';
import { expect, test } from 'vitest';
import { fittedBoard, smileQuotes } from '#testing/fitted-board.ts';
import { processorTime } from '#testing/processor-time.ts';
import type { ProgressMessage, WorkerApi } from './api.ts';
import { createJobs } from './jobs.ts';
import { isAssessment } from './reply.ts';

const { request } = fittedBoard(smileQuotes([30, 60]));

/** The worker's side over a port, with the progress it posts. */
function workerOf() {
  const told: ProgressMessage[] = [];
  const jobs = createJobs(
    (message) => told.push(message),
    async () => null,
  );
  const { port1, port2 } = new MessageChannel();
  expose(jobs, port2);
  return { api: wrap<WorkerApi>(port1), told, close: () => port1.close() };
}

test('a bootstrap crosses to the page, and so does a holdout', async () => {
  const { api, close } = workerOf();
  const drawn = await api.assess(1, request, { kind: 'bootstrap', replicates: 20, seed: 1 });
  const held = await api.assess(2, request, { kind: 'holdout', folds: 4, seed: 1 });
  close();
  if (typeof drawn === 'string' || typeof held === 'string' || !drawn.ok || !held.ok)
    throw new Error('failed');
  expect(isAssessment(drawn.value, 'bootstrap', request)).toBe(true);
  expect(isAssessment(held.value, 'holdout', request)).toBe(true);
  expect(isAssessment(held.value, 'bootstrap', request)).toBe(false);
  const [slice] = drawn.value.kind === 'bootstrap' ? drawn.value.slices : [];
  expect(slice?.replicates).toBe(20);
  expect(slice?.measures[0]?.quantiles).toBeInstanceOf(Float64Array);
});

test('a bootstrap of hours tells of its progress and is called off within 100 ms', async () => {
  const { api, told, close } = workerOf();
  const pending = api.assess(7, request, { kind: 'bootstrap', replicates: 10_000_000, seed: 1 });
  await new Promise((resolve) => setTimeout(resolve, 150));
  const asked = processorTime();
  await api.stop(7);
  const outcome = await pending;
  const late = processorTime() - asked;
  close();
  expect(typeof outcome !== 'string' && !outcome.ok && outcome.error.reason).toBe('superseded');
  expect(late).toBeLessThan(100);
  expect(told.length).toBeGreaterThan(0);
  const { progress } = told.at(-1)!;
  expect(progress).toMatchObject({ total: 10_000_001 });
});
