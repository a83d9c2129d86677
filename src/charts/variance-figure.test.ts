import { expect, test } from 'vitest';
import { epochMs } from '#base/units.ts';
import { fittedBoard, smileQuotes } from '#testing/fitted-board.ts';
import { labelWidth } from './ticks.ts';
import {
  forwardVol,
  type VarianceBoard,
  type VarianceSmile,
  varianceBoard,
  varianceScene,
} from './variance-figure.ts';

const DAY = 1 / 365;

/** A smile of one volatility with a slope in k. */
function smile(key: string, days: number, vol: number, slope = 0): VarianceSmile {
  const t = days * DAY;
  return {
    key,
    name: key,
    mark: key,
    t,
    tau: t,
    forward: 100,
    quoted: [-0.1, 0.1],
    w: (k) => (vol + slope * k) ** 2 * t,
  };
}

function pair(earlier: VarianceSmile, later: VarianceSmile, minDw: number, at: number): VarianceBoard {
  const check = {
    from: epochMs(0),
    to: epochMs(1),
    fromKey: earlier.key,
    toKey: later.key,
    minDw,
    at,
    kRange: [-1, 1],
    minDwQuoted: null,
    quotedAt: null,
  } as const;
  return { smiles: [earlier, later], pairs: [{ earlier, later, check }], time: null };
}

