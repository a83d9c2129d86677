import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import { fittedBoard, smileQuotes } from '#testing/fitted-board.ts';
import { parameterPaths, pathScene } from './parameter-figure.ts';
import { labelWidth } from './ticks.ts';

const quotes = smileQuotes([7, 30, 90]);
const board = fittedBoard(quotes);

test('every parameter of the chosen view has a dot for each fitted expiry, volatilities in percent', () => {
  const { paths } = parameterPaths(board, 'wings')!;
  expect(paths).toHaveLength(5);
  for (const { points } of paths) expect(points).toHaveLength(3);
  const [atm] = paths;
  expect(atm!.spec.unit).toBe('vol');
  atm!.points.forEach(({ value, error }, i) => {
    const fit = board.result.slices[i]!;
    const wing = fit.views['wings']!.find(({ name }) => name === atm!.spec.name)!;
    expect(value).toBeCloseTo(100 * wing.value, 12);
    expect(error).toBeCloseTo(100 * wing.standardError!, 12);
  });
  expect(parameterPaths({ ...board, result: null }, 'wings')).toBeNull();
});

test('an unknown view shows the parameters of the model itself', () => {
  const { paths } = parameterPaths(board, 'none')!;
  expect(paths.map(({ spec }) => spec.name)).toEqual(['a', 'b', 'rho', 'm', 'sigma']);
});

test('a held parameter says so and has no error bar', () => {
  const held = fittedBoard(quotes, {
    all: { ...DEFAULT_SETTINGS.all, parameters: { rho: { fixed: true, value: -0.3 } } },
  });
  const rho = parameterPaths(held, 'none')!.paths.find(({ spec }) => spec.name === 'rho')!;
  for (const point of rho.points) expect(point).toMatchObject({ value: -0.3, error: null, held: 'fixed' });
});

test('the levels of a small parameter are written whole beside its panel', () => {
  const { paths, expiries } = parameterPaths(board, 'wings')!;
  const small = paths.map((path) => ({
    ...path,
    points: path.points.map((point, i) => ({ ...point, value: 0.0005 + 1e-6 * i, error: 3e-7 })),
  }));
  const { panels } = pathScene({ paths: small, expiries }, null, 470, 330);
  for (const { frame, ticks } of panels) {
    expect(ticks.length).toBeGreaterThan(0);
    for (const { label } of ticks) expect(frame.left - 6 - labelWidth(label)).toBeGreaterThanOrEqual(0);
  }
});

test('every panel has two levels at least, far enough apart to be read, however low it is', () => {
  const { paths, expiries } = parameterPaths(board, 'wings')!;
  for (let i = 0; i < 200; i += 4) {
    const [from, by] = [-0.4 + 0.013 * i, 10 ** (-4 + 0.03 * i)];
    const moved = paths.map((path) => ({
      ...path,
      points: path.points.map((point, j) => ({ ...point, value: from + by * j, error: null })),
    }));
    for (const height of [200, 237, 261, 300, 400]) {
      const { panels } = pathScene({ paths: moved, expiries }, null, 460, height);
      for (const { frame, ticks, marks } of panels) {
        expect(ticks.length, `${from} by ${by} at ${height}`).toBeGreaterThan(1);
        for (const [j, { at }] of ticks.entries()) {
          expect(at).toBeGreaterThanOrEqual(frame.top - 1e-6);
          expect(at).toBeLessThanOrEqual(frame.bottom + 1e-6);
          if (j > 0) expect(ticks[j - 1]!.at - at).toBeGreaterThanOrEqual(9);
        }
        for (const { y } of marks) expect(y).toBeLessThanOrEqual(frame.bottom);
      }
    }
  }
});

test('errors of a parameter that all expiries share are drawn to their scale, and each panel tells two levels', () => {
  const { paths, expiries } = parameterPaths(board, 'wings')!;
  const bates = [
    [0.06835, 8.2e-4],
    [1.22, 0.11],
    [0.065, 0.0013],
    [0.497, 0.026],
    [-0.431, 0.016],
    [0.0345, 0.0032],
    [-0.497, 0.027],
    [0.637, 0.026],
  ] as const;
  const shared = bates.map(([value, error]) => ({
    ...paths[0]!,
    points: paths[0]!.points.map((point) => ({ ...point, value, error })),
  }));
  for (const height of [330, 430, 560]) {
    const { panels } = pathScene({ paths: shared, expiries }, null, 470, height);
    panels.forEach(({ frame, marks, ticks }, i) => {
      const [first, last] = [ticks[0]!, ticks.at(-1)!];
      expect(first.at - last.at, `level ${i} at ${height}`).toBeGreaterThan(15);
      const number = ({ label }: { readonly label: string }) => Number(label.replace('\u2212', '-'));
      const unit = (first.at - last.at) / (number(last) - number(first));
      const [top, bottom] = marks[0]!.bar!;
      expect((bottom - top) / 2 / unit / bates[i]![1]).toBeCloseTo(1, 6);
      for (const { at } of ticks) {
        expect(at).toBeGreaterThanOrEqual(frame.top - 1e-6);
        expect(at).toBeLessThanOrEqual(frame.bottom + 1e-6);
      }
    });
  }
});

test('panels stand one below the other, bars stay inside them, and a pixel finds its expiry', () => {
  const paths = parameterPaths(board, 'wings')!;
  for (const [width, height] of [
    [520, 440],
    [460, 300],
  ] as const) {
    const scene = pathScene(paths, null, width, height);
    scene.panels.forEach(({ frame, marks }, i) => {
      if (i > 0) expect(frame.top).toBeGreaterThan(scene.panels[i - 1]!.frame.bottom + 10);
      expect(frame.bottom).toBeLessThanOrEqual(height);
      for (const { point, x, y, bar } of marks) {
        expect(y).toBeGreaterThanOrEqual(frame.top);
        expect(y).toBeLessThanOrEqual(frame.bottom);
        if (bar !== null) {
          expect(bar[0]).toBeGreaterThanOrEqual(frame.top);
          expect(bar[1]).toBeLessThanOrEqual(frame.bottom);
        }
        expect(scene.nearest(x + 2)).toBe(point.key);
      }
    });
    expect(scene.nearest(-100)).toBe(paths.expiries[0]!.key);
  }
});

test('the first and the last date stand under their expiries, whole, whatever is focused', () => {
  const paths = parameterPaths(board, 'wings')!;
  for (const { key } of paths.expiries) {
    const scene = pathScene(paths, key, 460, 300);
    const { marks } = scene.panels[0]!;
    const [first, last] = [scene.dates[0]!, scene.dates.at(-1)!];
    expect([first.at, last.at]).toEqual([marks[0]!.x, marks.at(-1)!.x]);
    expect(last.at + labelWidth(last.label) / 2).toBeLessThanOrEqual(460);
  }
});

test('the last date keeps clear of the edge', () => {
  const paths = parameterPaths(board, 'wings')!;
  for (let width = 300; width < 700; width += 7) {
    const { dates } = pathScene(paths, null, width, 300);
    for (const { at, label } of dates) expect(at + labelWidth(label) / 2).toBeLessThanOrEqual(width - 4);
  }
});
