import { expect, test } from 'vitest';
import { svi } from '#models/svi/index.ts';
import { quotedAt } from '#surface/quoted-range.ts';
import { createSurface } from '#surface/vol-surface.ts';
import { fittedBoard, smileQuotes } from '#testing/fitted-board.ts';
import { boardExpiries } from './board.ts';
import { clockWords } from './clock-words.ts';
import { densityScene, expiryDensity } from './density-figure.ts';
import { hasMoments, lawFault, lawPrice, lawPriceInColumn, lawReading, percent } from './density-words.ts';
import { type FittedSurface, fittedSurface } from './fitted-surface.ts';
import { heatScene } from './heat-scene.ts';
import { expiryNear, impliedHeat, impliedWords } from './implied-heat.ts';
import { localVolHeat } from './local-vol-figure.ts';
import { localWords, missingWords } from './local-vol-words.ts';
import { termScene, termStructure } from './term-figure.ts';
import { labelWidth } from './ticks.ts';

const board = fittedBoard(smileQuotes([7, 30, 90]));
const expiries = boardExpiries(board);

function surfaceOf(): FittedSurface {
  const surface = fittedSurface(board);
  if (surface === null) throw new Error('nothing fitted');
  return surface;
}

test('an expiry that is not fitted has no density, and an empty board no surface', () => {
  const [first] = expiries;
  expect(expiryDensity({ ...first!, fit: null })).toBeNull();
  expect(fittedSurface({ ...board, result: null })).toBeNull();
});

test('the quantiles of a skewed smile lie below those of the lognormal law on the put side', () => {
  const density = expiryDensity(expiries[1]!)!;
  const [low] = density.quantiles;
  expect(low!.k!).toBeLessThan(low!.lognormal);
  expect(density.moments.mass).toBeCloseTo(1, 10);
  expect(density.massBelow).toBeGreaterThan(0);
  expect(density.massBelow).toBeCloseTo(density.law.at(density.quoted[0]).below, 15);
  expect(lawFault(density)).toBeNull();
});

test('the density is drawn from its quantiles, its area is one and its labels stand apart', () => {
  const density = expiryDensity(expiries[1]!)!;
  const scene = densityScene(density, 500, 300);
  const points = [...scene.line.matchAll(/[ML]([-\d.]+) ([-\d.]+)/g)].map(([, x, y]) => [
    Number(x),
    Number(y),
  ]);
  expect(points.length).toBeGreaterThan(300);
  // Percent for each 1 % of the forward, over percent of the forward, sums to 100 less what is cut off.
  const [one] = scene.levels.filter(({ label }) => Number(label) > 0);
  const perPixel = Number(one!.label) / (scene.zero - one!.at);
  let area = 0;
  for (let i = 1; i < points.length; i++) {
    const [[x0, y0], [x1, y1]] = [points[i - 1]!, points[i]!] as [[number, number], [number, number]];
    const width = 100 * (Math.exp(scene.kAt(x1)) - Math.exp(scene.kAt(x0)));
    area += 0.5 * (2 * scene.zero - y0 - y1) * perPixel * width;
  }
  expect(area).toBeGreaterThan(99);
  expect(area).toBeLessThan(100.2);
  expect(scene.xOf(scene.kAt(200))).toBeCloseTo(200, 8);
  scene.top.slice(1).forEach(({ at }, i) => {
    expect(at - scene.top[i]!.at).toBeGreaterThan(15);
  });
  expect(scene.negative).toEqual([]);
  expect(`${scene.line}${scene.inside}${scene.below}${scene.above}${scene.lognormal}`).not.toMatch(
    /NaN|Infinity/,
  );
});

test('no price under a density is cut by an edge, and its note stands clear of the lines', () => {
  const law = expiryDensity(expiries[1]!)!;
  for (let width = 280; width < 900; width += 3) {
    for (const { at, label } of densityScene(law, width, 300).strikes) {
      expect(at - labelWidth(label) / 2).toBeGreaterThanOrEqual(0);
      expect(at + labelWidth(label) / 2).toBeLessThanOrEqual(width);
    }
  }
  expect(densityScene(law, 500, 300).note).toBe('left');
  // A law that leans to the left and has its tail of calls, like that of the VIX.
  const theta = Float64Array.of(0.01, 0.3, 0.9, 0, 0.1);
  const leaning = expiryDensity({ ...expiries[2]!, fit: { ...expiries[2]!.fit!, theta } })!;
  expect(densityScene(leaning, 500, 300).note).toBe('right');
});

