import { expect, test } from 'vitest';
import { fittable } from '#models/fittable.ts';
import { heston } from '#models/heston/index.ts';
import type { FitCoordinates, GuessSlice, SliceModel } from '#models/model.ts';
import { sabr } from '#models/sabr/index.ts';
import { essvi } from '#models/ssvi/index.ts';
import { svi } from '#models/svi/index.ts';
import { smallestG } from '#surface/durrleman.ts';
import { realRequest } from '#testing/real-board.ts';
import { hasShared } from '#testing/shared.ts';
import { calibrateNow } from './calibrate.ts';
import { withHeadroom } from './headroom.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

const HEADROOM = 1.44;
const K = Float64Array.from({ length: 9 }, (_, i) => -0.4 + 0.1 * i);
const SLICE: GuessSlice = {
  t: 0.1,
  forward: 100,
  k: K,
  w: K.map((k) => 0.02 * (1 + 3 * k * k)),
  weight: K.map(() => 1),
};

function strictOf(model: SliceModel, constraints = {}): FitCoordinates {
  const coordinates = model.noButterfly!.coordinates(SLICE, constraints);
  if ('error' in coordinates) throw new Error(coordinates.error);
  return coordinates;
}

const raisedBy = (model: SliceModel, theta: Float64Array, x: number): Float64Array =>
  theta.map((value, j) => value * x ** model.scaling!.vertical[j]!);

const cases: readonly [string, SliceModel, readonly number[]][] = [
  ['SVI', svi, [0.003, 0.11, -0.4, 0.03, 0.09]],
  ['eSSVI', essvi, [0.03, -0.3, 0.3]],
];

test('without headroom, and where no domain or no raised smile is known, the model is itself', () => {
  for (const model of fittable) expect(withHeadroom(model, 1)).toBe(model);
  expect(withHeadroom(sabr, HEADROOM)).toBe(sabr);
  expect(withHeadroom(heston, HEADROOM)).toBe(heston);
});

test.each(cases)(
  'on the edge of its domain a smile of %s has arbitrage past its headroom, and none below',
  (_, model, start) => {
    const roomy = withHeadroom(model, HEADROOM) as SliceModel;
    const coordinates = strictOf(roomy);
    const [x, theta] = [new Float64Array(coordinates.size), new Float64Array(start.length)];
    coordinates.fromParameters(Float64Array.from(start), x);
    // The last coordinate is the room above the least sigma, or the share of the bound on psi.
    x[x.length - 1] = model === svi ? 0 : 1;
    coordinates.toParameters(x, theta);
    const worst = (raise: number): number =>
      smallestG(model.smile(SLICE), raisedBy(model, theta, raise), -3, 3).value;
    for (const raise of [0.5, 1, 1.2, HEADROOM]) expect(worst(raise)).toBeGreaterThan(-1e-9);
    expect(worst(1.03 * HEADROOM)).toBeLessThan(0);
    expect(roomy.noButterfly!.contains(raisedBy(model, theta, 0.999))).toBe(true);
    expect(roomy.noButterfly!.contains(raisedBy(model, theta, 1.01))).toBe(false);
  },
);

test.each(cases)(
  'coordinates of %s with headroom go there and back, and have the derivatives they say',
  (_, model, start) => {
    const coordinates = strictOf(withHeadroom(model, HEADROOM) as SliceModel);
    const p = start.length;
    const [x, again] = [new Float64Array(coordinates.size), new Float64Array(coordinates.size)];
    const theta = new Float64Array(p);
    coordinates.fromParameters(Float64Array.from(start), x);
    coordinates.toParameters(x, theta);
    coordinates.fromParameters(theta, again);
    const back = new Float64Array(p);
    coordinates.toParameters(again, back);
    for (let j = 0; j < p; j++) expect(back[j]!).toBeCloseTo(theta[j]!, 9);
    const out = new Float64Array(p * x.length);
    coordinates.chain(x, theta, out);
    for (let c = 0; c < x.length; c++) {
      const h = 1e-6 * Math.max(0.1, Math.abs(x[c]!));
      const at = (by: number): Float64Array => {
        const parameters = new Float64Array(p);
        coordinates.toParameters(
          x.map((value, i) => (i === c ? value + by : value)),
          parameters,
        );
        return parameters;
      };
      const [up, down] = [at(h), at(-h)];
      for (let j = 0; j < p; j++)
        expect(out[j * x.length + c]!).toBeCloseTo((up[j]! - down[j]!) / (2 * h), 5);
    }
  },
);

