import { expect, test } from 'vitest';
import { integrateAll } from './adaptive-quadrature.ts';

test('several integrals come from one set of nodes', () => {
  const { value, converged } = integrateAll(
    (x, out) => {
      x.forEach((v, i) => {
        out[i] = Math.exp(-v * v);
        out[x.length + i] = v * v * Math.exp(-v * v);
        out[2 * x.length + i] = 1 / (1 + v * v);
      });
    },
    [-10, 0, 10],
    [1e-15, 1e-15, 1e-15],
  );
  expect(converged).toBe(true);
  expect(value[0]).toBeCloseTo(Math.sqrt(Math.PI), 14);
  expect(value[1]).toBeCloseTo(Math.sqrt(Math.PI) / 2, 14);
  expect(value[2]).toBeCloseTo(2 * Math.atan(10), 13);
});

test('a feature far narrower than the panel is found by halving', () => {
  const width = 1e-4;
  const { value, converged } = integrateAll(
    (x, out) => {
      x.forEach((v, i) => {
        out[i] = width / ((v - 0.3) ** 2 + width * width);
      });
    },
    [-1, 0, 1],
    [1e-13],
  );
  expect(converged).toBe(true);
  expect(value[0]).toBeCloseTo(Math.atan(0.7 / width) + Math.atan(1.3 / width), 10);
});

test('what does not converge is said', () => {
  const { converged } = integrateAll(
    (x, out) => {
      x.forEach((v, i) => {
        out[i] = v < 1 / 3 ? 0 : Number.NaN;
      });
    },
    [0, 0.5],
    [1e-12],
  );
  expect(converged).toBe(false);
});