test('prices of a law in a column have the same decimals, in a sentence those they need', () => {
  expect([46.8, 39.574].map((price) => lawPriceInColumn(price, 27.19))).toEqual(['46.80', '39.57']);
  expect([584, 558.83].map((price) => lawPriceInColumn(price, 594.87))).toEqual(['584.0', '558.8']);
  expect(lawPriceInColumn(45_496, 63_075)).toBe('45\u2009500');
  expect(lawPrice(584, 594.87)).toBe('584');
});

test('a negative density is drawn as such and said in words', () => {
  const theta = Float64Array.of(-0.041, 0.1331, 0.306, 0.3586, 0.4153);
  const density = expiryDensity({ ...expiries[1]!, fit: { ...expiries[1]!.fit!, theta, forward: 100 } })!;
  expect(density.law.negative).toHaveLength(1);
  expect(lawFault(density)?.text).toMatch(/^Negative from 190\.1 to 351\.5 \(−.*\): butterfly arbitrage\.$/);
  expect(lawFault(density)?.inQuotes).toBe(false);
  expect(lawReading(density, 0.88)).toContain('density negative');
  const scene = densityScene(density, 500, 300);
  expect(`${scene.line}${scene.durrleman!.line}${scene.durrleman!.negative}`).not.toMatch(/NaN/);
});

test('a price that a negative stretch gives a second time is no quantile, and its law has no moments', () => {
  // The smile of ETH's 23 February 2024 on 8 January: below 286 dollars its law is negative by 14 %.
  const theta = Float64Array.of(
    -2.829797188859843,
    1.1426639069051094,
    -0.5469625183758136,
    -1.958791117742097,
    3.018399591354805,
  );
  const density = expiryDensity({ ...expiries[1]!, fit: { ...expiries[1]!.fit!, theta, forward: 2269.04 } })!;
  const quantile = (p: number) => density.quantiles.find((each) => each.p === p)?.k ?? null;
  expect(density.law.quantile(0.05)).toBeLessThan(-3);
  expect([quantile(0.01), quantile(0.05)]).toEqual([null, null]);
  expect(2269.04 * Math.exp(quantile(0.25)!)).toBeCloseTo(1903, 0);
  expect(hasMoments(density)).toBe(false);
  expect(hasMoments(expiryDensity(expiries[1]!)!)).toBe(true);
});

test('probabilities keep the digits that tell them from nothing and from all', () => {
  expect(percent(0.253)).toBe('25.3 %');
  expect(percent(0.00123)).toBe('0.12 %');
  expect(percent(0.0000123)).toBe('0.001 %');
  expect(percent(0.99987)).toBe('99.987 %');
  expect(percent(-0.0001)).toBe('−0.010 %');
});

test('the term structure has the measures of the fit at its expiries, and constant ones between', () => {
  const term = termStructure(surfaceOf(), 'forward');
  expect(term.listed.map(({ name }) => name)).toEqual(expiries.map(({ name }) => name));
  term.listed.forEach(({ measures }, i) => {
    expect(measures.vol).toBeCloseTo(expiries[i]!.fit!.measures!.vol, 13);
    expect(measures.riskReversal25!).toBeCloseTo(expiries[i]!.fit!.measures!.riskReversal25!, 12);
  });
  expect(term.constant.map(({ name }) => name)).toEqual(['7 d', '14 d', '30 d', '60 d', '90 d']);
  const coin = termStructure(surfaceOf(), 'premium-adjusted');
  expect(coin.listed[2]!.measures.riskReversal25).not.toBe(term.listed[2]!.measures.riskReversal25);
});

test('the lines of the term picture run through the dots of its expiries', () => {
  const term = termStructure(surfaceOf(), 'forward');
  const scene = termScene(term, term.listed[1]!.key, 460, 300);
  for (const { lines, frame, ticks } of scene.panels) {
    expect(ticks.length).toBeGreaterThan(1);
    for (const { path, dots, name } of lines) {
      expect(path, name).not.toMatch(/NaN|Infinity/);
      for (const { x, y } of dots) {
        expect(path).toContain(`${x.toFixed(1)} ${y.toFixed(1)}`);
        expect(y).toBeGreaterThan(frame.top);
        expect(y).toBeLessThan(frame.bottom);
      }
    }
    const [one, other] = lines;
    expect(Math.abs(one!.labelY - other!.labelY)).toBeGreaterThanOrEqual(13 - 1e-9);
  }
});

