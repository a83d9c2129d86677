import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import { exporterById } from '#exporters/index.ts';
import { models } from '#models/index.ts';
import { smallFit } from '#testing/fit-export.ts';
import { quickSettings } from '#testing/held-law.ts';
import { movedFit } from '#testing/moved-fit.ts';
import { FORMULA_STRINGS } from './files/formula-strings.ts';
import { findQuantlib, largestDifference } from './quantlib.ts';

const quantlib = findQuantlib();
if (quantlib === null) console.warn('skipped: no Python with QuantLib (quantlib-python, or PYTHON_PATH)');

const HOSTILE = ['"', '\\', '\\"', '"""', "'", '\\N{DIGIT ONE}', '{SOURCE}', '%s', '\ud800', '😀', '\u2028'];
const write = exporterById('quantlib-python')!.write;

test.skipIf(quantlib === null)('QuantLib gives the volatility of every used quote in every model', () => {
  const scripts = models.map((model) => write(smallFit(quickSettings(model.id))));
  const runs = quantlib!.run(scripts);
  runs.forEach((run, i) => {
    expect(run, models[i]!.id).toMatchObject({ status: 0 });
    expect(run.symbols.length).toBeGreaterThan(20);
    expect(largestDifference(run), models[i]!.id).toBeLessThanOrEqual(1e-10);
  });
});

test.skipIf(quantlib === null)(
  'QuantLib gives the volatilities of a surface that a live market has moved',
  () => {
    const kinds = models.flatMap((model) =>
      (['vertical', 'standardised'] as const).map((map) => ({ model, map, name: `${model.id} ${map}` })),
    );
    const scripts = kinds.map(({ model, map }) => write(movedFit({ map }, quickSettings(model.id)).moved));
    quantlib!.run(scripts).forEach((run, i) => {
      expect(run, `${kinds[i]!.name}: ${run.printed.slice(-500)}`).toMatchObject({ status: 0 });
      expect(run.symbols.length).toBeGreaterThan(20);
      // Far from the money the price of a law resolves no more, as the script itself says.
      const most = kinds[i]!.model.variances === undefined ? 1e-10 : 1e-9;
      expect(largestDifference(run), kinds[i]!.name).toBeLessThanOrEqual(most);
      expect(scripts[i]).toContain('"scalar": 1.0725081812542165');
    });
  },
);

test.skipIf(quantlib === null)(
  'a script holds hostile names as they are and sees a volatility that is not its own',
  () => {
    const names = [
      ...FORMULA_STRINGS.slice(0, 14),
      ...HOSTILE,
      ...HOSTILE.map((text) => `"${text}\n`),
      ...HOSTILE,
    ];
    let next = 0;
    const named = smallFit(DEFAULT_SETTINGS, undefined, (symbol) => names[next++] ?? symbol);
    const used = new Set(names);
    const script = write(named);
    const [run, moved] = quantlib!.run([script, script.replace('"rho": ', '"rho": 0.1 + ')]);
    expect(run).toMatchObject({ status: 0 });
    expect(run!.symbols.filter((symbol) => used.has(symbol)).length).toBeGreaterThan(10);
    for (const symbol of run!.symbols) expect(named.quotes.symbol).toContain(symbol);
    expect(moved).toMatchObject({ status: 1 });
  },
);
