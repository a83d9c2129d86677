import { expect, test } from 'vitest';
import { fittableById } from '#models/fittable.ts';
import { bates } from '#pricing/bates.ts';
import { heston } from '#pricing/heston.ts';
import { impliedVol } from '#pricing/implied-vol.ts';
import { createLewisExpiry } from '#pricing/lewis-price.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { fitBoard } from './fit-board.ts';
import { fitFreeBoard } from './optimise-surface.ts';
import { prepareBoard } from './prepare-board.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

const HESTON = [0.05, 3, 0.07, 0.9, -0.6] as const;
const LAWS = {
  heston: { law: heston, parameters: HESTON },
  bates: { law: bates, parameters: [...HESTON, 1.5, -0.15, 0.1] },
} as const;

/** Four expiries of sixty quotes on the smiles of a law, each a little off in turn. */
function slicesOf(id: keyof typeof LAWS) {
  const { law, parameters } = LAWS[id];
  const theta = Float64Array.from(parameters);
  return [20, 60, 180, 400].map((days) => {
    const t = days / 365;
    const unit = Math.sqrt(law.totalVariance(theta, t));
    const k = Array.from({ length: 60 }, (_, i) => ((i - 35) / 60) * 5 * unit);
    const strike = Float64Array.from(k, (v) => 100 * Math.exp(v));
    const price = new Float64Array(60);
    createLewisExpiry(law, 100, t, strike).timeValues(theta, price);
    const vols = k.map(
      (_, i) => impliedVol(100, strike[i]!, t, strike[i]! >= 100, price[i]!) + 0.002 * Math.cos(5 * i + days),
    );
    return makeSlice(t, k, vols);
  });
}

function ended<T>(steps: Generator<void, T, void>): T {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

test.each(['heston', 'bates'] as const)(
  'a search of %s on some of the quotes ends where one on all of them does, at a fraction of the work',
  (id) => {
    const model = fittableById(id)!;
    const slices = slicesOf(id);
    if (model.scope !== 'surface') throw new Error('it is a law');
    const settings = { ...DEFAULT_SETTINGS, model: id };
    const board = prepareBoard(model, { slices, settings });
    const fitted = ended(fitFreeBoard(model, board, settings.loss));
    if ('error' in fitted) throw new Error(fitted.error);
    const { problem, optimum } = fitted;
    const starts = optimum.starts.map(({ start }) => start);
    expect(problem.search).toBeDefined();
    let evaluations = 0;
    const all: typeof problem = {
      ...problem,
      linearise(...given) {
        evaluations++;
        return problem.linearise(...given);
      },
    };
    const none = slices.map(() => null);
    const { search: _, ...onAll } = all;
    const wanted = ended(fitBoard(onAll, 'levenberg-marquardt', starts, none));
    const spent = evaluations;
    evaluations = 0;
    const found = ended(fitBoard(all, 'levenberg-marquardt', starts, none));
    expect(found.cost / wanted.cost - 1).toBeLessThan(1e-9);
    expect(evaluations).toBeLessThan(spent / 2);
    // Each start is on record with what it came to on all quotes.
    for (const { objective } of found.starts) expect(objective).toBeGreaterThanOrEqual(2 * found.cost);
    expect(Math.min(...found.starts.map(({ objective }) => objective!))).toBe(2 * found.cost);
  },
);

test.each(['heston', 'bates'] as const)(
  'what a search of %s sees is what the quotes weigh, however unevenly',
  (id) => {
    const model = fittableById(id)!;
    if (model.scope !== 'surface') throw new Error('it is a law');
    const slices = slicesOf(id).map((slice) => ({
      ...slice,
      manual: slice.manual.map((_, i) => (i % 15 === 1 ? 100 : 1)),
    }));
    const { weights } = DEFAULT_SETTINGS.all;
    const settings = {
      ...DEFAULT_SETTINGS,
      model: id,
      all: { ...DEFAULT_SETTINGS.all, weights: { ...weights, cap: 1 } },
    };
    const fitted = ended(fitFreeBoard(model, prepareBoard(model, { slices, settings }), settings.loss));
    if ('error' in fitted) throw new Error(fitted.error);
    const { problem, optimum } = fitted;
    const { size } = problem;
    const costOf = ({ linearise }: Pick<typeof problem, 'linearise'>, x: Float64Array): number =>
      linearise(x, new Float64Array(size * size), new Float64Array(size));
    // Where starts begin, and at the optimum, whose residuals are noise that some of them cannot have the mean of.
    for (const { start } of optimum.starts) {
      expect(costOf(problem.search!, start) / costOf(problem, start)).toBeCloseTo(1, 1);
    }
    expect(Math.abs(Math.log(costOf(problem.search!, optimum.x) / costOf(problem, optimum.x)))).toBeLessThan(
      0.5,
    );
  },
);
