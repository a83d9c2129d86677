import fc from 'fast-check';
import { integrateAll } from '#math/adaptive-quadrature.ts';
import { bandedCholesky, bandedSolve, bandIndex } from '#math/banded.ts';
import { erf, erfc, erfcx } from '#math/erf.ts';
import { gaussLegendre } from '#math/gauss-legendre.ts';
import { type LeastSquaresProblem, runLeastSquares, startLeastSquares } from '#math/least-squares.ts';
import { millsRatio } from '#math/mills-ratio.ts';
import { normalCdf, normalDensity, normalInverse } from '#math/normal.ts';
import { normalEquations } from '#math/normal-equations.ts';
import { startQuasiNewton } from '#math/quasi-newton.ts';
import { brent } from '#math/root-finding.ts';
import { seededRandom } from '#math/seeded-random.ts';
import { studentQuantile } from '#math/student-t.ts';
import { symmetricEigenvalues, symmetricInverse } from '#math/symmetric.ts';
import { solveTridiagonal } from '#math/tridiagonal.ts';
import { columnOf, real, seeds, spread } from './draw.ts';
import { atLeast, each, everyOf, holds, near, type Property, property, type Verdict } from './property.ts';

/** Entries of a lower triangle as a positive definite matrix L L', row-major. */
function squareOf(l: Float64Array, n: number): Float64Array {
  const at = (i: number, j: number): number => (j > i ? 0 : (l[i * n + j] ?? 0) + (i === j ? 1 : 0));
  return Float64Array.from({ length: n * n }, (_, ij) => {
    const [i, j] = [Math.floor(ij / n), ij % n];
    let sum = 0;
    for (let m = 0; m < n; m++) sum += at(i, m) * at(j, m);
    return sum;
  });
}

const matrices = fc
  .integer({ min: 1, max: 7 })
  .chain((n) => columnOf(real(-1, 1), n * n, n * n).map((l) => ({ n, matrix: squareOf(l, n) })));

/**
 * A curve a/(1 + b x^2) + exp(c x) of three parameters through points: it has no number where b makes a pole, so that
 * an optimiser meets places that are not finite.
 */
function curveProblem(x: Float64Array, y: Float64Array): LeastSquaresProblem {
  const residuals = (p: Float64Array, jacobian: Float64Array): Float64Array => {
    const [a = 0, b = 0, c = 0] = p;
    return x.map((at, i) => {
      const pole = 1 + b * at * at;
      const grown = Math.exp(c * at);
      jacobian.set([1 / pole, (-a * at * at) / (pole * pole), at * grown], 3 * i);
      return pole > 0 ? a / pole + grown - (y[i] ?? 0) : Number.NaN;
    });
  };
  return {
    size: 3,
    halfBandwidth: 2,
    lower: Float64Array.of(-10, -2, -3),
    upper: Float64Array.of(10, 5, 3),
    linearise(p, normal, gradient) {
      const jacobian = new Float64Array(3 * x.length);
      const r = residuals(p, jacobian);
      let cost = 0;
      normal.fill(0);
      gradient.fill(0);
      r.forEach((value, i) => {
        cost += 0.5 * value * value;
        for (let a = 0; a < 3; a++) {
          gradient[a] = (gradient[a] ?? 0) + (jacobian[3 * i + a] ?? 0) * value;
          for (let b = 0; b <= a; b++) {
            const at = bandIndex(a, b, 2);
            normal[at] = (normal[at] ?? 0) + (jacobian[3 * i + a] ?? 0) * (jacobian[3 * i + b] ?? 0);
          }
        }
      });
      return cost;
    },
  };
}

const curves = fc.record({
  x: columnOf(real(-1, 1), 4, 12),
  noise: columnOf(real(-1, 1), 12, 12),
  truth: fc.tuple(real(-5, 5), real(-0.9, 4), real(-2, 2)),
  start: fc.tuple(real(-12, 12), real(-0.9, 6), real(-4, 4)),
});

function neverWorse(start: typeof startLeastSquares | typeof startQuasiNewton) {
  return ({
    x,
    noise,
    truth: [a, b, c],
    start: from,
  }: {
    x: Float64Array;
    noise: Float64Array;
    truth: readonly [number, number, number];
    start: readonly [number, number, number];
  }): Verdict => {
    const y = x.map((at, i) => a / (1 + b * at * at) + Math.exp(c * at) + (noise[i] ?? 0));
    const problem = curveProblem(x, y);
    const first = Float64Array.from(from, (v, i) =>
      Math.min(problem.upper[i] ?? 0, Math.max(problem.lower[i] ?? 0, v)),
    );
    const before = problem.linearise(first, new Float64Array(9), new Float64Array(3));
    const run = start(problem, Float64Array.from(from));
    runLeastSquares(run);
    const inside = run.x.every((v, i) => v >= (problem.lower[i] ?? 0) && v <= (problem.upper[i] ?? 0));
    const told = problem.linearise(Float64Array.from(run.x), new Float64Array(9), new Float64Array(3));
    return each(
      holds('finite parameters in their box', run.x.every(Number.isFinite) && inside),
      holds('a finite cost', Number.isFinite(run.cost)),
      atLeast('the first cost', before, run.cost, 1e-12 * before),
      near('the cost told', run.cost, told, 1e-9 * (1 + told)),
    );
  };
}

