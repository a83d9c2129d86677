import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { epochMs } from '#base/units.ts';
import { calibrateNow } from '#calibration/calibrate.ts';
import { makeRequest } from '#calibration/make-request.ts';
import { previousFit } from '#calibration/previous-fit.ts';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import { models } from '#models/index.ts';
import { CALENDAR_TIME } from '#surface/time-settings.ts';
import { EVERY_SETTING, smallFit } from '#testing/fit-export.ts';
import { schemaErrors } from '#testing/json-schema.ts';
import { fitFileShape } from './fit-file-shape.ts';
import { fitJson } from './fit-json.ts';
import { looksLikeFitFile } from './looks-like-fit-file.ts';
import { fitFileText, parseFitFile, previousFitOf, settingsFromFitFile, slicesFromFitFile } from './parse.ts';
import { fitFile } from './write.ts';

const schema = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../../public/schema/fit-1.json'), 'utf8'),
);
const byHand = {
  asOf: epochMs(Date.parse('2026-08-01T17:58:04.320Z')),
  forwards: { '2026-08-28T08:00:00.000Z': 62900.5, '2026-08-07T08:00:00.000Z': 62723.75 },
  settlement: { average: true, soFar: { '2026-08-07T08:00:00.000Z': 62700.25 } },
};
const fits = [
  smallFit(),
  smallFit(EVERY_SETTING, byHand),
  ...models.map(({ id }) => smallFit({ ...DEFAULT_SETTINGS, model: id })),
];

function parsed(text: string) {
  const outcome = parseFitFile(text);
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value;
}

test('the file has the keys of the contract in its order', () => {
  const file = JSON.parse(fitJson.write(fits[0]!));
  expect(Object.keys(file)).toEqual(
    'format version app source conventions settings model slices surfaceParameters calendar summary'.split(
      ' ',
    ),
  );
  expect(Object.keys(file.source)).toEqual('files reader venue underlying settlement asOf quotes'.split(' '));
  expect(Object.keys(file.source.quotes)).toEqual('read accepted rejected dropped'.split(' '));
  expect(Object.keys(file.settings)).toEqual(
    'model residual loss penalties prior weights constraints parameters filters optimiser byExpiry market'.split(
      ' ',
    ),
  );
  expect(Object.keys(file.slices[0])).toEqual(
    (
      'expiry root t forward forwardSource forwardStdError discount quotes parameters standardErrors covariance ' +
      'atBound stop iterations rmseVol looRmseVol insideSpread atm arbitrage status message'
    ).split(' '),
  );
  expect(Object.keys(file.slices[0].arbitrage)).toEqual(
    'minG minGAt kRange minGQuoted quotedRange'.split(' '),
  );
  expect(Object.keys(file.slices[0].atm)).toEqual('vol skew riskReversal25 butterfly25'.split(' '));
  expect(Object.keys(file.calendar[0])).toEqual('from to minDw at kRange minDwQuoted'.split(' '));
  expect(Object.keys(file.summary)).toEqual(
    (
      'rmseVol looRmseVol insideSpread butterflyFree calendarFree butterflyFreeQuoted calendarFreeQuoted ' +
      'slicesOk slicesFailed'
    ).split(' '),
  );
});

test('time is written where days have weights, in the order of the days, and read strictly', () => {
  const { settings } = JSON.parse(fitJson.write(fits[1]!));
  expect(Object.keys(settings).at(-1)).toBe('time');
  expect(JSON.stringify(settings.time)).toBe(
    '{"clock":"weighted","weekend":0.5,"events":{"2026-08-05":0,"2026-08-12":3}}',
  );
  const older = fitJson.write(fits[0]!);
  expect(settingsFromFitFile(parsed(older)).settings.time).toEqual(CALENDAR_TIME);
  const document = JSON.parse(fitJson.write(fits[1]!));
  for (const [wrong, says] of [
    [{ ...settings.time, events: { '2026-02-30': 2 } }, '"2026-02-30"; expected a day such as 2026-12-16'],
    [{ ...settings.time, events: { '2026-12-16': -1 } }, 'expected a number from 0 to 1000'],
    [{ ...settings.time, weekend: 2.5 }, 'weekend is 2.5; expected a number from 0 to 2'],
    [{ ...settings.time, clock: 'trading' }, 'expected one of calendar, weighted'],
    [{ clock: 'weighted', weekend: 0.5 }, 'events is missing'],
    [null, 'time is null'],
  ]) {
    const read = parseFitFile(JSON.stringify({ ...document, settings: { ...settings, time: wrong } }));
    expect(read.ok ? '' : read.error.message).toContain(says);
  }
});

