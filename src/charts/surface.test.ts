import { expect, test } from 'vitest';
import { fittedBoard, smileQuotes } from '#testing/fitted-board.ts';
import { modelVols } from './model-curve.ts';
import { datesOf, dateTicks, moneynessTicks, steadyRange, surfaceExtent, volExtent } from './surface-axes.ts';
import { POINTS_TRACE, surfaceFigure } from './surface-figure.ts';
import { REACH, type SurfaceGrid, surfaceGrid } from './surface-grid.ts';
import { surfaceRows } from './surface-rows.ts';

const board = fittedBoard(smileQuotes([7, 30, 90, 365]));
const focus = board.result.slices[1]?.key ?? null;
const palette = {
  ground: '#000',
  panel: '#111',
  line: '#222',
  text2: '#aaa',
  point: '#fff',
  surface: ['#00f', '#ff0'],
};

test('rows of the surface hold every expiry exactly, ascending, at whole places of the axis', () => {
  const boards = [
    [1 / 365, 7 / 365, 30 / 365, 0.5, 0.9],
    Array.from({ length: 60 }, (_, i) => (i + 1) / 365),
    Array.from({ length: 30 }, (_, i) => 1 + i / 1000),
  ];
  for (const times of boards) {
    const rows = surfaceRows(times);
    times.forEach((t, i) => {
      expect(rows.times[rows.ofExpiry[i] ?? -1]).toBe(t);
    });
    const span = (rows.along.at(-1) ?? 0) - (rows.along[0] ?? 0);
    for (let i = 1; i < rows.along.length; i++) {
      const step = (rows.along[i] ?? 0) - (rows.along[i - 1] ?? 0);
      expect(step).toBeGreaterThan(0);
      expect(rows.times[i]).toBeGreaterThan(rows.times[i - 1] ?? 0);
      const places = (step / span) * 720;
      expect(places).toBeCloseTo(Math.round(places), 6);
    }
    expect(rows.along.length).toBeLessThan(40 + 2 * times.length);
  }
});

test('one expiry alone is a ribbon', () => {
  const rows = surfaceRows([0.25]);
  expect(rows.times).toEqual(Float64Array.of(0.25, 0.25, 0.25));
  expect(rows.along[rows.ofExpiry[0] ?? -1]).toBe(0.5);
});

test('the surface at an expiry is the fitted smile, in every choice of x', () => {
  for (const axis of ['standardised', 'log', 'strike'] as const) {
    const grid = surfaceGrid(board, {}, focus, axis);
    const slice = board.result.slices[1];
    if (grid === null || grid.focus === null || slice === undefined) throw new Error('no surface');
    const row = Array.from(grid.y).indexOf(grid.expiries[1]?.along ?? -1);
    expect(Array.from(grid.z[row] ?? [])).toEqual(Array.from(grid.focus.z));
    const scale = (slice.measures?.vol ?? 0) * Math.sqrt(slice.t);
    for (const at of [0, 30, 60]) {
      const x = grid.focus.x[at] ?? 0;
      const k = axis === 'standardised' ? x * scale : axis === 'log' ? x : Math.log(x / slice.forward);
      const [vol] = modelVols(
        { model: 'svi', theta: slice.theta ?? new Float64Array(), t: slice.t, forward: 1 },
        Float64Array.of(k),
      );
      expect((grid.focus.z[at] ?? 0) / 100).toBeCloseTo(vol ?? 0, 9);
    }
    for (const column of [...grid.x, ...grid.z, grid.y]) expect(column.every(Number.isFinite)).toBe(true);
  }
});

test('market points are the used quotes within reach, each with its row and expiry', () => {
  const grid = surfaceGrid(board, {}, focus, 'standardised');
  const excluded = surfaceGrid(
    board,
    { [board.quotes.symbol[grid?.points.row[0] ?? 0] ?? '']: 0 },
    focus,
    'standardised',
  );
  if (grid === null || excluded === null) throw new Error('no surface');
  expect(grid.points.x.every((x) => Math.abs(x) <= REACH)).toBe(true);
  expect(excluded.points.x.length).toBe(grid.points.x.length - 1);
  expect(new Set(grid.points.key)).toEqual(new Set(board.result.slices.map((slice) => slice.key)));
});

