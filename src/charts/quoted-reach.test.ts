import { expect, test } from 'vitest';
import { quotedReach, rowStretches } from './quoted-reach.ts';

const flat = () => 0.2;
const wing = (x: number) => 0.2 + 0.3 * Math.max(0, x - 0.8);

test('a smile is drawn a quarter of a standard deviation past its quotes, within reach', () => {
  expect(quotedReach([{ quoted: [-4, 0.75], vol: flat }], 2.5)).toEqual([[-2.5, 1]]);
});

test('a gap between two quoted expiries is bridged by a wing that goes along, not by one that leaves', () => {
  const quoted = { quoted: [-3, 2], vol: flat } as const;
  const gap = (vol: (x: number) => number) =>
    quotedReach([quoted, { quoted: [-1, 0.5], vol }, quoted], 2.5)[1];
  const along = gap(flat);
  expect(along?.[0]).toBeCloseTo(-2.5, 12);
  expect(along?.[1]).toBeCloseTo(2.25, 12);
  expect(gap(wing)?.[1]).toBeLessThan(0.9);
  expect(gap(() => Number.NaN)).toEqual([-1.25, 0.75]);
});

test('the last expiry has nothing behind it to bridge to', () => {
  const reaches = quotedReach(
    [
      { quoted: [-3, 2], vol: flat },
      { quoted: [-1, 0.5], vol: flat },
    ],
    2.5,
  );
  expect(reaches[1]).toEqual([-1.25, 0.75]);
});

test('rows between two expiries end on the straight line between their ends', () => {
  const stretches = [
    [-2, 2],
    [-1, 1],
  ] as const;
  const rows = rowStretches(stretches, [0, 2], Float64Array.of(1, 1.5, 2));
  expect(rows).toEqual([
    [-2, 2],
    [-1.5, 1.5],
    [-1, 1],
  ]);
  expect(rowStretches([[-1, 1]], [1], Float64Array.of(0.9, 1, 1.1))).toEqual([
    [-1, 1],
    [-1, 1],
    [-1, 1],
  ]);
});