test('headroom is written where a fit has it, and read strictly', () => {
  const fit = fits[0]!;
  expect(JSON.parse(fitJson.write(fit)).settings).not.toHaveProperty('headroom');
  const written = fitJson.write({ ...fit, settings: { ...fit.settings, headroom: 1.44 } });
  expect(settingsFromFitFile(parsed(written)).settings.headroom).toBe(1.44);
  expect(schemaErrors(schema, JSON.parse(written))).toEqual([]);
  const document = JSON.parse(written);
  for (const wrong of [0.5, '1.44', null]) {
    const read = parseFitFile(
      JSON.stringify({ ...document, settings: { ...document.settings, headroom: wrong } }),
    );
    expect(read.ok ? '' : read.error.message).toContain('headroom is');
  }
});

test('the covariance of a slice goes with its standard errors', () => {
  for (const { slices, model } of fits.map(fitFile)) {
    for (const { covariance, standardErrors } of slices) {
      if (covariance === null) continue;
      expect(covariance.degrees).toBeGreaterThan(0);
      model.parameterOrder.forEach((name, i) => {
        const error = standardErrors?.[name];
        if (error != null) expect(Math.sqrt(covariance.matrix[i]![i]!)).toBeCloseTo(error, 12);
        covariance.matrix.forEach((row, j) => {
          expect(row[i]).toBe(covariance.matrix[i]![j]);
        });
      });
    }
  }
  expect(fits.map(fitFile).some(({ slices }) => slices.some(({ covariance }) => covariance !== null))).toBe(
    true,
  );
});

test('what is kept of a file to draw a later fit towards is what is kept of the fit itself', () => {
  for (const fit of fits) {
    const kept = previousFit(fit.result, fit.quotes.underlying, fit.market.asOf);
    const read = previousFitOf(parsed(fitJson.write(fit)));
    expect(read).toEqual(kept);
    expect(kept === null).toBe(fit.result.slices.every(({ covariance }) => covariance === null));
  }
});

test('a prior is read strictly: its numbers fit its model', () => {
  const document = JSON.parse(fitJson.write(fits[1]!));
  const { prior } = document.settings;
  const [key] = Object.keys(prior.slices) as [string];
  const slice = prior.slices[key];
  for (const [wrong, says] of [
    [{ ...prior, strength: 0 }, 'strength is 0; expected a number above 0'],
    [{ ...prior, model: 'none' }, 'expected one of svi'],
    [{ ...prior, slices: { [key]: { ...slice, parameters: [1, 2] } } }, 'expected numbers for alpha, beta'],
    [{ ...prior, slices: { [key]: { ...slice, covariance: [[1]] } } }, 'expected 5 rows of 5 numbers'],
    [{ ...prior, slices: { [key]: { ...slice, covariance: [[1, 2]] } } }, 'expected a row of 1 numbers'],
    [{ ...prior, slices: { [key]: { ...slice, noise: -1 } } }, 'noise is -1'],
    [{ ...prior, slices: { soon: slice } }, 'soon'],
  ]) {
    const read = parseFitFile(
      JSON.stringify({ ...document, settings: { ...document.settings, prior: wrong } }),
    );
    expect(read.ok ? '' : read.error.message).toContain(says);
  }
});

test('the file obeys the published schema', () => {
  for (const fit of fits) expect(schemaErrors(schema, JSON.parse(fitJson.write(fit)))).toEqual([]);
  expect(schema.properties.model.properties.id.enum).toEqual(models.map(({ id }) => id));
});

test('the schema refuses what is missing, added or of another type', () => {
  const file = JSON.parse(fitJson.write(fits[0]!));
  const { summary: _gone, ...rest } = file;
  expect(schemaErrors(schema, rest)).toEqual(['$.summary: missing']);
  expect(schemaErrors(schema, { ...file, more: 1 })).toEqual(['$.more: not allowed']);
  expect(schemaErrors(schema, { ...file, version: 2 })).toEqual(['$.version: expected 1']);
  const slices = [{ ...file.slices[0], t: 'soon' }];
  expect(schemaErrors(schema, { ...file, slices }).length).toBeGreaterThan(0);
});

test('every row and every quote is accounted for', () => {
  for (const fit of fits) {
    const { source, slices } = fitFile(fit);
    const sum = (counts: readonly { count: number }[]): number =>
      counts.reduce((s, { count }) => s + count, 0);
    expect(source.quotes.read).toBe(source.quotes.accepted + sum(source.quotes.rejected));
    const quotes = slices.map((slice) => slice.quotes);
    for (const { excluded, excludedBy } of quotes) expect(sum(excludedBy)).toBe(excluded);
    expect(quotes.reduce((s, { used, excluded }) => s + used + excluded, 0)).toBe(
      source.quotes.accepted - sum(source.quotes.dropped),
    );
    expect(quotes.reduce((s, { used }) => s + used, 0)).toBe(fit.result.summary.used);
  }
  expect(fitFile(fits[0]!).source.quotes.dropped).toEqual([
    { reason: 'expired', count: 4 },
    { reason: 'near-expiry', count: 8 },
  ]);
});