test('no level of a panel of the term picture is written into the title below it', () => {
  const term = termStructure(surfaceOf(), 'forward');
  for (let height = 200; height < 420; height += 1) {
    for (const { frame, ticks } of termScene(term, null, 460, height).panels) {
      // A label reaches 5 px below its level, a title stands from 3 px below the panel.
      for (const { at } of ticks) expect(at + 5).toBeLessThanOrEqual(frame.bottom + 3);
    }
  }
});

test('volatilities of a second file stand at the expiries both list, on the scale of the first panel', () => {
  const term = termStructure(surfaceOf(), 'forward');
  const [first, second] = term.listed;
  const vols = new Map([
    [first?.key ?? '', first?.measures.vol ?? 0],
    [second?.key ?? '', Number.NaN],
  ]);
  const scene = termScene(term, null, 460, 300, { name: 'Bybit', vols });
  const [panel, ...others] = scene.panels;
  expect(panel?.title).toBe('Vol %   □ ATM of Bybit');
  // The same volatility is the same pixel; what has none is not drawn.
  const { x, y } = panel?.lines[0]?.dots[0] ?? { x: 0, y: 0 };
  expect(panel?.second).toEqual([{ key: first?.key, x, y }]);
  expect(others.every((each) => each.second.length === 0)).toBe(true);
});

test('between expiries the quotes of a time are those of its neighbours in standard units', () => {
  const { expiries: of } = surfaceOf();
  expect(quotedAt(of, of[1]!.t)).toEqual(of[1]!.quoted);
  expect(quotedAt(of, 0.001)).toEqual(of[0]!.quoted);
  const [low, high] = quotedAt(of, 60 / 365);
  expect(low).toBeLessThan(of[1]!.quoted[0]);
  expect(high).toBeGreaterThan(of[1]!.quoted[1]);
});

test('local volatility is a grid of finite cells where the surface has no arbitrage', () => {
  const surface = surfaceOf();
  const heat = localVolHeat(surface);
  expect(heat.missing).toEqual([]);
  expect(missingWords(heat)).toBeNull();
  expect(heat.vol.every(Number.isFinite)).toBe(true);
  // The last row grows by the interval before it.
  const n = heat.columns.length;
  const [last, before] = [heat.vol.subarray(-n), heat.vol.subarray(-2 * n, -n)];
  last.forEach((v, j) => {
    expect(Math.abs(v / before[j]! - 1)).toBeLessThan(0.1);
  });
  const scene = heatScene(heat, null, 480, 400);
  // The cells tile the frame.
  const covered = scene.cells.reduce((sum, { width, height }) => sum + width * height, 0);
  const { left, right, top, bottom } = scene.frame;
  expect(covered).toBe((right - left) * (bottom - top));
  for (const at of [0, n - 1, scene.cells.length - 1, Math.floor(scene.cells.length / 2)]) {
    const { x, y, width, height } = scene.cells[at]!;
    expect(scene.cellAt(x + width / 2, y + height / 2)).toBe(at);
  }
  expect(scene.cellAt(0, 0)).toBeNull();
  expect(localWords(surfaceOf(), { t: heat.times[0]!, k: 0 })).toMatch(
    /^7\.0 d {3}K 100 {3}\+0\.00σ {3}local \d+\.\d\d {3}implied/,
  );
});

