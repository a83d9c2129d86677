import { expect, test } from 'vitest';
import { seededRandom } from '#math/seeded-random.ts';
import { curvatureBound } from '#models/ssvi/butterfly-bound.ts';
import { essvi } from '#models/ssvi/essvi.ts';
import { sviSmile } from '#models/svi/raw.ts';
import { durrlemanG } from '#surface/durrleman.ts';
import { curveOf, pointsOf, type SmileCurve } from '#surface/smile-curve.ts';
import { golden, hasShared } from '#testing/shared.ts';
import { butterflyCap } from './butterfly-cap.ts';
import { calendarRatio, liveRange } from './calendar-ratio.ts';
import { scaledSmile } from './scaled-smile.ts';

interface Caps {
  readonly butterfly_caps: Record<string, { raw: number[]; k_grid: [number, number, number]; x_cap: number }>;
}

const svi = (raw: readonly number[]): SmileCurve =>
  curveOf({ functions: sviSmile, theta: Float64Array.from(raw) });

function leastG(curve: SmileCurve, [low, high]: readonly [number, number], points = 4001): number {
  const at = pointsOf(curve);
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < points; i++) {
    const k = low + ((high - low) * i) / (points - 1);
    const { w, w1, w2 } = at(k);
    least = Math.min(least, durrlemanG(k, w, w1, w2));
  }
  return least;
}

test.skipIf(!hasShared)(
  'caps of vertical scaling are the reference ones, and a refined minimum is never above a sampled',
  () => {
    for (const { raw, k_grid, x_cap } of Object.values(golden<Caps>('v-scalar').butterfly_caps)) {
      const cap = butterflyCap(svi(raw), [k_grid[0], k_grid[1]], 'vertical');
      expect(cap).toBeLessThanOrEqual(x_cap * (1 + 1e-12));
      expect(cap / x_cap).toBeGreaterThan(1 - 2e-4);
    }
  },
);

test.each(['vertical', 'standardised'] as const)(
  'a smile moved %s to its cap has its least density at zero there, and none below',
  (map) => {
    const random = seededRandom(5);
    let tried = 0;
    for (let n = 0; n < 30; n++) {
      const theta = 0.002 + 0.2 * random();
      const rho = 1.8 * random() - 0.9;
      const psi = curvatureBound(theta, rho).bound * (0.5 + 0.5 * random());
      const curve = curveOf({
        functions: essvi.smile({ t: 1, forward: 1 }),
        theta: Float64Array.of(theta, rho, psi),
      });
      // A range that a scaled abscissa does not leave.
      const range = [-1.2, 1.2] as const;
      const cap = butterflyCap(curve, range, map);
      if (cap >= 1e6) continue;
      tried++;
      const reach =
        map === 'vertical' ? range : ([range[0] * Math.sqrt(cap), range[1] * Math.sqrt(cap)] as const);
      const least = leastG(scaledSmile(curve, cap, map), reach);
      expect(least).toBeGreaterThan(-1e-9);
      expect(least).toBeLessThan(1e-3);
      expect(leastG(scaledSmile(curve, 0.999 * cap, map), reach)).toBeGreaterThan(0);
      expect(leastG(scaledSmile(curve, 1.02 * cap, map), reach)).toBeLessThan(0);
      for (const share of [0.05, 0.4, 0.8])
        expect(leastG(scaledSmile(curve, share * cap, map), reach)).toBeGreaterThan(0);
    }
    expect(tried).toBeGreaterThan(20);
  },
);

test('the wings bound the cap by Lee where their slope is known', () => {
  const curve = svi([0.01, 0.1, -0.5, 0, 0.3]);
  expect(butterflyCap(curve, [-0.1, 0.1], 'vertical', 0.15)).toBeLessThanOrEqual(2 / 0.15);
  expect(butterflyCap(curve, [-0.01, 0.01], 'vertical', 1.5)).toBe(2 / 1.5);
  expect(butterflyCap(curve, [-0.01, 0.01], 'standardised', 1.5)).toBeCloseTo((2 / 1.5) ** 2, 15);
});

