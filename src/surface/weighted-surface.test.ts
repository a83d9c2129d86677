import { expect, test } from 'vitest';
import { epochMs } from '#base/units.ts';
import { seededRandom } from '#math/seeded-random.ts';
import { heston } from '#models/heston/index.ts';
import type { VolModel } from '#models/model.ts';
import { essvi } from '#models/ssvi/index.ts';
import { svi } from '#models/svi/index.ts';
import { durrlemanG } from './durrleman.ts';
import { repriceVanillas } from './local-vol-repricing.ts';
import { boardClock, eventDayFault } from './time-settings.ts';
import { CALENDAR, varianceClock } from './variance-clock.ts';
import { createSurface, type SurfaceSlice } from './vol-surface.ts';

/** Wednesday 5 August 2026, 08:00 UTC. */
const WEDNESDAY = epochMs(Date.UTC(2026, 7, 5, 8));
const HOUR = 1 / 8760;

test('from Friday to Monday variance runs by half days of the weekend and an event, as by hand', () => {
  const slices: SurfaceSlice[] = [
    { t: 48 * HOUR, theta: Float64Array.of(0.0006, 0.008, -0.2, 0.01, 0.06), forward: 100 },
    { t: 120 * HOUR, theta: Float64Array.of(0.0014, 0.012, -0.25, 0.012, 0.08), forward: 100 },
  ];
  // The event on Saturday counts as three days; Sunday as half of one.
  const clock = varianceClock(WEDNESDAY, { weekend: 0.5, events: { '2026-08-08': 3 } });
  const surface = createSurface(svi, slices, clock);
  const k = 0.05;
  const friday = 0.0006 + 0.008 * (-0.2 * 0.04 + Math.sqrt(0.04 * 0.04 + 0.06 * 0.06));
  const monday = 0.0014 + 0.012 * (-0.25 * 0.038 + Math.sqrt(0.038 * 0.038 + 0.08 * 0.08));
  // Hours that count: 16 of Friday, 72 of Saturday, 12 of Sunday, 8 of Monday.
  const whole = 16 + 72 + 12 + 8;
  const places: readonly (readonly [hours: number, counted: number])[] = [
    [60, 12],
    [64, 16],
    [76, 16 + 36],
    [88, 16 + 72],
    [100, 16 + 72 + 6],
    [116, 16 + 72 + 12 + 4],
  ];
  for (const [hours, counted] of places) {
    const w = friday + ((monday - friday) * counted) / whole;
    expect(surface.totalVariance(k, hours * HOUR)).toBeCloseTo(w, 15);
    expect(surface.vol(k, hours * HOUR)).toBeCloseTo(Math.sqrt((w * 8760) / hours), 12);
  }
  // The slices are as they were fitted, and quoted per year of the calendar.
  expect(surface.totalVariance(k, 48 * HOUR)).toBe(friday);
  expect(surface.vol(k, 120 * HOUR)).toBeCloseTo(Math.sqrt(monday / (120 * HOUR)), 14);
  // Before Friday every hour counts alike; after Monday so many hours count as the days say.
  expect(surface.totalVariance(k, 12 * HOUR)).toBeCloseTo(friday / 4, 16);
  const atTheMoney = ([a, b, rho, m, sigma]: readonly [number, number, number, number, number]) =>
    a + b * (-rho * m + Math.hypot(m, sigma));
  const growth =
    atTheMoney([0.0014, 0.012, -0.25, 0.012, 0.08]) - atTheMoney([0.0006, 0.008, -0.2, 0.01, 0.06]);
  expect(surface.totalVariance(k, 144 * HOUR)).toBeCloseTo(monday + (growth * 24) / whole, 15);
});

const ESSVI: readonly SurfaceSlice[] = [
  { t: 2, theta: [0.0009, -0.1, 0.03] as const },
  { t: 3, theta: [0.0014, -0.12, 0.038] as const },
  { t: 9, theta: [0.0042, -0.15, 0.07] as const },
  { t: 51, theta: [0.024, -0.2, 0.18] as const },
].map(({ t, theta }) => ({ t: t / 365, theta: Float64Array.from(theta), forward: 100 }));
const SVI: readonly SurfaceSlice[] = ESSVI.map((slice, i) => ({
  ...slice,
  theta: Float64Array.of(0.0003 + 0.002 * i * i, 0.005 + 0.01 * i, -0.2, 0.01, 0.1),
}));

