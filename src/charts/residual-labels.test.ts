import { expect, test } from 'vitest';
import { residualNumbers } from './residual-labels.ts';
import { smileLayout } from './smile-layout.ts';
import type { PlacedMark } from './smile-scene.ts';

const layout = smileLayout(546, 442, {
  key: 'x',
  all: false,
  low: 50,
  high: 150,
  axis: { step: 10, ticks: [20, 30, 40], low: 20, high: 40 },
});

/** Quotes by their place in px and their residual in half-spreads. */
function quotes(...all: readonly (readonly [x: number, halfSpreads: number])[]): PlacedMark[] {
  return all.map(([x, halfSpreads], row) => {
    const side = halfSpreads > 1 ? 'rich' : halfSpreads < -1 ? 'cheap' : 'inside';
    return { x, mark: { row, state: 'used', side, halfSpreads } } as PlacedMark;
  });
}

test('a number stands right of its triangle, left of it where another is, and nowhere between two', () => {
  const [alone] = residualNumbers(quotes([200, 1.3]), layout);
  expect(alone).toMatchObject({ row: 0, text: '1.3' });
  expect(alone?.x).toBeGreaterThan(200);
  const beside = residualNumbers(quotes([200, 1.3], [215, 1.2]), layout);
  expect(beside.map(({ row, x }) => [row, x < 200])).toEqual([
    [0, true],
    [1, false],
  ]);
  const between = residualNumbers(quotes([185, 1.1], [200, 1.3], [215, 1.2]), layout);
  expect(between.map(({ row }) => row)).toEqual([0, 2]);
});

test('a number is not written over the dot of a quote just inside', () => {
  const [left] = residualNumbers(quotes([200, 1.2], [215, 0.95]), layout);
  expect(left?.x).toBeLessThan(200);
  expect(residualNumbers(quotes([185, 0.9], [200, 1.2], [215, 0.95]), layout)).toEqual([]);
  const [right] = residualNumbers(quotes([200, 1.2], [215, 0.3]), layout);
  expect(right?.x).toBeGreaterThan(200);
});
