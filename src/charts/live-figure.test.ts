import { expect, test } from 'vitest';
import { awayPercent, type ScalarHistory, scalarScene } from './live-figure.ts';

const START = Date.UTC(2026, 7, 1, 18);

function history(count: number): ScalarHistory {
  const column = (of: (i: number) => number) =>
    Float64Array.from({ length: count + 5 }, (_, i) => (i < count ? of(i) : Number.NaN));
  const track = (key: string, scale: number) => ({
    key,
    z: column((i) => scale * Math.sin(i / 10)),
    deviation: column(() => 0.004),
    published: column((i) => scale * Math.sin(Math.floor(i / 20) * 2)),
    band: column(() => 0.01),
    atm: column((i) => 0.35 + 0.001 * i),
  });
  return {
    count,
    at: column((i) => START + 250 * i),
    tracks: [track('near', 0.05), track('far', 0.02)],
    publishes: [START + 5000, START + 10_000],
    fits: [START - 1000, START + 12_000],
    parameter: { symbol: 'ρ', values: [-0.4, -0.5] },
  };
}

test('every panel holds its lines, the published one in steps', () => {
  const scene = scalarScene(history(100), 'near', 500, 400);
  expect(scene?.panels.map(({ title }) => title)).toEqual([
    'Volatility against its full fit, %',
    'ATM as published, %',
    'ρ of the full fits',
  ]);
  for (const panel of scene?.panels ?? []) {
    for (const [, y] of panel.line.matchAll(/[ML][\d.-]+ ([\d.-]+)/g)) {
      expect(Number(y)).toBeGreaterThanOrEqual(panel.frame.top - 0.1);
      expect(Number(y)).toBeLessThanOrEqual(panel.frame.bottom + 0.1);
    }
    expect(panel.line + panel.filter + panel.deviation + panel.band).not.toContain('NaN');
  }
  // Five levels: four moves.
  expect(scene?.panels[0]?.line.match(/V/g)).toHaveLength(4);
  expect(scene?.panels[0]?.others.map(({ key }) => key)).toEqual(['far']);
});

test('low panels tell their scale by two levels', () => {
  for (let i = 0; i < 60; i++) {
    const own = history(100);
    const values = [-0.1 - 0.00371 * i, -0.1 - 0.00371 * i];
    const scene = scalarScene({ ...own, parameter: { symbol: 'ρ', values } }, 'near', 500, 300);
    const ticks = scene?.panels[2]?.ticks ?? [];
    expect(ticks.length).toBeGreaterThan(1);
    for (const [j, { at }] of ticks.entries()) {
      if (j > 0) expect(ticks[j - 1]!.at - at).toBeGreaterThanOrEqual(12);
    }
  }
});

test('marks stand where the picture shows their time, and only those in view', () => {
  const scene = scalarScene(history(100), 'near', 500, 400);
  expect(scene?.publishes).toHaveLength(2);
  expect(scene?.fits).toHaveLength(1);
  expect(scene?.publishes[0]).toBeCloseTo(scene?.xOf(20) ?? 0, 6);
  expect(scene?.nearest(scene.xOf(37))).toBe(37);
});

test('more samples than pixels are thinned, the newest kept', () => {
  const scene = scalarScene(history(2000), 'far', 300, 300);
  const points = scene?.panels[1]?.line.match(/[ML]/g) ?? [];
  expect(points.length).toBeLessThanOrEqual(300);
  const last = scene?.panels[1]?.line.match(/[ML]([\d.]+) [\d.]+$/)?.[1];
  expect(Number(last)).toBeCloseTo(scene?.xOf(1999) ?? 0, 0);
});

test('without samples or without room there is no picture', () => {
  expect(scalarScene(history(0), 'near', 500, 400)).toBe(null);
  expect(scalarScene(history(10), 'near', 0, 400)).toBe(null);
  expect(scalarScene({ ...history(10), tracks: [] }, 'near', 500, 400)).toBe(null);
});

test('a scalar of ln 1.02 is two percent', () => {
  expect(awayPercent(Math.log(1.02))).toBeCloseTo(2, 12);
});

test('no level of a panel is written into the title below it', () => {
  for (let height = 200; height < 420; height += 1) {
    for (const { frame, ticks } of scalarScene(history(100), 'near', 500, height)?.panels ?? []) {
      // A label reaches 5 px below its level, a title stands from 3 px below the panel.
      for (const { at } of ticks) expect(at + 5).toBeLessThanOrEqual(frame.bottom + 3);
    }
  }
});

test('a panel too low for two levels still has one', () => {
  const still = { ...history(100), parameter: { symbol: 'Skew', values: [-0.10304, -0.10304] } };
  for (let height = 200; height < 420; height += 1) {
    for (const { ticks } of scalarScene(still, 'near', 500, height)?.panels ?? []) {
      expect(ticks.length).toBeGreaterThan(0);
    }
  }
});