/** Points of an SVG path. */
function points(path: string): [number, number][] {
  return [...path.matchAll(/[ML]([-\d.]+) ([-\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
}

test('the variance between a week at 40 and a month at 60 is that of the 23 days after the week', () => {
  // (0.6^2 30 - 0.4^2 7) / 23 = 0.42087
  const vol = forwardVol({ earlier: smile('week', 7, 0.4), later: smile('month', 30, 0.6) }, 0);
  expect(vol).toBeCloseTo(Math.sqrt(0.4208695652), 9);
});

test('on weighted days the variance between is shared out by what the days weigh', () => {
  const board = fittedBoard(smileQuotes([7, 30]));
  const request = board.request!;
  const time = { clock: 'weighted', weekend: 0, events: {} } as const;
  const weighted = { ...board, request: { ...request, settings: { ...request.settings, time } } };
  const [plain, days] = [varianceBoard(board)!, varianceBoard(weighted)!];
  expect([plain.time, days.time]).toEqual([null, 'weighted days']);
  // Of 23 days from Thursday 8 January 1970 on 17 are weekdays; a week of the clock has seven days.
  const ratio = forwardVol(days.pairs[0]!, 0) / forwardVol(plain.pairs[0]!, 0);
  expect(ratio).toBeCloseTo(Math.sqrt(23 / ((17 * 7) / 5)), 12);
});

test('where the later smile lies below the earlier one the forward volatility is negative', () => {
  const crossed = { earlier: smile('week', 7, 0.6), later: smile('month', 30, 0.25) };
  // (0.25^2 30 - 0.6^2 7) / 23 = -0.028043
  expect(forwardVol(crossed, 0)).toBeCloseTo(-Math.sqrt(0.0280434783), 9);
});

test('lines cross where total variances do, and a cross stands at the worst place in view', () => {
  // Both have 0.4^2 7 at k = 0.05, by the slope of the later.
  const [earlier, later] = [smile('week', 7, 0.4), smile('fortnight', 14, 0.3828, -2)];
  const board = pair(earlier, later, -1e-4, 0.08);
  const scene = varianceScene(board, 'week', 500, 300)!;
  const meeting = (0.3828 - 0.4 / Math.SQRT2) / 2;
  expect(scene.yOf(earlier.w(meeting))).toBeCloseTo(scene.yOf(later.w(meeting)), 6);
  expect(scene.yOf(earlier.w(0))).toBeGreaterThan(scene.yOf(later.w(0)));
  expect(scene.yOf(earlier.w(0.09))).toBeLessThan(scene.yOf(later.w(0.09)));
  expect(scene.crossings).toHaveLength(1);
  expect(scene.crossings[0]).toMatchObject({ key: 'fortnight', inQuotes: false });
  expect(scene.kAt(scene.crossings[0]!.x)).toBeCloseTo(0.08, 10);
});

test('a pair that crosses past the picture has no cross in it, and one that does not cross has none', () => {
  const [earlier, later] = [smile('week', 7, 0.4), smile('month', 30, 0.4)];
  expect(varianceScene(pair(earlier, later, -1e-4, 0.9), 'week', 500, 300)!.crossings).toEqual([]);
  expect(varianceScene(pair(earlier, later, 1e-4, 0.01), 'week', 500, 300)!.crossings).toEqual([]);
});

test('a line is solid between its outer quotes and faint past them, and the two join', () => {
  const board = varianceBoard(fittedBoard(smileQuotes([7, 30, 90])))!;
  expect(board.smiles).toHaveLength(3);
  const scene = varianceScene(board, board.smiles[2]!.key, 500, 300)!;
  const [week] = scene.lines;
  const solid = points(week!.quoted);
  const [low, high] = board.smiles[0]!.quoted;
  expect(scene.kAt(solid[0]![0])).toBeGreaterThanOrEqual(low - 0.01);
  expect(scene.kAt(solid.at(-1)![0])).toBeLessThanOrEqual(high + 0.01);
  const faint = points(week!.past);
  expect(faint).toContainEqual(solid[0]);
  expect(faint).toContainEqual(solid.at(-1));
  expect(scene.lines.map(({ place }) => place)).toEqual([0, 0.5, 1]);
});

test('levels are round, names stand clear of each other inside the picture, the focused one among them', () => {
  const board = varianceBoard(fittedBoard(smileQuotes([7, 30, 90])))!;
  for (const [width, height] of [
    [500, 300],
    [420, 160],
  ] as const) {
    const scene = varianceScene(board, board.smiles[1]!.key, width, height)!;
    expect(scene.levels.length).toBeGreaterThan(1);
    expect(scene.names.map(({ key }) => key)).toContain(board.smiles[1]!.key);
    scene.names.slice(1).forEach(({ at }, i) => {
      expect(at - scene.names[i]!.at).toBeGreaterThanOrEqual(14);
    });
    expect(scene.kAt(scene.xOf(0.01))).toBeCloseTo(0.01, 12);
  }
});

test('a wing that plunges past its quotes runs out of the picture and does not set its scale', () => {
  const plunging = smile('week', 7, 0.4);
  const smiles = [
    { ...plunging, w: (k: number) => plunging.w(k) * (k > 0.1 ? 1e-8 : 1) },
    smile('month', 30, 0.5),
  ];
  const { levels, lines, names, frame } = varianceScene(
    { smiles, pairs: [], time: null },
    'month',
    500,
    300,
  )!;
  expect(levels.length).toBeGreaterThan(0);
  for (const { label } of levels) expect(Number(label)).toBeGreaterThan(1);
  expect(Math.max(...points(lines[0]!.past).map(([, y]) => y))).toBeGreaterThan(frame.bottom);
  // Where it has left the picture there is no line to be named.
  expect(names.map(({ key }) => key)).toEqual(['month']);
});

test('levels of hundredths are written whole beside the lines, names short of the edge', () => {
  const board = { smiles: [smile('20 May', 7, 1e-4), smile('30 May', 14, 4e-4)], pairs: [], time: null };
  const { levels, frame } = varianceScene(board, '20 May', 500, 300)!;
  expect(levels.some(({ label }) => label.length > 4)).toBe(true);
  for (const { label } of levels) expect(frame.left - 6 - labelWidth(label)).toBeGreaterThanOrEqual(0);
  expect(frame.right + 6 + labelWidth('30 May')).toBeLessThanOrEqual(500 - 4);
});

test('one expiry that spans less than a round level to the next has levels all the same, clear of each other', () => {
  for (const vol of [0.1, 0.16, 0.3, 0.8]) {
    const board = { smiles: [smile('27 May', 0.17, vol, -0.01)], pairs: [], time: null };
    const { levels, frame } = varianceScene(board, '27 May', 470, 310)!;
    expect(levels.length).toBeGreaterThan(1);
    levels.slice(1).forEach(({ at }, i) => {
      expect(levels[i]!.at - at).toBeGreaterThanOrEqual(14);
    });
    for (const { label } of levels) expect(frame.left - 6 - labelWidth(label)).toBeGreaterThanOrEqual(0);
  }
});

test('levels far below one per cent have room for their digits', () => {
  const board = { smiles: [smile('hours', 0.2, 0.002, 0.9)], pairs: [], time: null };
  const { frame, levels } = varianceScene(board, 'hours', 470, 300)!;
  expect(Math.max(...levels.map(({ label }) => label.length))).toBeGreaterThan(4);
  for (const { label } of levels) expect(frame.left - 6 - labelWidth(label)).toBeGreaterThanOrEqual(0);
});
