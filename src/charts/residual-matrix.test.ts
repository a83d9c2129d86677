import { expect, test } from 'vitest';
import { throughOf } from '#calibration/through.ts';
import { fittedBoard, smileQuotes } from '#testing/fitted-board.ts';
import { boardExpiries } from './board.ts';
import { residualsFinding } from './findings.ts';
import { COLUMNS, distance, residualMatrix } from './residual-matrix.ts';
import { smileMarks } from './smile-marks.ts';

const quotes = smileQuotes([7, 30, 90]);
const board = (() => {
  const clean = fittedBoard(quotes);
  const [, month] = boardExpiries(clean);
  const used = smileMarks(month!, quotes.symbol, {}).filter((m) => m.state === 'used');
  return { clean, month: month!, used };
})();

test('every used quote is counted once, in the column of its moneyness', () => {
  const { rows } = residualMatrix(board.clean, {}, 'half-spreads')!;
  const expiries = boardExpiries(board.clean);
  rows.forEach(({ key, cells }, i) => {
    expect(key).toBe(expiries[i]!.key);
    expect(cells.reduce((sum, cell) => sum + cell.quotes, 0)).toBe(expiries[i]!.fit!.used);
    cells.forEach(({ farthest }, column) => {
      if (farthest === null) return;
      const inner = Math.max(-3, Math.min(3, farthest.z));
      expect(Math.abs(inner - COLUMNS[column]!)).toBeLessThanOrEqual(0.25 + 1e-12);
    });
  });
});

test('a fit inside all spreads has nothing through it', () => {
  const matrix = residualMatrix(board.clean, {}, 'half-spreads')!;
  expect(matrix.through).toEqual([]);
  for (const { cells } of matrix.rows) {
    for (const { farthest } of cells) {
      if (farthest !== null) expect(Math.abs(distance(farthest, 'half-spreads'))).toBeLessThan(1);
    }
  }
});

test('a quote moved past its spread leads the list in both units, with the side it is on', () => {
  const target = board.used[3]!;
  const market = board.clean.market;
  const book = market.books[1]!;
  const lift = (column: Float64Array, by: number) => {
    const out = Float64Array.from(column);
    out[target.place]! += by;
    return out;
  };
  const shifted = {
    ...board.clean,
    market: {
      ...market,
      books: market.books.map((b, i) =>
        i === 1
          ? {
              ...b,
              bidVol: lift(book.bidVol, 0.03),
              midVol: lift(book.midVol, 0.03),
              askVol: lift(book.askVol, 0.03),
            }
          : b,
      ),
    },
  };
  for (const unit of ['half-spreads', 'vol points'] as const) {
    const { through, rows } = residualMatrix(shifted, {}, unit)!;
    expect(through[0]!.mark.row).toBe(target.row);
    expect(through[0]!.mark.side).toBe('rich');
    expect(distance(through[0]!, unit)).toBeCloseTo(unit === 'vol points' ? 3 : 6, 0);
    expect(rows[1]!.cells.reduce((sum, cell) => sum + cell.through, 0)).toBe(1);
  }
});

test('what is excluded by hand is in no cell', () => {
  const symbol = quotes.symbol[board.used[3]!.row]!;
  const all = residualMatrix(board.clean, {}, 'half-spreads')!;
  const without = residualMatrix(board.clean, { [symbol]: 0 }, 'half-spreads')!;
  const counted = ({ rows }: typeof all) =>
    rows.flatMap(({ cells }) => cells).reduce((sum, cell) => sum + cell.quotes, 0);
  expect(counted(without)).toBe(counted(all) - 1);
});

test('quotes whose bid is their ask are through in either unit, behind those that are some half-spreads away', () => {
  const mid = quotes.bid.map((bid, i) => 1.01 * ((bid + quotes.ask[i]!) / 2));
  const some = (column: Float64Array) => column.map((value, i) => (i % 3 ? value : mid[i]!));
  const locked = fittedBoard({ ...quotes, bid: some(quotes.bid), ask: some(quotes.ask) });
  const { slices, summary } = locked.result;
  const counted = slices.reduce((sum, fit) => sum + throughOf(fit).through, 0);
  expect(counted).toBeGreaterThan(0);
  for (const unit of ['half-spreads', 'vol points'] as const) {
    const matrix = residualMatrix(locked, {}, unit)!;
    expect(matrix.through).toHaveLength(counted);
    expect(residualsFinding(matrix).short).toBe(`${counted} of ${summary.used} through the fit`);
    const away = matrix.through.map((quote) => Number.isFinite(distance(quote, unit)));
    expect(away).toEqual([...away].sort().reverse());
    for (const { cells } of matrix.rows) {
      for (const { farthest } of cells) expect(farthest === null || distance(farthest, unit)).not.toBeNaN();
    }
  }
  expect(residualsFinding(residualMatrix(locked, {}, 'vol points')!).whole).toMatch(/ vol points$/);
});