test('a flat smile can be raised without bound in either way', () => {
  const flat: SmileCurve = {
    derivatives(_, w, w1, w2) {
      w.fill(0.04);
      w1.fill(0);
      w2.fill(0);
    },
  };
  expect(butterflyCap(flat, [-1, 1], 'vertical')).toBe(1e6);
  expect(butterflyCap(flat, [-1, 1], 'standardised')).toBe(1e6);
});

test('moved smiles are those of the moved parameters', () => {
  const [a, b, rho, m, sigma] = [0.01, 0.1, -0.4, 0.05, 0.2] as const;
  const x = 1.7;
  const s = Math.sqrt(x);
  const moved = {
    vertical: svi([x * a, x * b, rho, m, sigma]),
    standardised: svi([x * a, s * b, rho, s * m, s * sigma]),
  };
  for (const map of ['vertical', 'standardised'] as const) {
    const [ours, theirs] = [pointsOf(scaledSmile(svi([a, b, rho, m, sigma]), x, map)), pointsOf(moved[map])];
    for (const k of [-1, -0.2, 0, 0.05, 0.7]) {
      const [one, other] = [ours(k), theirs(k)];
      expect(one.w).toBeCloseTo(other.w, 14);
      expect(one.w1).toBeCloseTo(other.w1, 14);
      expect(one.w2).toBeCloseTo(other.w2, 13);
    }
  }
  for (const x0 of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
    expect(() => scaledSmile(svi([a, b, rho, m, sigma]), x0, 'vertical')).toThrow(`${x0}`);
});

test('neighbours whose scalars keep the ratio do not cross, and touch where they only just do', () => {
  const [earlier, later] = [svi([0.001, 0.05, -0.3, 0, 0.05]), svi([0.01, 0.06, -0.2, 0.02, 0.2])];
  const range = [-0.6, 0.6] as const;
  const ratio = calendarRatio(earlier, later, range);
  const [one, two] = [pointsOf(earlier), pointsOf(later)];
  let most = 0;
  for (let i = 0; i <= 20_000; i++) {
    const k = range[0] + ((range[1] - range[0]) * i) / 20_000;
    most = Math.max(most, one(k).w / two(k).w);
  }
  expect(ratio).toBeGreaterThan(most);
  expect(ratio / most).toBeLessThan(1 + 2e-6);
});

test('the live range is that of the quotes by half as much again, and six standard deviations at least', () => {
  const near = { t: 0.01, quoted: [-0.4, 0.1], vol: 0.5 } as const;
  const far = { t: 0.25, quoted: [-0.5, 0.9], vol: 0.4 } as const;
  expect(liveRange([near])).toEqual([1.5 * -0.4, 6 * 0.5 * 0.1]);
  expect(liveRange([near, far])).toEqual([6 * -0.4 * 0.5, 1.5 * 0.9]);
});

test('two smiles that come nearest between an end of the range and the point beside it are kept apart there', () => {
  const earlier = svi([
    0.08678786395629487, 0.66170038321918, -0.553237260249443, 0.10456691360010807, 0.15744912102952285,
  ]);
  const later = svi([
    0.1500344945720982, 0.11512027312747614, -0.4425549961790848, 5.716426550504192, 0.5470274974990958,
  ]);
  const end = 6.299578295205077;
  const ratio = calendarRatio(earlier, later, [-end, end]);
  const [one, two] = [pointsOf(earlier), pointsOf(later)];
  let largest = 0;
  for (let j = 0; j <= 20_000; j++) {
    const k = end * (0.9 + 0.1 * (j / 20_000));
    largest = Math.max(largest, one(k).w / two(k).w);
  }
  expect(largest).toBeLessThan(ratio);
  expect(largest / ratio).toBeGreaterThan(1 - 2e-6);
});
