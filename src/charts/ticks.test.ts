import { expect, test } from 'vitest';
import { clearLabels, roundTicks, volAxis, volTick } from './ticks.ts';

test('a volatility axis rounds outwards to 5 points over a 22 point smile, with 35 % of a step free below', () => {
  const axis = volAxis(32.3, 54.5);
  expect(axis.ticks).toEqual([30, 35, 40, 45, 50, 55]);
  expect(axis.low).toBeCloseTo(28.25, 12);
  expect(axis.high).toBe(55);
});

test('a volatility axis takes 2 points for a narrow smile and 10 for a wide one', () => {
  expect(volAxis(31, 44).step).toBe(2);
  expect(volAxis(15, 82).step).toBe(10);
});

test('a volatility axis never has more steps than asked for, also minutes before an expiry', () => {
  for (const most of [6, 8, 10])
    for (let high = 12; high < 1e8; high *= 1.7) {
      const { ticks } = volAxis(high / 10, high, most);
      expect(ticks.length).toBeGreaterThan(1);
      expect(ticks.length).toBeLessThanOrEqual(most + 1);
    }
  expect(volAxis(2056, 12_492).step).toBe(2000);
  expect([volTick(0.5, 0.5), volTick(8000, 2000), volTick(12_500, 500)]).toEqual(['0.5', '8000', '12.5k']);
});

test('a volatility axis of a single level still has two ticks', () => {
  const axis = volAxis(40, 40);
  expect(axis.ticks.length).toBeGreaterThan(1);
  expect(axis.low).toBeLessThan(40);
  expect(axis.high).toBeGreaterThan(40);
});

test('round ticks stay at least the gap apart and inside the range', () => {
  const ticks = roundTicks(44_262, 89_917, 557, 64);
  expect(ticks).toEqual([50_000, 60_000, 70_000, 80_000]);
  expect(roundTicks(1, 1, 500, 64)).toEqual([]);
  for (const [low, high] of [
    [0.31, 0.98],
    [90, 110],
    [-1.03, 1.03],
  ] as const) {
    const found = roundTicks(low, high, 500, 64);
    expect(found.length).toBeGreaterThan(1);
    for (let i = 1; i < found.length; i++) {
      expect((((found[i] ?? 0) - (found[i - 1] ?? 0)) / (high - low)) * 500).toBeGreaterThanOrEqual(63.9);
    }
    expect(found[0]).toBeGreaterThanOrEqual(low - 1e-9);
    expect(found.at(-1)).toBeLessThanOrEqual(high + 1e-9);
  }
});

test('of labels that touch, the more important stays', () => {
  const labels = [
    { x: 100, width: 40, rank: 2 },
    { x: 130, width: 40, rank: 0 },
    { x: 200, width: 40, rank: 2 },
  ];
  expect(clearLabels(labels, 0, 300).map((label) => label.x)).toEqual([130, 200]);
});

test('a label that would be cut at the edge is left out', () => {
  expect(clearLabels([{ x: 10, width: 40, rank: 0 }], 0, 300)).toEqual([]);
});