test('cells without a local volatility have no shade, are counted and say why', () => {
  const surface = surfaceOf();
  const [first] = surface.expiries;
  const crossing: FittedSurface = {
    time: null,
    expiries: [
      { ...first!, t: 0.5, quoted: [-0.3, 0.3] },
      { ...first!, t: 1, quoted: [-0.3, 0.3] },
    ],
    surface: createSurface(svi, [
      { t: 0.5, forward: 1, theta: Float64Array.of(0.01, 0.05, 0, 0, 0.2) },
      { t: 1, forward: 1, theta: Float64Array.of(0.005, 0.06, 0, 0, 0.2) },
    ]),
  };
  const heat = localVolHeat(crossing);
  expect(heat.missing).toHaveLength(1);
  expect(heat.missing[0]).toMatchObject({ reason: 'calendar' });
  const { text, inQuotes } = missingWords(heat)!;
  expect(inQuotes).toBe(true);
  expect(text).toMatch(
    /^No local vol in [\d\u2009]+ in quotes.* of [\d\u2009]+ cells: calendar \(dw\/dT < 0\)$/,
  );
  // Lines that cross where one of the two has no quotes cross in a wing, as the verdict of the board says.
  const [near, far] = crossing.expiries;
  const wing = {
    ...crossing,
    expiries: [
      { ...near!, quoted: [0.5, 0.6] as const },
      { ...far!, quoted: [-2, 2] as const },
    ],
  };
  expect(localVolHeat(wing).missing[0]).toMatchObject({ reason: 'calendar', quoted: 0 });
  const scene = heatScene(heat, null, 480, 400);
  const without = scene.cells.filter(({ shade }) => shade === null).length;
  expect(without).toBe(heat.missing[0]!.quoted + heat.missing[0]!.past);
  const at = scene.cells.findIndex(({ shade }) => shade === null);
  const [row, column] = [Math.floor(at / heat.columns.length), at % heat.columns.length];
  const place = { t: heat.times[row]!, k: heat.columns[column]! * heat.scale[row]! };
  expect(localWords(crossing, place)).toContain('✕ none: calendar');
});

/** The board with weekends of no weight and an event, Thursday 1 January 1970 being its first day. */
function weightedSurface(): FittedSurface {
  const time = { clock: 'weighted', weekend: 0, events: { '1970-01-13': 5 } } as const;
  const { request } = board;
  const weighted = fittedSurface({
    ...board,
    request: { slices: request!.slices, settings: { ...request!.settings, time } },
  });
  if (weighted === null) throw new Error('nothing fitted');
  return weighted;
}

test('time is spoken of where days have weights, and a law of its own is told', () => {
  expect([surfaceOf().time, weightedSurface().time]).toEqual([null, 'weighted days']);
  const { request, result } = board;
  const settings = { ...request!.settings, time: { clock: 'weighted', weekend: 1, events: {} } as const };
  const told = (model: string) =>
    clockWords({ request: { ...request!, settings }, result: { ...result!, model } }, surfaceOf().surface);
  expect(told('svi')).toBeNull();
  expect(told('heston')).toBe('Heston: its own time');
});

test('forward vol is that of the variance between two rows, by the time of the clock', () => {
  const { surface } = surfaceOf();
  const [calendar, weighted] = [surfaceOf(), weightedSurface()].map((of) => termStructure(of, 'forward'));
  const [first, second] = calendar!.listed;
  const w = (t: number) => surface.totalVariance(0, t);
  expect(first!.forwardVol).toBeCloseTo(first!.measures.vol, 12);
  const between = (w(second!.t) - w(first!.t)) / (second!.t - first!.t);
  expect(second!.forwardVol).toBeCloseTo(Math.sqrt(between), 12);
  // From 7 to 30 days: 17 weekdays of 23, one of which counts five; an ordinary week of the clock has seven days.
  const days = (7 / 5) * (16 + 5);
  expect(weighted!.listed[1]!.forwardVol! ** 2).toBeCloseTo((between * 23) / days, 12);
  expect(weighted!.listed[1]!.measures.vol).toBeCloseTo(second!.measures.vol, 13);
  expect(weighted!.constant[1]!.measures.vol).not.toBeCloseTo(calendar!.constant[1]!.measures.vol, 4);
});

test('local volatility is drawn by the time of the clock: no stripes of weekends, none missing on days of no weight', () => {
  const heat = localVolHeat(weightedSurface());
  expect(heat.missing).toEqual([]);
  const middle = Math.floor(heat.columns.length / 2);
  const n = heat.columns.length;
  const between = Array.from(heat.times.keys()).filter(
    (i) => heat.times[i]! > 7.01 / 365 && heat.times[i]! < 29.9 / 365,
  );
  const vols = between.map((i) => heat.vol[i * n + middle]!);
  expect(vols.length).toBeGreaterThan(8);
  expect(Math.max(...vols) / Math.min(...vols)).toBeLessThan(1.05);
});

