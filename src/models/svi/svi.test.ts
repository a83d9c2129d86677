import fc from 'fast-check';
import { expect, test } from 'vitest';
import { svi } from '#models/svi/index.ts';
import { durrlemanG, smallestG } from '#surface/durrleman.ts';
import { golden, hasShared } from '#testing/shared.ts';
import { jumpWingsToRaw, rawToJumpWings, wingsView } from './jump-wings.ts';
import { sviMinimumVariance, sviSmile } from './raw.ts';

interface SviSet {
  readonly T: number;
  readonly raw: number[];
  readonly jw: number[];
  readonly w_min: number;
  readonly table: {
    readonly k: number;
    readonly w: number;
    readonly w1: number;
    readonly w2: number;
    readonly g: number;
  }[];
}
interface SviGolden {
  readonly sets: Record<string, SviSet>;
  readonly vogt_g_argmin: number;
  readonly vogt_g_min: number;
}

const SEED = 20260801;

const theta = fc
  .tuple(
    fc.double({ min: 1e-5, max: 1, noNaN: true }),
    fc.double({ min: 1e-3, max: 0.9, noNaN: true }),
    fc.double({ min: -0.95, max: 0.95, noNaN: true }),
    fc.double({ min: -0.5, max: 0.5, noNaN: true }),
    fc.double({ min: 0.01, max: 1, noNaN: true }),
  )
  .map(([level, b, rho, m, sigma]) =>
    Float64Array.of(level - b * sigma * Math.sqrt(1 - rho * rho), b, rho, m, sigma),
  );

function relative(actual: number, expected: number): number {
  return Math.abs(actual - expected) / Math.max(1e-300, Math.abs(expected));
}

test.skipIf(!hasShared)('w, its derivatives and g agree with the 50-digit table', () => {
  for (const [name, set] of Object.entries(golden<SviGolden>('svi').sets)) {
    const raw = Float64Array.from(set.raw);
    const k = Float64Array.from(set.table, (row) => row.k);
    const [w, w1, w2] = [new Float64Array(k.length), new Float64Array(k.length), new Float64Array(k.length)];
    sviSmile.derivatives(raw, k, w, w1, w2);
    set.table.forEach((row, i) => {
      expect(relative(w[i]!, row.w), `${name} w(${row.k})`).toBeLessThan(1e-12);
      expect(Math.abs(w1[i]! - row.w1), `${name} w'(${row.k})`).toBeLessThan(1e-13);
      expect(relative(w2[i]!, row.w2), `${name} w''(${row.k})`).toBeLessThan(1e-12);
      expect(Math.abs(durrlemanG(row.k, w[i]!, w1[i]!, w2[i]!) - row.g), `${name} g(${row.k})`).toBeLessThan(
        1e-11,
      );
    });
    expect(relative(sviMinimumVariance(raw), set.w_min), name).toBeLessThan(1e-12);
  }
});

test.skipIf(!hasShared)(
  'the deepest butterfly violation of the Vogt smile is found at its published place',
  () => {
    const { sets, vogt_g_argmin, vogt_g_min } = golden<SviGolden>('svi');
    const found = smallestG(sviSmile, Float64Array.from(sets.vogt!.raw), -1.5, 1.5);
    expect(found.value).toBeCloseTo(vogt_g_min, 13);
    expect(found.at).toBeCloseTo(vogt_g_argmin, 6);
  },
);

test.skipIf(!hasShared)('jump-wings agree with the reference and lead back to the raw parameters', () => {
  for (const [name, set] of Object.entries(golden<SviGolden>('svi').sets)) {
    const raw = Float64Array.from(set.raw);
    const jw = new Float64Array(5);
    rawToJumpWings(raw, set.T, jw);
    set.jw.forEach((value, i) => {
      expect(relative(jw[i]!, value), name).toBeLessThan(1e-12);
    });
    const back = new Float64Array(5);
    expect(jumpWingsToRaw(jw, set.T, raw[4]!, back), name).toBe(true);
    back.forEach((value, i) => {
      expect(Math.abs(value - raw[i]!), name).toBeLessThan(1e-9);
    });
  }
});

test('jump-wings that no smile has are refused', () => {
  const out = new Float64Array(5).fill(7);
  expect(jumpWingsToRaw(Float64Array.of(0.04, 2, 0.5, 0.5, 0.03), 1, 0.1, out)).toBe(false);
  expect(jumpWingsToRaw(Float64Array.of(0.04, 0, 0.5, 0.5, 0.05), 1, 0.1, out)).toBe(false);
  expect([...out]).toEqual([7, 7, 7, 7, 7]);
});

