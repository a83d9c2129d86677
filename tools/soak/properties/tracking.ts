import fc from 'fast-check';
import { withHeadroom } from '#calibration/headroom.ts';
import { heston } from '#models/heston/index.ts';
import type { SliceModel } from '#models/model.ts';
import { essvi } from '#models/ssvi/index.ts';
import { svi } from '#models/svi/index.ts';
import { smallestG } from '#surface/durrleman.ts';
import { smileOf } from '#surface/moved-smile.ts';
import { curveOf, pointsOf } from '#surface/smile-curve.ts';
import { projectScalars } from '#tracking/calendar-projection.ts';
import { publishBand } from '#tracking/publish-band.ts';
import { scaledParameters } from '#tracking/scaled-parameters.ts';
import { scaledSmile } from '#tracking/scaled-smile.ts';
import { atLeast, near, type Property, property, type Verdict } from './property.ts';

const within = (min: number, max: number) => fc.double({ min, max, noNaN: true });
/** A number from 10^min to 10^max. */
const size = (min: number, max: number) => within(min, max).map((power) => 10 ** power);
const NONE = new Float64Array(0);
const SLICE = { t: 0.1, forward: 100, k: NONE, w: NONE, weight: NONE };

const raw = fc
  .record({
    low: size(-4, -1),
    b: size(-2, 0),
    rho: within(-0.9, 0.9),
    m: within(-0.3, 0.3),
    sigma: size(-2, 0),
  })
  .map(({ low, b, rho, m, sigma }) =>
    Float64Array.of(low - b * sigma * Math.sqrt(1 - rho * rho), b, rho, m, sigma),
  );

/** Places of the strict coordinates of a model with headroom. */
const strictPlaces = fc.record({
  model: fc.constantFrom<SliceModel>(svi, essvi),
  headroom: within(1, 2),
  places: fc.array(within(0.05, 0.95), { minLength: 5, maxLength: 5 }),
});

/** x of places within ends that smiles have. */
function placed(model: SliceModel, places: readonly number[]): Float64Array {
  const [low, high] =
    model === svi
      ? [
          [-1.2, -7, -7, -3, 0],
          [1.2, 1, 2, 3, 0.3],
        ]
      : [
          [0.01, -0.9, 0],
          [0.5, 0.9, 1],
        ];
  return Float64Array.from(low!, (from, i) => from + places[i]! * (high![i]! - from));
}

export const trackingProperties: readonly Property[] = [
  property(
    'no other rule of moving costs less than the band of the costs',
    fc.record({
      q: size(-2, 0),
      lambda: size(0, 5),
      proportional: fc.oneof(fc.constant(0), size(-6, 0)),
      fixed: size(-6, 0),
      wider: within(0.2, 4),
      share: within(0, 0.999),
    }),
    ({ q, lambda, proportional, fixed, wider, share }): Verdict => {
      const { half, landing, meanCost } = publishBand({ q, lambda }, { proportional, fixed });
      const costOf = (h: number, y: number): number =>
        (lambda * (h * h + y * y)) / 12 + ((fixed + proportional * (h - y)) * q * q) / (h * h - y * y);
      return (
        near('its cost', meanCost / costOf(half, landing), 1, 1e-9) ??
        atLeast('that of another', costOf(wider * half, share * wider * half) / meanCost, 1, 1e-9)
      );
    },
  ),
  property(
    'projected scalars are nearer than any others that keep their distances and caps',
    fc.integer({ min: 1, max: 7 }).chain((n) => {
      const column = (low: number, high: number) =>
        fc
          .array(within(low, high), { minLength: n, maxLength: n })
          .map((values) => Float64Array.from(values));
      return fc.record({
        z: column(-1, 1),
        other: column(-1, 1),
        weight: column(0.1, 10),
        lnRatio: column(-0.5, 0.2).map((values) => values.subarray(1)),
        lnCap: column(-0.2, 0.6),
      });
    }),
    ({ other, ...problem }): Verdict => {
      const distance = (at: Float64Array): number =>
        at.reduce((sum, value, i) => sum + problem.weight[i]! * (value - problem.z[i]!) ** 2, 0);
      const found = projectScalars(problem);
      let verdict: Verdict = null;
      found.forEach((value, i) => {
        verdict ??= atLeast('a cap', problem.lnCap[i]!, value, 1e-12);
        if (i > 0) verdict ??= atLeast('a distance', value - found[i - 1]!, problem.lnRatio[i - 1]!, 1e-12);
      });
      const rival = projectScalars({ ...problem, z: other });
      return verdict ?? atLeast('that of others', distance(rival), distance(found), 1e-9);
    },
  ),
  property(
    'the parameters of a moved smile give the moved smile',
    fc.record({
      theta: raw,
      x: within(0.3, 3),
      map: fc.constantFrom('vertical' as const, 'standardised' as const),
      k: within(-1, 1),
    }),
    ({ theta, x, map, k }): Verdict => {
      const base = curveOf({ functions: svi.smile(SLICE), theta });
      const moved = scaledParameters(svi, theta, x, map)!.theta;
      const own = pointsOf(curveOf({ functions: svi.smile(SLICE), theta: moved }))(k);
      const expected = pointsOf(scaledSmile(base, x, map))(k);
      const scale = Math.abs(theta[0]!) + expected.w;
      return (
        near('w', own.w, expected.w, 1e-12 * scale) ??
        near('its slope', own.w1, expected.w1, 1e-11) ??
        near('its bend', own.w2 / expected.w2, 1, 1e-8)
      );
    },
  ),
  property(
    'a smile of a domain with headroom has no butterfly arbitrage up to it',
    strictPlaces,
    ({ model, headroom, places }): Verdict => {
      const coordinates = (withHeadroom(model, headroom) as SliceModel).noButterfly!.coordinates(SLICE, {});
      if ('error' in coordinates) return coordinates.error;
      const theta = new Float64Array(model.parameters.length);
      coordinates.toParameters(placed(model, places), theta);
      for (const x of [0.5, 1, headroom]) {
        const raised = scaledParameters(model, theta, x, 'vertical')!.theta;
        const { value, at } = smallestG(model.smile(SLICE), raised, -3, 3);
        const verdict = atLeast(`g at ${at} of the smile times ${x}`, value, 0, 1e-9);
        if (verdict !== null) return verdict;
      }
      return null;
    },
    { weight: 10 },
  ),
  property(
    'a law that is moved has at the forward the total variance of its fit times its factor',
    fc.record({
      v0: size(-2, 0),
      kappa: size(-0.5, 1),
      long: size(-2, 0),
      sigma: size(-1, 0.5),
      rho: within(-0.9, 0.9),
      days: size(0, 2.5),
      left: within(0.2, 1),
      factor: within(0.2, 2),
    }),
    ({ v0, kappa, long, sigma, rho, days, left, factor }): Verdict => {
      const from = { t: days / 365, forward: 1 };
      const theta = Float64Array.of(v0, kappa, long, sigma, rho);
      const [before, after] = [new Float64Array(1), new Float64Array(1)];
      const money = new Float64Array(1);
      heston.smile(from).totalVariance(theta, money, before);
      const moved = { factor, map: 'vertical' as const, from };
      smileOf(heston, { t: left * from.t, forward: 1, moved }).totalVariance(theta, money, after);
      return near('its share', after[0]! / (factor * before[0]!), 1, 1e-8);
    },
    { weight: 20 },
  ),
];
