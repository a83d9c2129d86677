import { expect, test } from 'vitest';
import { deribitBoard } from '#testing/board.ts';
import { fittedBoard, midsOf, smileQuotes } from '#testing/fitted-board.ts';
import { hasShared } from '#testing/shared.ts';
import { boardExpiries } from './board.ts';
import { dotRadius, isThrough, smileMarks } from './smile-marks.ts';

test('the area of a dot grows with its weight', () => {
  expect(dotRadius(0.1, 0.1)).toBe(5.5);
  expect(dotRadius(0.025, 0.1)).toBe(3.5);
  expect(dotRadius(0, 0.1)).toBe(1.5);
});

test('in-the-money quotes left out have no mark, kept ones carry weight and residual', () => {
  const board = fittedBoard(smileQuotes([30, 90]));
  const [expiry] = boardExpiries(board);
  if (expiry === undefined) throw new Error('no expiry');
  const marks = smileMarks(expiry, board.quotes.symbol, {});
  expect(marks.length).toBeGreaterThan(10);
  expect(marks.every((mark) => mark.state === 'used')).toBe(true);
  for (const mark of marks) {
    expect(mark.isCall).toBe(mark.k >= 0);
    expect(Math.abs(mark.residual)).toBeLessThan(0.005);
    expect(mark.weight).toBeGreaterThan(0);
  }
  expect(marks.reduce((sum, mark) => sum + mark.weight, 0)).toBeCloseTo(1, 9);
});

test('a quote excluded by hand is marked at once, before any refit, and is in no count', () => {
  const board = fittedBoard(smileQuotes([30]));
  const [expiry] = boardExpiries(board);
  if (expiry === undefined) throw new Error('no expiry');
  const before = smileMarks(expiry, board.quotes.symbol, {});
  const row = before[3]?.row ?? 0;
  const after = smileMarks(expiry, board.quotes.symbol, { [board.quotes.symbol[row] ?? '']: 0 });
  expect(after[3]?.state).toBe('excluded');
  expect(after.filter((mark) => mark.state === 'excluded')).toHaveLength(1);
  const lone = after[3];
  expect(lone !== undefined && isThrough({ ...lone, side: 'rich' })).toBe(false);
});

test.skipIf(!hasShared)('the real board has 362 used marks, and the marks count what the fit counts', () => {
  const board = fittedBoard(deribitBoard());
  let used = 0;
  for (const expiry of boardExpiries(board)) {
    const marks = smileMarks(expiry, board.quotes.symbol, {});
    used += marks.filter((mark) => mark.state === 'used').length;
    const through = marks.filter(isThrough).length;
    expect(through).toBe((expiry.fit?.twoSided ?? 0) - (expiry.fit?.inside ?? 0));
    expect(marks.every((mark) => Number.isFinite(mark.vol) && Number.isFinite(mark.model))).toBe(true);
  }
  expect(used).toBe(362);
});

test('quotes without a spread lie off the model, but on no side of it', () => {
  const board = fittedBoard(midsOf(smileQuotes([30])));
  const [expiry] = boardExpiries(board);
  const marks = smileMarks(expiry!, board.quotes.symbol, {});
  expect(marks.some((mark) => Math.abs(mark.residual) > 1e-3)).toBe(true);
  expect(marks.every((mark) => mark.side === 'unknown' && Number.isNaN(mark.halfSpreads))).toBe(true);
  expect(marks.filter(isThrough)).toEqual([]);
});
