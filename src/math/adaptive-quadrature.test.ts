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

/** The integral of one function, with the number of panels that were asked for. */
function counted(of: (v: number) => number, breaks: readonly number[], tolerance: number) {
  let panels = 0;
  const { value, converged } = integrateAll(
    (x, out) => {
      panels++;
      x.forEach((v, i) => {
        out[i] = of(v);
      });
    },
    breaks,
    [tolerance],
  );
  return { value: value[0]!, converged, panels };
}

test('a polynomial of degree 29 is done at its first halving, and each panel is three', () => {
  const power = (v: number): number => v ** 29;
  expect(counted(power, [0, 1], 0)).toEqual({
    value: expect.closeTo(1 / 30, 15),
    converged: true,
    panels: 3,
  });
  expect(counted(power, [0, 0.5, 1], 0)).toEqual({
    value: expect.closeTo(1 / 30, 15),
    converged: true,
    panels: 6,
  });
  expect(counted(power, [-2, 1], 1e-3).value).toBeCloseTo((1 - 2 ** 30) / 30, 6);
});

test('panels without width, or that run backwards, hold nothing', () => {
  expect(counted(Math.exp, [1, 1], 1e-9)).toEqual({ value: 0, converged: true, panels: 0 });
  expect(counted(Math.exp, [0, 1, 1], 1e-9).panels).toBe(3);
  expect(counted(Math.exp, [1, 0], 1e-9).panels).toBe(0);
  expect(counted(Math.exp, [1], 1e-9)).toEqual({ value: 0, converged: true, panels: 0 });
});

test('a kink off the breaks is halved down to the tolerance, one level for each power of two', () => {
  const kink = (v: number): number => Math.abs(v - 1 / 3);
  const rough = counted(kink, [0, 1], 1e-6);
  const fine = counted(kink, [0, 1], 1e-12);
  expect(Math.abs(rough.value - 5 / 18)).toBeLessThan(1e-6);
  expect(Math.abs(fine.value - 5 / 18)).toBeLessThan(1e-12);
  // The error of a panel about the kink falls with the square of its width.
  expect(rough.panels).toBeGreaterThan(9);
  expect(fine.panels - rough.panels).toBeGreaterThan(12);
  expect(fine.panels).toBeLessThan(70);
  expect(counted(kink, [0, 1 / 3, 1], 1e-12).panels).toBe(6);
});

test('rounding is allowed for in proportion to the size of what is summed', () => {
  const large = counted((v) => 1e12 * Math.sin(40 * v), [0, Math.PI], 0);
  expect(large.converged).toBe(true);
  expect(large.panels).toBeLessThan(80);
  expect(Math.abs(large.value)).toBeLessThan(1);
});

test('a jump is halved forty times and said, noise two thousand times', () => {
  const jump = counted((v) => (v < 1 / 3 ? 0 : 1), [0, 1], 1e-14);
  expect(jump.converged).toBe(false);
  expect(jump.value).toBeCloseTo(2 / 3, 11);
  // The panel and its two halves, and two more for each further level.
  expect(jump.panels).toBe(3 + 4 * 40);
  let state = 1;
  const noise = counted(
    () => {
      state = (state * 48271) % 2147483647;
      return state / 2147483647;
    },
    [0, 1],
    1e-14,
  );
  expect(noise.converged).toBe(false);
  expect(noise.value).toBeCloseTo(0.5, 1);
  expect(noise.panels).toBeGreaterThan(2 * 2000);
  expect(noise.panels).toBeLessThan(2 * 2000 + 200);
});

test('each function is held to its own tolerance', () => {
  const both = (first: number, second: number): number => {
    let panels = 0;
    integrateAll(
      (x, out) => {
        panels++;
        x.forEach((v, i) => {
          out[i] = v;
          out[x.length + i] = Math.sqrt(v);
        });
      },
      [0, 1],
      [first, second],
    );
    return panels;
  };
  expect(both(1e-12, 1)).toBe(3);
  expect(both(1, 1e-9)).toBeGreaterThan(20);
});
