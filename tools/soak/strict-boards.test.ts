import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import { LAST_INSTANT } from '#readers/reader.ts';
import { hasShared } from '#testing/shared.ts';
import { realFolder } from '../corpus/quote-files.ts';
import { boardRequest, readBoard } from '../corpus/strict-fit.ts';
import { hyperbolaOf } from './strict/hyperbola.ts';
import { leastDensity, leastStep, worstButterfly, worstFall } from './strict/second-check.ts';
import { fitStrictly, secondOpinion } from './strict-boards.ts';

const named = (names: string, ...values: number[]): Map<string, number> =>
  new Map(names.split(' ').map((name, i) => [name, values[i] ?? Number.NaN]));
const SVI = 'a b rho m sigma';
const SSVI = 'theta rho psi';

test('the second check finds the published arbitrage of the smile of Vogt in three ways', () => {
  const vogt = hyperbolaOf(named(SVI, -0.041, 0.1331, 0.306, 0.3586, 0.4153));
  const least = leastDensity(vogt, -1.5, 1.5, 6001);
  expect(least.value).toBeCloseTo(-0.032863573453623014, 12);
  expect(least.at).toBeCloseTo(0.8792625416220679, 6);
  const fall = worstFall(vogt, -1.5, 1.5, 6001);
  expect(fall.value).toBeLessThan(-1e-6);
  const butterfly = worstButterfly(vogt, -1.5, 1.5, 6001);
  expect(butterfly.value).toBeLessThan(-1e-9);
  for (const { at } of [fall, butterfly]) {
    expect(at).toBeGreaterThan(0.6424);
    expect(at).toBeLessThan(1.257);
  }
});

test('the second check finds the published crossing of two slices whose levels and slopes are ordered', () => {
  const earlier = hyperbolaOf(named(SSVI, 0.16806443581210612, -0.6792900224011252, 0.3903443325069176));
  const later = hyperbolaOf(named(SSVI, 0.17602984312775188, -0.1936470292081406, 0.6424420107047256));
  expect(leastStep(earlier, later, -2, 2, 6001).value).toBeLessThanOrEqual(-0.006006036344677529);
  expect(leastStep(earlier, later, -2, 2, 6001).value).toBeCloseTo(-0.006006036, 4);
});

const BOARDS = [
  ['essvi', 'deribit-book-summary/btc-2026-08-01.json', 13],
  ['svi', 'deribit-chain-typed/btc-2026-05-21.json', 12],
  ['essvi', 'deribit-csv/eth-2024-01-08.csv', 11],
  ['svi', 'cboe-csv/hgnicej_spx_quotedata-3.csv', 2],
] as const;

test.skipIf(!hasShared).each(BOARDS)(
  'a second check finds the strict %s fit of %s free of arbitrage',
  async (model, path, expiries) => {
    const options = { asOf: null, underlying: null, at: LAST_INSTANT, map: null };
    const quotes = await readBoard(realFolder(), [path], options);
    if (!quotes.ok) throw new Error(quotes.error.message);
    const request = boardRequest(quotes.value, { asOf: null, forwards: {} }, DEFAULT_SETTINGS);
    if (!request.ok) throw new Error(request.error.message);
    const result = fitStrictly(request.value, model);
    if (typeof result === 'string') throw new Error(result);
    const found = secondOpinion(request.value, result, { points: 6001, strikes: 1001 });
    expect(found).toMatchObject({ slices: expiries, pairs: expiries - 1, faults: [] });
  },
);
