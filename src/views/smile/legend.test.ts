import { expect, test } from 'vitest';
import { boardExpiries } from '#charts/board.ts';
import { type SmileMark, smileMarks } from '#charts/smile-marks.ts';
import { fittedBoard, smileQuotes } from '#testing/fitted-board.ts';
import { smileLegend } from './legend.ts';

test('a picture explains what is in it and nothing else', () => {
  const board = fittedBoard(smileQuotes([30]));
  const expiry = boardExpiries(board)[0]!;
  const marks = smileMarks(expiry, board.quotes.symbol, {}).map(
    (mark): SmileMark => ({ ...mark, side: 'inside' }),
  );
  expect(smileLegend(expiry, marks, false)).toBe(
    'Line: fit; shaded: its 95 % confidence. Bars: bid to ask; dots: mid, larger with more weight.',
  );
  const rich: SmileMark = { ...marks[0]!, side: 'rich', manual: 2 };
  const out: SmileMark = { ...marks[1]!, state: 'excluded' };
  expect(smileLegend({ ...expiry, fit: null }, [rich, out], true)).toBe(
    'dashed: an earlier fit. Bars: bid to ask; dots: mid, larger with more weight; orange: the fit is below the bid; hollow: left out by hand; ring: changed by hand.',
  );
});

test('a picture of an expiry that could not be fitted says why there is no line', () => {
  const board = fittedBoard(smileQuotes([30]));
  const expiry = boardExpiries(board)[0]!;
  const message = '2 usable quotes, SVI needs 5.';
  const failed = { ...expiry, fit: { ...expiry.fit!, status: 'failed', theta: null, message } } as const;
  expect(smileLegend(failed, [], false)).toBe(
    `No line: ${message} Bars: bid to ask; dots: mid, larger with more weight.`,
  );
});
