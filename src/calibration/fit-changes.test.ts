import { expect, test } from 'vitest';
import { seededRandom } from '#math/seeded-random.ts';
import { svi } from '#models/svi/index.ts';
import { smileMeasures } from '#surface/smile-measures.ts';
import { deribitBoard } from '#testing/board.ts';
import { fittedBoard, midsOf, smileQuotes } from '#testing/fitted-board.ts';
import { hasShared } from '#testing/shared.ts';
import { comparedFit, fitChanges } from './fit-changes.ts';
import { measureErrors } from './measure-errors.ts';
import type { CalibrationResult } from './result.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

const AUGUST = '2026-08-28T08:00:00.000Z';

/** The board with its spreads as weights and without; fitted once. */
let made: { before: CalibrationResult; after: CalibrationResult } | null = null;

function fitted() {
  if (made !== null) return made;
  const before = fittedBoard(deribitBoard());
  const { all } = DEFAULT_SETTINGS;
  const after = fittedBoard(deribitBoard(), { all: { ...all, weights: { ...all.weights, spread: 0 } } });
  made = { before: before.result, after: after.result };
  return made;
}

test.skipIf(!hasShared)(
  'two fits differ by what their figures differ by, over the errors of the first',
  () => {
    const { before, after } = fitted();
    const changes = fitChanges(comparedFit(before), comparedFit(after), 'wings');
    expect(changes.map(({ key }) => key)).toEqual(before.slices.map(({ key }) => key));
    const change = changes.find(({ key }) => key === AUGUST);
    const [a, b] = [before, after].map((fit) => fit.slices.find(({ key }) => key === AUGUST));
    const moved = (b?.measures?.vol ?? 0) - (a?.measures?.vol ?? 0);
    expect(moved).not.toBe(0);
    expect(change?.measures.vol.change).toBe(moved);
    // At the money is a coordinate of the wings as well, whose error the fit tells by itself.
    const known = a?.views['wings']?.find(({ name }) => name === 'atmVol')?.standardError ?? 0;
    expect((change?.measures.vol.errors ?? 0) / (moved / known)).toBeCloseTo(1, 5);
    const told = change?.parameters.find(({ spec }) => spec.name === 'atmVol')?.change;
    expect(told?.change).toBeCloseTo(moved, 12);
    expect(change?.rmse.change).toBeCloseTo((b?.rmseVol ?? 0) - (a?.rmseVol ?? 0), 15);
    expect(change?.through.a).toBe((a?.twoSided ?? 0) - (a?.inside ?? 0));
    expect(change?.butterfly.a).toBe('none');
  },
);

test.skipIf(!hasShared)('an expiry that one fit lacks is told with the figures of the other alone', () => {
  const { before, after } = fitted();
  const { [AUGUST]: _, ...slices } = comparedFit(after).slices;
  const fewer = { ...comparedFit(after), slices };
  const change = fitChanges(comparedFit(before), fewer, 'raw').find(({ key }) => key === AUGUST);
  expect(change?.b).toBeNull();
  expect(change?.measures.vol.a).toBeGreaterThan(0);
  expect(change?.measures.vol).toMatchObject({ b: null, change: null, errors: null });
  // Parameters of one name in two models are not one quantity.
  expect(fitChanges({ ...comparedFit(before), model: 'natural' }, fewer, 'raw')[0]?.parameters).toEqual([]);
});

test.skipIf(!hasShared)('errors of the measures are how far they scatter with the parameters', () => {
  const slice = fitted().before.slices.find(({ key }) => key === AUGUST);
  if (slice?.theta == null || slice.covariance === null) throw new Error('August was not fitted');
  const { theta, covariance, t, forward } = slice;
  const errors = measureErrors(svi, { theta, t, forward, covariance: covariance.matrix });
  const seed = 20260801;
  const random = seededRandom(seed);
  const p = theta.length;
  const root = choleskyOf(covariance.matrix, p);
  const drawn = Array.from({ length: 2000 }, () => {
    const z = Array.from(
      { length: p },
      () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
    );
    // A tenth of the scatter, where the measures are as good as linear.
    const at = theta.map(
      (value, i) => value + 0.1 * z.reduce((sum, each, j) => sum + (root[i * p + j] ?? 0) * each, 0),
    );
    return smileMeasures(svi.smile({ t, forward }), at, t);
  });
  for (const measure of ['vol', 'riskReversal25', 'butterfly25'] as const) {
    const values = drawn.map((each) => each[measure] ?? Number.NaN);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    expect((10 * spread) / (errors[measure] ?? 0), `${measure}, seed ${seed}`).toBeCloseTo(1, 1);
  }
  expect(measureErrors(svi, { theta, t, forward, covariance: null }).vol).toBeNull();
});

/** Lower triangle L with L L' the matrix. */
function choleskyOf(matrix: Float64Array, p: number): Float64Array {
  const lower = new Float64Array(p * p);
  for (let i = 0; i < p; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * p + j] ?? 0;
      for (let k = 0; k < j; k++) sum -= (lower[i * p + k] ?? 0) * (lower[j * p + k] ?? 0);
      lower[i * p + j] = i === j ? Math.sqrt(Math.max(0, sum)) : sum / (lower[j * p + j] || 1);
    }
  }
  return lower;
}

test('a fit of mids alone has no quotes through it to be counted', () => {
  const quotes = smileQuotes([30]);
  const [sided, mids] = [quotes, midsOf(quotes)].map((set) => comparedFit(fittedBoard(set).result));
  expect(fitChanges(sided!, sided!, 'raw')[0]!.through.a).not.toBeNull();
  expect(fitChanges(mids!, mids!, 'raw')[0]!.through).toEqual({
    a: null,
    b: null,
    change: null,
    errors: null,
  });
});
