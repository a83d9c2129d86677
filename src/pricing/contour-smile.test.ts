import { expect, test } from 'vitest';
import { golden, hasShared } from '#testing/shared.ts';
import { bates } from './bates.ts';
import { blackPrice } from './black76.ts';
import type { CharacteristicFunction } from './characteristic-function.ts';
import { createContourSmile } from './contour-smile.ts';
import { heston } from './heston.ts';
import { impliedVol } from './implied-vol.ts';
import { createLewisExpiry } from './lewis-price.ts';

const LAWS: readonly (readonly [string, CharacteristicFunction, readonly number[]])[] = [
  ['calm', heston, [0.08, 3, 0.1, 0.25, -0.8]],
  ['crypto', heston, [0.3, 4, 0.4, 1.8, -0.15]],
  ['far from Feller', heston, [0.04, 0.5, 0.04, 1, -0.9]],
  ['rough', heston, [0.02, 20, 0.1, 8, -0.3]],
  ['small jumps', bates, [0.3, 4, 0.4, 1.8, -0.15, 6, -0.03, 0.08]],
  ['large jumps', bates, [0.02, 10, 0.1, 3, -0.3, 1, -0.2, 0.3]],
  ['calm between jumps downwards', bates, [0.0064, 2.676, 0.00697, 0.545, -0.0696, 2.749, -0.186, 0.125]],
  ['jumps of one size', bates, [0.05, 0.5, 0.1, 0.6, -0.7, 0.2, -0.15, 0.001]],
  ['many small jumps downwards', bates, [0.0635, 5.26, 0.0828, 1.34, 0.077, 7.47, -0.2535, 0.144]],
];
const TIMES = [0.0016, 0.02, 0.25, 1, 5];

test("smiles are those of prices by Lewis's formula wherever it resolves them", () => {
  for (const [name, law, parameters] of LAWS) {
    const theta = Float64Array.from(parameters);
    for (const t of TIMES) {
      const unit = Math.sqrt(law.totalVariance(theta, t));
      const k = Float64Array.from({ length: 25 }, (_, i) => ((i - 12) / 12) * 3 * unit);
      const strike = k.map((v) => 100 * Math.exp(v));
      const price = new Float64Array(25);
      createLewisExpiry(law, 100, t, strike).timeValues(theta, price);
      const w = new Float64Array(25);
      createContourSmile(law, theta, t).totalVariance(k, w);
      for (let i = 0; i < 25; i++) {
        if (price[i]! < 1e-4) continue;
        const vol = impliedVol(100, strike[i]!, t, strike[i]! >= 100, price[i]!);
        expect(Math.abs(Math.sqrt(w[i]! / t) / vol - 1), `${name}, ${t}, ${k[i]}`).toBeLessThan(1e-9);
      }
    }
  }
});

test('strikes far apart in equal steps are priced as each is alone', () => {
  // Beside these the contours lean far, and what had vanished in the wing would grow again towards the money.
  const laws: readonly (readonly [readonly number[], number])[] = [
    [[0.003766, 0.2536, 0.0209, 4.995, 0.6985], 0.021],
    [[0.001078, 1.234, 0.1021, 5.16, -0.01726], 0.0039],
    [[0.3, 4, 0.4, 1.8, -0.15], 0.25],
  ];
  for (const [parameters, t] of laws) {
    const smile = createContourSmile(heston, Float64Array.from(parameters), t);
    for (const gap of [1 / 64, 1 / 32, 1 / 16, 1 / 8]) {
      const k = Float64Array.from({ length: 2 / gap + 1 }, (_, i) => i * gap - 2);
      const w = new Float64Array(k.length);
      smile.totalVariance(k, w);
      const alone = new Float64Array(1);
      k.forEach((at, i) => {
        smile.totalVariance(Float64Array.of(at), alone);
        expect(Math.abs(w[i]! / alone[0]! - 1), `${t}, ${at} of ${gap}`).toBeLessThan(1e-9);
      });
    }
  }
});

test('a law whose moments end beside the best contour is summed beside the pole, not across it', () => {
  // An index fitted by Heston at one long expiry; volatilities by Lewis's integral at 25 digits.
  const theta = Float64Array.of(
    0.0001,
    22.116554781396538,
    0.04831421553823471,
    7.879845069833298,
    -0.6944151670598804,
  );
  const t = 0.7115867579908676;
  const w = new Float64Array(2);
  createContourSmile(heston, theta, t).totalVariance(
    Float64Array.of(-2.149461665060764, 0.0015735298060807553),
    w,
  );
  expect(Math.sqrt(w[0]! / t)).toBeCloseTo(0.752954817155, 11);
  expect(Math.sqrt(w[1]! / t)).toBeCloseTo(0.153049350179, 11);
});