test('a smile whose minimum is at the money keeps the vertex width it is told', () => {
  const raw = Float64Array.of(0.01, 0.1, 0.3, (0.2 * 0.3) / Math.sqrt(1 - 0.09), 0.2);
  const jw = new Float64Array(5);
  rawToJumpWings(raw, 0.5, jw);
  const back = new Float64Array(5);
  expect(jumpWingsToRaw(jw, 0.5, 0.2, back)).toBe(true);
  back.forEach((value, i) => {
    expect(value).toBeCloseTo(raw[i]!, 9);
  });
});

test("analytic Jacobians of w, w' and w'' are the limits of central differences", () => {
  fc.assert(
    fc.property(theta, fc.double({ min: -1.5, max: 1.5, noNaN: true }), (raw, at) => {
      const k = Float64Array.of(at);
      const d = [new Float64Array(5), new Float64Array(5), new Float64Array(5)] as const;
      sviSmile.derivativeJacobians(raw, k, ...d);
      const single = new Float64Array(5);
      sviSmile.jacobian(raw, k, single);
      expect([...single]).toEqual([...d[0]]);
      for (let j = 0; j < 5; j++) {
        const h = 1e-6 * Math.max(0.05, Math.abs(raw[j]!));
        const side = (sign: number): number[] => {
          const moved = Float64Array.from(raw);
          moved[j]! += sign * h;
          const out = [new Float64Array(1), new Float64Array(1), new Float64Array(1)] as const;
          sviSmile.derivatives(moved, k, ...out);
          return out.map((v) => v[0]!);
        };
        const up = side(1);
        const down = side(-1);
        for (let q = 0; q < 3; q++) {
          const numeric = (up[q]! - down[q]!) / (2 * h);
          const size = Math.max(1, Math.abs(numeric), Math.abs(up[q]!));
          expect(Math.abs(d[q]![j]! - numeric) / size).toBeLessThan(2e-5);
        }
      }
    }),
    { seed: SEED, numRuns: 300 },
  );
});

test('the wings view differentiates its own values', () => {
  fc.assert(
    fc.property(theta, fc.double({ min: 0.001, max: 2, noNaN: true }), (raw, t) => {
      const jacobian = new Float64Array(25);
      wingsView.jacobian(raw, t, jacobian);
      for (let j = 0; j < 5; j++) {
        const h = 1e-7;
        const values = [1, -1].map((sign) => {
          const moved = Float64Array.from(raw);
          moved[j]! += sign * h;
          const out = new Float64Array(5);
          wingsView.values(moved, t, out);
          return out;
        });
        for (let q = 0; q < 5; q++) {
          const numeric = (values[0]![q]! - values[1]![q]!) / (2 * h);
          if (!Number.isFinite(numeric)) continue;
          const scale = Math.max(1, Math.abs(numeric));
          // The view's curvature grows without bound where w(0) vanishes; there a difference quotient says little.
          if (raw[0]! + raw[1]! * raw[4]! < 1e-3 || sviMinimumVariance(raw) < 1e-3) continue;
          expect(Math.abs(jacobian[q * 5 + j]! - numeric) / scale).toBeLessThan(1e-3);
        }
      }
    }),
    { seed: SEED, numRuns: 300 },
  );
});

const slice = {
  t: 0.1,
  forward: 1,
  k: Float64Array.of(-0.4, -0.2, 0, 0.2, 0.4),
  w: Float64Array.of(0.05, 0.04, 0.035, 0.036, 0.041),
  weight: new Float64Array(5).fill(0.2),
};
const SYSTEMS: readonly [string, Parameters<typeof svi.coordinates>[1]][] = [
  ['free', {}],
  ['rho fixed', { rho: { fixed: true, value: -0.3 } }],
  ['rho bounded', { rho: { fixed: false, lower: -0.5, upper: 0.5 } }],
  [
    'b and rho bounded',
    { b: { fixed: false, lower: 0.01, upper: 0.3 }, rho: { fixed: false, lower: -0.9, upper: 0.9 } },
  ],
  ['a and sigma fixed', { a: { fixed: true, value: 0.01 }, sigma: { fixed: true, value: 0.3 } }],
  [
    'everything but m',
    {
      a: { fixed: true, value: 0.01 },
      b: { fixed: true, value: 0.1 },
      rho: { fixed: true, value: 0 },
      sigma: { fixed: true, value: 0.3 },
    },
  ],
  ['minimum vol fixed', { minVol: { fixed: true, value: 0.5 } }],
  ['put wing fixed', { putWing: { fixed: true, value: 0.9 } }],
  [
    'at-the-money vol and skew fixed',
    { atmVol: { fixed: true, value: 0.6 }, skew: { fixed: true, value: -0.1 } },
  ],
  [
    'both wings and the skew bounded',
    {
      putWing: { fixed: false, lower: 0.2, upper: 1.5 },
      callWing: { fixed: false, lower: 0.2, upper: 1.5 },
      skew: { fixed: false, lower: -0.3, upper: 0.2 },
    },
  ],
];