test('what the user holds is held of the smile itself', () => {
  const roomy = withHeadroom(essvi, HEADROOM) as SliceModel;
  const theta = new Float64Array(3);
  const held = strictOf(roomy, { theta: { fixed: true, value: 0.04 }, rho: { fixed: true, value: -0.2 } });
  held.toParameters(held.lower, theta);
  expect(theta[0]).toBeCloseTo(0.04, 15);
  expect(theta[1]).toBe(-0.2);
  const ranged = strictOf(roomy, { theta: { fixed: false, lower: 0.03, upper: 0.05 } });
  ranged.toParameters(ranged.lower, theta);
  expect(theta[0]).toBeCloseTo(0.03, 15);
  ranged.toParameters(ranged.upper, theta);
  expect(theta[0]).toBeCloseTo(0.05, 15);
});

test('a board of eSSVI without crossings has headroom, and is the model’s own where butterflies are not strict', () => {
  const roomy = withHeadroom(essvi, HEADROOM) as SliceModel;
  const slices = [0.1, 0.2, 0.4].map((t) => ({ ...SLICE, t }));
  const none = slices.map(() => ({}));
  const at = [0.01, 0.02, 0.04].map((theta) => Float64Array.of(theta, -0.3, 0.5 * Math.sqrt(theta)));
  const thetas = at.map(() => new Float64Array(3));
  for (const strict of [true, false]) {
    const coordinates = roomy.noCalendar!.coordinates(
      slices,
      none,
      slices.map(() => strict),
    );
    if ('error' in coordinates) throw new Error(coordinates.error);
    const x = new Float64Array(coordinates.size);
    coordinates.fromParameters(at, x);
    for (let i = 0; i < 3; i++) x[3 * i + 2] = 1;
    coordinates.toParameters(x, thetas);
    const worst = thetas.map(
      (theta) => smallestG(essvi.smile(SLICE), raisedBy(essvi, theta, HEADROOM), -3, 3).value,
    );
    if (strict) for (const g of worst) expect(g).toBeGreaterThan(-1e-9);
    else expect(Math.min(...worst)).toBeLessThan(0);
  }
});

test.skipIf(!hasShared)(
  'a real board fitted with headroom keeps it on every expiry, and loses less than a point inside its spreads',
  async () => {
    const request = await realRequest('deribit-book-summary/btc-2026-08-01.json');
    const strict = {
      ...DEFAULT_SETTINGS,
      all: { ...DEFAULT_SETTINGS.all, butterfly: { mode: 'strict' as const, strength: 1 } },
    };
    const inside = [undefined, HEADROOM].map((headroom) => {
      const settings = headroom === undefined ? strict : { ...strict, headroom };
      const outcome = calibrateNow({ ...request, settings });
      if (!outcome.ok) throw new Error(outcome.error.message);
      const { slices, summary } = outcome.value;
      const least = slices.map(
        ({ theta, t, forward }) =>
          smallestG(svi.smile({ t, forward }), raisedBy(svi, theta!, headroom ?? HEADROOM), -2, 2).value,
      );
      if (headroom === undefined) expect(Math.min(...least)).toBeLessThan(-1e-3);
      else expect(Math.min(...least)).toBeGreaterThan(-1e-9);
      return summary.insideSpread!;
    });
    expect(inside[0]! - inside[1]!).toBeLessThan(0.01);
  },
);