test('a law that is peaked before an exploding moment is summed over shorter stretches', () => {
  // An index fitted by Bates at 28 days: tilted to its stretch the law is six wide in ln K.
  const theta = Float64Array.of(
    0.009309794530028373,
    18.636759339157916,
    0.012750642840247314,
    10,
    -0.7686189960519023,
    29.322532721886667,
    -0.009921321380344739,
    0.01648658871509232,
  );
  const t = 0.07671232876712329;
  // Volatilities by Lewis's integral, a midpoint sum of 400,000 nodes up to u = 20,000.
  const vols = [
    [-0.2, 0.3374760636],
    [-0.01, 0.1220267966],
    [0.0001, 0.1149828873],
    [0.01, 0.1080840464],
    [0.03, 0.0962757715],
    [0.06, 0.1066162303],
    [0.1, 0.138171565],
    [0.2, 0.2160608938],
  ] as const;
  const w = new Float64Array(vols.length);
  createContourSmile(bates, theta, t).totalVariance(
    Float64Array.from(vols, ([k]) => k),
    w,
  );
  for (const [i, [k, vol]] of vols.entries()) {
    expect(Math.abs(Math.sqrt(w[i]! / t) / vol - 1), `${k}`).toBeLessThan(1e-9);
  }
});

test('many jumps of nearly one size, whose law comes back in waves, are followed to their end', () => {
  const theta = Float64Array.of(
    0.0287711855621522,
    0.1733896984767876,
    0.024000029764433366,
    0.21442457273638282,
    0.37396688906010245,
    4.657661886637854,
    0.2607398001942784,
    0.011814618209719643,
  );
  // Time values by Lewis's integral, a midpoint sum of 400,000 nodes up to u = 2,000.
  const sums = [
    [-0.3, 0.07148686838835272],
    [0.2, 0.14174939212624005],
    [0.6, 0.055893711003741964],
    [1, 0.01782716318964017],
  ] as const;
  const w = new Float64Array(1);
  for (const [k, price] of sums) {
    createContourSmile(bates, theta, 0.7075927500709424).totalVariance(Float64Array.of(k), w);
    expect(Math.abs(blackPrice(1, Math.exp(k), 1, Math.sqrt(w[0]!), k >= 0) / price - 1)).toBeLessThan(1e-11);
  }
});

test('the derivatives are the differences, on even and on uneven strikes', () => {
  const theta = Float64Array.of(0.3, 4, 0.4, 1.8, -0.15);
  for (const t of TIMES) {
    const smile = createContourSmile(heston, theta, t);
    const k = Float64Array.of(-1.2, -0.31, -0.3, 0.0, 0.07, 0.9, 0.4);
    const n = k.length;
    const [w, w1, w2] = [0, 1, 2].map(() => new Float64Array(n)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    smile.derivatives(k, w, w1, w2);
    const h = 1e-3 * Math.sqrt(w[3]!);
    const [up, down, unused] = [0, 1, 2].map(() => new Float64Array(n)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    smile.totalVariance(
      k.map((v) => v + h),
      up,
    );
    smile.totalVariance(
      k.map((v) => v - h),
      down,
    );
    for (let i = 0; i < n; i++) {
      expect(Math.abs((up[i]! - down[i]!) / (2 * h) - w1[i]!)).toBeLessThan(1e-5 * (Math.abs(w1[i]!) + 1e-2));
    }
    const even = Float64Array.from({ length: 401 }, (_, i) => -0.2 + 0.001 * i);
    const along = new Float64Array(401);
    smile.totalVariance(even, along);
    for (const i of [0, 33, 64, 200, 399]) {
      smile.totalVariance(Float64Array.of(even[i]!), unused);
      expect(Math.abs(along[i]! / unused[0]! - 1)).toBeLessThan(1e-9);
    }
  }
});

type Case = Readonly<Record<'v0' | 'kappa' | 'theta' | 'sigma' | 'rho' | 'F' | 'K' | 'T' | 'call', number>>;

test.skipIf(!hasShared)('prices of the reference laws come back from their smiles', () => {
  const { prices } = golden<{ readonly prices: readonly Case[] }>('heston');
  let checked = 0;
  for (const { v0, kappa, theta, sigma, rho, F, K, T, call } of prices) {
    const w = new Float64Array(1);
    createContourSmile(heston, Float64Array.of(v0, kappa, theta, sigma, rho), T).totalVariance(
      Float64Array.of(Math.log(K / F)),
      w,
    );
    expect(Math.abs(blackPrice(F, K, T, Math.sqrt(w[0]! / T), true) - call)).toBeLessThan(1e-9);
    checked++;
  }
  expect(checked).toBeGreaterThan(60);
});
