import { expect, test } from 'vitest';
import { normalCdf } from '#math/normal.ts';
import { fittedBoard, smileQuotes } from '#testing/fitted-board.ts';
import { fittedSurface } from './fitted-surface.ts';
import { impliedHeat } from './implied-heat.ts';
import { parameterPaths } from './parameter-figure.ts';
import { parameterTable } from './parameter-table.ts';
import { surfaceGrid } from './surface-grid.ts';
import { heatTable, surfaceTable } from './surface-table.ts';

const board = fittedBoard(smileQuotes([7, 30, 90]));
const fitted = fittedSurface(board)!;

test('the table of the surface has the fitted vol at every place of its axis', () => {
  const [, month] = fitted.expiries;
  const { surface } = fitted;
  const scale = surface.vol(0, month!.t) * Math.sqrt(month!.t);
  const table = surfaceTable(fitted, 'standardised');
  expect(table.head).toEqual(['−2σ', '−1σ', '−0.5σ', 'ATM', '+0.5σ', '+1σ', '+2σ']);
  const texts = table.rows[1]!.cells.map(({ text }) => Number(text));
  [-2, -1, -0.5, 0, 0.5, 1, 2].forEach((sigma, i) => {
    expect(texts[i]).toBeCloseTo(100 * surface.vol(sigma * scale, month!.t), 1);
  });
  const strikes = surfaceTable(fitted, 'strike');
  strikes.head.forEach((strike, i) => {
    const k = Math.log(Number(strike) / surface.forward(month!.t));
    expect(Number(strikes.rows[1]!.cells[i]!.text)).toBeCloseTo(100 * surface.vol(k, month!.t), 1);
  });
  const heat = heatTable(impliedHeat(fitted, 'log'), 'implied vol %', (key) => key);
  expect(heat.rows.map(({ cells }) => cells)).toEqual(table.rows.map(({ cells }) => cells));
});

test('the delta table has the 25-delta vols of the risk reversal', () => {
  const { rows, head } = surfaceTable(fitted, 'delta');
  expect(head).toEqual(['10Δp', '25Δp', 'F', '25Δc', '10Δc']);
  rows.forEach(({ cells }, i) => {
    const { riskReversal25, vol } = board.result.slices[i]!.measures!;
    expect(Number(cells[3]!.text) - Number(cells[1]!.text)).toBeCloseTo(100 * riskReversal25!, 1);
    expect(Number(cells[2]!.text)).toBeCloseTo(100 * vol, 1);
  });
});

test('a row of the surface by delta is even in delta and has the vol of the strike with that delta', () => {
  const grid = surfaceGrid(board, {}, null, 'delta', 'log')!;
  const { surface } = fitted;
  grid.expiries.forEach(({ row, t }) => {
    const [x, z] = [grid.x[row]!, grid.z[row]!];
    for (let i = 1; i < x.length; i++) expect(x[i]! - x[i - 1]!).toBeCloseTo(x[1]! - x[0]!, 12);
    for (const at of [5, 30, 55]) {
      // The strike of the delta, by bisection on the put's delta of the fitted smile.
      let [low, high] = [-2, 2];
      for (let step = 0; step < 80; step++) {
        const k = (low + high) / 2;
        const s = surface.vol(k, t) * Math.sqrt(t);
        if (normalCdf(k / s - s / 2) < x[at]!) low = k;
        else high = k;
      }
      expect(z[at]).toBeCloseTo(100 * surface.vol(low, t), 2);
    }
  });
  // Every point lies between 0 and 1, and the 50-delta is near the forward.
  expect(grid.points.x.every((x) => x > 0 && x < 1)).toBe(true);
  expect(grid.at(fitted.expiries[0]!.t, 0)?.x).toBeCloseTo(0.5, 1);
});

test('log time gives hours and years room, and holds every expiry where it is', () => {
  const [root, log] = (['root', 'log'] as const).map(
    (scale) => surfaceGrid(board, {}, null, 'standardised', scale)!,
  );
  const share = ({ expiries }: NonNullable<typeof root>) => {
    const [a, b, c] = expiries.map(({ along }) => along) as [number, number, number];
    return (b - a) / (c - a);
  };
  expect(share(root!)).toBeCloseTo((Math.sqrt(30) - Math.sqrt(7)) / (Math.sqrt(90) - Math.sqrt(7)), 1);
  expect(share(log!)).toBeCloseTo(Math.log(30 / 7) / Math.log(90 / 7), 1);
});

test('the table of parameters copies all digits and says what has no error', () => {
  const paths = parameterPaths(board, 'wings')!;
  const { head, rows } = parameterTable(paths, (key) => key);
  expect(head.slice(0, 2)).toEqual(['ATM vol %', '±']);
  const [value, error] = rows[1]!.cells;
  const point = paths.paths[0]!.points[1]!;
  expect(value).toMatchObject({ text: point.value.toFixed(2), copied: String(point.value) });
  expect(error?.copied).toBe(String(point.error));
});
