import fc from 'fast-check';
import { seededRandom } from '#math/seeded-random.ts';
import { fittable } from '#models/fittable.ts';
import type { FittableModel, GuessSlice, SmileFunctions } from '#models/model.ts';
import { ladder, seeds, spread } from './draw.ts';
import { atLeast, each, everyOf, holds, near, type Property, property, type Verdict } from './property.ts';

/** Slices as a model's coordinates see them: three expiries of a smile of this level, slope and curvature. */
interface Board {
  readonly slices: readonly GuessSlice[];
  /** Where in the box of coordinates, by share of its width, the same for each coordinate of a kind. */
  readonly seed: number;
}

function boardOf(vol: number, t: number, seed: number): Board {
  const random = seededRandom(seed);
  const tilt = 0.3 * (random() - 0.5);
  const slices = [1, 2, 4].map((times): GuessSlice => {
    const at = t * times;
    const k = ladder(9, vol * Math.sqrt(at), 2);
    const w = k.map((x) => {
      const z = x / (vol * Math.sqrt(at));
      return at * (vol * (1 + tilt * z + 0.05 * z * z)) ** 2;
    });
    return { t: at, forward: 100, k, w, weight: new Float64Array(9).fill(1 / 9) };
  });
  return { slices, seed };
}

const boards = fc
  .tuple(spread(0.08, 1.5), spread(0.005, 1), seeds)
  .map(([vol, t, seed]) => boardOf(vol, t, seed));

/** The coordinates of a model on a board, whatever its scope: one x, thetas of every slice. */
interface Walk {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly start: Float64Array;
  thetas(x: Float64Array): readonly Float64Array[];
  back(thetas: readonly Float64Array[]): Float64Array;
  /** d theta/d x of the first slice, row-major. */
  chain(x: Float64Array): Float64Array;
}

function walk(model: FittableModel, slices: readonly GuessSlice[]): Walk {
  const p = model.parameters.length;
  const empty = (): Float64Array => new Float64Array(p);
  if (model.scope === 'slice') {
    const [slice] = slices;
    if (slice === undefined) throw new Error('no slice');
    const box = model.coordinates(slice, {});
    if ('error' in box) throw new Error(box.error);
    const theta = empty();
    model.guess(slice, theta);
    const back = (thetas: readonly Float64Array[]): Float64Array => {
      const x = new Float64Array(box.size);
      box.fromParameters(thetas[0] ?? theta, x);
      return x;
    };
    return {
      ...box,
      start: back([theta]),
      back,
      thetas(x) {
        box.project?.(x);
        const out = empty();
        box.toParameters(x, out);
        return [out];
      },
      chain(x) {
        const out = new Float64Array(p * box.size);
        const at = empty();
        box.toParameters(x, at);
        box.chain(x, at, out);
        return out;
      },
    };
  }
  const box = model.coordinates(slices, { shared: {}, slices: slices.map(() => ({})) });
  if ('error' in box) throw new Error(box.error);
  const first = model.starts(slices)[0] ?? [];
  const back = (thetas: readonly Float64Array[]): Float64Array => {
    const x = new Float64Array(box.size);
    box.fromParameters(thetas, x);
    return x;
  };
  const thetas = (x: Float64Array): readonly Float64Array[] => {
    const out = slices.map(empty);
    box.toParameters(x, out);
    return out;
  };
  return {
    ...box,
    start: back(first),
    back,
    thetas,
    chain(x) {
      const out = slices.map(() => new Float64Array(p * box.size));
      box.chain(x, thetas(x), out);
      return out[0] ?? new Float64Array(0);
    },
  };
}

/** A point between the start and somewhere in the box: the corners of a box are nobody's smile. */
function pointOf({ lower, upper, start }: Walk, seed: number): Float64Array {
  const random = seededRandom(seed);
  const far = 0.15 * random();
  return start.map((at, i) => {
    const [low, high] = [lower[i] ?? at, upper[i] ?? at];
    const to = low + (high - low) * random();
    return Math.min(high, Math.max(low, at + far * (to - at)));
  });
}

/** A drawn smile of a model with the strikes it is looked at. */
interface Drawn {
  readonly slice: GuessSlice;
  readonly smile: SmileFunctions;
  readonly theta: Float64Array;
  readonly k: Float64Array;
}

function draw(model: FittableModel, { slices, seed }: Board): Drawn {
  const way = walk(model, slices);
  const [slice] = slices;
  const [theta] = way.thetas(pointOf(way, seed));
  if (slice === undefined || theta === undefined) throw new Error('no slice');
  const k = ladder(5, Math.sqrt(slice.w[4] ?? 0), 1.9);
  return { slice, smile: model.smile(slice), theta, k };
}

const columns = (n: number): [Float64Array, Float64Array, Float64Array] => [
  new Float64Array(n),
  new Float64Array(n),
  new Float64Array(n),
];