test.each(SYSTEMS)(
  'coordinates with %s: inside the box every smile is positive, within Lee, and the chain rule holds',
  (_, constraints) => {
    const coordinates = svi.coordinates(slice, constraints);
    if ('error' in coordinates) throw new Error(coordinates.error);
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.02, max: 0.98, noNaN: true }), { minLength: 5, maxLength: 5 }),
        (u) => {
          const x = Float64Array.from(u, (share, i) => {
            const low = Math.max(coordinates.lower[i]!, -8);
            const high = Math.min(coordinates.upper[i]!, 8);
            return low + share * (high - low);
          });
          coordinates.project?.(x);
          const raw = new Float64Array(5);
          coordinates.toParameters(x, raw);
          expect(sviMinimumVariance(raw)).toBeGreaterThan(0);
          expect(raw[1]! * (1 + Math.abs(raw[2]!))).toBeLessThanOrEqual(2);
          for (const [name, constraint] of Object.entries(constraints)) {
            const i = svi.parameters.findIndex((spec) => spec.name === name);
            if (i >= 0 && constraint.fixed) expect(raw[i]).toBe(constraint.value);
            const wing = wingsView.parameters.findIndex((spec) => spec.name === name);
            if (wing < 0) continue;
            const values = new Float64Array(5);
            wingsView.values(raw, slice.t, values);
            const low = constraint.fixed ? constraint.value! : constraint.lower!;
            const high = constraint.fixed ? constraint.value! : constraint.upper!;
            expect(values[wing]!).toBeGreaterThan(low - 1e-9 * (1 + Math.abs(low)));
            expect(values[wing]!).toBeLessThan(high + 1e-9 * (1 + Math.abs(high)));
          }
          // Close to the end of the skew's range m/sigma runs to infinity and a difference quotient says nothing.
          if (Math.abs(raw[3]! / raw[4]!) > 10) return;
          const chain = new Float64Array(25);
          coordinates.chain(x, raw, chain);
          for (let j = 0; j < 5; j++) {
            if (coordinates.lower[j] === coordinates.upper[j]) continue;
            const h = 1e-6;
            const [up, down] = [1, -1].map((sign) => {
              const moved = Float64Array.from(x);
              moved[j]! += sign * h;
              const out = new Float64Array(5);
              coordinates.toParameters(moved, out);
              return out;
            });
            for (let q = 0; q < 5; q++) {
              const numeric = (up![q]! - down![q]!) / (2 * h);
              const size = Math.max(1e-3, Math.abs(numeric), Math.abs(raw[q]!));
              expect(Math.abs(chain[q * 5 + j]! - numeric) / size).toBeLessThan(1e-4);
            }
          }
        },
      ),
      { seed: SEED, numRuns: 200 },
    );
  },
);

test('coordinates lead from parameters and back', () => {
  const raw = Float64Array.of(0.01, 0.1, -0.3, 0.05, 0.2);
  for (const [, constraints] of SYSTEMS.slice(0, 4)) {
    const coordinates = svi.coordinates(slice, constraints);
    if ('error' in coordinates) throw new Error(coordinates.error);
    const x = new Float64Array(5);
    coordinates.fromParameters(raw, x);
    const back = new Float64Array(5);
    coordinates.toParameters(x, back);
    back.forEach((value, i) => {
      expect(value).toBeCloseTo(raw[i]!, 12);
    });
  }
});

test('constraints that contradict each other are refused with their sentence', () => {
  const refused = (constraints: Parameters<typeof svi.coordinates>[1]): string => {
    const coordinates = svi.coordinates(slice, constraints);
    return 'error' in coordinates ? coordinates.error : '';
  };
  expect(refused({ rho: { fixed: false, lower: 0.5, upper: -0.5 } })).toContain('range of rho is empty');
  expect(refused({ rho: { fixed: true, value: 1.2 } })).toContain('rho is fixed at 1.2');
  expect(refused({ b: { fixed: true, value: 1.5 }, rho: { fixed: true, value: 0.9 } })).toContain(
    'wing slopes',
  );
  expect(refused({ sigma: { fixed: true, value: 0 } })).toContain('must be positive');
  expect(refused({ putWing: { fixed: true, value: 1 }, rho: { fixed: true, value: 0 } })).toContain(
    'cannot be held together',
  );
  expect(refused({ putWing: { fixed: true, value: 0.5 }, skew: { fixed: true, value: -0.4 } })).toContain(
    'no smile has this skew',
  );
  expect(refused({ atmVol: { fixed: true, value: 3 }, callWing: { fixed: true, value: 5 } })).toContain(
    'too steep',
  );
  expect(refused({ a: { fixed: true, value: 0 }, minVol: { fixed: true, value: 0.3 } })).toContain(
    'both held',
  );
});
