import { expect, test } from 'vitest';
import { fittedBoard, smileQuotes } from '#testing/fitted-board.ts';
import { boardExpiries } from './board.ts';
import { bandPath, bandState } from './smile-band.ts';
import { smileLayout } from './smile-layout.ts';
import { smileMarks } from './smile-marks.ts';
import { fittedCurve, placeMarks, smilePath, strikeTicks, topLabels } from './smile-scene.ts';
import { outside, smileWindow } from './smile-window.ts';

const board = fittedBoard(smileQuotes([30]));
const expiry = boardExpiries(board)[0];
if (expiry === undefined) throw new Error('no expiry');
const marks = smileMarks(expiry, board.quotes.symbol, {});
const input = {
  key: expiry.key,
  all: false,
  forward: 100,
  t: expiry.book.t,
  atm: expiry.fit?.measures?.vol ?? null,
  marks,
};

test('the window is 2.6 standard deviations each side of the forward', () => {
  const window = smileWindow(input, null);
  const reach = 2.6 * (input.atm ?? 0) * Math.sqrt(input.t);
  expect(Math.log(window.low / 100)).toBeCloseTo(-reach, 12);
  expect(Math.log(window.high / 100)).toBeCloseTo(reach, 12);
  const kept = marks.filter((mark) => mark.strike >= window.low && mark.strike <= window.high);
  for (const mark of kept) {
    expect(mark.vol * 100).toBeGreaterThan(window.axis.low);
    expect(mark.vol * 100).toBeLessThan(window.axis.high);
  }
});

test('where nothing is kept what was left out is in sight', () => {
  const left = marks.map((mark) => ({ ...mark, state: 'filtered' as const }));
  const window = smileWindow({ ...input, atm: null, marks: left }, null);
  const inside = left.filter((mark) => mark.strike >= window.low && mark.strike <= window.high);
  expect(inside.length).toBeGreaterThan(5);
  for (const { vol } of inside) {
    expect(vol * 100).toBeGreaterThan(window.axis.low);
    expect(vol * 100).toBeLessThan(window.axis.high);
  }
});

test('a refit leaves the window alone, the expiry and the request for all strikes move it', () => {
  const window = smileWindow(input, null);
  expect(smileWindow({ ...input, atm: 0.5, forward: 101 }, window)).toBe(window);
  expect(smileWindow({ ...input, key: 'other', atm: 0.5 }, window)).not.toBe(window);
  const all = smileWindow({ ...input, all: true }, window);
  expect(all.low).toBeLessThan(Math.min(...marks.map((mark) => mark.strike)));
  expect(all.high).toBeGreaterThan(Math.max(...marks.map((mark) => mark.strike)));
  expect(outside(marks, all)).toEqual({ left: { quotes: 0, through: 0 }, right: { quotes: 0, through: 0 } });
});

test('a market that has left the window gets a new one', () => {
  const window = smileWindow(input, null);
  expect(smileWindow({ ...input, forward: window.high }, window)).not.toBe(window);
});

test('what lies outside the window is counted with what is through', () => {
  const window = { ...smileWindow(input, null), low: 95, high: 105 };
  const { left, right } = outside(marks, window);
  expect(left.quotes).toBe(marks.filter((mark) => mark.strike < 95).length);
  expect(right.quotes).toBe(marks.filter((mark) => mark.strike > 105).length);
  const first = marks[0];
  if (first === undefined) throw new Error('no mark');
  expect(outside([{ ...first, side: 'rich' }], window).left).toEqual({ quotes: 1, through: 1 });
});

test('a scene holds finite pixels only, inside its picture', () => {
  const layout = smileLayout(545, 396, smileWindow(input, null));
  const placed = placeMarks(marks, layout);
  expect(placed.length).toBeGreaterThan(5);
  for (const { x, y, bidY, askY, r } of placed) {
    expect(x).toBeGreaterThanOrEqual(layout.left);
    expect(x).toBeLessThanOrEqual(layout.right + 1);
    expect(y).toBeGreaterThan(layout.top);
    expect(y).toBeLessThan(layout.bottom);
    expect(bidY).toBeGreaterThan(askY);
    expect(r).toBeLessThanOrEqual(5.5);
  }
  const curve = fittedCurve(expiry);
  if (curve === null) throw new Error('no curve');
  const path = smilePath(curve, layout);
  expect(path).toMatch(/^M[\d.-]+ [\d.-]+(L[\d.-]+ [\d.-]+)+$/);
  expect(path).not.toContain('NaN');
});

test('strikes are labelled at least 64 px apart, and the forward always on top', () => {
  for (const width of [300, 545, 870]) {
    const layout = smileLayout(width, 396, smileWindow(input, null));
    const ticks = strikeTicks(layout);
    const scale = (layout.right - layout.left) / (layout.window.high - layout.window.low);
    for (let i = 1; i < ticks.length; i++) {
      expect(((ticks[i] ?? 0) - (ticks[i - 1] ?? 0)) * scale).toBeGreaterThanOrEqual(63.9);
    }
    const labels = topLabels(expiry, layout, 'F 100.00').map((label) => label.text);
    expect(labels).toContain('F 100.00');
    if (width > 500) expect(labels).toEqual(['10Δp', '25Δp', 'F 100.00', '25Δc', '10Δc']);
  }
});

test('the band lies round the line over the window, and none is drawn where errors are not identified', () => {
  const layout = smileLayout(545, 396, smileWindow(input, null));
  const band = bandPath(expiry, layout);
  expect(band).toMatch(/^M[\d.-]+ [\d.-]+(L[\d.-]+ [\d.-]+)+Z$/);
  const points = [...band.matchAll(/[ML]([\d.-]+) ([\d.-]+)/g)].map(
    (m) => [Number(m[1]), Number(m[2])] as const,
  );
  expect(points[0]![0]).toBeCloseTo(layout.left, 1);
  expect(points.at(-1)![0]).toBeCloseTo(layout.left, 1);
  for (let i = 0; i < points.length / 2; i++) {
    expect(points[i]![1]).toBeLessThanOrEqual(points[points.length - 1 - i]![1]);
  }
  const unknown = { ...expiry, fit: { ...expiry.fit!, covariance: null } };
  expect(bandState(expiry)).toBe('band');
  expect(bandState(unknown)).toBe('not-identified');
  expect(bandPath(unknown, layout)).toBe('');
});
