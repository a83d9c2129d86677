import { expect, test } from 'vitest';
import { sviSmile } from '#models/svi/raw.ts';
import { durrlemanG } from '#surface/durrleman.ts';
import { smallFit } from '#testing/fit-export.ts';
import { gridCsv } from './grid-csv.ts';

const fit = smallFit();
const [header = [], ...rows] = gridCsv
  .write(fit)
  .trimEnd()
  .split('\r\n')
  .map((line) => line.split(','));
const column = (name: string): readonly string[] => rows.map((row) => row[header.indexOf(name)] ?? '');

test('density and local volatility stand beside vol and total variance', () => {
  expect(header).toEqual('expiry,t,k,strike,vol,totalVariance,density,localVol'.split(','));
  const first = fit.result.slices.find(({ theta }) => theta !== null)!;
  const [w, w1, w2] = [new Float64Array(1), new Float64Array(1), new Float64Array(1)];
  const [k, density] = [column('k').map(Number), column('density').map(Number)];
  k.forEach((x, i) => {
    if (rows[i]?.[0] !== new Date(first.expiry).toISOString()) return;
    sviSmile.derivatives(first.theta!, Float64Array.of(x), w, w1, w2);
    const s = Math.sqrt(w[0]!);
    const normal = Math.exp(-0.5 * (x / s + 0.5 * s) ** 2) / (s * Math.sqrt(2 * Math.PI));
    expect(density[i]! / (normal * durrlemanG(x, w[0]!, w1[0]!, w2[0]!))).toBeCloseTo(1, 9);
  });
});

test('a local volatility is positive or empty', () => {
  const local = column('localVol');
  expect(local.some((cell) => cell !== '')).toBe(true);
  for (const cell of local) if (cell !== '') expect(Number(cell)).toBeGreaterThan(0);
});

test('a board of hours has as many points of k as its quotes need, every one of them in the file', () => {
  const between = (quotedRange: readonly [number, number]) => {
    const slices = fit.result.slices.map((slice) => ({
      ...slice,
      arbitrage: slice.arbitrage === null ? null : { ...slice.arbitrage, quotedRange },
    }));
    const [head = '', ...lines] = gridCsv
      .write({ ...fit, result: { ...fit.result, slices } })
      .trimEnd()
      .split('\r\n');
    const place = head.split(',').indexOf('k');
    return [...new Set(lines.map((line) => Number(line.split(',')[place])))];
  };
  const hours = between([-0.0066, 0.0047]);
  expect(hours).toHaveLength(114);
  expect([hours[0], hours[1], hours.at(-1)]).toEqual([-0.0066, -0.0065, 0.0047]);
  const usual = between([-0.71, 0.36]);
  expect([usual.length, usual[0], usual[1], usual.at(-1)]).toEqual([108, -0.71, -0.7, 0.36]);
  expect(between([-8, 2])).toHaveLength(501);
});

test('the nearest expiry has points of its own between its quotes, the rectangle stays one', () => {
  const slices = fit.result.slices.map((slice, i) => ({
    ...slice,
    arbitrage:
      slice.arbitrage === null
        ? null
        : { ...slice.arbitrage, quotedRange: i === 0 ? ([-0.031, 0.022] as const) : ([-0.7, 0.4] as const) },
  }));
  const lines = gridCsv
    .write({ ...fit, result: { ...fit.result, slices } })
    .trimEnd()
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(','));
  const pointsOf = (expiry: number) =>
    lines.filter(([at]) => at === new Date(expiry).toISOString()).map((cells) => Number(cells[2]));
  const [first, ...others] = slices.map(({ expiry }) => pointsOf(expiry));
  const inside = (first ?? []).filter((k) => k >= -0.031 && k <= 0.022);
  expect(inside.length).toBeGreaterThanOrEqual(53);
  expect(first).toContain(-0.025);
  expect(first).toContain(0.39);
  expect(first).not.toContain(0.395);
  expect(first).toEqual([...new Set(first)].sort((a, b) => a - b));
  for (const other of others.filter(({ length }) => length > 0)) expect(other).toEqual(first);
});
