import { expect, test } from 'vitest';
import {
  boxSeen,
  cameraAfterKey,
  cameraAfterWheel,
  foreshortened,
  isCameraKey,
  standardCamera,
} from './camera.ts';

const distance = ({ eye, center }: ReturnType<typeof standardCamera>) =>
  Math.hypot(eye.x - center.x, eye.y - center.y, eye.z - center.z);

test('arrow keys turn the camera without changing its distance, and turning back returns it', () => {
  const start = standardCamera('reset', 1.3);
  for (const [there, back] of [
    ['ArrowLeft', 'ArrowRight'],
    ['ArrowUp', 'ArrowDown'],
  ] as const) {
    const turned = cameraAfterKey(start, there);
    if (turned === null) throw new Error('no turn');
    expect(distance(turned)).toBeCloseTo(distance(start), 12);
    expect(turned.eye).not.toEqual(start.eye);
    const returned = cameraAfterKey(turned, back);
    expect(returned?.eye.x).toBeCloseTo(start.eye.x, 12);
    expect(returned?.eye.z).toBeCloseTo(start.eye.z, 12);
  }
});

test('the camera never goes over the pole', () => {
  let camera = standardCamera('reset', 1.3);
  for (let i = 0; i < 60; i++) camera = cameraAfterKey(camera, 'ArrowUp') ?? camera;
  expect(camera.eye.z - camera.center.z).toBeLessThan(distance(camera));
  expect(foreshortened(camera)).toBe('z');
});

test('zooming stops before the surface and before it is lost', () => {
  let near = standardCamera('reset', 1.3);
  let far = near;
  for (let i = 0; i < 100; i++) {
    near = cameraAfterKey(near, i % 2 === 0 ? 'PageUp' : '+') ?? near;
    far = cameraAfterKey(far, i % 2 === 0 ? 'PageDown' : '-') ?? far;
  }
  expect(distance(near)).toBeCloseTo(0.4, 9);
  expect(distance(far)).toBeCloseTo(6, 9);
});

test('from above a nearer camera sees a larger box, which in perspective is the same one', () => {
  const box = { x: 1, y: 2, z: 0.5 };
  const wheel = (deltaY: number, deltaMode = 0) => ({ deltaY, deltaMode });
  const above = standardCamera('top', 2);
  const nearer = cameraAfterWheel(above, wheel(-40));
  const seen = boxSeen(box, above);
  expect(seen.x).toBeCloseTo(box.x, 3);
  expect(boxSeen(box, nearer).x).toBeCloseTo(1.08 * seen.x, 12);
  expect(boxSeen(box, nearer).y).toBeCloseTo(1.08 * seen.y, 12);
  expect(boxSeen(box, cameraAfterWheel(nearer, wheel(3, 1))).z).toBeCloseTo(seen.z, 12);
  // A finger on a pad.
  expect(boxSeen(box, cameraAfterWheel(above, wheel(-4))).x).toBeCloseTo(1.08 ** 0.1 * seen.x, 12);
  const before = standardCamera('front', 2);
  expect(boxSeen(box, cameraAfterWheel(before, wheel(-40)))).toEqual(box);
});

test('labels of the axis along the line of sight are the ones to leave out', () => {
  expect(foreshortened(standardCamera('front', 1))).toBe('y');
  expect(foreshortened(standardCamera('top', 1))).toBe('z');
  expect(foreshortened(standardCamera('reset', 1))).toBeNull();
});

test('only keys of the camera move it', () => {
  expect(isCameraKey('ArrowLeft')).toBe(true);
  expect(isCameraKey('a')).toBe(false);
  expect(cameraAfterKey(standardCamera('reset', 1), 'a')).toBeNull();
});