test('a quote excluded by hand is named in the settings and counted as by-hand', () => {
  const file = fitFile(smallFit({ ...DEFAULT_SETTINGS, manual: { 'BTC-7AUG26-61500-P': 0 } }));
  expect(file.settings.weights.at(-1)).toEqual({ kind: 'manual', byQuote: { 'BTC-7AUG26-61500-P': 0 } });
  const [with_] = file.slices;
  const [without] = fitFile(smallFit()).slices;
  expect(with_?.quotes.excludedBy).toContainEqual({ reason: 'by-hand', count: 1 });
  expect(with_?.quotes.used).toBe((without?.quotes.used ?? 0) - 1);
});

test('a failed slice keeps its place, without parameters, and says why', () => {
  const { slices, summary } = fitFile(fits[0]!);
  expect(slices.map(({ status }) => status === 'failed')).toEqual([false, false, true]);
  const failed = slices[2]!;
  expect(failed).toMatchObject({
    parameters: null,
    standardErrors: null,
    atm: null,
    arbitrage: null,
    stop: null,
  });
  expect(failed.quotes).toEqual({
    used: 0,
    excluded: 6,
    excludedBy: [
      { reason: 'in-the-money', count: 3 },
      { reason: 'not-fitted', count: 3 },
    ],
  });
  expect(failed.message).toMatch(/needs 5/);
  expect([summary.slicesOk, summary.slicesFailed]).toEqual([2, 1]);
});

test('export, import and export again gives the same bytes', () => {
  for (const fit of fits) {
    const text = fitJson.write(fit);
    expect(fitFileText(parsed(text))).toBe(text);
    expect(fitFileText(parsed(`\uFEFF${JSON.stringify(JSON.parse(text))}`))).toBe(text);
  }
});

test('imported settings give the same request, and its fit the same file', () => {
  for (const fit of fits) {
    const text = fitJson.write(fit);
    const { settings, marketOptions } = settingsFromFitFile(parsed(text));
    expect(settings).toEqual(fit.settings);
    expect(marketOptions).toEqual(fit.marketOptions);
    const { quotes, market, filtered } = fit;
    const again = calibrateNow(makeRequest(quotes, market, filtered, settings));
    if (!again.ok) throw new Error(again.error.message);
    expect(fitJson.write({ ...fit, settings, marketOptions, result: again.value })).toBe(text);
  }
});

test('an as-of instant given while reading is part of the settings', () => {
  const fit = smallFit();
  const file = fitFile({ ...fit, quotes: { ...fit.quotes, asOfSource: 'user' } });
  expect(file.settings.market.asOf).toBe('2026-08-01T17:58:04.320Z');
});

test('the fitted smiles come back to the last bit, by expiry key', () => {
  for (const fit of fits) {
    const slices = slicesFromFitFile(parsed(fitJson.write(fit)));
    const fitted = fit.result.slices.filter(({ theta }) => theta !== null);
    expect(Object.keys(slices)).toEqual(fitted.map(({ key }) => key));
    for (const { key, theta, t, forward } of fitted) expect(slices[key]).toEqual({ theta, t, forward });
  }
});

test('text that is something else is refused as such', () => {
  for (const text of ['', 'expiry,strike', '{"format": "volbench-fit"', '[]', 'null', '{"version": 1}']) {
    expect(parseFitFile(text)).toMatchObject({ ok: false, error: { reason: 'unrecognised' } });
  }
  expect(looksLikeFitFile(fitJson.write(fits[0]!))).toBe(true);
  expect(looksLikeFitFile('{"jsonrpc": "2.0", "result": []}')).toBe(false);
});

test('a version from the future is refused by its number', () => {
  const outcome = parseFitFile('{"format": "volbench-fit", "version": 2, "anything": []}');
  expect(outcome).toMatchObject({ ok: false, error: { reason: 'invalid' } });
  expect(!outcome.ok && outcome.error.message).toMatch(/version 2.*reads version 1/);
});

/** The default file with one field changed, as parsed. */
function changed(path: string, value: unknown) {
  const file = JSON.parse(fitJson.write(fits[0]!));
  const names = path.split('.');
  let holder = file;
  for (const name of names.slice(0, -1)) holder = holder[name];
  holder[names.at(-1)!] = value;
  const outcome = parseFitFile(JSON.stringify(file));
  return outcome.ok ? '' : outcome.error.message;
}

