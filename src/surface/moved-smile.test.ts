import { expect, test } from 'vitest';
import { fittable } from '#models/fittable.ts';
import { svi } from '#models/svi/index.ts';
import { smileOf } from './moved-smile.ts';
import { createSurface } from './vol-surface.ts';

const from = { t: 0.25, forward: 100 };
const at = { t: 0.2, forward: 104 };
const k = Float64Array.from({ length: 41 }, (_, i) => -0.8 + 0.04 * i);
const raw = Float64Array.of(0.01, 0.1, -0.4, 0.05, 0.2);

function rows(functions: ReturnType<typeof smileOf>, theta: Float64Array): Float64Array[] {
  const columns = [0, 1, 2].map(() => new Float64Array(k.length));
  functions.derivatives(theta, k, columns[0]!, columns[1]!, columns[2]!);
  return columns;
}

test.each([0.6, 1, 1.7])('a moved SVI smile is that of the moved raw parameters, factor %d', (factor) => {
  const root = Math.sqrt(factor);
  const [a, b, rho, m, sigma] = raw as unknown as [number, number, number, number, number];
  const moved = {
    vertical: Float64Array.of(factor * a, factor * b, rho, m, sigma),
    standardised: Float64Array.of(factor * a, root * b, rho, root * m, root * sigma),
  };
  for (const map of ['vertical', 'standardised'] as const) {
    const ours = smileOf(svi, { ...at, moved: { factor, map, from } });
    const expected = rows(svi.smile(at), moved[map]);
    rows(ours, raw).forEach((column, order) => {
      column.forEach((value, i) => {
        expect(value).toBeCloseTo(expected[order]![i]!, 12);
      });
    });
    const w = new Float64Array(k.length);
    ours.totalVariance(raw, k, w);
    expect([...w]).toEqual([...rows(ours, raw)[0]!]);
  }
});

test('slices that have not moved make the surface they made before, moved ones pass through their own smiles', () => {
  for (const model of fittable.filter(({ scope }) => scope === 'slice')) {
    const theta = new Float64Array(model.parameters.length);
    const guess = { ...from, k, w: k.map((x) => 0.04 * from.t * (1 + x * x)), weight: k.map(() => 1) };
    if (model.scope !== 'slice') continue;
    model.guess(guess, theta);
    const slices = [0.25, 0.5].map((t) => ({ t, forward: 100, theta }));
    const moves = slices.map((slice) => ({
      ...slice,
      t: slice.t - 0.05,
      moved: { factor: 0.9, map: 'vertical' as const, from: { t: slice.t, forward: 100 } },
    }));
    const surface = createSurface(model, moves);
    for (const slice of moves) {
      const out = new Float64Array(1);
      smileOf(model, slice).totalVariance(theta, Float64Array.of(0.1), out);
      expect(surface.totalVariance(0.1, slice.t)).toBeCloseTo(out[0]!, 14);
    }
  }
});
