import fc from 'fast-check';
import { epochMs, MS_PER_YEAR } from '#base/units.ts';
import { normalCdf } from '#math/normal.ts';
import { seededRandom } from '#math/seeded-random.ts';
import { sliceSmile } from '#models/ssvi/smile.ts';
import { svi } from '#models/svi/index.ts';
import { isButterflyFree } from '#models/svi/no-butterfly.ts';
import { sviSmile } from '#models/svi/raw.ts';
import { deltaStrike } from '#surface/delta-strikes.ts';
import { riskNeutralLaw } from '#surface/density.ts';
import { densityMoments } from '#surface/density-moments.ts';
import { durrlemanG, smallestG, smallestGap } from '#surface/durrleman.ts';
import { localVolGrid } from '#surface/local-vol.ts';
import { curveOf, pointsOf } from '#surface/smile-curve.ts';
import { curveMeasures } from '#surface/smile-measures.ts';
import { varianceClock } from '#surface/variance-clock.ts';
import { varianceSwap } from '#surface/variance-swap.ts';
import { createSurface, type VolSurface } from '#surface/vol-surface.ts';
import { real, seeds, spread, tameThetas } from './draw.ts';
import { atLeast, each, everyOf, holds, near, type Property, property, type Verdict } from './property.ts';

const curve = (theta: Float64Array) => curveOf({ functions: sviSmile, theta });

/** SVI slices of which each lies above the one before, and their surface, on a clock of the seed's. */
interface Stack {
  readonly surface: VolSurface;
  readonly last: number;
}

function stackOf(theta: Float64Array, seed: number, expiries: number): Stack {
  const random = seededRandom(seed);
  let [t, size] = [0, 1];
  const slices = Array.from({ length: expiries }, () => {
    t += 0.01 + 0.5 * random();
    size *= 1 + random();
    const [a = 0, b = 0, rho = 0, m = 0, sigma = 1] = theta;
    return {
      t,
      forward: 100 * (1 + 0.1 * random()),
      theta: Float64Array.of(a * size, b * size, rho, m, sigma),
    };
  });
  const weights = { weekend: random(), events: { '1970-01-09': 5 * random() } };
  const clock = varianceClock(epochMs(Math.floor(random() * 1e9)), weights);
  return {
    surface: seed % 2 === 0 ? createSurface(svi, slices) : createSurface(svi, slices, clock),
    last: t,
  };
}

const stacks = fc.record({
  theta: tameThetas,
  seed: seeds,
  expiries: fc.integer({ min: 1, max: 5 }),
});

type Drawn = { readonly theta: Float64Array; readonly seed: number; readonly expiries: number };

const onStack =
  (judge: (stack: Stack, random: () => number) => Verdict) =>
  ({ theta, seed, expiries }: Drawn): Verdict =>
    judge(stackOf(theta, seed, expiries), seededRandom(seed + 1));

const rowOf = () => ({
  w: new Float64Array(3),
  w1: new Float64Array(3),
  w2: new Float64Array(3),
  wt: new Float64Array(3),
});

