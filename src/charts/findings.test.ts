import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import { fittedBoard, midsOf, smileQuotes } from '#testing/fitted-board.ts';
import { boardExpiries } from './board.ts';
import { expiryDensity } from './density-figure.ts';
import {
  densityFinding,
  localVolFinding,
  parametersFinding,
  residualsFinding,
  surfaceFinding,
  termFinding,
  varianceFinding,
} from './findings.ts';
import { fittedSurface } from './fitted-surface.ts';
import { localVolHeat } from './local-vol-figure.ts';
import { parameterPaths } from './parameter-figure.ts';
import { residualMatrix } from './residual-matrix.ts';
import { termScene, termStructure } from './term-figure.ts';
import { varianceBoard } from './variance-figure.ts';

const board = fittedBoard(smileQuotes([7, 30, 90]));
const surface = fittedSurface(board)!;

test('a surface is told by its expiries and at-the-money vol from the first to the last, one alone by its own', () => {
  const [first, last] = [surface.expiries[0]!, surface.expiries.at(-1)!];
  const atm = ({ expiry }: typeof first) => (100 * expiry.fit!.measures!.vol).toFixed(2);
  expect(surfaceFinding(surface)).toBe(
    `3 expiries, ATM ${atm(first)} on ${first.expiry.name} to ${atm(last)} on ${last.expiry.name}`,
  );
  expect(surfaceFinding({ ...surface, expiries: [first] })).toBe(`${first.expiry.name}: ATM ${atm(first)}`);
});

test('crossings in quotes are named before those in the wings', () => {
  const variance = varianceBoard(board)!;
  expect(varianceFinding(variance)).toMatch(/^No lines cross in quotes/);
  const crossed = variance.pairs.map((pair, i) => ({
    ...pair,
    check: { ...pair.check!, minDw: -0.1, minDwQuoted: i === 0 ? -0.01 : 0.01, at: 2, quotedAt: 0 },
  }));
  const [first] = crossed;
  expect(varianceFinding({ ...variance, pairs: crossed })).toBe(
    `✕ ${first!.earlier.mark} and ${first!.later.mark} cross in quotes; ▲ 1 of 2 pairs in the wings`,
  );
  expect(varianceFinding({ ...variance, smiles: variance.smiles.slice(0, 1), pairs: [] })).toBe(
    '1 expiry, nothing to cross',
  );
});

test('residuals are counted, and the farthest quote is named to those who listen', () => {
  const matrix = residualMatrix(board, {}, 'half-spreads')!;
  const used = board.request.slices.reduce((sum, { quote }) => sum + quote.length, 0);
  expect(matrix.quotes.size).toBe(used);
  expect(residualsFinding({ ...matrix, through: [] }).short).toBe(`All ${used} quotes inside bid-ask`);
  const quote = [...matrix.quotes.values()][0]!;
  const far = {
    ...quote,
    mark: { ...quote.mark, side: 'rich' as const, residual: 0.0125, halfSpreads: 2.5 },
  };
  const { short, whole } = residualsFinding({ ...matrix, through: [far] });
  expect(short).toBe(`1 of ${used} through the fit`);
  expect(whole).toMatch(/quotes through the fit, the farthest .* rich, 1\.25 vol points, 2\.5 half-spreads$/);
});

test('residuals of quotes without a spread are told by the farthest, and none is inside or through', () => {
  const mids = fittedBoard(midsOf(smileQuotes([7, 30])));
  const { short, whole } = residualsFinding(residualMatrix(mids, {}, 'vol points')!);
  expect(short).toMatch(/^No bid-ask; farthest −?\d+\.\d\d vol points$/);
  expect(whole).toMatch(/^No bid-ask; the farthest from the fit \d.* [CP], −?\d+\.\d\d vol points$/);
});

test('parameters are told by the range of the first, and what is held is counted', () => {
  expect(parametersFinding(parameterPaths(board, 'wings')!)).toMatch(/^ATM vol \d.* to \d.* over 3 expiries/);
  const held = fittedBoard(smileQuotes([7, 30]), {
    all: { ...DEFAULT_SETTINGS.all, parameters: { rho: { fixed: true, value: -0.3 } } },
  });
  expect(parametersFinding(parameterPaths(held, 'raw')!)).toMatch(/2 of 10 values held/);
  const alone = fittedBoard(smileQuotes([7]));
  expect(parametersFinding(parameterPaths(alone, 'wings')!)).toMatch(/^\d+ \w+ \d{4}: ATM vol \d+\.\d\d$/);
});

test('a term structure is told by its ends and its month', () => {
  const term = termStructure(surface, 'forward');
  const month = term.constant.find(({ name }) => name === '30 d')!;
  expect(termFinding(term)).toContain(`; 30 d: ATM ${(100 * month.measures.vol).toFixed(2)}, RR25 `);
  expect(termFinding(term)).not.toContain('✕');
  // What is nothing in the shown digits is nothing to tell.
  const withVols = (vols: readonly number[]) => ({
    ...term,
    listed: term.listed.map((row, i) => ({ ...row, forwardVol: vols[i] ?? row.forwardVol })),
  });
  expect(termFinding(withVols([0.1, -0.00004, 0.1]))).not.toContain('✕');
  const falling = withVols([0.1, -0.1183, -0.02]);
  expect(termFinding(falling)).toMatch(
    new RegExp(`^✕ forward variance below 0 to ${term.listed[1]!.name} and 1 more; ATM `),
  );
  const scene = termScene(falling, null, 460, 300);
  const steps = scene.panels[0]!.lines.find(({ name }) => name === 'Fwd')!;
  expect(steps.falling.map(({ key }) => key)).toEqual(term.listed.slice(1).map(({ key }) => key));
  expect(scene.panels[0]!.words(falling.listed[1]!)).toContain('Fwd ✕ −11.83');
});

test('a law is told by where nine tenths of it lie, and a negative density by whether quotes are there', () => {
  const [, expiry] = boardExpiries(board);
  expect(densityFinding(expiryDensity(expiry!)!).short).toMatch(/^90 % in \d+\.?\d* to \d+\.?\d*$/);
  const theta = Float64Array.of(-0.041, 0.1331, 0.306, 0.3586, 0.4153);
  const negative = expiryDensity({ ...expiry!, fit: { ...expiry!.fit!, theta, forward: 100 } })!;
  expect(densityFinding(negative).short).toMatch(/; ▲ g < 0 in wings$/);
  const untold = {
    ...negative,
    quantiles: negative.quantiles.map((each) => ({ ...each, k: each.p < 0.1 ? null : each.k })),
  };
  expect(densityFinding(untold).short).toBe('no range of 90 %; ▲ g < 0 in wings');
  const quoted = { ...negative, quoted: [-0.5, 1] as const };
  expect(densityFinding(quoted).short).toMatch(/; ✕ g < 0 in quotes$/);
  expect(densityFinding(quoted).whole).toMatch(/butterfly arbitrage\.$/);
});

test('a local volatility that exists everywhere is said to', () => {
  expect(localVolFinding(localVolHeat(surface))).toEqual({
    short: 'Local vol exists in every cell drawn',
    whole: 'Local vol exists in every cell drawn',
  });
});