test('on any weights of days no calendar arbitrage arises between expiries, and no slice moves', () => {
  const seed = 20260805;
  console.info(`seed ${seed}`);
  const random = seededRandom(seed);
  const k = Float64Array.from({ length: 41 }, (_, i) => (i - 20) / 20);
  const n = k.length;
  const row = {
    w: new Float64Array(n),
    w1: new Float64Array(n),
    w2: new Float64Array(n),
    wt: new Float64Array(n),
  };
  let [leastG, leastStep, leastSlope] = [Infinity, Infinity, Infinity];
  for (let trial = 0; trial < 60; trial++) {
    const day = () => new Date(WEDNESDAY + 86_400_000 * Math.floor(70 * random())).toISOString().slice(0, 10);
    const events = Object.fromEntries(
      Array.from({ length: Math.floor(5 * random()) }, () => [day(), random() < 0.3 ? 0 : 20 * random()]),
    );
    const weekend = random() < 0.3 ? 0 : 2 * random();
    const clock = varianceClock(WEDNESDAY, { weekend, events }, random() < 0.5 ? 'utc' : 'new-york');
    for (const [model, slices] of [
      [essvi, ESSVI],
      [svi, SVI],
    ] as const) {
      const surface = createSurface(model, slices, clock);
      const before = new Float64Array(n);
      for (let i = 1; i <= 240; i++) {
        const t = (i / 240) ** 2 * (60 / 365);
        surface.on(k).at(t, row);
        for (let j = 0; j < n; j++) {
          leastStep = Math.min(leastStep, row.w[j]! - before[j]!);
          leastSlope = Math.min(leastSlope, row.wt[j]!);
          if (model === essvi && t >= ESSVI[0]!.t) {
            leastG = Math.min(leastG, durrlemanG(k[j]!, row.w[j]!, row.w1[j]!, row.w2[j]!));
          }
          before[j] = row.w[j]!;
        }
      }
      for (const { t } of slices) {
        for (const x of [-0.3, 0, 0.2]) {
          const plain = createSurface(model, slices).totalVariance(x, t);
          expect(surface.totalVariance(x, t) / plain).toBeCloseTo(1, 13);
        }
      }
    }
  }
  expect(leastStep).toBeGreaterThanOrEqual(-1e-15);
  expect(leastSlope).toBeGreaterThanOrEqual(-1e-9);
  expect(leastG).toBeGreaterThan(0);
});

test('between eSSVI slices theta, psi and rho psi are linear on the same clock', () => {
  const clock = varianceClock(WEDNESDAY, { weekend: 0.25, events: { '2026-08-12': 4 } });
  const surface = createSurface(essvi, ESSVI, clock);
  const t = 7.3 / 365;
  const [a, b] = [ESSVI[1]!, ESSVI[2]!];
  const share = (clock.tau(t) - clock.tau(a.t)) / (clock.tau(b.t) - clock.tau(a.t));
  const mix = (x: number, y: number) => (1 - share) * x + share * y;
  const [theta, psi] = [mix(a.theta[0]!, b.theta[0]!), mix(a.theta[2]!, b.theta[2]!)];
  const rho = mix(a.theta[1]! * a.theta[2]!, b.theta[1]! * b.theta[2]!) / psi;
  for (const k of [-0.4, 0, 0.15]) {
    const z = psi * k + theta * rho;
    const w = (theta + rho * psi * k + Math.sqrt(z * z + theta * theta * (1 - rho * rho))) / 2;
    expect(surface.totalVariance(k, t)).toBeCloseTo(w, 15);
  }
});

test('local volatility on weighted days gives the vanillas back, and none lies on days that weigh nothing', () => {
  const clock = varianceClock(WEDNESDAY, { weekend: 0, events: { '2026-08-12': 3 } });
  const surface = createSurface(essvi, ESSVI, clock);
  const t = ESSVI[2]!.t;
  const { worst, replaced } = repriceVanillas(surface, t, { nodes: 801, steps: 120 });
  expect(replaced).toBe(0);
  expect(worst).toBeLessThan(5e-4);
  const k = Float64Array.of(0);
  const row = { w: k.slice(), w1: k.slice(), w2: k.slice(), wt: k.slice() };
  // Sunday noon.
  surface.on(k).at(100 * HOUR, row);
  expect(row.wt[0]).toBeCloseTo(0, 12);
});

test('a model with a law for every time keeps its own time', () => {
  const clock = varianceClock(WEDNESDAY, { weekend: 0, events: {} });
  const theta = Float64Array.of(0.09, 2, 0.1, 0.5, -0.4);
  const slices = ESSVI.map((slice) => ({ ...slice, theta }));
  const surface = createSurface(heston as VolModel, slices, clock);
  expect(surface.clock).toBe(CALENDAR);
  expect(surface.totalVariance(0, 6 / 365)).toBe(createSurface(heston, slices).totalVariance(0, 6 / 365));
});

test('the clock of a board follows the settings and the place its options expire at', () => {
  const book = (iso: string) => ({ expiry: epochMs(Date.parse(iso)) }) as never;
  const market = { asOf: WEDNESDAY, books: [book('2026-08-07T20:00:00Z'), book('2026-08-21T13:30:00Z')] };
  const time = { clock: 'weighted', weekend: 0, events: {} } as const;
  // Saturday begins at 04:00 UTC in New York.
  const at = (iso: string) => (Date.parse(iso) - WEDNESDAY) / (365 * 86_400_000);
  expect(boardClock(time, market).rate(at('2026-08-08T03:00:00Z'))).toBeGreaterThan(1);
  expect(boardClock(time, market).rate(at('2026-08-08T05:00:00Z'))).toBe(0);
  const crypto = { asOf: WEDNESDAY, books: [book('2026-08-07T08:00:00Z')] };
  expect(boardClock(time, crypto).rate(at('2026-08-08T01:00:00Z'))).toBe(0);
  const india = { asOf: WEDNESDAY, books: [book('2026-08-06T10:00:00Z')] };
  expect(boardClock(time, india).rate(at('2026-08-07T19:00:00Z'))).toBe(0);
  expect(boardClock({ ...time, clock: 'calendar' }, market)).toBe(CALENDAR);
  expect(boardClock({ ...time, weekend: 1 }, market)).toBe(CALENDAR);
});

test('an event day is a day of the calendar, written one way', () => {
  expect(eventDayFault('2028-02-29')).toBeNull();
  expect(eventDayFault('2026-02-29')).toBe('2026-02-29 is no day of the calendar.');
  expect(eventDayFault('5 Aug 2026')).toBe('5 Aug 2026 is no day written like 2026-12-16.');
});
