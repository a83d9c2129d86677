/** The optimisers on problems larger than the tests beside them, and in a band. */
import { expect, test } from 'vitest';
import { bandIndex } from './banded.ts';
import { type LeastSquaresProblem, runLeastSquares, startLeastSquares } from './least-squares.ts';
import { startQuasiNewton } from './quasi-newton.ts';

/** Half the squares of c_i (x_i - to_i) and of the gaps of neighbours, in a band of any width above 0 or dense. */
function springs(to: readonly number[], half: number, bound: number): LeastSquaresProblem {
  const n = to.length;
  return {
    size: n,
    halfBandwidth: half,
    lower: new Float64Array(n).fill(-bound),
    upper: new Float64Array(n).fill(bound),
    linearise(x, normal, gradient) {
      normal.fill(0);
      gradient.fill(0);
      let cost = 0;
      for (let i = 0; i < n; i++) {
        const c = 1 + (i % 3);
        const pull = c * (x[i]! - to[i]!);
        cost += 0.5 * pull * pull;
        gradient[i]! += c * pull;
        normal[bandIndex(i, i, half)]! += c * c;
        if (i === 0) continue;
        const gap = 2 * (x[i]! - x[i - 1]!);
        cost += 0.5 * gap * gap;
        gradient[i]! += 2 * gap;
        gradient[i - 1]! -= 2 * gap;
        normal[bandIndex(i, i, half)]! += 4;
        normal[bandIndex(i - 1, i - 1, half)]! += 4;
        normal[bandIndex(i, i - 1, half)]! -= 4;
      }
      return cost;
    },
  };
}

/** Largest slope that is left where a variable could still move along it. */
function slopeLeft(problem: LeastSquaresProblem, x: Float64Array): number {
  const gradient = new Float64Array(problem.size);
  problem.linearise(x, new Float64Array(problem.size * (problem.halfBandwidth + 1)), gradient);
  return gradient.reduce((most, g, i) => {
    const outward = (x[i] === problem.lower[i] && g > 0) || (x[i] === problem.upper[i] && g < 0);
    return outward ? most : Math.max(most, Math.abs(g));
  }, 0);
}

const targets = (n: number): number[] => Array.from({ length: n }, (_, i) => 3 * Math.sin(2.3 * i));

test.each([
  [3, 2],
  [12, 11],
  [20, 19],
  [40, 1],
  [40, 3],
  [5, 4],
])('%d springs in a band of %d settle inside their box and at its walls', (n, half) => {
  for (const bound of [Number.POSITIVE_INFINITY, 1]) {
    const problem = springs(targets(n), half, bound);
    for (const start of [startLeastSquares, startQuasiNewton]) {
      const run = start(problem, new Float64Array(n));
      expect(['gradient', 'cost', 'step']).toContain(runLeastSquares(run));
      expect(slopeLeft(problem, run.x)).toBeLessThan(1e-6);
      expect([...run.x].some((v) => Math.abs(v) === bound)).toBe(bound === 1);
    }
  }
});

test('the steps in a narrow band are those of the whole matrix, walls included', () => {
  const [band, whole] = [2, 29].map((half) =>
    startLeastSquares(springs(targets(30), half, 1), new Float64Array(30)),
  );
  for (let step = 0; step < 6; step++) {
    expect(band!.step()).toBe(whole!.step());
    band!.x.forEach((v, i) => {
      expect(v).toBeCloseTo(whole!.x[i]!, 12);
    });
  }
});

test('two runs taken by turns do not disturb one another', () => {
  const sizes = [4, 25];
  const alone = sizes.map((n) => {
    const run = startLeastSquares(springs(targets(n), n - 1, 1), new Float64Array(n));
    runLeastSquares(run);
    return [...run.x];
  });
  const together = sizes.map((n) => startLeastSquares(springs(targets(n), n - 1, 1), new Float64Array(n)));
  while (together.filter((run) => run.step() === null).length > 0);
  expect(together.map((run) => [...run.x])).toEqual(alone);
});
