import { expect, test } from 'vitest';
import { heston } from '#models/heston/index.ts';
import { heston as law } from '#pricing/heston.ts';
import { impliedVol } from '#pricing/implied-vol.ts';
import { createLewisExpiry } from '#pricing/lewis-price.ts';
import { slopesOf, squaresOf } from '#testing/differences.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { createCharacteristicBoard } from './characteristic-board.ts';
import { prepareBoard } from './prepare-board.ts';
import { DEFAULT_SETTINGS, type FitSettings } from './settings.ts';

const THETA = Float64Array.of(0.06, 1.5, 0.05, 0.6, -0.4);
/** Expiries of different numbers of quotes, off the law by so much. */
const K = [
  [-0.15, -0.05, 0.02, 0.1],
  [-0.3, 0, 0.25],
];
const TIMES = [0.1, 0.5];

/** Vols of the law itself, from its prices. */
function volsAt(theta: Float64Array, s: number, k: readonly number[]): number[] {
  const strike = Float64Array.from(k, (v) => 100 * Math.exp(v));
  const price = new Float64Array(k.length);
  createLewisExpiry(law, 100, TIMES[s]!, strike).timeValues(theta, price);
  return Array.from(price, (v, i) => impliedVol(100, strike[i]!, TIMES[s]!, strike[i]! >= 100, v));
}
const MID = K.map((k, s) => volsAt(THETA, s, k).map((vol, i) => vol + 0.01 * Math.sin(5 * i + s + 1)));
const slices = K.map((k, s) => makeSlice(TIMES[s]!, k, MID[s]!, { halfSpread: 0.006 }));

function board(change: Partial<FitSettings> = {}) {
  const { ready, constraints } = prepareBoard(heston, {
    slices,
    settings: { ...DEFAULT_SETTINGS, ...change },
  });
  const coordinates = heston.coordinates(
    ready.map(({ guess }) => guess),
    constraints,
  );
  if ('error' in coordinates) throw new Error(coordinates.error);
  const x = new Float64Array(coordinates.size);
  coordinates.fromParameters([THETA, THETA], x);
  return {
    ready,
    coordinates,
    x,
    problem: createCharacteristicBoard(law, createLewisExpiry, ready, coordinates),
  };
}

test('residuals, rows and factors of a law are told expiry by expiry', () => {
  const { problem, x, coordinates } = board({ outsidePenalty: 2 });
  const thetas = problem.thetas(x);
  expect(thetas).toHaveLength(2);
  thetas.forEach((theta) => {
    THETA.forEach((value, q) => {
      expect(theta[q]).toBeCloseTo(value, 12);
    });
  });
  const columns = (width: number) => K.map((k) => new Float64Array(width * k.length));
  const [residuals, rows, factors] = [columns(1), columns(5), columns(1)];
  problem.residuals(x, residuals);
  problem.rows(x, rows);
  problem.outsideFactors(x, factors);
  const parameters = (at: Float64Array): Float64Array => {
    const theta = new Float64Array(5);
    coordinates.toParameters(at, [theta]);
    return theta;
  };
  K.forEach((k, s) => {
    const of = (at: Float64Array) => volsAt(parameters(at), s, k).map((vol, i) => 100 * (vol - MID[s]![i]!));
    of(x).forEach((r, i) => {
      expect(residuals[s]![i]).toBeCloseTo(r, 6);
      expect(factors[s]![i]).toBe(Math.abs(r) > 0.6 ? 3 : 1);
    });
    slopesOf(of, x, 1e-4).forEach((slope, i) => {
      expect(Math.abs(rows[s]![i]! - slope)).toBeLessThan(1e-3 * (1 + Math.abs(slope)));
    });
  });
  expect(factors.flatMap((own) => [...own])).toContain(3);
  expect(factors.flatMap((own) => [...own])).toContain(1);
  expect([problem.size, problem.halfBandwidth]).toEqual([5, 4]);
  expect([...problem.lower]).toEqual([...coordinates.lower]);
  expect([...problem.upper]).toEqual([...coordinates.upper]);
});

test('its cost and normal matrix are those of the weighted residuals, a pin among them', () => {
  const { problem, x, ready } = board();
  const [residuals, rows] = [
    K.map((k) => new Float64Array(k.length)),
    K.map((k) => new Float64Array(5 * k.length)),
  ];
  problem.residuals(x, residuals);
  problem.rows(x, rows);
  const normal = new Float64Array(25);
  const cost = problem.linearise(x, normal, new Float64Array(5));
  const half = residuals.reduce(
    (sum, own, s) => sum + own.reduce((all, r, i) => all + 0.5 * ready[s]!.target.weight[i]! * r * r, 0),
    0,
  );
  expect(cost).toBeCloseTo(half, 9);
  const squares = K.map((_, s) => squaresOf(rows[s]!, ready[s]!.target.weight, 5));
  for (let c = 0; c < 5; c++) {
    expect(normal[5 * c]! / (squares[0]![6 * c]! + squares[1]![6 * c]!)).toBeCloseTo(1, 9);
  }
  const pinned = board({ atmPin: 1.5 });
  expect(pinned.problem.linearise(x, normal, new Float64Array(5)) - cost).toBeCloseTo(
    pinned.ready.reduce((sum, { target }, s) => {
      const r = 100 * (volsAt(THETA, s, [0])[0]! - target.atmPin!.vol);
      return sum + 0.5 * 1.5 * r * r;
    }, 0),
    6,
  );
  const again = K.map((k) => new Float64Array(k.length));
  pinned.problem.residuals(x, again);
  expect(again).toEqual(residuals);
});

test('each expiry has the loss that is set for it', () => {
  const { problem, x, ready } = board();
  const cost = () => problem.linearise(x, new Float64Array(25), new Float64Array(5));
  const plain = cost();
  const residuals = K.map((k) => new Float64Array(k.length));
  problem.residuals(x, residuals);
  problem.setRobust([null, { kind: 'huber', delta: 0.1 }]);
  const gain = residuals[1]!.reduce((sum, r, i) => {
    const s = Math.abs(r) * Math.sqrt(ready[1]!.target.weight[i]!);
    return s <= 0.1 ? sum : sum + 0.5 * s * s - 0.1 * (s - 0.05);
  }, 0);
  expect(gain).toBeGreaterThan(0);
  expect(plain - cost()).toBeCloseTo(gain, 9);
});
