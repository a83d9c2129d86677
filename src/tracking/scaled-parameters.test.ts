import { expect, test } from 'vitest';
import { heston } from '#models/heston/index.ts';
import { modelById } from '#models/index.ts';
import type { VolModel } from '#models/model.ts';
import { sabr } from '#models/sabr/index.ts';
import { essvi, ssvi, ssviHeston } from '#models/ssvi/index.ts';
import { svi } from '#models/svi/index.ts';
import { curveOf, pointsOf } from '#surface/smile-curve.ts';
import { scaledParameters } from './scaled-parameters.ts';
import { scaledSmile } from './scaled-smile.ts';

const AT = { t: 0.1, forward: 60_000 };

test.each<[string, VolModel, readonly number[], string]>([
  ['SVI', svi, [0.004, 0.08, -0.3, 0.02, 0.1], 'svi'],
  ['eSSVI', essvi, [0.02, -0.35, 0.16], 'essvi'],
  ['SSVI', ssvi, [0.02, -0.35, 0.9, 0.4], 'essvi'],
  ['SSVI of Heston', ssviHeston, [0.02, -0.35, 1.2], 'essvi'],
])('the parameters of a moved smile of %s give the moved smile', (_, model, parameters, id) => {
  const theta = Float64Array.from(parameters);
  const base = curveOf({ functions: model.smile(AT), theta });
  for (const map of ['vertical', 'standardised'] as const) {
    for (const x of [0.5, 0.97, 1, 1.3]) {
      const moved = scaledParameters(model, theta, x, map)!;
      expect(moved.model).toBe(id);
      const native = pointsOf(curveOf({ functions: modelById(id)!.smile(AT), theta: moved.theta }));
      const expected = pointsOf(scaledSmile(base, x, map));
      for (let j = -20; j <= 20; j++) {
        const [one, other] = [native(0.06 * j), expected(0.06 * j)];
        expect(one.w / other.w).toBeCloseTo(1, 13);
        expect(one.w1).toBeCloseTo(other.w1, 13);
        expect(one.w2 / other.w2).toBeCloseTo(1, 11);
      }
      if (x === 1 && id === model.id) expect([...moved.theta]).toEqual([...theta]);
    }
  }
});

test('a model whose moved smiles are none of its own has no parameters for them', () => {
  expect(scaledParameters(sabr, Float64Array.of(0.5, 1, -0.3, 1), 1.1, 'vertical')).toBeNull();
  expect(scaledParameters(heston, Float64Array.of(0.25, 2, 0.3, 1, -0.3), 1.1, 'vertical')).toBeNull();
});
