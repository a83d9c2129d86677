/** Paths written as bytes are those that strings would be. */
import { expect, test } from 'vitest';
import { seededRandom } from '#math/seeded-random.ts';
import { PathPen } from './path-pen.ts';

test('lengths are written as toFixed writes them, whatever their sign and size', () => {
  const pen = new PathPen();
  for (const px of [
    0, 0.04, 0.06, 9.96, 10, 99.94, 99.96, 345.6, 999.96, 1234.5, 4999.9, -0.06, -3.2, -1279.5,
  ]) {
    pen.to('M', px, px);
    expect(pen.take()).toBe(`M${px.toFixed(1)} ${px.toFixed(1)}`);
  }
  pen.to('M', -0.04, 0);
  expect(pen.take()).toBe('M0.0 0.0');
});

test('a thousand points are the same path, whose pen begins anew', () => {
  const random = seededRandom(7);
  const pen = new PathPen();
  for (let path = 0; path < 2; path++) {
    let expected = '';
    for (let i = 0; i < 1000; i++) {
      const [x, y] = [Math.round(25_000 * random()) / 10, Math.round(20_000 * random() - 5000) / 10];
      pen.to(i === 0 ? 'M' : 'L', x, y);
      expected += `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
    }
    pen.along('V', 7);
    pen.close();
    expect(pen.take()).toBe(`${expected}V7.0Z`);
  }
  expect(pen.take()).toBe('');
});

test('what lies far outside the picture is held near it', () => {
  const pen = new PathPen();
  pen.to('M', -1e9, Number.MAX_VALUE);
  expect(pen.take()).toBe('M-5000.0 5000.0');
});
