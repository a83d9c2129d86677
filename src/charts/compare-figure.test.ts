import { expect, test } from 'vitest';
import { difference, differenceScene } from './compare-figure.ts';
import type { CurveSource } from './model-curve.ts';
import type { SmileMark } from './smile-marks.ts';

/** A flat smile: raw SVI with b as small as nothing. */
function flat(vol: number, forward = 100): CurveSource {
  return { model: 'svi', theta: Float64Array.of(vol * vol * 0.25, 1e-12, 0, 0, 0.1), t: 0.25, forward };
}

function mark(change: Partial<SmileMark>): SmileMark {
  return { row: 0, strike: 100, bid: 0.29, ask: 0.33, vol: 0.31, state: 'used', ...change } as SmileMark;
}

const WINDOW = [80, 120] as const;

test('the line is the difference of two curves in vol points, and quotes stand against the first', () => {
  const of = difference(flat(0.3), flat(0.32), [mark({})], null, WINDOW);
  expect(of.line?.points.every((point) => Math.abs(point - 2) < 1e-6)).toBe(true);
  expect(of.quotes).toHaveLength(1);
  expect(of.quotes[0]?.low).toBeCloseTo(-1, 6);
  expect(of.quotes[0]?.mid).toBeCloseTo(1, 6);
  expect(of.quotes[0]?.high).toBeCloseTo(3, 6);
});

test('quotes that are left out, or lie outside the window, are not drawn', () => {
  const marks = [mark({ state: 'filtered' }), mark({ strike: 130 }), mark({ strike: 90, row: 4 })];
  expect(difference(flat(0.3), null, marks, null, WINDOW).quotes.map(({ row }) => row)).toEqual([4]);
});

test('zero stands where the base is, and a bar that leaves it out is through', () => {
  const marks = [mark({}), mark({ row: 1, strike: 110, bid: 0.31 })];
  const scene = differenceScene(difference(flat(0.3), flat(0.3), marks, null, WINDOW), 470, 200);
  expect(scene.quotes.map(({ through }) => through)).toEqual([false, true]);
  expect(scene.zero).toBeGreaterThan(scene.frame.top);
  expect(scene.zero).toBeLessThan(scene.frame.bottom);
  // The base against itself is a straight line on its zero.
  expect(new Set(scene.path.match(/ [\d.]+/g))).toEqual(new Set([` ${scene.zero.toFixed(1)}`]));
  expect(scene.levels.some(({ label }) => /^[\u2212]?0(\.0+)?$/.test(label))).toBe(true);
});

test('mids alone stand off the base, and are through nothing', () => {
  const marks = [
    mark({ bid: 0.31, ask: 0.31 }),
    mark({ row: 1, strike: 110, bid: 0.33, ask: 0.33, vol: 0.33 }),
  ];
  const scene = differenceScene(difference(flat(0.3), flat(0.3), marks, null, WINDOW), 470, 200);
  expect(scene.quotes.map(({ through }) => through)).toEqual([false, false]);
  expect(scene.quotes.every(({ y }) => y < scene.zero)).toBe(true);
});

test('a lone wide quote does not flatten the others', () => {
  const narrow = Array.from({ length: 9 }, (_, i) =>
    mark({ row: i, strike: 90 + i, bid: 0.3, ask: 0.304, vol: 0.302 }),
  );
  const wide = mark({ row: 9, strike: 105, bid: 0.05, ask: 0.55, vol: 0.302 });
  const scene = differenceScene(difference(flat(0.3), null, [...narrow, wide], null, WINDOW), 470, 200);
  expect((scene.quotes[0]?.lowY ?? 0) - (scene.quotes[0]?.highY ?? 0)).toBeGreaterThan(25);
});

test('mids of another file do not cut the quotes they lie on', () => {
  const bars = Array.from({ length: 9 }, (_, i) =>
    mark({ row: i, strike: 90 + i, bid: 0.295, ask: 0.305, vol: 0.3 }),
  );
  const second = {
    quotes: Array.from({ length: 12 }, (_, row) => ({
      row,
      k: Math.log((88 + row) / 100),
      bid: 0.3,
      mid: 0.3,
      ask: 0.3,
    })),
    book: { forward: { value: 100 }, settlement: null },
  } as unknown as NonNullable<Parameters<typeof difference>[3]>;
  const { frame, quotes } = differenceScene(difference(flat(0.3), null, bars, second, WINDOW), 470, 152);
  expect(quotes.every(({ highY, lowY }) => highY >= frame.top && lowY <= frame.bottom)).toBe(true);
});

test('at every height and width of quotes the picture has levels to read it by', () => {
  for (let half = 0.3; half < 6; half *= 1.07) {
    const bar = mark({ bid: 0.3 - half / 100, ask: 0.3 + half / 100, vol: 0.3 });
    for (const height of [132, 152, 180, 240]) {
      const scene = differenceScene(difference(flat(0.3), null, [bar], null, WINDOW), 470, height);
      expect(scene.levels.length, `${half} at ${height}`).toBeGreaterThan(1);
      const [first, next] = scene.levels;
      expect((first?.at ?? 0) - (next?.at ?? 0)).toBeGreaterThanOrEqual(16);
    }
  }
});