test('the heat of implied volatility is that of the surface, and a cell tells where it is and which expiry is near', () => {
  const fitted = surfaceOf();
  const heat = impliedHeat(fitted);
  const middle = (heat.columns.length - 1) / 2;
  for (const { key, along } of heat.expiries) {
    const row = heat.along.indexOf(along);
    const at = row * heat.columns.length + middle;
    const fit = expiries.find((expiry) => expiry.key === key)!.fit!;
    expect(heat.vol[at]).toBeCloseTo(fit.measures!.vol, 12);
    expect(heat.quoted[at]).toBe(1);
    expect(expiryNear(heat, at)).toBe(key);
    expect(impliedWords(fitted, { t: fit.t, k: 0 })).toMatch(/ d {3}K 100 {3}\+0\.00σ {3}vol \d\d\.\d\d$/);
  }
  const [t, k] = [heat.times[0]!, heat.columns[0]! * heat.scale[0]!];
  expect(impliedWords(fitted, { t, k })).toContain('−2.50σ');
});

test('g stands below the density at the same prices, red where it is negative, hatched past the quotes', () => {
  const density = expiryDensity(expiries[1]!)!;
  const scene = densityScene(density, 500, 300);
  const { frame, line, negative, past } = scene.durrleman!;
  expect(frame.top).toBeGreaterThan(scene.frame.bottom);
  expect([frame.left, frame.right]).toEqual([scene.frame.left, scene.frame.right]);
  expect(negative).toBe('');
  expect(line).toMatch(/^M/);
  for (const [from, to] of past) {
    const inside = [scene.xOf(density.quoted[0]), scene.xOf(density.quoted[1])] as const;
    expect(to <= inside[0] + 3 || from >= inside[1] - 3).toBe(true);
  }
  // g is the density over that of a lognormal law of the vol at its own strike.
  const { s, density: p } = density.law.at(0.05);
  const d2 = -0.05 / s - s / 2;
  expect(density.g(0.05)).toBeCloseTo((p * s * Math.sqrt(2 * Math.PI)) / Math.exp(-0.5 * d2 * d2), 10);
  // At k = 0: w = 0.08, w' = -0.6, g = 1 - (0.36/4) (1/0.08 + 1/4) < 0.
  const theta = Float64Array.of(0.02, 0.6, 0, 0.1, 0.005);
  const fit = { ...expiries[1]!.fit!, theta, forward: 100 };
  const broken = densityScene(expiryDensity({ ...expiries[1]!, fit })!, 500, 300);
  expect(broken.durrleman!.negative).toMatch(/^M.*Z$/);
  expect(densityScene(density, 500, 120).durrleman).toBeNull();
});

test('forward vol is a line of steps between the listed expiries, and constant maturities stand on the lines', () => {
  const term = termStructure(surfaceOf(), 'forward', 'log');
  const scene = termScene(term, null, 480, 300);
  const [vols] = scene.panels;
  const steps = vols!.lines.find(({ name }) => name === 'Fwd')!;
  const points = [...steps.path.matchAll(/[ML]([-\d.]+) ([-\d.]+)/g)].map(([, x, y]) => [
    Number(x),
    Number(y),
  ]);
  expect(points).toHaveLength(4);
  expect(points[0]![1]).toBe(points[1]![1]);
  expect(points[1]![0]).toBe(points[2]![0]);
  expect(points[0]![0]).toBeCloseTo(scene.xOf(Math.log(7 / 365)), 0);
  const constant = vols!.lines[0]!.constant.map(({ name }) => name);
  expect(constant).toEqual(term.constant.map(({ name }) => name));
  expect(vols!.words(term.listed[1]!)).toMatch(/^ATM \d+\.\d\d {3}Fwd \d+\.\d\d {3}Swap (\d+\.\d\d|–)$/);
  expect(scene.nearest(scene.xOf(Math.log(30 / 365)) + 2)).toBe(term.listed[1]);
  // Names at the ends of three lines do not touch.
  const labels = vols!.lines.map(({ labelY }) => labelY).sort((a, b) => a - b);
  for (let i = 1; i < labels.length; i++) expect(labels[i]! - labels[i - 1]!).toBeGreaterThanOrEqual(13);
});