export const surfaceProperties: readonly Property[] = [
  property(
    'total variance never falls with time on a surface whose slices are ordered',
    stacks,
    onStack(({ surface, last }, random) => {
      const k = 2 * random() - 1;
      const times = Array.from({ length: 12 }, () => 2 * last * random()).sort((a, b) => a - b);
      let before = 0;
      return everyOf(times, (t) => {
        const w = surface.totalVariance(k, t);
        const verdict = atLeast(`w at ${t}`, w, before, 1e-14 * before);
        before = w;
        return verdict;
      });
    }),
    { weight: 4 },
  ),
  property(
    'at an expiry the surface is its slice',
    stacks,
    ({ theta, seed, expiries }) => {
      const { surface } = stackOf(theta, seed, expiries);
      return everyOf(surface.times, (t) => {
        const at = pointsOf(surface.curve(t));
        // Every slice is the first one grown: their ratio is one at all k.
        const one = pointsOf(curve(theta));
        const size = at(0).w / one(0).w;
        return everyOf([-0.6, 0.2, 0.9], (k) =>
          each(
            near(`w at ${k}`, surface.totalVariance(k, t), size * one(k).w, 1e-12 * size),
            near(`vol at ${k}`, surface.vol(k, t) ** 2 * t, size * one(k).w, 1e-12 * size),
          ),
        );
      });
    },
    { weight: 2 },
  ),
  property(
    'rows of a surface are its variances, and their slopes in time the differences',
    stacks,
    onStack(({ surface, last }, random) => {
      const k = Float64Array.of(-0.5, 0.01, 0.7);
      const t = 1.6 * last * random() + 1e-3;
      const [row, h] = [rowOf(), 1e-7];
      surface.on(k).at(t, row);
      return everyOf(k, (x, i) => {
        const w = surface.totalVariance(x, t);
        const after = (surface.totalVariance(x, t + h) - w) / h;
        const before = (w - surface.totalVariance(x, t - h)) / h;
        const told = row.wt[i] ?? Number.NaN;
        const grain = 1e-6 + 1e-4 * Math.abs(told);
        return each(
          near('w', row.w[i] ?? 0, w, 1e-14 * (1 + w)),
          holds(
            `dw/dt of ${told} as from one side: ${before}, ${after}`,
            Math.abs(told - after) < grain || Math.abs(told - before) < grain,
          ),
        );
      });
    }),
    { weight: 4 },
  ),
  property(
    'local volatility of a flat surface is its volatility',
    fc.tuple(spread(0.02, 2), real(-1, 1), spread(0.01, 3)),
    ([vol, k, t]) => {
      const flat = (at: number) => ({
        t: at,
        forward: 100,
        theta: Float64Array.of(vol * vol * at, 1e-12, 0, 0, 0.1),
      });
      const { vol: local, missing } = localVolGrid(
        createSurface(svi, [flat(0.1), flat(1)]),
        Float64Array.of(k),
        Float64Array.of(t),
      );
      return each(holds('a local volatility', missing === 0), near('it', local[0] ?? 0, vol, 1e-6 * vol));
    },
  ),
  property(
    'where a surface is free of arbitrage local volatility exists and prices its growth',
    stacks,
    onStack(({ surface, last }, random) => {
      const k = Float64Array.of(0.6 * (random() - 0.5));
      const t = last * (0.05 + 0.9 * random());
      const grid = localVolGrid(surface, k, Float64Array.of(t));
      const row = {
        w: new Float64Array(1),
        w1: new Float64Array(1),
        w2: new Float64Array(1),
        wt: new Float64Array(1),
      };
      surface.on(k).at(t, row);
      const g = durrlemanG(k[0] ?? 0, row.w[0] ?? 0, row.w1[0] ?? 0, row.w2[0] ?? 0);
      const [local = Number.NaN] = grid.vol;
      if (!(g > 0)) return holds('no number made up', Number.isNaN(local) && grid.missing === 1);
      return near('sigma^2 g', local * local * g, row.wt[0] ?? 0, 1e-12 * (1 + Math.abs(row.wt[0] ?? 0)));
    }),
    { weight: 3 },
  ),
  property(
    'a forward lies between those of its neighbours',
    stacks,
    onStack(({ surface, last }, random) => {
      const t = 1.5 * last * random();
      const around = [...surface.times].map((at) => surface.forward(at));
      const value = surface.forward(t);
      return holds(
        `${value} between its neighbours`,
        value >= Math.min(...around) * (1 - 1e-14) && value <= Math.max(...around) * (1 + 1e-14),
      );
    }),
  ),
  property(
    'the quantile of a distribution value is the place',
    fc.tuple(tameThetas, real(-3, 3)),
    ([theta, at]) => {
      if (!isButterflyFree(theta)) return null;
      const law = riskNeutralLaw(curve(theta));
      if (law === null) return 'no law';
      const k = at * law.at(0).s;
      const { below, density, s } = law.at(k);
      if (!(below > 1e-9 && below < 1 - 1e-9)) return null;
      // A flat stretch of the distribution does not tell the place.
      const grain = 1e-15 / density;
      return near('the quantile', law.quantile(below) ?? Number.NaN, k, 1e-9 * s + grain * 10);
    },
    { weight: 6 },
  ),
  property(
    'the density is the slope of the distribution, which rises from 0 to 1',
    fc.tuple(tameThetas, real(-4, 4)),
    ([theta, at]) => {
      if (!isButterflyFree(theta)) return null;
      const law = riskNeutralLaw(curve(theta));
      if (law === null) return 'no law';
      const unit = law.at(0).s;
      const [k, h] = [at * unit, 1e-4 * Math.min(unit, theta[4] ?? 1)];
      const [low, mid, high] = [law.at(k - h), law.at(k), law.at(k + h)];
      return each(
        holds('in [0, 1]', mid.below >= 0 && mid.below <= 1 + 1e-15),
        atLeast('later', high.below, low.below, 1e-15),
        near('below and above', mid.below + mid.above, 1, 1e-14),
        near(
          'the density',
          mid.density * unit,
          ((high.below - low.below) / (2 * h)) * unit,
          1e-3 * (0.01 + mid.density * unit) + (1e-11 / h) * unit,
        ),
      );
    },
    { weight: 6 },
  ),
  property(
    'a law without butterflies has mass 1, its forward, and the variance swap of its mean',
    tameThetas,
    (theta) => {
      // A wing so near its bound carries part of the forward beyond any strike.
      if (!isButterflyFree(theta) || (theta[1] ?? 2) * (1 + Math.abs(theta[2] ?? 1)) > 0.5) return null;
      const smile = curve(theta);
      const law = riskNeutralLaw(smile);
      if (law === null) return 'no law';
      const { mass, forward, mean, converged } = densityMoments(smile, law);
      const swap = varianceSwap(smile, law, [-0.3, 0.3]);
      return each(
        holds('convergence', converged),
        near('the mass', mass, 1, 1e-9),
        near('the forward', forward, 1, 1e-8),
        near('the swap', swap.total, -2 * mean, 1e-7 * swap.total),
        holds(
          'shares of the swap',
          swap.below >= 0 && swap.above >= 0 && swap.below + swap.above <= 1 + 1e-9,
        ),
      );
    },
    { weight: 60 },
  ),
  property(
    'a strike found for a delta has that delta',
    fc.tuple(
      tameThetas,
      real(0.02, 0.45),
      fc.constantFrom('put' as const, 'call' as const),
      fc.constantFrom('forward' as const, 'premium-adjusted' as const),
    ),
    ([theta, target, side, convention]) => {
      if (!isButterflyFree(theta)) return null;
      const at = pointsOf(curve(theta));
      const k = deltaStrike((x) => at(x).w, at(0).w, target, side, convention);
      if (k === null) return null;
      const s = Math.sqrt(at(k).w);
      const isForward = convention === 'forward';
      const d = -k / s + (isForward ? 0.5 * s : -0.5 * s);
      const delta = (isForward ? 1 : Math.exp(k)) * normalCdf(side === 'call' ? d : -d);
      return near('the delta', delta, target, 1e-9);
    },
    { weight: 2 },
  ),
  property(
    'measures of a smile grown in time are those of its volatility',
    fc.tuple(tameThetas, spread(0.1, 3)),
    ([theta, t]) => {
      if (!isButterflyFree(theta)) return null;
      const measures = curveMeasures(curve(theta), t, 'forward');
      const h = 1e-5;
      const vol = (k: number): number => Math.sqrt(pointsOf(curve(theta))(k).w / t);
      return each(
        near('the volatility', measures.vol, vol(0), 1e-14),
        near(
          'the skew',
          measures.skew,
          (vol(h) - vol(-h)) / (2 * h),
          1e-5 * (1 + Math.abs(measures.skew)) + 1e-6,
        ),
      );
    },
  ),
  property(
    'the clock of variance never runs back, and a week of it is a week',
    fc.tuple(seeds, spread(1e-4, 2), real(0, 2), real(0, 50)),
    ([seed, t, weekend, weight]) => {
      const random = seededRandom(seed);
      const start = epochMs(Math.floor(random() * 2e12));
      const day = new Date(start + Math.floor(random() * 200) * 86_400_000).toISOString().slice(0, 10);
      const clock = varianceClock(start, { weekend, events: { [day]: weight } });
      const plain = varianceClock(start, { weekend, events: {} });
      const h = 0.3 * random();
      const week = (7 * 86_400_000) / MS_PER_YEAR;
      return each(
        near('nothing at 0', clock.tau(0), 0, 0),
        atLeast('later', clock.tau(t + h), clock.tau(t), 1e-15),
        near('a week', plain.tau(t + week) - plain.tau(t), week, 1e-12),
        atLeast('the rate', clock.rate(t), 0),
      );
    },
    { weight: 4 },
  ),
  property(
    'the least g that is told is the least of any place',
    fc.tuple(tameThetas, real(-1.5, 1.5)),
    ([theta, k]) => {
      const { w, w1, w2 } = pointsOf(curve(theta))(k);
      const least = smallestG(sviSmile, theta, -1.5, 1.5, 601);
      return atLeast(
        'g at a place',
        durrlemanG(k, w, w1, w2),
        least.value,
        1e-4 * (1 + Math.abs(least.value)),
      );
    },
    { weight: 15 },
  ),
  property(
    'the least step between slices that is told is the least of any place',
    fc.tuple(tameThetas, tameThetas, real(-1.5, 1.5)),
    ([first, second, k]) => {
      const [earlier, later] = [first, second].map((theta) => ({ functions: sviSmile, theta }));
      if (earlier === undefined || later === undefined) return 'no slices';
      const least = smallestGap({ earlier, later }, -1.5, 1.5, 601);
      const step = pointsOf(curve(second))(k).w - pointsOf(curve(first))(k).w;
      return atLeast('a step', step, least.value, 1e-6);
    },
    { weight: 10 },
  ),
  property(
    'a smile of SSVI as SVI has the same density',
    fc.tuple(spread(0.005, 0.5), real(-0.8, 0.8), real(0.05, 0.5), real(-2, 2)),
    ([level, rho, share, at]) => {
      const psi = 2 * share * Math.sqrt(level);
      const q = Math.sqrt(1 - rho * rho);
      const raw = Float64Array.of((level * q * q) / 2, psi / 2, rho, (-level * rho) / psi, (level * q) / psi);
      const [ours, theirs] = [
        riskNeutralLaw(curveOf({ functions: sliceSmile, theta: Float64Array.of(level, rho, psi) })),
        riskNeutralLaw(curve(raw)),
      ];
      const k = at * Math.sqrt(level);
      const density = theirs?.at(k).density ?? Number.NaN;
      return near('the density', ours?.at(k).density ?? Number.NaN, density, 1e-10 * (1 + density));
    },
    { weight: 6 },
  ),
];
