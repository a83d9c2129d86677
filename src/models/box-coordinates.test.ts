import { expect, test } from 'vitest';
import { hestonParameters } from '#models/heston/heston-parameters.ts';
import { boxCoordinates } from './box-coordinates.ts';

function open(constraints: Parameters<typeof boxCoordinates>[1]) {
  const coordinates = boxCoordinates(hestonParameters, constraints);
  if ('error' in coordinates) throw new Error(coordinates.error);
  return coordinates;
}

test('parameters come back from their coordinates, variances walked as volatilities', () => {
  const coordinates = open({});
  const theta = Float64Array.of(0.09, 2, 0.04, 0.5, -0.7);
  const x = new Float64Array(5);
  coordinates.fromParameters(theta, x);
  expect(x[0]).toBeCloseTo(0.3, 15);
  const back = new Float64Array(5);
  coordinates.toParameters(x, back);
  back.forEach((value, i) => {
    expect(value).toBeCloseTo(theta[i]!, 15);
  });
  const chain = new Float64Array(25);
  coordinates.chain(x, theta, chain);
  expect(chain[0]).toBeCloseTo(0.6, 15);
  expect(chain[6]).toBe(1);
  expect(chain[1]).toBe(0);
});

test('a fixed parameter is no coordinate and keeps its value to the last bit', () => {
  const coordinates = open({ kappa: { fixed: true, value: 0.1 + 0.2 }, v0: { fixed: true, value: 1 / 3 } });
  expect(coordinates.size).toBe(3);
  const theta = new Float64Array(5);
  coordinates.toParameters(Float64Array.of(0.2, 0.5, -0.5), theta);
  expect([...theta]).toEqual([1 / 3, 0.1 + 0.2, 0.2 * 0.2, 0.5, -0.5]);
});

test('values outside a range are moved to its end, and the end is the parameter itself', () => {
  const coordinates = open({ theta: { fixed: false, lower: 0.03, upper: 0.07 } });
  const x = new Float64Array(5);
  coordinates.fromParameters(Float64Array.of(-1, 99, 0.5, 0.2, -2), x);
  const theta = new Float64Array(5);
  coordinates.toParameters(x, theta);
  expect([...theta]).toEqual([1e-4, 50, 0.07, 0.2, -0.999]);
  expect(coordinates.atBound(x)).toEqual([
    { name: 'v0', side: 'min' },
    { name: 'kappa', side: 'max' },
    { name: 'theta', side: 'max' },
    { name: 'rho', side: 'min' },
  ]);
});

test('contradictions are sentences', () => {
  expect(boxCoordinates(hestonParameters, { rho: { fixed: true, value: 2 } })).toEqual({
    error: 'rho is fixed at 2, outside -0.999 to 0.999',
  });
  expect(boxCoordinates(hestonParameters, { sigma: { fixed: false, lower: 3, upper: 2 } })).toEqual({
    error: 'the range of sigma is empty: from 3 to 2',
  });
});
