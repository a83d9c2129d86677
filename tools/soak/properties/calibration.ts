import fc from 'fast-check';
import { calibrateNow } from '#calibration/calibrate.ts';
import type { CalibrationRequest, FitSlice } from '#calibration/request.ts';
import type { CalibrationResult, SliceFit } from '#calibration/result.ts';
import { DEFAULT_SETTINGS, type FitSettings } from '#calibration/settings.ts';
import { smileBand } from '#calibration/smile-band.ts';
import { sliceWeights } from '#calibration/weights.ts';
import { seededRandom } from '#math/seeded-random.ts';
import { symmetricEigenvalues } from '#math/symmetric.ts';
import { svi } from '#models/svi/index.ts';
import { sviMinimumVariance, sviSmile } from '#models/svi/raw.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { fitStrictly, secondOpinion } from '../strict-boards.ts';
import { ladder, real, seeds, spread, tameThetas } from './draw.ts';
import { atLeast, each, everyOf, holds, near, type Property, property, type Verdict } from './property.ts';

/** Quotes about a smile of SVI, each off by noise of so many vol points. */
interface DrawnQuotes {
  readonly theta: Float64Array;
  readonly t: number;
  readonly n: number;
  readonly noise: number;
  readonly seed: number;
}

const quoted: fc.Arbitrary<DrawnQuotes> = fc.record({
  theta: tameThetas,
  t: spread(0.01, 2),
  n: fc.integer({ min: 7, max: 25 }),
  noise: spread(0.01, 3),
  seed: seeds,
});

function sliceOf({ theta, t, n, noise, seed }: DrawnQuotes, change: Partial<FitSlice> = {}): FitSlice {
  const random = seededRandom(seed);
  const w = new Float64Array(n);
  const atm = new Float64Array(1);
  sviSmile.totalVariance(theta, Float64Array.of(0), atm);
  const k = ladder(n, Math.sqrt(atm[0] ?? 0), 2);
  sviSmile.totalVariance(theta, k, w);
  const vol = w.map((v) => Math.sqrt(v / t));
  const unit = noise * 0.01 * (vol[n >> 1] ?? 0);
  return makeSlice(
    t,
    [...k],
    [...vol].map((v) => v + unit * (random() - 0.5)),
    {
      halfSpread: 0.25 * unit,
      bidSize: Float64Array.from({ length: n }, () => 10 * random()),
      askSize: Float64Array.from({ length: n }, () => 10 * random()),
      ...change,
    },
  );
}

function fitted(slices: readonly FitSlice[], change: Partial<FitSettings> = {}): CalibrationResult {
  const outcome = calibrateNow({ slices, settings: { ...DEFAULT_SETTINGS, ...change } });
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value;
}

function fitOf(slice: FitSlice, change: Partial<FitSettings> = {}): SliceFit {
  const [fit] = fitted([slice], change).slices;
  if (fit === undefined) throw new Error('no slice');
  return fit;
}

const only = (slice: FitSlice, rows: readonly number[]): FitSlice => {
  const of = (column: Float64Array): Float64Array => Float64Array.from(rows, (i) => column[i] ?? Number.NaN);
  const orNull = (column: Float64Array | null): Float64Array | null => (column === null ? null : of(column));
  return {
    ...slice,
    quote: Int32Array.from(rows),
    k: of(slice.k),
    bidVol: of(slice.bidVol),
    askVol: of(slice.askVol),
    midVol: of(slice.midVol),
    tickVol: of(slice.tickVol),
    bidSize: orNull(slice.bidSize),
    askSize: orNull(slice.askSize),
    manual: of(slice.manual),
  };
};

function strictly(model: string, expiries: number): (value: DrawnQuotes) => Verdict {
  return (drawn) => {
    const random = seededRandom(drawn.seed + 1);
    const slices = Array.from({ length: expiries }, (_, i) => {
      // Levels that may fall from one expiry to the next: nothing keeps the quotes apart.
      const size = 1 + i * 0.3 * random();
      const [a = 0, b = 0, rho = 0, m = 0, sigma = 1] = drawn.theta;
      const theta = Float64Array.of(a * size, b * (0.6 + random()), rho, m, sigma);
      return sliceOf({ ...drawn, theta, t: drawn.t * (1 + i), seed: drawn.seed + i });
    });
    const request: CalibrationRequest = { slices, settings: DEFAULT_SETTINGS };
    const result = fitStrictly(request, model);
    if (typeof result === 'string') return result;
    const { faults, slices: live } = secondOpinion(request, result, { points: 300, strikes: 101 });
    return each(holds('every slice fitted', live === expiries), faults[0] ?? null);
  };
}