test.each([
  ['slices.0.t', -1, 'The fit file.slices[0].t is -1; expected a number above 0.'],
  ['slices.0.expiry', '2026-08-07', 'expected an instant'],
  ['slices.0.parameters', { a: 1 }, 'expected a, b, rho, m, sigma'],
  ['slices.0.parameters', null, 'null where the status is failed'],
  ['slices.1.quotes.used', 1.5, 'a whole number'],
  ['settings.model', 'zabr', 'is "zabr"; expected one of svi'],
  ['settings.constraints.0.mode', 'forbid', 'is "forbid"; expected one of report, penalise, strict.'],
  ['settings.weights.0.power', 1e308, 'from 0 to 10'],
  ['settings.weights.5.share', 0, 'from 0.05 to 1'],
  ['settings.weights.1.kind', 'spread', 'expected the kind "spread" once'],
  [
    'settings.parameters',
    { zeta: { fixed: false, value: null, lower: null, upper: null } },
    'expected one of a, b',
  ],
  [
    'settings.parameters',
    { rho: { fixed: true, value: null, lower: null, upper: null } },
    'the number it is fixed at',
  ],
  [
    'settings.parameters',
    { rho: { fixed: false, value: null, lower: 1, upper: 0 } },
    'a number of 1 or more',
  ],
  ['settings.market.forwards', { soon: 1 }, 'expected an instant'],
  ['settings.filters.extra', true, 'a field this version does not know: "extra"'],
  ['surfaceParameters', {}, 'surfaceParameters.parameters is missing'],
  [
    'surfaceParameters',
    {
      parameters: {},
      standardErrors: {},
      atBound: [],
      stop: 'cost',
      iterations: 1,
      message: null,
      starts: [],
    },
    'expected null',
  ],
  ['source.files.0.sha256', 'xyz', '64 lower-case hex digits'],
])('%s = %j is refused with a sentence', (path, value, message) => {
  expect(changed(path, value)).toContain(message);
});

test('names that would reach a prototype are refused, and nothing is polluted', () => {
  const text = fitJson
    .write(fits[0]!)
    .replace('"byQuote": {}', '"byQuote": {"__proto__": 0, "constructor": 0}');
  expect(text).toContain('__proto__');
  expect(parseFitFile(text)).toMatchObject({ ok: false, error: { reason: 'invalid' } });
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  expect(() => fitFileShape(JSON.parse('{"__proto__": {"format": "volbench-fit"}}'), 'x')).toThrow();
});

test('two thousand mutated files end in a file that writes back or in a sentence', () => {
  const seed = 20261120;
  console.log(`seed ${seed}`);
  let state = seed;
  const random = (n: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  const text = fitJson.write(fits[1]!);
  const splices = [
    'null',
    '-1',
    '1e999',
    '"',
    '{',
    '}',
    '[',
    ',',
    '0',
    '"__proto__": 1,',
    'true',
    '\u0000',
    '9',
  ];
  for (let i = 0; i < 2000; i++) {
    const at = random(text.length);
    const mutated = text.slice(0, at) + splices[random(splices.length)] + text.slice(at + random(12));
    const outcome = parseFitFile(mutated);
    if (outcome.ok) expect(schemaErrors(schema, JSON.parse(fitFileText(outcome.value)))).toEqual([]);
    else expect(outcome.error.message).toMatch(/\.$/);
  }
});

test('a rate by hand is written where there is one, and read strictly', () => {
  const fit = fits[0]!;
  const without = fitJson.write(fit);
  expect(JSON.parse(without).settings.market).not.toHaveProperty('rate');
  expect(settingsFromFitFile(parsed(without)).marketOptions).not.toHaveProperty('rate');
  const marketOptions = { ...fit.marketOptions, rate: 0.043 };
  const written = fitJson.write({ ...fit, marketOptions });
  expect(written.replace(/,\s*"rate": ?0\.043/, '')).toBe(without);
  expect(settingsFromFitFile(parsed(written)).marketOptions).toEqual(marketOptions);
  expect(schemaErrors(schema, JSON.parse(written))).toEqual([]);
  const document = JSON.parse(written);
  for (const wrong of [4.3, -0.2, '0.043', null]) {
    const market = { ...document.settings.market, rate: wrong };
    const read = parseFitFile(JSON.stringify({ ...document, settings: { ...document.settings, market } }));
    expect(read.ok ? '' : read.error.message).toContain('settings.market.rate is');
  }
});
