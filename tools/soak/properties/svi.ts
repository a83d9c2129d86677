import fc from 'fast-check';
import { seededRandom } from '#math/seeded-random.ts';
import type { GuessSlice } from '#models/model.ts';
import type { sliceSmile } from '#models/ssvi/smile.ts';
import { svi } from '#models/svi/index.ts';
import { jumpWingsToRaw, rawToJumpWings } from '#models/svi/jump-wings.ts';
import { isButterflyFree } from '#models/svi/no-butterfly.ts';
import { sviMinimumVariance, sviSmile } from '#models/svi/raw.ts';
import { blackPrice } from '#pricing/black76.ts';
import { durrlemanG } from '#surface/durrleman-g.ts';
import { densitySign, type Hyperbola, hyperbolaOf, rapidity, slope, variance } from '../strict/hyperbola.ts';
import { leastDensity } from '../strict/second-check.ts';
import { columnOf, real, seeds, spread, sviThetas } from './draw.ts';
import { atLeast, each, everyOf, holds, near, type Property, property } from './property.ts';

/** Points of the independent grids: enough to see, and few enough for ten thousand draws. */
const POINTS = 400;

const raw = (theta: Float64Array): Hyperbola =>
  hyperbolaOf(new Map(['a', 'b', 'rho', 'm', 'sigma'].map((name, i) => [name, theta[i] ?? Number.NaN])));
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

function strictRaw(seed: number): Float64Array {
  const box = svi.noButterfly?.coordinates({ ...NO_SLICE, k: Float64Array.of(-1, 1) }, {});
  if (box === undefined || 'error' in box) throw new Error('no domain');
  const random = seededRandom(seed);
  // rho, slope, lift above the threshold, place between the ends, room above the least vertex.
  const x = Float64Array.of(
    2 * random() - 1,
    8 * random() - 4,
    -8 + 10 * random(),
    6 * random() - 3,
    random() < 0.5 ? 0 : random(),
  );
  const theta = new Float64Array(5);
  box.toParameters(x, theta);
  return theta;
}

const pointOf = (functions: typeof sviSmile | typeof sliceSmile, theta: Float64Array, k: number) => {
  const [w, w1, w2] = [new Float64Array(1), new Float64Array(1), new Float64Array(1)];
  functions.derivatives(theta, Float64Array.of(k), w, w1, w2);
  return { w: w[0] ?? Number.NaN, w1: w1[0] ?? Number.NaN, w2: w2[0] ?? Number.NaN };
};

