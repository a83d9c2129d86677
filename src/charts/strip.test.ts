import { expect, test } from 'vitest';
import { fittedBoard, midsOf, smileQuotes } from '#testing/fitted-board.ts';
import { boardExpiries } from './board.ts';
import { emptiestCorner, nearestMark, smileLayout } from './smile-layout.ts';
import { smileMarks } from './smile-marks.ts';
import { fittedCurve, smileFinding } from './smile-scene.ts';
import { hiddenCells, isTight, stripWidths } from './strip-width.ts';
import { thumbnail, usedQuotes } from './thumbnail.ts';
import { volAxis } from './ticks.ts';

test('thirteen cells fill the strip; of twenty, whole cells of at least 66 px are in view', () => {
  expect(stripWidths(976, 13, 44)).toEqual({ cell: 976 / 13, view: 976, scrolls: false });
  const twenty = stripWidths(976, 20, 44);
  expect(twenty).toEqual({ cell: 932 / 14, view: 932, scrolls: true });
  expect(twenty.cell).toBeGreaterThanOrEqual(66);
  expect(stripWidths(0, 13, 44).cell).toBe(0);
});

test('cells out of view are counted with their quotes through the fit', () => {
  const through = Array.from({ length: 20 }, (_, i) => (i === 0 ? 2 : i > 17 ? 1 : 0));
  expect(hiddenCells(0, 660, 66, through)).toEqual({
    before: 0,
    after: 10,
    throughBefore: 0,
    throughAfter: 2,
  });
  expect(hiddenCells(660, 660, 66, through)).toEqual({
    before: 10,
    after: 0,
    throughBefore: 2,
    throughAfter: 0,
  });
});

test('date and mark stand side by side in thirteen cells at 1280, below each other with more', () => {
  const cell = stripWidths(976, 13, 44).cell;
  const day = { label: '25 Sep', suffix: '' };
  expect(isTight(day, '▲4', 0, cell).mark).toBe(false);
  expect(isTight(day, '▲14', 0, cell).mark).toBe(true);
  expect(isTight(day, '▲4', 8, cell).mark).toBe(true);
  expect(isTight({ label: '26 Mar ’27', suffix: '' }, '▲4', 0, cell).mark).toBe(true);
  expect(isTight({ label: '17 Mar', suffix: 'W' }, '▲4', 0, cell).mark).toBe(true);
  expect(isTight({ label: '17 Mar', suffix: 'SPXW' }, '▲4', 0, 121).mark).toBe(false);
});

test('the root of a twin stands below its date where it has no room beside it', () => {
  expect(isTight({ label: '20 Mar', suffix: 'SPXW' }, '▲4', 0, 75)).toEqual({ suffix: true, mark: false });
  expect(isTight({ label: '20 Mar', suffix: 'W' }, '', 0, 66).suffix).toBe(false);
  expect(isTight({ label: '20 Mar', suffix: 'SPX' }, '', 0, 86).suffix).toBe(false);
});

test('a thumbnail has a line and bars, and colours what is through', () => {
  const board = fittedBoard(smileQuotes([30]));
  const expiry = boardExpiries(board)[0];
  if (expiry === undefined) throw new Error('no expiry');
  const quotes = usedQuotes(expiry, board.quotes.symbol, new Map(), 600);
  const drawn = thumbnail(expiry, fittedCurve(expiry), quotes, 64, 30);
  expect(drawn.line).toMatch(/^M[\d. L-]+$/);
  expect(drawn.bars.length).toBeGreaterThan(0);
  expect(drawn.rich).toBe('');
  const model = quotes.model.map((vol, i) => (i === 5 ? 0.9 * (quotes.bid[i] ?? 0) : vol));
  const rich = thumbnail(expiry, fittedCurve(expiry), { ...quotes, model }, 64, 30);
  expect(rich.rich).not.toBe('');
  expect(rich.line).toBe(drawn.line);
  expect(thumbnail(expiry, null, quotes, 64, 30).line).toBe('');
  expect(JSON.stringify(drawn)).not.toContain('NaN');
});

test('the quotes of a thumbnail are the used marks of its smile, one that is excluded by hand not among them', () => {
  const board = fittedBoard(smileQuotes([30]));
  const expiry = boardExpiries(board)[0];
  if (expiry === undefined) throw new Error('no expiry');
  const { symbol } = board.quotes;
  const out = symbol[expiry.book.quote[3] ?? -1] ?? '';
  for (const manual of [{}, { [out]: 0 }]) {
    const used = smileMarks(expiry, symbol, manual).filter(({ state }) => state === 'used');
    const quotes = usedQuotes(expiry, symbol, new Map(Object.entries(manual)), 600);
    expect(Array.from(quotes.k)).toEqual(used.map(({ k }) => k));
    expect(Array.from(quotes.vol)).toEqual(used.map(({ vol }) => vol));
    expect(Array.from(quotes.model)).toEqual(used.map(({ model }) => model));
  }
});

test('the finding says the quotes, the error and what is through', () => {
  const board = fittedBoard(smileQuotes([30]));
  const expiry = boardExpiries(board)[0];
  if (expiry === undefined) throw new Error('no expiry');
  const marks = smileMarks(expiry, board.quotes.symbol, {});
  expect(smileFinding('31 Jan 1970', expiry, marks, '0.01')).toBe(
    `31 Jan 1970: ${marks.length} quotes, RMSE 0.01 vol points, none through the fit`,
  );
});

test('of quotes without a spread the picture is told by its error alone, and its thumbnail has no sides', () => {
  const board = fittedBoard(midsOf(smileQuotes([30])));
  const expiry = boardExpiries(board)[0]!;
  const marks = smileMarks(expiry, board.quotes.symbol, {});
  expect(smileFinding('31 Jan 1970', expiry, marks, '0.20')).toBe(
    `31 Jan 1970: ${marks.length} quotes, RMSE 0.20 vol points`,
  );
  const quotes = usedQuotes(expiry, board.quotes.symbol, new Map(), 600);
  const { bars, rich, cheap } = thumbnail(expiry, fittedCurve(expiry), quotes, 64, 30);
  expect(bars).not.toBe('');
  expect(rich + cheap).toBe('');
});

const layout = smileLayout(545, 396, { key: '', all: false, low: 80, high: 120, axis: volAxis(30, 50) });

test('the card goes where the fewest points are', () => {
  const falling = Array.from({ length: 50 }, (_, i) => ({ x: 40 + 9.5 * i, y: 30 + 5 * i }));
  expect(emptiestCorner(layout, falling, 200, 150)).toBe('top-right');
  const rising = falling.map(({ x, y }) => ({ x: 575 - x, y }));
  expect(emptiestCorner(layout, rising, 200, 150)).toBe('top-left');
});

test('the nearest quote within reach is read; in the residual band only the strike counts', () => {
  const points = [
    { x: 100, y: 100 },
    { x: 140, y: 200 },
  ];
  expect(nearestMark(layout, points, 105, 104, 28)).toBe(points[0]);
  expect(nearestMark(layout, points, 250, 100, 28)).toBeNull();
  expect(nearestMark(layout, points, 138, layout.bottom + 30, 28)).toBe(points[1]);
});