export const mathProperties: readonly Property[] = [
  property('the normal distribution and its mirror image sum to 1', real(-40, 40), (x) =>
    near('the sum', normalCdf(x) + normalCdf(-x), 1, 2e-16),
  ),
  property('the normal distribution rises', fc.tuple(real(-39, 9), spread(1e-12, 1)), ([x, step]) =>
    atLeast('the later value', normalCdf(x + step), normalCdf(x), 4e-16 * normalCdf(x)),
  ),
  property('a normal quantile of a distribution value is the place', real(-37.5, 8), (x) => {
    // Towards 1 the distribution itself is rounded to a double.
    const rounding = x > 0 ? 2e-16 / normalDensity(x) : 0;
    return near('the quantile', normalInverse(normalCdf(x)), x, 4e-15 * (1 + Math.abs(x)) + rounding);
  }),
  property('erf, erfc and the scaled erfc are one function', real(-5, 26), (x) =>
    each(
      near('erf + erfc', erf(x) + erfc(x), 1, 4e-16),
      near('erfcx', erfcx(x) / (Math.exp(x * x) * erfc(x)), 1, 1e-13 + 5e-16 * x * x),
    ),
  ),
  property('the ratio of Mills lies between the bounds of Gordon', spread(1e-3, 1e6), (x) =>
    each(
      atLeast('the ratio', millsRatio(x), x / (x * x + 1), 1e-15 / x),
      atLeast('the bound', 1 / x, millsRatio(x), 1e-15 / x),
    ),
  ),
  property(
    "Student's quantile is odd, beyond the normal one and falls with the degrees",
    fc.tuple(real(0.5001, 0.9999), spread(1, 1e4)),
    ([p, degrees]) => {
      const t = studentQuantile(p, degrees);
      return each(
        near('the mirror image', studentQuantile(1 - p, degrees), -t, 1e-8 * (1 + t)),
        atLeast('the quantile', t, normalInverse(p), 1e-9 * t),
        atLeast('that of fewer degrees', studentQuantile(p, 0.9 * degrees), t, 1e-9 * t),
      );
    },
  ),
  property(
    'a Gauss-Legendre rule of n nodes is exact for every polynomial of degree 2n - 1',
    fc.integer({ min: 1, max: 48 }).chain((n) => fc.tuple(fc.constant(n), columnOf(real(-1, 1), 1, 2 * n))),
    ([n, coefficients]) => {
      const { node: nodes, weight: weights } = gaussLegendre(n);
      let sum = 0;
      nodes.forEach((x, i) => {
        sum += (weights[i] ?? 0) * coefficients.reduceRight((value, c) => value * x + c, 0);
      });
      const exact = coefficients.reduce((all, c, i) => all + (i % 2 === 0 ? (2 * c) / (i + 1) : 0), 0);
      return near('the integral', sum, exact, 1e-13 * (1 + coefficients.length));
    },
  ),
  property(
    'adaptive quadrature integrates a bump of any width and place',
    fc.tuple(real(-0.9, 0.9), spread(0.01, 1)),
    ([centre, width]) => {
      const { value, converged } = integrateAll(
        (x, out) => {
          for (let i = 0; i < x.length; i++) out[i] = normalDensity(((x[i] ?? 0) - centre) / width) / width;
        },
        [-1, centre, 1],
        [1e-12],
      );
      const exact = normalCdf((1 - centre) / width) - normalCdf((-1 - centre) / width);
      return each(holds('convergence', converged), near('the integral', value[0] ?? 0, exact, 1e-11));
    },
    { weight: 3 },
  ),
  property(
    'a tridiagonal system with a dominant diagonal is solved',
    fc.tuple(fc.integer({ min: 1, max: 40 }), seeds),
    ([n, seed]) => {
      const random = seededRandom(seed);
      const column = (): Float64Array => Float64Array.from({ length: n }, () => 2 * random() - 1);
      const [lower, upper, right, extra] = [column(), column(), column(), column()];
      const diagonal = extra.map(
        (e, i) => (1.01 + Math.abs(lower[i] ?? 0) + Math.abs(upper[i] ?? 0)) * Math.sign(e || 1),
      );
      const x = Float64Array.from(right);
      solveTridiagonal(lower, diagonal, upper, x, new Float64Array(n));
      return everyOf(right, (wanted, i) => {
        const before = i > 0 ? (lower[i] ?? 0) * (x[i - 1] ?? 0) : 0;
        const after = i < n - 1 ? (upper[i] ?? 0) * (x[i + 1] ?? 0) : 0;
        return near(`row ${i}`, before + (diagonal[i] ?? 0) * (x[i] ?? 0) + after, wanted, 1e-13);
      });
    },
  ),
  property(
    'a positive definite band is factored and solved',
    fc.tuple(fc.integer({ min: 1, max: 14 }), fc.integer({ min: 0, max: 4 }), seeds),
    ([n, wide, seed]) => {
      const half = Math.min(wide, n - 1);
      const random = seededRandom(seed);
      const band = new Float64Array(n * (half + 1));
      const full = new Float64Array(n * n);
      for (let i = 0; i < n; i++) {
        for (let j = Math.max(0, i - half); j <= i; j++) {
          const value = i === j ? 1 + 2 * half + random() : 2 * random() - 1;
          band[bandIndex(i, j, half)] = value;
          full[i * n + j] = value;
          full[j * n + i] = value;
        }
      }
      const right = Float64Array.from({ length: n }, () => 2 * random() - 1);
      const x = Float64Array.from(right);
      if (!bandedCholesky(band, n, half)) return 'it is said not to be positive definite';
      bandedSolve(band, n, half, x);
      return everyOf(right, (wanted, i) => {
        let sum = 0;
        for (let j = 0; j < n; j++) sum += (full[i * n + j] ?? 0) * (x[j] ?? 0);
        return near(`row ${i}`, sum, wanted, 1e-13);
      });
    },
  ),
  property('the inverse of a positive definite matrix is its inverse', matrices, ({ n, matrix }) => {
    const inverse = symmetricInverse(matrix, n);
    if (inverse === null) return null;
    const size = Math.max(...inverse.map(Math.abs));
    return everyOf(matrix, (_, ij) => {
      const [i, j] = [Math.floor(ij / n), ij % n];
      let sum = 0;
      for (let m = 0; m < n; m++) sum += (matrix[i * n + m] ?? 0) * (inverse[m * n + j] ?? 0);
      return near(`entry ${i} ${j}`, sum, i === j ? 1 : 0, 1e-13 * (1 + size * 10));
    });
  }),
  property('eigenvalues sum to the trace and are not negative', matrices, ({ n, matrix }) => {
    const values = symmetricEigenvalues(matrix, n);
    let trace = 0;
    for (let i = 0; i < n; i++) trace += matrix[i * n + i] ?? 0;
    return each(
      near(
        'their sum',
        values.reduce((a, b) => a + b, 0),
        trace,
        1e-12 * trace,
      ),
      atLeast('the least', values[0] ?? 0, 0, 1e-12 * trace),
    );
  }),
  property(
    'weighted normal equations are the sums they stand for',
    fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 25 }), seeds),
    ([p, n, seed]) => {
      const random = seededRandom(seed);
      const column = (size: number): Float64Array =>
        Float64Array.from({ length: size }, () => 2 * random() - 1);
      const [jacobian, curvature, push] = [column(n * p), column(n), column(n)];
      const [matrix, vector] = [new Float64Array(p * p), new Float64Array(p)];
      normalEquations(jacobian, n, p, curvature, push, matrix, vector);
      return everyOf(vector, (told, a) => {
        let sum = 0;
        for (let i = 0; i < n; i++) sum += (push[i] ?? 0) * (jacobian[i * p + a] ?? 0);
        for (let b = 0; b <= a; b++) {
          let entry = 0;
          for (let i = 0; i < n; i++) {
            entry += (curvature[i] ?? 0) * (jacobian[i * p + a] ?? 0) * (jacobian[i * p + b] ?? 0);
          }
          const verdict = near(`entry ${a} ${b}`, matrix[a * p + b] ?? 0, entry, 1e-13);
          if (verdict !== null) return verdict;
        }
        return near(`entry ${a}`, told, sum, 1e-13);
      });
    },
  ),
  property(
    'Levenberg-Marquardt ends finite, in its box and no worse than it began',
    curves,
    neverWorse(startLeastSquares),
    {
      weight: 3,
    },
  ),
  property(
    'L-BFGS-B ends finite, in its box and no worse than it began',
    curves,
    neverWorse(startQuasiNewton),
    {
      weight: 3,
    },
  ),
  property(
    'a bracketed root is found to its tolerance',
    fc.tuple(real(-3, 3), spread(1e-3, 50), real(0.01, 5), real(0.01, 5)),
    ([root, steepness, left, right]) => {
      const f = (x: number): number => Math.tanh(steepness * (x - root)) + 0.1 * (x - root) ** 3;
      const found = brent(f, root - left, root + right, 1e-12);
      return found === null ? 'none is found' : near('the root', found, root, 1e-11);
    },
  ),
  property('the same seed draws the same numbers, all in [0, 1)', fc.integer(), (seed) => {
    const [a, b] = [seededRandom(seed), seededRandom(seed)];
    return everyOf(Array.from({ length: 20 }), () => {
      const value = a();
      return each(
        holds(`${value} in [0, 1)`, value >= 0 && value < 1),
        holds('the same number', value === b()),
      );
    });
  }),
];
