import fc from 'fast-check';
import { seededRandom } from '#math/seeded-random.ts';
import type { GuessSlice, SurfaceModel } from '#models/model.ts';
import { curvatureBound } from '#models/ssvi/butterfly-bound.ts';
import { essvi, ssvi, ssviHeston } from '#models/ssvi/index.ts';
import { sliceSmile } from '#models/ssvi/smile.ts';
import type { sviSmile } from '#models/svi/raw.ts';
import { type Hyperbola, hyperbolaOf, place, rapidity, slope, variance } from '../strict/hyperbola.ts';
import { leastDensity, leastStep } from '../strict/second-check.ts';
import { real, seeds, sliceThetas, spread } from './draw.ts';
import { atLeast, each, everyOf, near, type Property, property, type Verdict } from './property.ts';

/** Points of the independent grids: enough to see, and few enough for ten thousand draws. */
const POINTS = 400;

const slice = (theta: Float64Array): Hyperbola =>
  hyperbolaOf(new Map(['theta', 'rho', 'psi'].map((name, i) => [name, theta[i] ?? Number.NaN])));

const NO_SLICE: GuessSlice = {
  t: 1,
  forward: 1,
  k: new Float64Array(0),
  w: new Float64Array(0),
  weight: new Float64Array(0),
};

/** Log-moneyness that lies so many scales of the vertex from it. */
const scales = real(-12, 12);

/** x uniform in a box, but for the ends that are nobody's smile. */
function within(lower: Float64Array, upper: Float64Array, seed: number): Float64Array {
  const random = seededRandom(seed);
  return lower.map((low, i) => low + ((upper[i] ?? low) - low) * random());
}

/** A board of the calendar domain of eSSVI. */
function strictBoard(seed: number, expiries: number): readonly Float64Array[] {
  const each_ = <T>(value: T): T[] => Array.from({ length: expiries }, () => value);
  const box = essvi.noCalendar?.coordinates(each_(NO_SLICE), each_({}), each_(true));
  if (box === undefined || 'error' in box) throw new Error('no domain');
  const random = seededRandom(seed);
  const x = Float64Array.from({ length: 3 * expiries }, (_, j) => {
    const u = random();
    if (j % 3 === 1) return -0.95 + 1.9 * u;
    if (j % 3 === 2) return u < 0.1 && j > 2 ? 0 : u > 0.9 ? 1 : Math.max(u, 1e-3);
    return (j === 0 || u > 0.1 ? 0.001 : 0) + 0.05 * u * u;
  });
  const thetas = Array.from({ length: expiries }, () => new Float64Array(3));
  box.toParameters(x, thetas);
  return thetas;
}

/** No butterfly on a slice and no crossing of a pair, on |k| <= 30. */
function isFree(smiles: readonly Hyperbola[]): Verdict {
  return everyOf(smiles, (smile, i) => {
    const low = leastDensity(smile, -30, 30, POINTS);
    const before = smiles[i - 1];
    const step = before === undefined ? null : leastStep(before, smile, -30, 30, POINTS);
    return each(
      atLeast(`g of slice ${i} at ${low.at}`, low.value, 0, 1e-11),
      step === null ? null : atLeast(`the step to slice ${i} at ${step.at}`, step.value, 0, 1e-13 * 30),
    );
  });
}

/** Slices of a surface model in its coordinates without arbitrage. */
function strictSurface(model: SurfaceModel): (seed: number) => Verdict {
  return (seed) => {
    const slices = [0.02, 0.1, 0.5, 2].map((t) => ({ ...NO_SLICE, t }));
    const box = model.noArbitrage?.coordinates(slices, { shared: {}, slices: slices.map(() => ({})) });
    if (box === undefined || 'error' in box) return 'no domain';
    const p = model.parameters.length;
    const thetas = slices.map(() => new Float64Array(p));
    box.toParameters(within(box.lower, box.upper, seed), thetas);
    const values = new Float64Array(3);
    const smiles = thetas.map((theta) => {
      model.told?.values(theta, 1, values);
      return slice(values);
    });
    return isFree(smiles);
  };
}

const pointOf = (functions: typeof sviSmile | typeof sliceSmile, theta: Float64Array, k: number) => {
  const [w, w1, w2] = [new Float64Array(1), new Float64Array(1), new Float64Array(1)];
  functions.derivatives(theta, Float64Array.of(k), w, w1, w2);
  return { w: w[0] ?? Number.NaN, w1: w1[0] ?? Number.NaN, w2: w2[0] ?? Number.NaN };
};

export const ssviProperties: readonly Property[] = [
  property(
    'a slice of SSVI is the hyperbola of its parameters',
    fc.tuple(sliceThetas, scales),
    ([theta, at]) => {
      const smile = slice(theta);
      const k = place(smile, Math.asinh(at));
      const u = rapidity(smile, k);
      const { w, w1, w2 } = pointOf(sliceSmile, theta, k);
      const size = Math.max(w, theta[0] ?? 0);
      return each(
        near('w', w, variance(smile, u), 1e-13 * size),
        near("w'", w1, slope(smile, u), 1e-13),
        near(
          "w''",
          w2,
          smile.s / (smile.scale ** 2 * Math.cosh(u) ** 3),
          1e-11 * (smile.s / smile.scale ** 2),
        ),
        near('w at the money', pointOf(sliceSmile, theta, 0).w, theta[0] ?? 0, 1e-15 * (theta[0] ?? 0) * 4),
      );
    },
  ),
  property(
    'a slice below its curvature bound has no butterfly, and one well above has',
    fc.tuple(spread(1e-4, 2), real(-0.95, 0.95)),
    ([level, rho]) => {
      const { bound } = curvatureBound(level, rho);
      const at = (psi: number) =>
        leastDensity(slice(Float64Array.of(level, rho, psi)), -60, 60, POINTS).value;
      const isLee = bound * (1 + Math.abs(rho)) > 3.99;
      return each(
        atLeast('g below the bound', at(bound * (1 - 1e-6)), 0, 1e-9),
        isLee ? null : atLeast('0', 0, at(1.02 * bound)),
      );
    },
    { weight: 60 },
  ),
  property(
    'boards of the calendar domain of eSSVI have no butterfly and no crossing',
    seeds,
    (seed) => isFree(strictBoard(seed, 4).map(slice)),
    { weight: 60 },
  ),
  property(
    'between and beyond slices of that domain there is none either',
    fc.tuple(seeds, real(0, 1), real(1, 4)),
    ([seed, share, beyond]) => {
      const [first, second] = strictBoard(seed, 2);
      if (first === undefined || second === undefined) return 'no board';
      const [middle, later] = [new Float64Array(3), new Float64Array(3)];
      essvi.between?.(first, second, share, middle);
      essvi.beyond?.(first, second, beyond, later);
      return isFree([first, middle, second, later].map(slice));
    },
    { weight: 60 },
  ),
  property('strict surfaces of SSVI have no butterfly and no crossing', seeds, strictSurface(ssvi), {
    weight: 80,
  }),
  property(
    'strict surfaces of SSVI with the curvature of Heston have none',
    seeds,
    strictSurface(ssviHeston),
    { weight: 80 },
  ),
];
