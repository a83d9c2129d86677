import { expect, test } from 'vitest';
import { projectionOf } from './projection.ts';

const ONE = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

test('clip space from -1 to 1 fills the picture, its top upwards', () => {
  const project = projectionOf({ model: ONE, view: ONE, projection: ONE }, [1, 1, 1], 200, 100);
  expect(project(0, 0, 0)).toEqual({ x: 100, y: 50 });
  expect(project(-1, 1, 0.3)).toEqual({ x: 0, y: 0 });
  expect(project(1, -1, 0)).toEqual({ x: 200, y: 100 });
});

test('the axes are scaled before the box is moved, and the box before the eye', () => {
  const moved = [...ONE.slice(0, 12), 0.5, 0, 0, 1];
  const project = projectionOf({ model: moved, view: ONE, projection: ONE }, [0.01, 1, 1], 200, 100);
  expect(project(50, 0, 0)).toEqual({ x: 200, y: 50 });
});

test('what is farther is nearer to the middle, and what is behind the eye has no place', () => {
  // gluPerspective of 90 degrees, near 1 and far 3: x is divided by -z.
  const perspective = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, -2, -1, 0, 0, -3, 0];
  const project = projectionOf({ model: ONE, view: ONE, projection: perspective }, [1, 1, 1], 200, 200);
  expect(project(1, 0, -1)).toEqual({ x: 200, y: 100 });
  expect(project(1, 0, -2)).toEqual({ x: 150, y: 100 });
  expect(project(1, 0, 1)).toBeNull();
});
