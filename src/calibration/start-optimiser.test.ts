import { expect, test } from 'vitest';
import { runLeastSquares } from '#math/least-squares.ts';
import { sabr } from '#models/sabr/index.ts';
import { svi } from '#models/svi/index.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { parabola } from '#testing/parabola.ts';
import { realRequest } from '#testing/real-slices.ts';
import { hasShared } from '#testing/shared.ts';
import { calibrateNow } from './calibrate.ts';
import { prepareSlice } from './prepare-slice.ts';
import { DEFAULT_SETTINGS } from './settings.ts';
import { startOptimiser } from './start-optimiser.ts';

const BOARD = 'deribit-book-summary/btc-2026-08-01.json';

test.skipIf(!hasShared)(
  'both optimisers end at one sum of squares on every slice of a real board',
  async () => {
    const { slices, settings } = await realRequest(BOARD);
    for (const model of [svi, sabr]) {
      for (const slice of slices) {
        const prepared = prepareSlice(model, slice, settings);
        if ('message' in prepared) throw new Error(prepared.message);
        const [lm, lbfgs] = (['levenberg-marquardt', 'l-bfgs-b'] as const).map((optimiser) => {
          const run = startOptimiser(optimiser, prepared.problem, prepared.start);
          const stop = runLeastSquares(run);
          return { cost: run.cost, stop, iterations: run.iterations };
        });
        const apart = Math.abs(lbfgs!.cost - lm!.cost) / lm!.cost;
        expect(apart, `${model.id} ${slice.key} ${JSON.stringify([lm, lbfgs])}`).toBeLessThan(1e-8);
      }
    }
  },
);

test.skipIf(!hasShared)(
  'a board fitted by L-BFGS-B has the errors and figures of Levenberg-Marquardt',
  async () => {
    const fitted = async (optimiser: 'levenberg-marquardt' | 'l-bfgs-b') => {
      const outcome = calibrateNow(await realRequest(BOARD, { optimiser }));
      if (!outcome.ok) throw new Error(outcome.error.message);
      return outcome.value;
    };
    const [lm, lbfgs] = [await fitted('levenberg-marquardt'), await fitted('l-bfgs-b')];
    expect(lbfgs.summary.slicesFailed).toBe(0);
    expect(lbfgs.summary.insideSpread).toBe(lm.summary.insideSpread);
    expect(lbfgs.summary.rmseVol! / lm.summary.rmseVol!).toBeCloseTo(1, 7);
    const ended = ['gradient', 'cost', 'step'];
    expect(lbfgs.slices.map(({ stop }) => stop).filter((stop) => !ended.includes(stop!))).toEqual([]);
    expect(lbfgs.slices.map(({ iterations }) => iterations)).not.toEqual(
      lm.slices.map(({ iterations }) => iterations),
    );
  },
);

test('each method is the one it is called, and hears what is changed of its options', () => {
  const slice = makeSlice(0.25, [-0.4, -0.2, 0, 0.2, 0.4], [0.7, 0.52, 0.46, 0.55, 0.72]);
  const prepared = prepareSlice(parabola, slice, DEFAULT_SETTINGS);
  if ('message' in prepared) throw new Error(prepared.message);
  const { problem, start } = prepared;
  // Damping is a thing of Levenberg and Marquardt.
  expect('damping' in startOptimiser('levenberg-marquardt', problem, start)).toBe(true);
  expect('damping' in startOptimiser('l-bfgs-b', problem, start)).toBe(false);
  for (const optimiser of ['levenberg-marquardt', 'l-bfgs-b'] as const) {
    const [whole, early] = [{}, { costTolerance: 0.5 }].map((change) => {
      const run = startOptimiser(optimiser, problem, start, change);
      runLeastSquares(run);
      return run;
    });
    expect(early!.iterations).toBeLessThan(whole!.iterations);
    expect(early!.cost).toBeGreaterThan(whole!.cost);
  }
});
