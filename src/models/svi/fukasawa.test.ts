import { expect, test } from 'vitest';
import { seededRandom } from '#math/seeded-random.ts';
import { endDerivatives, fukasawaEnds } from './fukasawa.ts';

const SEED = 20120401;

/** Shapes from nearly flat wings to nearly Lee's bound, tilted either way. */
function shapes(count: number): readonly (readonly [b: number, rho: number])[] {
  const random = seededRandom(SEED);
  return Array.from({ length: count }, (_, i) => {
    const rho = i % 8 === 0 ? 0 : 1.96 * random() - 0.98;
    const share = i % 5 === 0 ? 1.99 : 1.9 * random() ** 2 + 1e-3;
    return [share / (1 + Math.abs(rho)), rho] as const;
  });
}

/** 2 N (1/N' -+ 1/4) - l on the right (side 1) and on the left (side -1) of the lowest point. */
function line(alpha: number, b: number, rho: number, l: number, side: number): number {
  const root = Math.sqrt(l * l + 1);
  const n = alpha + b * (rho * l + root);
  const n1 = b * (rho + l / root);
  return 2 * n * (1 / n1 - side / 4) - l;
}

const LIFTS = [1e-6, 0.003, 0.2, 3, 400];
/** Distances from the lowest point. */
const OFFS = Array.from({ length: 34 }, (_, i) => Math.exp(i / 2 - 8));

test(`the interval's ends are the least of the right side and the most of the left, seed ${SEED}`, () => {
  for (const [b, rho] of shapes(40)) {
    const ends = fukasawaEnds(b, rho);
    const lowest = -rho / Math.sqrt(1 - rho * rho);
    for (const lift of LIFTS) {
      const alpha = ends.threshold + lift;
      const { low, high, lowAt, highAt } = ends.at(alpha);
      const rounding = 1e-9 * (1 + Math.abs(low) + Math.abs(high));
      expect(highAt).toBeGreaterThan(lowest);
      expect(lowAt).toBeLessThan(lowest);
      expect(Math.abs(line(alpha, b, rho, highAt, 1) - high)).toBeLessThan(rounding);
      expect(Math.abs(line(alpha, b, rho, lowAt, -1) - low)).toBeLessThan(rounding);
      // Nothing near by or far off lies inside.
      const away = [...OFFS, ...[1e-3, -1e-3].map((step) => (highAt - lowest) * (1 + step))];
      const back = [...OFFS, ...[1e-3, -1e-3].map((step) => (lowest - lowAt) * (1 + step))];
      const right = Math.min(...away.map((off) => line(alpha, b, rho, lowest + off, 1)));
      const left = Math.max(...back.map((off) => line(alpha, b, rho, lowest - off, -1)));
      expect(right).toBeGreaterThan(high - rounding);
      expect(left).toBeLessThan(low + rounding);
    }
  }
});

test(`the interval opens at the threshold, which lies a little above the lowest N may stand, seed ${SEED}`, () => {
  for (const [b, rho] of shapes(80)) {
    const { threshold, at } = fukasawaEnds(b, rho);
    const lowest = -b * Math.sqrt((1 - rho) * (1 + rho));
    expect(threshold).toBeGreaterThanOrEqual(lowest);
    expect(threshold).toBeLessThan(0);
    const width = (alpha: number): number => at(alpha).high - at(alpha).low;
    const scale = 1 + Math.abs(at(threshold).high);
    expect(Math.abs(width(threshold))).toBeLessThan(1e-9 * scale);
    // Between the lowest alpha and the threshold there is none, were it but a hair.
    const gap = threshold - lowest;
    if (gap > 1e-9) expect(width(threshold - 0.01 * gap)).toBeLessThan(0);
    expect(width(threshold + 0.01 * Math.max(gap, 1e-6))).toBeGreaterThan(0);
  }
});

test('a straight smile is symmetric, a mirrored one has the mirrored interval and the same threshold', () => {
  for (const [b, rho] of shapes(20)) {
    const [ends, mirrored] = [fukasawaEnds(b, rho), fukasawaEnds(b, -rho)];
    expect(mirrored.threshold).toBeCloseTo(ends.threshold, 12);
    const alpha = ends.threshold + 0.1;
    const [here, there] = [ends.at(alpha), mirrored.at(alpha)];
    expect(there.low).toBeCloseTo(-here.high, 12);
    expect(there.high).toBeCloseTo(-here.low, 12);
    expect(there.lowAt).toBeCloseTo(-here.highAt, 12);
    expect(there.highAt).toBeCloseTo(-here.lowAt, 12);
  }
});

test(`derivatives of the ends are their differences, seed ${SEED}`, () => {
  for (const [b, rho] of shapes(30)) {
    const ends = fukasawaEnds(b, rho);
    const alpha = ends.threshold + 0.15;
    const { low, high } = endDerivatives(alpha, b, rho, ends.at(alpha));
    const h = 1e-5;
    const differences = [
      [ends.at(alpha + h), ends.at(alpha - h), h],
      [fukasawaEnds(b * (1 + h), rho).at(alpha), fukasawaEnds(b * (1 - h), rho).at(alpha), b * h],
      [fukasawaEnds(b, rho + h).at(alpha), fukasawaEnds(b, rho - h).at(alpha), h],
    ] as const;
    differences.forEach(([up, down, step], j) => {
      const [byLow, byHigh] = [(up.low - down.low) / (2 * step), (up.high - down.high) / (2 * step)];
      expect(Math.abs(low[j]! - byLow)).toBeLessThan(2e-5 * (1 + Math.abs(byLow)));
      expect(Math.abs(high[j]! - byHigh)).toBeLessThan(2e-5 * (1 + Math.abs(byHigh)));
    });
  }
});
