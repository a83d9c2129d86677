import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import type { FitExport } from '#exporters/exporter.ts';
import { modelById, models } from '#models/index.ts';
import { smallFit } from '#testing/fit-export.ts';
import { quickSettings } from '#testing/held-law.ts';
import { modelScripts } from './model-scripts.ts';
import { pythonNumber, pythonString } from './python-text.ts';
import { quantlibPython } from './quantlib-python.ts';

type Numbers = Readonly<Record<string, number>>;

interface Smile {
  readonly t: number;
  readonly forward: number;
  readonly parameters: Numbers;
  readonly quotes: readonly (readonly [symbol: string, strike: number, k: number, vol: number])[];
}

const fitOf = (model: string): FitExport => smallFit(quickSettings(model));

/** What stands between `NAME = ` and the next empty line; the numbers and plain strings of a script are JSON too. */
function held<T>(script: string, name: string): T {
  const [, text = ''] = script.split(`\n${name} = `);
  return JSON.parse(text.split('\n\n')[0] ?? '') as T;
}

/** The used quotes of the fit as its own columns have them. */
function usedVols({ result }: FitExport): number[] {
  return result.slices.flatMap(({ weight, modelVol, status }) =>
    status === 'failed' ? [] : Array.from(modelVol).filter((_, i) => weight[i]! > 0),
  );
}

/** The formulas once more, as the papers have them. */
const formulas: Readonly<Record<string, (p: Numbers, k: number, at: Smile) => number>> = {
  svi: ({ a, b, rho, m, sigma }, k, { t }) =>
    Math.sqrt((a! + b! * (rho! * (k - m!) + Math.sqrt((k - m!) ** 2 + sigma! ** 2))) / t),
  essvi: ({ theta, rho, psi }, k, { t }) => {
    const phi = psi! / theta!;
    const root = Math.sqrt((phi * k + rho!) ** 2 + 1 - rho! ** 2);
    return Math.sqrt(((theta! / 2) * (1 + rho! * phi * k + root)) / t);
  },
  sabr: ({ alpha, beta, rho, nu, shift }, k, { t, forward }) => {
    const f = forward + shift!;
    const strike = forward * Math.exp(k) + shift!;
    const o = 1 - beta!;
    const log = Math.log(f / strike);
    const middle = (f * strike) ** (o / 2);
    const z = (nu! / alpha!) * middle * log;
    const x = Math.log((Math.sqrt(1 - 2 * rho! * z + z * z) + z - rho!) / (1 - rho!));
    const below = middle * (1 + (o * log) ** 2 / 24 + (o * log) ** 4 / 1920);
    const inTime =
      (o * alpha!) ** 2 / (24 * middle ** 2) +
      (rho! * beta! * nu! * alpha!) / (4 * middle) +
      ((2 - 3 * rho! ** 2) * nu! ** 2) / 24;
    return (alpha! / below) * (z === 0 ? 1 : z / x) * (1 + inTime * t);
  },
};
const FORMULA_OF: Readonly<Record<string, string>> = {
  svi: 'svi',
  ssvi: 'essvi',
  'ssvi-heston': 'essvi',
  essvi: 'essvi',
  sabr: 'sabr',
  'sabr-obloj': 'sabr',
};

for (const [model, name] of Object.entries(FORMULA_OF)) {
  test(`the numbers in the script of ${model} give every fitted volatility by the formula of the paper`, () => {
    const fit = fitOf(model);
    const smiles = held<Smile[]>(quantlibPython.write(fit), 'SMILES');
    expect(smiles.flatMap(({ quotes }) => quotes.map(([, , , vol]) => vol))).toEqual(usedVols(fit));
    for (const smile of smiles) {
      for (const [, strike, k, vol] of smile.quotes) {
        expect(Math.log(strike / smile.forward)).toBeCloseTo(k, 12);
        expect(Math.abs(formulas[name]!(smile.parameters, k, smile) - vol)).toBeLessThan(1e-10);
      }
    }
  });
}

test.each(['heston', 'bates'])(
  'the script of %s holds the board once, by the names its process is called with',
  (id) => {
    const fit = fitOf(id);
    const script = quantlibPython.write(fit);
    const board = held<Numbers>(script, 'BOARD');
    const [first] = fit.result.slices.filter(({ theta }) => theta !== null);
    expect(Object.keys(board)).toEqual(modelById(id)!.parameters.map(({ name }) => name));
    expect(Object.values(board)).toEqual([...first!.theta!]);
    expect(script).toContain('Process(rates, dividends, spot, v0, kappa, theta, sigma, law["rho"]');
    expect(held<Smile[]>(script, 'SMILES').flatMap(({ quotes }) => quotes.map(([, , , vol]) => vol))).toEqual(
      usedVols(fit),
    );
  },
);

test('the parameters go to QuantLib in its own orders', () => {
  expect(modelScripts['svi']?.code).toContain('[p["a"], p["b"], p["sigma"], p["rho"], p["m"]]');
  expect(modelScripts['sabr']?.code).toContain('(p["alpha"], p["beta"], p["nu"], p["rho"])');
  expect(modelScripts['bates']?.code).toContain('(clock * law["lambda"], law["muJ"], law["sigmaJ"])');
  expect(Object.keys(modelScripts)).toEqual(models.map(({ id }) => id));
});

test('a failed expiry is counted and left out; without any there is still a script', () => {
  const fit = fitOf('svi');
  const slices = fit.result.slices.map((slice) => ({ ...slice, status: 'failed' as const, theta: null }));
  const none = quantlibPython.write({ ...fit, result: { ...fit.result, slices } });
  expect(held<Smile[]>(none, 'SMILES')).toEqual([]);
  expect(held<Record<string, unknown>>(none, 'SOURCE')['expiries_not_fitted']).toBe(slices.length);
});

test('hostile text stays inside its string, and what is no number is refused', () => {
  expect(pythonString('a"b\\c\n\r\u0000\u2028é😀')).toBe(
    '"a\\"b\\\\c\\u000a\\u000d\\u0000\\u2028\\u00e9\\U0001f600"',
  );
  expect(pythonString('\ud800')).toBe('"\\ud800"');
  expect(() => pythonNumber(Number.NaN)).toThrow('no number');
  const script = quantlibPython.write(
    smallFit(DEFAULT_SETTINGS, undefined, (symbol) => `${symbol}"\n"""import os\u2028😀`),
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII.
  expect(script).toMatch(/^[\x0a\x20-\x7e]*$/);
  expect(script.split('\n').filter((line) => line.includes('import'))).toEqual([
    'import math',
    'import sys',
    'import QuantLib as ql',
    ...script.split('\n').filter((line) => /^ {6}\["BTC-/.test(line)),
  ]);
});