const sizeOf = (column: Float64Array): number => column.reduce((most, v) => Math.max(most, Math.abs(v)), 0);

function isPositive(model: FittableModel): (board: Board) => Verdict {
  return (board) => {
    const { smile, theta, k } = draw(model, board);
    const own = new Float64Array(k.length);
    const [w, w1, w2] = columns(k.length);
    smile.totalVariance(theta, k, own);
    smile.derivatives(theta, k, w, w1, w2);
    return everyOf(own, (value, i) =>
      each(
        holds(`w of ${value} at ${k[i]} positive and finite`, value > 0 && value < 1e6),
        near('w with its derivatives', w[i] ?? Number.NaN, value, 1e-9 * value),
        holds('finite derivatives', Number.isFinite(w1[i]) && Number.isFinite(w2[i])),
      ),
    );
  };
}

function hasSlopes(model: FittableModel): (board: Board) => Verdict {
  return (board) => {
    const { smile, theta, k, slice } = draw(model, board);
    const h = 1e-4 * Math.sqrt(slice.w[4] ?? 1);
    const at = (by: number) => {
      const out = columns(k.length);
      smile.derivatives(
        theta,
        k.map((x) => x + by),
        ...out,
      );
      return out;
    };
    const [up, here, down] = [at(h), at(0), at(-h)];
    // A smile of a law is known to 2e-9 of w where contours meet: its differences to that over the step.
    const grain = ((isLaw(model) ? 2e-9 : 1e-10) * sizeOf(here[0])) / h;
    const bend = sizeOf(here[2]) + sizeOf(here[1]) / h / 1e4;
    return everyOf(k, (_, i) =>
      each(
        near(
          "w'",
          here[1][i] ?? 0,
          ((up[0][i] ?? 0) - (down[0][i] ?? 0)) / (2 * h),
          2e-3 * h * bend * 1e2 + grain,
        ),
        near(
          "w''",
          here[2][i] ?? 0,
          ((up[1][i] ?? 0) - (down[1][i] ?? 0)) / (2 * h),
          2e-2 * bend + grain / h,
        ),
      ),
    );
  };
}

function hasJacobian(model: FittableModel): (board: Board) => Verdict {
  return (board) => {
    const { smile, theta, k } = draw(model, board);
    const p = theta.length;
    const n = k.length;
    const jacobian = new Float64Array(n * p);
    smile.jacobian(theta, k, jacobian);
    const w = new Float64Array(n);
    smile.totalVariance(theta, k, w);
    if (smile.linearised !== undefined) {
      const [again, rows] = [new Float64Array(n), new Float64Array(n * p)];
      smile.linearised(theta, k, again, rows);
      const same = everyOf(rows, (value, i) =>
        near('the Jacobian made with w', value, jacobian[i] ?? 0, 1e-8 * (1e-3 + sizeOf(jacobian))),
      );
      if (same !== null) return same;
    }
    for (let j = 0; j < p; j++) {
      const spec = model.parameters[j];
      const value = theta[j] ?? 0;
      // Steps stay within the parameter's range.
      const h = 1e-5 * Math.max(1e-3, Math.abs(value));
      if (spec === undefined || value - h < spec.lower || value + h > spec.upper) continue;
      const at = (by: number): Float64Array => {
        const out = new Float64Array(n);
        const moved = Float64Array.from(theta);
        moved[j] = value + by;
        smile.totalVariance(moved, k, out);
        return out;
      };
      const [up, down] = [at(h), at(-h)];
      const size = Math.max(...k.map((_, i) => Math.abs(jacobian[i * p + j] ?? 0)));
      const grain = (2e-11 * sizeOf(w)) / h;
      const verdict = everyOf(k, (_, i) =>
        near(
          `dw/d${spec.name} at ${k[i]}`,
          jacobian[i * p + j] ?? 0,
          ((up[i] ?? 0) - (down[i] ?? 0)) / (2 * h),
          1e-3 * size + grain,
        ),
      );
      if (verdict !== null) return verdict;
    }
    return null;
  };
}

function comesBack(model: FittableModel): (board: Board) => Verdict {
  return ({ slices, seed }) => {
    const way = walk(model, slices);
    const x = pointOf(way, seed);
    const thetas = way.thetas(x);
    const back = way.thetas(way.back(thetas));
    return each(
      everyOf(x, (value, i) =>
        holds('a point of the box', value >= (way.lower[i] ?? 0) && value <= (way.upper[i] ?? 0)),
      ),
      everyOf(thetas, (theta, s) =>
        everyOf(theta, (value, j) =>
          near(
            `${model.parameters[j]?.name} of slice ${s}`,
            back[s]?.[j] ?? Number.NaN,
            value,
            1e-8 * (1e-2 + sizeOf(theta)),
          ),
        ),
      ),
    );
  };
}

