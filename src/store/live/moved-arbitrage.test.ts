import { expect, test } from 'vitest';
import { svi } from '#models/svi/index.ts';
import type { Fitted } from '#store/state.ts';
import { curveOf, pointsOf } from '#surface/smile-curve.ts';
import { opened } from '#testing/bench.ts';
import { frameOf } from '#testing/live-market.ts';
import { publishedBoard } from './published-board.ts';

/** A board of SVI by raw parameters, its verdicts those of no arbitrage anywhere. */
async function boardOf(thetas: readonly (readonly number[])[]): Promise<Fitted> {
  const b = await opened();
  const { fitted } = b.state();
  if (fitted === null) throw new Error('not fitted');
  expect(fitted.result.model).toBe('svi');
  const slices = fitted.result.slices.map((fit, i) => ({
    ...fit,
    theta: Float64Array.from(thetas[i] ?? []),
  }));
  expect(slices.length).toBe(thetas.length);
  expect(fitted.result.summary).toMatchObject({ butterflyFree: true, calendarFree: true });
  return { ...fitted, result: { ...fitted.result, slices } };
}

/** The board with each scalar as published, so long after its quotes. */
function moved(fitted: Fitted, published: readonly number[], after = 0) {
  const frame = frameOf(fitted.quotes, fitted.market, { after });
  const expiries = frame.expiries.map((expiry, i) => {
    const z = published[i] ?? 0;
    const scalar = expiry.scalar!;
    return { ...expiry, scalar: { ...scalar, z, published: z, factor: scalar.factor * Math.exp(2 * z) } };
  });
  return publishedBoard(fitted, { ...frame, expiries }, true, frame.at);
}

const found = ({ result: { summary } }: Fitted) => [
  summary.butterflyViolations.quoted + summary.butterflyViolations.wings,
  summary.calendarViolations.quoted + summary.calendarViolations.wings,
];

// Wings of 0.02, 0.06 and 0.36: raised so that the steepest is above 2 the last has arbitrage by Lee’s formula.
const FREE = [
  [0.001, 0.02, 0, 0, 0.1],
  [0.002, 0.06, 0, 0, 0.1],
  [0.004, 0.36, 0, 0, 0.1],
] as const;

test('what is said of arbitrage is said of the smiles as they are published', async () => {
  const fitted = await boardOf(FREE);
  expect(found(moved(fitted, [0, 0, 0]))).toEqual([0, 0]);
  // 6.3 times 0.36 is a slope of 2.27, and g goes to 1/4 - 2.27^2/16 < 0.
  const raised = moved(fitted, [0, 0, 0.92]);
  expect(found(raised)).toEqual([1, 0]);
  const arbitrage = raised.result.slices[2]!.arbitrage!;
  const point = pointsOf(
    curveOf({ functions: svi.smile({ t: 1, forward: 1 }), theta: Float64Array.from(FREE[2]) }),
  );
  const x = raised.result.slices[2]!.moved!.factor;
  let least = Number.POSITIVE_INFINITY;
  for (let i = -3000; i <= 3000; i++) {
    const [k, { w, w1, w2 }] = [i / 2000, point(i / 2000)];
    const h = 1 - (k * w1) / (2 * w);
    least = Math.min(least, h * h - ((x * w1) ** 2 / 4) * (1 / (x * w) + 1 / 4) + (x * w2) / 2);
  }
  expect(least).toBeLessThan(0);
  expect(arbitrage.minG).toBeCloseTo(least, 4);
  // The second rises through the third: e^1.9 times 0.06 is more than 0.36.
  expect(found(moved(fitted, [0, 0.95, 0]))).toEqual([0, 1]);
  expect(found(moved(fitted, [0, 0, 0]))).toEqual([0, 0]);
});

test('an expiry that has settled crosses no other', async () => {
  const fitted = await boardOf(FREE);
  const after = (fitted.market.books[0]?.expiry ?? 0) - fitted.market.asOf;
  expect(found(moved(fitted, [1, 0, 0]))).toEqual([0, 1]);
  const rolled = moved(fitted, [1, 0, 0], after + 500);
  expect(found(rolled)).toEqual([0, 0]);
  expect(rolled.result.calendar).toHaveLength(1);
});

test('the verdicts of laws are those of their fit, without what is gone', async () => {
  const b = await opened();
  b.actions.setModel('heston');
  await b.settle();
  const { fitted } = b.state();
  if (fitted === null) throw new Error('not fitted');
  const { result } = moved(fitted, [0.1, 0.1, 0.1]);
  expect(result.calendar).toEqual(fitted.result.calendar);
  const after = (fitted.market.books[0]?.expiry ?? 0) - fitted.market.asOf;
  const rolled = moved(fitted, [0.1, 0.1, 0.1], after + 500);
  expect(rolled.result.calendar).toEqual(fitted.result.calendar.slice(1));
});