test('dates keep clear of each other, with the first, the last and the focused one among them', () => {
  const expiries = [1, 2, 3, 5, 10, 40, 180, 360].map((days) => ({
    key: String(days),
    expiry: Date.UTC(2026, 7, 1 + days, 8),
    along: Math.sqrt(days / 365),
    row: 0,
  }));
  const ticks = dateTicks(expiries, '40');
  expect(ticks.values[0]).toBe(expiries[0]?.along);
  expect(ticks.values.at(-1)).toBe(expiries.at(-1)?.along);
  expect(ticks.values).toContain(expiries[5]?.along);
  const span = (expiries.at(-1)?.along ?? 0) - (expiries[0]?.along ?? 0);
  for (let i = 1; i < ticks.values.length; i++) {
    expect((ticks.values[i] ?? 0) - (ticks.values[i - 1] ?? 0)).toBeGreaterThanOrEqual(0.14 * span - 1e-12);
  }
  expect(datesOf([Date.UTC(2026, 11, 25), Date.UTC(2027, 2, 26), Date.UTC(2027, 5, 25)])).toEqual([
    '25 Dec',
    '26 Mar ’27',
    '25 Jun ’27',
  ]);
});

test('the volatility axis stays while it holds the surface, and follows when it does not', () => {
  const first = steadyRange([15.6, 68], null);
  expect(first).toEqual([10, 70]);
  expect(steadyRange([16, 66], first)).toBe(first);
  expect(steadyRange([16, 75], first)).not.toBe(first);
  expect(steadyRange([30, 36], first)).not.toBe(first);
});

test('levels of a surface that reaches into minutes are as short as any', () => {
  const grid = surfaceGrid(board, {}, focus, 'standardised');
  if (grid === null) throw new Error('no surface');
  const { layout } = surfaceFigure(grid, focus, [0, 30_000], palette, false, null);
  const { zaxis } = layout['scene'] as Record<string, Record<string, unknown>>;
  expect(zaxis?.['ticktext']).toEqual(['5000', '10k', '15k', '20k', '25k', '30k']);
});

test('the extent of all that is drawn stays when a fit moves within the axes', () => {
  const grid = surfaceGrid(board, {}, focus, 'standardised');
  if (grid === null) throw new Error('no surface');
  const moved = { ...grid, z: grid.z.map((row) => row.map((z) => 0.9 * z)) };
  const extent = (of: SurfaceGrid) => {
    const { traces } = surfaceFigure(of, focus, [5, 75], palette, false, null);
    return (['x', 'y', 'z'] as const).map((axis) => {
      const all = traces.flatMap((trace) =>
        Array.from(trace[axis] as ArrayLike<number | Float64Array>).flatMap((row) =>
          typeof row === 'number' ? row : Array.from(row),
        ),
      );
      return [Math.min(...all), Math.max(...all)];
    });
  };
  expect(extent(moved)).toEqual(extent(grid));
});

test('the figure is made fresh each time, keeps its uirevision, and names no camera', () => {
  const grid = surfaceGrid(board, {}, focus, 'standardised');
  if (grid === null) throw new Error('no surface');
  const make = () => surfaceFigure(grid, focus, [10, 70], palette, false, 'z');
  const [one, two] = [make(), make()];
  expect(one.layout).not.toBe(two.layout);
  expect(one.layout).toEqual(two.layout);
  expect(one.layout['uirevision']).toBe('surface');
  const scene = one.layout['scene'] as Record<string, Record<string, unknown>>;
  expect(scene['camera']).toBeUndefined();
  expect(scene['zaxis']?.['showticklabels']).toBe(false);
  expect(scene['xaxis']?.['showticklabels']).toBe(true);
  expect(one.traces.map((trace) => trace['type'])).toEqual([
    'surface',
    'scatter3d',
    'scatter3d',
    'scatter3d',
  ]);
  expect(one.traces[POINTS_TRACE]?.['mode']).toBe('markers');
  // On an end of the scale as dark or as light as the dots they are seen by their rings.
  expect(one.traces[POINTS_TRACE]?.['marker']).toMatchObject({
    color: palette.point,
    line: { color: palette.ground, width: 1 },
  });
  const [low, high] = surfaceExtent(grid);
  const [lowest, highest] = volExtent(grid);
  expect(lowest).toBeLessThanOrEqual(low);
  expect(highest).toBeGreaterThanOrEqual(high);
  expect(moneynessTicks(grid).labels).toEqual(['−2σ', '−1σ', 'ATM', '+1σ', '+2σ']);
});

test('a board without a fit has no surface', () => {
  expect(surfaceGrid({ ...board, result: null, request: null }, {}, focus, 'standardised')).toBeNull();
});