const PLAIN = {
  ...DEFAULT_SETTINGS.all,
  weights: { ...DEFAULT_SETTINGS.all.weights, spread: 0, size: 0, activity: 0, cap: 1 },
};

export const calibrationProperties: readonly Property[] = [
  property(
    'weights sum to 1, none above the cap, their effective number between 1 and all',
    fc.tuple(quoted, real(0.05, 1), real(0, 2), real(0, 2)),
    ([drawn, cap, power, sizes]) => {
      const slice = sliceOf(drawn);
      const { weight, effective } = sliceWeights(slice, {
        ...DEFAULT_SETTINGS.all.weights,
        cap,
        spread: power,
        size: sizes,
      });
      const used = weight.filter((w) => w > 0).length;
      // A cap that would hold most of a few quotes is raised to what holds half of them.
      const most = Math.max(cap, 2 / used);
      return each(
        near(
          'the sum',
          weight.reduce((a, b) => a + b, 0),
          1,
          1e-12,
        ),
        everyOf(weight, (w, i) =>
          holds(`weight ${i} of ${w} from 0 to ${most}`, w >= 0 && w <= most + 1e-12),
        ),
        holds(`${effective} effective quotes of ${used}`, effective >= 1 - 1e-12 && effective <= used + 1e-9),
      );
    },
  ),
  property(
    'SVI finds the smile its quotes were made of',
    fc.tuple(tameThetas, spread(0.01, 2)),
    ([theta, t]) => {
      const { rmseVol, status } = fitOf(
        sliceOf({ theta, t, n: 15, noise: 0, seed: 1 }, { tickVol: new Float64Array(15) }),
      );
      return each(holds('a fit', status !== 'failed'), near('the error', rmseVol ?? 1, 0, 1e-7));
    },
    { weight: 10 },
  ),
  property(
    'a fit of noisy quotes is finite, positive and within its noise',
    quoted,
    (drawn) => {
      const slice = sliceOf(drawn);
      const fit = fitOf(slice, { all: PLAIN });
      if (fit.theta === null) return fit.message;
      const unit = drawn.noise * 0.01 * (slice.midVol[drawn.n >> 1] ?? 0);
      return each(
        holds('finite parameters', fit.theta.every(Number.isFinite)),
        atLeast('the least variance', sviMinimumVariance(fit.theta), 0),
        // The smile the quotes were made of is half a noise from each: the best is no farther, but for Lee's bound.
        atLeast('the noise', 0.51 * unit + 1e-9, fit.rmseVol ?? Number.NaN),
        holds(
          'an error left out that is not below it',
          (fit.looRmseVol ?? 9) >= (fit.rmseVol ?? 0) * (1 - 1e-9),
        ),
      );
    },
    { weight: 10 },
  ),
  property(
    'the two optimisers end at one error, or say that they stalled',
    quoted,
    (drawn) => {
      const slice = sliceOf(drawn);
      const [a, b] = (['levenberg-marquardt', 'l-bfgs-b'] as const).map((optimiser) =>
        fitOf(slice, { optimiser }),
      );
      if (a === undefined || b === undefined) return 'no fit';
      if ([a, b].some(({ stop }) => stop === 'stalled' || stop === 'max-iterations')) return null;
      const [ours, theirs] = [a.rmseVol ?? Number.NaN, b.rmseVol ?? Number.NaN];
      return near('the error of the other', theirs, ours, 0.05 * ours + 1e-6);
    },
    { weight: 25 },
  ),
  property(
    'the same slice gives the same fit to the last bit',
    quoted,
    (drawn) => {
      const slice = sliceOf(drawn);
      return holds(
        'one fit',
        JSON.stringify(fitOf(slice).theta) === JSON.stringify(fitOf({ ...slice }).theta),
      );
    },
    { weight: 15 },
  ),
  property(
    'a quote of weight 0 is no quote',
    fc.tuple(quoted, fc.nat(100)),
    ([drawn, at]) => {
      const slice = sliceOf(drawn);
      const row = at % drawn.n;
      const manual = new Float64Array(drawn.n).fill(1);
      manual[row] = 0;
      const ours = fitOf({ ...slice, manual }, { all: PLAIN });
      const theirs = fitOf(
        only(
          slice,
          [...slice.k.keys()].filter((i) => i !== row),
        ),
        { all: PLAIN },
      );
      return each(
        holds('no weight', ours.weight[row] === 0),
        holds('one fit', JSON.stringify(ours.theta) === JSON.stringify(theirs.theta)),
      );
    },
    { weight: 15 },
  ),
  property(
    'a fixed parameter keeps its value to the last bit and a range holds',
    fc.tuple(quoted, real(-0.6, 0.4)),
    ([drawn, rho]) => {
      const slice = sliceOf(drawn);
      const fixed = fitOf(slice, {
        all: { ...DEFAULT_SETTINGS.all, parameters: { rho: { fixed: true, value: rho } } },
      });
      const range = { fixed: false, lower: rho, upper: rho + 0.1 };
      const held = fitOf(slice, { all: { ...DEFAULT_SETTINGS.all, parameters: { rho: range } } });
      const value = held.theta?.[2] ?? Number.NaN;
      return each(
        holds(`rho ${fixed.theta?.[2]} at ${rho}`, fixed.theta?.[2] === rho),
        holds(`rho ${value} in its range`, value >= rho - 1e-12 && value <= rho + 0.1 + 1e-12),
        holds(
          'no error of what is fixed',
          fixed.parameters.every(({ name, standardError }) => name !== 'rho' || standardError === null),
        ),
      );
    },
    { weight: 20 },
  ),
  property(
    'vols in other units of time make the same total variance',
    fc.tuple(quoted, spread(0.2, 5)),
    ([drawn, scale]) => {
      const slice = sliceOf(drawn);
      const root = Math.sqrt(scale);
      const other: FitSlice = {
        ...slice,
        ...makeSlice(
          slice.t * scale,
          [...slice.k],
          [...slice.midVol].map((v) => v / root),
        ),
        bidVol: slice.bidVol.map((v) => v / root),
        askVol: slice.askVol.map((v) => v / root),
      };
      const [a, b] = [slice, other].map((each_) => fitOf(each_, { all: PLAIN }));
      return near(
        'the error in total volatility',
        (b?.rmseVol ?? 0) * root,
        a?.rmseVol ?? 1,
        1e-5 * (a?.rmseVol ?? 1) + 1e-9,
      );
    },
    { weight: 20 },
  ),
  property(
    'covariances have no negative direction, and the band holds the smile',
    quoted,
    (drawn) => {
      const slice = sliceOf(drawn);
      const { covariance, theta } = fitOf(slice);
      if (covariance === null || theta === null) return null;
      const scaled = new Float64Array(25);
      const sd = [0, 1, 2, 3, 4].map((i) => Math.sqrt(covariance.matrix[6 * i] ?? 0) || 1);
      for (let i = 0; i < 25; i++) {
        scaled[i] = (covariance.matrix[i] ?? 0) / ((sd[Math.floor(i / 5)] ?? 1) * (sd[i % 5] ?? 1));
      }
      const band = smileBand(svi, slice, theta, covariance, slice.k);
      const w = new Float64Array(slice.k.length);
      sviSmile.totalVariance(theta, slice.k, w);
      return each(
        atLeast('the least eigenvalue', symmetricEigenvalues(scaled, 5)[0] ?? -1, 0, 1e-9),
        everyOf(w, (value, i) => {
          const vol = Math.sqrt(value / slice.t);
          return holds(
            `the smile within its band at ${i}`,
            (band.low[i] ?? 9) <= vol * (1 + 1e-12) && (band.high[i] ?? 0) >= vol * (1 - 1e-12),
          );
        }),
      );
    },
    { weight: 15 },
  ),
  property(
    'the error of a strict fit is not below that of a free one inside its ranges',
    quoted,
    (drawn) => {
      const slice = sliceOf(drawn);
      const strict = { ...PLAIN, butterfly: { mode: 'strict' as const, strength: 1000 } };
      const [free, held] = [PLAIN, strict].map((all) => fitOf(slice, { all }));
      if (free === undefined || held === undefined) return 'no fit';
      // The vertex of a free fit stays near the quotes; that of a strict one need not.
      if (free.parameters.some(({ atBound }) => atBound !== null)) return null;
      const least = free.rmseVol ?? Number.NaN;
      return atLeast('the strict error', held.rmseVol ?? Number.NaN, least * (1 - 1e-5), 1e-8);
    },
    { weight: 40 },
  ),
  property('a strict slice of SVI has no butterfly by a second check', quoted, strictly('svi', 1), {
    weight: 60,
  }),
  property(
    'strict boards of SVI have no butterfly and no crossing by a second check',
    quoted,
    strictly('svi', 3),
    { weight: 400 },
  ),
  property('strict boards of eSSVI have none either', quoted, strictly('essvi', 3), { weight: 100 }),
];