function hasChain(model: FittableModel): (board: Board) => Verdict {
  return ({ slices, seed }) => {
    const way = walk(model, slices);
    const x = pointOf(way, seed);
    const chain = way.chain(x);
    const size = x.length;
    for (let c = 0; c < size; c++) {
      const width = (way.upper[c] ?? 0) - (way.lower[c] ?? 0);
      const h = 1e-6 * Math.min(1, width);
      const at = x[c] ?? 0;
      if (at - h < (way.lower[c] ?? 0) || at + h > (way.upper[c] ?? 0)) continue;
      const moved = (by: number): Float64Array => {
        const [theta] = way.thetas(x.map((v, i) => (i === c ? v + by : v)));
        return theta ?? new Float64Array(0);
      };
      const [up, down] = [moved(h), moved(-h)];
      const verdict = everyOf(up, (value, j) => {
        const told = chain[j * size + c] ?? 0;
        const difference = (value - (down[j] ?? 0)) / (2 * h);
        const grain = (1e-15 * Math.abs(value)) / h;
        return near(
          `d${model.parameters[j]?.name}/dx${c}`,
          told,
          difference,
          1e-4 * Math.abs(told) + 1e-6 + 10 * grain,
        );
      });
      if (verdict !== null) return verdict;
    }
    return null;
  };
}

function hasRead(model: FittableModel): (board: Board) => Verdict {
  return (board) => {
    const { theta, slice } = draw(model, board);
    return everyOf(model.views, (view) => {
      const m = view.parameters.length;
      const p = theta.length;
      const values = new Float64Array(m);
      const jacobian = new Float64Array(m * p);
      view.values(theta, slice.t, values);
      view.jacobian(theta, slice.t, jacobian);
      if (!values.every(Number.isFinite)) return `${view.id} is not finite`;
      return everyOf(theta, (value, j) => {
        const h = 1e-6 * Math.max(1e-3, Math.abs(value));
        const at = (by: number): Float64Array => {
          const out = new Float64Array(m);
          view.values(
            theta.map((v, i) => (i === j ? v + by : v)),
            slice.t,
            out,
          );
          return out;
        };
        const [up, down] = [at(h), at(-h)];
        return everyOf(values, (v, i) => {
          const told = jacobian[i * p + j] ?? 0;
          const grain = (1e-14 * (1e-3 + Math.abs(v))) / h;
          return near(
            `${view.id} ${i} by ${j}`,
            told,
            ((up[i] ?? 0) - (down[i] ?? 0)) / (2 * h),
            1e-3 * Math.abs(told) + 1e-4 + grain,
          );
        });
      });
    });
  };
}

function hasWings(model: FittableModel): (board: Board) => Verdict {
  return (board) => {
    const { smile, theta } = draw(model, board);
    const k = Float64Array.of(-60, -40, 40, 60);
    const [w, w1, w2] = columns(4);
    smile.derivatives(theta, k, w, w1, w2);
    return each(
      atLeast("Lee's bound on the left", 2 * (1 + 1e-9), -(w1[0] ?? 3)),
      atLeast("Lee's bound on the right", 2 * (1 + 1e-9), w1[3] ?? 3),
    );
  };
}

const isLaw = (model: FittableModel): boolean => model.characteristic !== undefined;
/** Hagan's formula promises nothing of far wings, and SSVI's laws of curvature nothing unless they are held to. */
const hasFreeWings = (model: FittableModel): boolean =>
  model.id.startsWith('sabr') || model.id.startsWith('ssvi');

/** Boards on which a law's smile was off: jumps of nearly one size, and calm between jumps. */
const ONCE: readonly Board[] = [
  boardOf(0.15904098468317782, 1, 1574961975),
  boardOf(1, 0.005000171022415775, 114706050),
  boardOf(0.0804589182314984, 1, 142410865),
  boardOf(0.08003590921562873, 1, 554553469),
];

export const modelProperties: readonly Property[] = fittable.flatMap((model) => {
  const weight = isLaw(model) ? 20 : model.scope === 'surface' ? 4 : 2;
  const of = (what: string, judge: (board: Board) => Verdict): Property =>
    property(`${model.label}: ${what}`, boards, judge, { weight, once: isLaw(model) ? ONCE : [] });
  return [
    of('total variance is positive and finite, with and without derivatives', isPositive(model)),
    of('slope and curvature are differences of the smile', hasSlopes(model)),
    of('the Jacobian is the difference quotient', hasJacobian(model)),
    of('parameters come back from their coordinates', comesBack(model)),
    of('the chain of its coordinates is the difference quotient', hasChain(model)),
    ...(model.views.length > 0 ? [of('a view differentiates its own values', hasRead(model))] : []),
    ...(hasFreeWings(model) ? [] : [of("wings stay within Lee's bound", hasWings(model))]),
  ];
});