export const sviProperties: readonly Property[] = [
  property('SVI is the hyperbola of its parameters', fc.tuple(sviThetas, scales), ([theta, at]) => {
    const smile = raw(theta);
    const k = (theta[3] ?? 0) + (theta[4] ?? 0) * at;
    const u = rapidity(smile, k);
    const { w, w1, w2 } = pointOf(sviSmile, theta, k);
    const size = Math.abs(theta[0] ?? 0) + variance(smile, u);
    return each(
      near('w', w, variance(smile, u), 1e-14 * size),
      near("w'", w1, slope(smile, u), 1e-13),
      near("w''", w2, smile.s / (smile.scale ** 2 * Math.cosh(u) ** 3), 1e-12 * (smile.s / smile.scale ** 2)),
    );
  }),
  property(
    'SVI is nowhere below its least variance, nor steeper than Lee allows',
    fc.tuple(sviThetas, real(-40, 40)),
    ([theta, k]) => {
      const { w, w1 } = pointOf(sviSmile, theta, k);
      const least = sviMinimumVariance(theta);
      return each(
        holds('a positive least variance', least > 0),
        atLeast('w', w, least, 1e-14 * (Math.abs(theta[0] ?? 0) + w)),
        atLeast("Lee's bound", 2, Math.abs(w1)),
      );
    },
  ),
  property(
    'every point of the box of SVI is a smile with positive variance within Lee',
    fc.tuple(seeds, real(-30, 30)),
    ([seed, k]) => {
      const board: GuessSlice = {
        ...NO_SLICE,
        k: Float64Array.of(-0.5, 0, 0.5),
        w: Float64Array.of(0.05, 0.04, 0.05),
      };
      const box = svi.coordinates(board, {});
      if ('error' in box) return box.error;
      const theta = new Float64Array(5);
      const x = within(box.lower, box.upper, seed);
      box.project?.(x);
      box.toParameters(x, theta);
      const smile = raw(theta);
      const u = rapidity(smile, k);
      return each(
        atLeast('w', variance(smile, u), 0),
        atLeast('the least variance', sviMinimumVariance(theta), 0),
        atLeast("Lee's bound", 2 * (1 + 1e-12), Math.abs(slope(smile, u))),
      );
    },
  ),
  property(
    'jump-wings lead back to the raw parameters',
    fc.tuple(sviThetas, spread(0.002, 3)),
    ([theta, t]) => {
      const wings = new Float64Array(5);
      rawToJumpWings(theta, t, wings);
      const back = new Float64Array(5);
      if (!jumpWingsToRaw(wings, t, theta[4] ?? 1, back)) return 'they are refused';
      // A vertex at the money leaves its width untold: the smile comes back all the same where it can be told.
      const [, b = 1, rho = 0, m = 0, sigma = 1] = theta;
      const q = Math.hypot(m, sigma);
      const gap = Math.abs(rho - m / q);
      const [v = 1, , , , least = 0] = wings;
      if ((v - least) / v < 2e-6 || gap < 0.01) return null;
      const size = Math.max(sigma, Math.abs(theta[0] ?? 0), b, Math.abs(m));
      return everyOf(back, (value, i) =>
        near(
          `parameter ${i}`,
          value,
          theta[i] ?? 0,
          (1e-12 * size * (1 + v * t)) / (gap * gap * ((v - least) / v)),
        ),
      );
    },
  ),
  property('jump-wings are what they are called', fc.tuple(sviThetas, spread(0.002, 3)), ([theta, t]) => {
    const [v = 0, psi = 0, p = 0, c = 0, least = 0] = (() => {
      const wings = new Float64Array(5);
      rawToJumpWings(theta, t, wings);
      return wings;
    })();
    const smile = raw(theta);
    const at = rapidity(smile, 0);
    const w = variance(smile, at);
    const size = (Math.abs(theta[0] ?? 0) + w) / w;
    return each(
      near('v', v * t, w, 1e-13 * size * w),
      near('psi', psi, slope(smile, at) / (2 * Math.sqrt(w)), 1e-12 * size * (1 + Math.abs(psi))),
      near('the put wing', p * Math.sqrt(w), -slope(smile, -40), 1e-12 * size),
      near('the call wing', c * Math.sqrt(w), slope(smile, 40), 1e-12 * size),
      near('the least variance', least * t, variance(smile, -Math.atanh(smile.rho)), 1e-13 * size * w),
    );
  }),
  property(
    "Durrleman's g has the sign of the second difference of Black prices",
    fc.tuple(sviThetas, real(-2.5, 2.5)),
    ([theta, at]) => {
      const unit = Math.sqrt(pointOf(sviSmile, theta, 0).w);
      const k = at * unit;
      const { w, w1, w2 } = pointOf(sviSmile, theta, k);
      const g = durrlemanG(k, w, w1, w2);
      const h = 1e-3 * Math.min(unit, Math.sqrt(w), theta[4] ?? 1);
      const strike = (by: number): number => Math.exp(k + by);
      const price = (by: number): number =>
        blackPrice(1, strike(by), 1, Math.sqrt(pointOf(sviSmile, theta, k + by).w), at >= 0);
      const [low, mid, high] = [price(-h), price(0), price(h)];
      const [down, up] = [strike(0) - strike(-h), strike(h) - strike(0)];
      const second = (2 * ((high - mid) / up - (mid - low) / down)) / (down + up);
      // g times n(d2)/(K sqrt w) is the density in K.
      const v = Math.sqrt(w);
      const d2 = -k / v - v / 2;
      const density = (g * Math.exp(-0.5 * d2 * d2)) / (Math.sqrt(2 * Math.PI) * strike(0) * v);
      const grain = (1e-15 * (mid + Math.abs(1 - strike(0)) * 0)) / (h * h);
      const bend = Math.abs(w2) + 1 + (w1 * w1) / w;
      const scale = Math.exp(-0.5 * d2 * d2) / (Math.sqrt(2 * Math.PI) * strike(0) * v);
      return near('the density', density, second, 1e-3 * scale * (Math.abs(g) + bend) + 8 * grain);
    },
  ),
  property(
    'every point of the strict coordinates of SVI has g >= 0 on an independent grid',
    seeds,
    (seed) => {
      const theta = strictRaw(seed);
      const low = leastDensity(raw(theta), -50, 50, POINTS);
      return atLeast(`g at ${low.at}`, low.value, 0, 1e-10);
    },
    { weight: 40 },
  ),
  property(
    'what SVI calls free of butterflies has g >= 0, and what has g < 0 it does not',
    sviThetas,
    (theta) => {
      const low = leastDensity(raw(theta), -20, 20, POINTS);
      const isSaid = isButterflyFree(theta);
      return isSaid ? atLeast(`g at ${low.at}`, low.value, 0, 1e-10) : null;
    },
    { weight: 40 },
  ),
  property(
    'a smile without butterflies has none when its variance is scaled down',
    fc.tuple(seeds, real(0.01, 1)),
    ([seed, x]) => {
      const theta = strictRaw(seed);
      const scaled = Float64Array.from(theta);
      scaled[0] = (theta[0] ?? 0) * x;
      scaled[1] = (theta[1] ?? 0) * x;
      const low = leastDensity(raw(scaled), -20, 20, POINTS);
      return atLeast(`g at ${low.at}`, low.value, 0, 1e-10);
    },
    { weight: 40 },
  ),
  property(
    'strict coordinates of SVI hold any smile they are given',
    sviThetas,
    (theta) => {
      const box = svi.noButterfly?.coordinates({ ...NO_SLICE, k: Float64Array.of(-1, 1) }, {});
      if (box === undefined || 'error' in box) return 'no domain';
      const [x, moved] = [new Float64Array(5), new Float64Array(5)];
      box.fromParameters(theta, x);
      box.toParameters(x, moved);
      const low = leastDensity(raw(moved), -20, 20, POINTS);
      return each(
        holds('finite parameters', moved.every(Number.isFinite)),
        holds(
          'a point of the box',
          x.every((v, i) => v >= (box.lower[i] ?? 0) && v <= (box.upper[i] ?? 0)),
        ),
        atLeast(`g at ${low.at}`, low.value, 0, 1e-10),
      );
    },
    { weight: 60 },
  ),
  property('g by its two formulas is the same', fc.tuple(sviThetas, real(-3, 3)), ([theta, k]) => {
    const { w, w1, w2 } = pointOf(sviSmile, theta, k);
    const smile = raw(theta);
    const told = durrlemanG(k, w, w1, w2);
    const size = 1 + ((k * w1) / (2 * w)) ** 2 + (w1 * w1) / w + w2;
    const lost = (Math.abs(theta[0] ?? 0) + w) / w;
    return near('g', densitySign(smile, rapidity(smile, k)), told, 1e-13 * size * lost);
  }),
  property(
    'a curve through any points has no negative variance after a guess of SVI',
    fc.tuple(columnOf(spread(0.001, 1), 5, 12), seeds),
    ([w, seed]) => {
      const random = seededRandom(seed);
      const k = w.map(() => random() - 0.5).sort();
      const guess: GuessSlice = {
        t: 0.3,
        forward: 100,
        k,
        w,
        weight: new Float64Array(w.length).fill(1 / w.length),
      };
      const theta = new Float64Array(5);
      svi.guess(guess, theta);
      const box = svi.coordinates(guess, {});
      if ('error' in box) return box.error;
      svi.approach?.(guess, box, theta);
      const x = new Float64Array(5);
      box.fromParameters(theta, x);
      box.toParameters(x, theta);
      return each(
        holds(`finite parameters ${theta.join(' ')}`, theta.every(Number.isFinite)),
        atLeast('the least variance', sviMinimumVariance(theta), 0),
      );
    },
    { weight: 8 },
  ),
];
