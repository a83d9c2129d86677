import type { BoardConstraints, GuessSlice, ParameterSpec, SurfaceCoordinates } from '#models/model.ts';
import { boundsMet, type CoordinateName, clip, clipInto, type Range, rangesOf, squareWithin } from './box.ts';
import type { CurvatureLaw } from './curvature-law.ts';

/** Largest total variance of a slice. */
const MOST_THETA = 100;
const LEAST_THETA = 1e-8;

interface Ranges {
  readonly thetas: readonly Range[];
  /** rho, then the law's. */
  readonly shared: readonly Range[];
}

/** Ranges of all parameters under the constraints, or why one is empty. */
function boardRanges(
  specs: readonly ParameterSpec[],
  count: number,
  { shared, slices }: BoardConstraints,
): Ranges | { readonly error: string } {
  const common = rangesOf(specs.slice(1), shared);
  if ('error' in common) return common;
  const thetas: Range[] = [];
  for (let s = 0; s < count; s++) {
    const own = rangesOf(specs.slice(0, 1), slices[s]!);
    if ('error' in own) return own;
    thetas.push(own[0]!);
  }
  return { thetas, shared: common };
}

function namesOf(specs: readonly ParameterSpec[], count: number): CoordinateName[] {
  return [
    ...Array.from({ length: count }, (_, slice) => ({ low: 'theta', high: 'theta', slice })),
    ...specs.slice(1).map(({ name }) => ({ low: name, high: name, slice: null })),
  ];
}

/** x = (sqrt theta of every slice, rho, the law's parameters). `specs` are theta, rho, then the law's. */
export function freeSurfaceCoordinates(
  specs: readonly ParameterSpec[],
  slices: readonly GuessSlice[],
  constraints: BoardConstraints,
): SurfaceCoordinates | { readonly error: string } {
  const n = slices.length;
  const ranges = boardRanges(specs, n, constraints);
  if ('error' in ranges) return ranges;
  const { thetas: own, shared } = ranges;
  const size = n + shared.length;
  const lower = Float64Array.from([...own.map((r) => Math.sqrt(r.lower)), ...shared.map((r) => r.lower)]);
  const upper = Float64Array.from([...own.map((r) => Math.sqrt(r.upper)), ...shared.map((r) => r.upper)]);
  const names = namesOf(specs, n);
  return {
    size,
    lower,
    upper,
    toParameters(x, thetas) {
      for (let s = 0; s < n; s++) {
        thetas[s]![0] = squareWithin(x[s]!, own[s]!);
        for (let j = 0; j < shared.length; j++) thetas[s]![1 + j] = x[n + j]!;
      }
    },
    fromParameters(thetas, x) {
      for (let s = 0; s < n; s++) x[s] = Math.sqrt(Math.max(0, thetas[s]![0]!));
      for (let j = 0; j < shared.length; j++) x[n + j] = thetas[0]![1 + j]!;
      clipInto(x, lower, upper);
    },
    chain(x, _thetas, out) {
      for (let s = 0; s < n; s++) {
        const rows = out[s]!.fill(0);
        rows[s] = 2 * x[s]!;
        for (let j = 0; j < shared.length; j++) rows[(1 + j) * size + n + j] = 1;
      }
    },
    atBound: (x) => boundsMet(names, lower, upper, x),
  };
}

/**
 * x = (theta's rise from slice to slice, rho, the law's first parameter in its coordinate without arbitrage, its
 * others). Neither theta nor the law's first parameter can be held here.
 */
export function strictSurfaceCoordinates(
  law: CurvatureLaw,
  specs: readonly ParameterSpec[],
  slices: readonly GuessSlice[],
  constraints: BoardConstraints,
): SurfaceCoordinates | { readonly error: string } {
  const first = law.parameters[0]!.name;
  const held = [
    ...Object.keys(constraints.shared).filter((name) => name === first),
    ...constraints.slices.flatMap((own) => Object.keys(own).filter((name) => name === 'theta')),
  ];
  if (held.length > 0) return { error: `${held[0]} is held, which these coordinates cannot` };
  const n = slices.length;
  const ranges = boardRanges(specs, n, constraints);
  if ('error' in ranges) return ranges;
  const { shared } = ranges;
  const m = law.parameters.length;
  const size = n + 1 + m;
  const [least, most] = law.strictRange;
  const others = shared.slice(2);
  const lower = Float64Array.from([
    ...slices.map((_, s) => (s === 0 ? LEAST_THETA : 0)),
    shared[0]!.lower,
    least,
    ...others.map((r) => r.lower),
  ]);
  const upper = Float64Array.from([
    ...slices.map(() => MOST_THETA),
    shared[0]!.upper,
    most,
    ...others.map((r) => r.upper),
  ]);
  const names = namesOf(specs, n);
  const theta = new Float64Array(n);
  const values = new Float64Array(m);

  const evaluate = (x: Float64Array) => {
    let sum = 0;
    for (let s = 0; s < n; s++) {
      sum += x[s]!;
      theta[s] = sum;
    }
    for (let j = 1; j < m; j++) values[j] = x[n + 1 + j]!;
    const strict = law.strict(x[n + 1]!, values, theta, x[n]!);
    values[0] = strict.value;
    return strict;
  };

  return {
    size,
    lower,
    upper,
    toParameters(x, thetas) {
      evaluate(x);
      for (let s = 0; s < n; s++) {
        thetas[s]![0] = theta[s]!;
        thetas[s]![1] = x[n]!;
        thetas[s]!.set(values, 2);
      }
    },
    fromParameters(thetas, x) {
      let before = 0;
      for (let s = 0; s < n; s++) {
        x[s] = Math.max(s === 0 ? LEAST_THETA : 0, thetas[s]![0]! - before);
        before += x[s]!;
        theta[s] = before;
      }
      x[n] = clip(thetas[0]![1]!, lower[n]!, upper[n]!);
      for (let j = 0; j < m; j++) {
        values[j] = thetas[0]![2 + j]!;
        if (j > 0) x[n + 1 + j] = clip(values[j]!, lower[n + 1 + j]!, upper[n + 1 + j]!);
      }
      x[n + 1] = law.strictCoordinate(values, theta, x[n]!);
      clipInto(x, lower, upper);
    },
    chain(x, _thetas, out) {
      const strict = evaluate(x);
      for (let s = 0; s < n; s++) {
        const rows = out[s]!.fill(0);
        for (let j = 0; j <= s; j++) rows[j] = 1;
        rows[size + n] = 1;
        const at = 2 * size;
        for (let j = 0; j <= strict.slice; j++) rows[at + j] = strict.byTheta;
        rows[at + n] = strict.byRho;
        rows[at + n + 1] = strict.byX;
        for (let j = 1; j < m; j++) {
          rows[at + n + 1 + j] = strict.byOthers[j - 1]!;
          rows[(2 + j) * size + n + 1 + j] = 1;
        }
      }
    },
    atBound: (x) => boundsMet(names, lower, upper, x),
  };
}
