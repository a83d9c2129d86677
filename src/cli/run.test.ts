import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { FitFile, FitFileSlice } from '#exporters/fit-json/fit-file.ts';
import { parseFitFile } from '#exporters/fit-json/parse.ts';
import { AMERICAN_RATE, AMERICAN_VOL, americanBoard } from '#testing/american-board.ts';
import { type BoardOptions, deribitBoard } from '#testing/deribit-board.ts';
import { schemaErrors } from '#testing/json-schema.ts';
import { run } from './run.ts';
import type { Terminal } from './terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'volbench-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));
const schema = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../public/schema/fit-1.json'), 'utf8'),
);

function board(name: string, options: BoardOptions = {}): string {
  writeFileSync(join(folder, name), deribitBoard(options));
  return name;
}
board('btc.json');

interface Ended {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command in the temporary folder. */
async function command(argv: readonly string[], input = '', screen = false): Promise<Ended> {
  let out = '';
  let err = '';
  const terminal: Terminal = {
    folder,
    input: (async function* () {
      const bytes = new TextEncoder().encode(input);
      for (let i = 0; i < bytes.length; i += 1000) yield bytes.subarray(i, i + 1000);
    })(),
    output: async (text) => {
      out += text;
    },
    say: (text) => {
      err += text;
    },
    screen,
  };
  const status = await run(argv, terminal);
  return { status, out, err };
}

function file(text: string): FitFile {
  const outcome = parseFitFile(text);
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value;
}

function total(slices: readonly FitFileSlice[], of: (slice: FitFileSlice) => number): number {
  return slices.reduce((sum, slice) => sum + of(slice), 0);
}

/** A table by its header. */
function table(text: string): Record<string, string>[] {
  const [head = [], ...rows] = text
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));
  return rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i] ?? ''])));
}

test('any strike at any instant is answered, between expiries by the weights of days', async () => {
  // The board is of 1 August, a Saturday; its expiries are the Fridays 7 and 28 August, and 25 September.
  const instants = '2026-08-07 2026-08-08 2026-08-10 2026-08-28 2026-12-01'
    .split(' ')
    .map((day) => `${day}T08:00:00Z`);
  const ask = (strikes: readonly string[]) =>
    instants.flatMap((at, i) => ['--query', `${strikes[i] ?? '62000'}@${at}`]);
  const first = await command(['btc.json', ...ask([])]);
  // At the money, where every one of them has the same k.
  const strikes = table(first.out).map(({ forward = '' }) => forward);
  const plain = await command(['btc.json', ...ask(strikes)]);
  const weighted = await command([
    ...['btc.json', ...ask(strikes)],
    ...['--weekend-weight', '0.5', '--event', '2026-08-12=3'],
  ]);
  expect([plain.status, weighted.status]).toEqual([0, 0]);
  const [calendar, days] = [table(plain.out), table(weighted.out)];
  expect(calendar.map(({ quoted }) => quoted)).toEqual(['true', 'true', 'true', 'true', 'false']);
  expect(calendar[0]).toMatchObject({ model: 'svi', at: '2026-08-07T08:00:00.000Z', currency: 'BTC' });
  const w = (row: Record<string, string> | undefined) => Number(row?.['totalVariance']);
  const share = (rows: Record<string, string>[], at: number) =>
    (w(rows[at]) - w(rows[0])) / (w(rows[3]) - w(rows[0]));
  expect(w(days[0]) / w(calendar[0])).toBeCloseTo(1, 13);
  expect(w(days[3]) / w(calendar[3])).toBeCloseTo(1, 13);
  // Of 21 days six count half, and one counts three: 20 in all, where Friday 8 o'clock to Saturday has 16 hours and 8
  // at a half, and to Monday 16, two days at a half and 8.
  expect(share(calendar, 1)).toBeCloseTo(1 / 21, 10);
  expect(share(calendar, 2)).toBeCloseTo(3 / 21, 10);
  expect(share(days, 1)).toBeCloseTo((16 + 4) / (24 * 20), 10);
  expect(share(days, 2)).toBeCloseTo((16 + 24 + 8) / (24 * 20), 10);
  for (const row of [...calendar, ...days]) {
    const value = (name: string) => Number(row[name]);
    expect(value('vol') ** 2 * value('t')).toBeCloseTo(value('totalVariance'), 14);
    // Parity of premiums in the coin.
    expect(value('call') - value('put')).toBeCloseTo(1 - value('strike') / value('forward'), 12);
    expect(value('callDelta') - value('putDelta')).toBeCloseTo(1, 12);
  }
});

test('the weights of days are written into the fit file and taken from it; a fit does not depend on them', async () => {
  const plain = file((await command(['btc.json'])).out);
  const first = await command(['btc.json', '--weekend-weight', '0.5', '--event', '2026-08-12=3']);
  expect(first.status).toBe(0);
  expect(first.err).toContain('between expiries, in weekdays: Saturday and Sunday 0.5, 2026-08-12 3\n');
  const time = { clock: 'weighted', weekend: 0.5, events: { '2026-08-12': 3 } };
  expect(plain.settings.time).toBeUndefined();
  expect(file(first.out).settings.time).toEqual(time);
  expect(file(first.out).slices).toEqual(plain.slices);
  writeFileSync(join(folder, 'days.fit.json'), first.out);
  expect((await command(['btc.json', '--settings', 'days.fit.json'])).out).toBe(first.out);
  const over = await command([
    'btc.json',
    '--settings',
    'days.fit.json',
    '--event',
    '2026-08-19=0',
    '--time',
    'calendar',
  ]);
  expect(file(over.out).settings.time).toEqual({
    clock: 'calendar',
    weekend: 0.5,
    events: { '2026-08-12': 3, '2026-08-19': 0 },
  });
});

test('an instant that is not after the quotes is refused by name', async () => {
  const ended = await command(['btc.json', '--query', '62000@2026-08-01T00:00:00Z']);
  expect([ended.status, ended.out]).toEqual([3, '']);
  expect(ended.err).toMatch(
    /^--query: 2026-08-01T00:00:00.000Z is not after the quotes, 2026-08-01T.*Z\.\n$/,
  );
});

test('a board is fitted, exit 0, the same bytes every time', async () => {
  const first = await command(['btc.json']);
  expect([first.status, first.err]).toEqual([0, expect.stringContaining('3 of 3 expiries fitted')]);
  expect((await command(['btc.json'])).out).toBe(first.out);
  expect(schemaErrors(schema, JSON.parse(first.out))).toEqual([]);
  const { slices, source } = file(first.out);
  expect(slices.map(({ expiry }) => expiry)).toEqual([
    '2026-08-07T08:00:00.000Z',
    '2026-08-28T08:00:00.000Z',
    '2026-09-25T08:00:00.000Z',
  ]);
  expect(slices.map(({ forward }) => forward)).toEqual([62_710, 62_900, 63_075]);
  expect(total(slices, ({ quotes }) => quotes.used + quotes.excluded)).toBe(source.quotes.accepted);
  for (const { atm, insideSpread } of slices) {
    expect(atm?.vol).toBeCloseTo(Math.sqrt(0.09 + 0.25 * 0.12), 2);
    expect(insideSpread).toBeGreaterThan(0.9);
  }
});

test('standard error shows progress on a screen only', async () => {
  expect((await command(['btc.json'], '', true)).err).toContain('\rReading btc.json');
  expect((await command(['btc.json'])).err).not.toContain('\r');
});

test('standard input gives the fit of the file', async () => {
  const { status, out } = await command(['-'], deribitBoard());
  expect(status).toBe(0);
  const named = file((await command(['btc.json'])).out);
  const piped = file(out);
  expect(piped.slices).toEqual(named.slices);
  expect(piped.source.files).toEqual([{ ...named.source.files[0]!, name: 'stdin' }]);
});

test('one thin expiry fails alone: exit 1, and the file is written', async () => {
  const { status, err } = await command([board('thin.json', { thin: true }), '--out', 'thin.fit.json']);
  expect([status, err]).toEqual([1, expect.stringContaining('3 of 4 expiries fitted')]);
  const { slices, summary } = file(readFileSync(join(folder, 'thin.fit.json'), 'utf8'));
  expect(slices.map(({ status: each }) => each === 'failed')).toEqual([false, false, false, true]);
  expect(summary.slicesFailed).toBe(1);
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
});

test.each([
  ['a missing file', ['nowhere.json'], 'nowhere.json: there is no such file.'],
  ['a folder', ['.'], '.: this is a folder, not a file.'],
  ['no bid anywhere', [board('nobids.json', { noBids: true })], 'No quote in nobids.json can be fitted'],
  ['expiries of the past', [board('past.json', { past: true })], 'past.json'],
  ['futures only', [board('futures.json', { futuresOnly: true })], 'futures.json'],
  ['two underlyings', ['btc.json', board('eth.json', { coin: 'ETH' })], 'ETH'],
  ['a settings file that is none', ['btc.json', '--settings', 'btc.json'], 'This is not a fit file'],
  [
    'a missing settings file',
    ['btc.json', '--settings', 'no.json'],
    '--settings no.json: there is no such file.',
  ],
])('%s exits 2 with one line and no output', async (_, argv, message) => {
  const { status, out, err } = await command(argv);
  expect([status, out]).toEqual([2, '']);
  expect(err).toMatch(/^[^\n]+\n$/);
  expect(err).toContain(message);
});

test.each([
  ['an unknown option', ['btc.json', '--modle', 'svi'], 'Unknown option --modle'],
  ['an option of a later version', ['btc.json', '--ndjson'], '--ndjson is not in this version'],
  ['a parameter the model does not have', ['btc.json', '--fix', 'nu=1'], 'has no such parameter'],
  ['a value outside the model', ['btc.json', '--fix', 'rho=2'], 'outside'],
  ['bounds outside the model', ['btc.json', '--bounds', 'rho=2:3'], 'outside'],
  ['an output folder that is not there', ['btc.json', '--out', 'no/x.json'], 'no such folder'],
  ['an output that is an input', ['btc.json', '--out', 'btc.json'], 'one of the files that are read'],
])('%s exits 3 with one line and no output', async (_, argv, message) => {
  const { status, out, err } = await command(argv);
  expect([status, out]).toEqual([3, '']);
  expect(err).toMatch(/^[^\n]+\n$/);
  expect(err).toContain(message);
});

test('a hostile file name cannot write to the terminal', async () => {
  const { status, err } = await command(['\u001b[2Jx\n.json']);
  expect(status).toBe(2);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: looking for the escape is the point.
  expect(err.slice(0, -1)).not.toMatch(/[\u0000-\u001f]/);
});

test('settings, constraints and parameters of the command line stand in the file and act', async () => {
  const { out } = await command([
    ...'btc.json --fix rho=0 --bounds b=0.001:1 --weights spread=0,activity=0,cap=1'.split(' '),
    ...'--residual total-variance --loss huber --butterfly penalise --calendar penalise'.split(' '),
  ]);
  const { settings, slices } = file(out);
  expect(settings).toMatchObject({
    residual: 'total-variance',
    loss: { kind: 'huber', threshold: 1.345 },
    constraints: [
      { kind: 'butterfly', mode: 'penalise' },
      { kind: 'calendar', mode: 'penalise' },
    ],
    parameters: {
      b: { fixed: false, value: null, lower: 0.001, upper: 1 },
      rho: { fixed: true, value: 0, lower: null, upper: null },
    },
  });
  expect(settings.weights).toContainEqual({ kind: 'spread', power: 0 });
  expect(settings.weights).toContainEqual({ kind: 'cap', share: 1 });
  for (const { parameters, standardErrors } of slices) {
    expect(parameters?.['rho']).toBe(0);
    expect(standardErrors?.['rho']).toBeNull();
  }
});

test('the settings of a fit file give the same bytes again', async () => {
  const given = ['--fix', 'rho=-0.1', '--weights', 'size=0', '--as-of', '2026-08-01T18:00:00Z'];
  const first = await command(['btc.json', ...given, '--out', 'first.fit.json']);
  expect([first.status, first.out]).toEqual([0, '']);
  const text = readFileSync(join(folder, 'first.fit.json'), 'utf8');
  expect(file(text).source.asOf).toBe('2026-08-01T18:00:00.000Z');
  expect((await command(['btc.json', '--settings', 'first.fit.json'])).out).toBe(text);
});

test('an exclusion in a settings file is kept by name, its as-of instant belongs to its own quotes', async () => {
  const { out } = await command(['btc.json', '--as-of', '2026-08-01T18:00:00Z']);
  const edited = JSON.parse(out);
  const table = (await command(['btc.json', '--format', 'quotes-csv'])).out.split('\r\n');
  const symbol = table.find((row) => row.includes(',used,'))?.split(',')[0] ?? '';
  edited.settings.weights.at(-1).byQuote = { [symbol]: 0 };
  writeFileSync(join(folder, 'edited.fit.json'), JSON.stringify(edited));
  const same = file((await command(['btc.json', '--settings', 'edited.fit.json'])).out);
  expect(same.slices[0]?.quotes.excludedBy).toContainEqual({ reason: 'by-hand', count: 1 });
  expect(same.source.asOf).toBe('2026-08-01T18:00:00.000Z');
  const other = await command([board('other.json', { thin: true }), '--settings', 'edited.fit.json']);
  expect(file(other.out).source.asOf).toBe('2026-08-01T17:58:04.320Z');
  expect(file(other.out).slices[0]?.quotes.excludedBy).toContainEqual({ reason: 'by-hand', count: 1 });
  expect(other.err).toContain('belong to other quotes and are not used');
});

test('a rate that discounts nothing says so', async () => {
  const coin = await command(['btc.json', '--rate', '5']);
  expect(coin.err).toContain('The rate of 5 % a year is not used: premiums in BTC are not discounted.');
  expect(file(coin.out).slices[0]?.discount).toBe(1);
  expect((await command(['btc.json'])).err).not.toContain('not used');
});

test('a rate discounts an American chain, goes with its settings to any file, and gives way to another', async () => {
  writeFileSync(join(folder, 'spy.csv'), americanBoard());
  const atm = (text: string) => file(text).slices.map(({ atm: measures }) => measures?.vol ?? Number.NaN);
  const without = await command(['spy.csv']);
  expect(without.err).toContain('undiscounted: set a rate');
  expect(without.out).not.toContain('"rate"');
  const first = await command(['spy.csv', '--rate', String(AMERICAN_RATE)]);
  expect(first.err).toContain('discounted at your rate of 4.3 % a year; early exercise is not priced');
  expect(file(first.out).settings.market.rate).toBe(0.043);
  for (const vol of atm(first.out)) expect(vol).toBeCloseTo(AMERICAN_VOL, 4);
  expect(atm(without.out).every((vol) => vol < AMERICAN_VOL)).toBe(true);

  writeFileSync(join(folder, 'spy.fit.json'), first.out);
  const again = await command(['spy.csv', '--settings', 'spy.fit.json']);
  expect(again.out).toBe(first.out);
  expect(again.err).not.toContain('quotes of the settings file');
  writeFileSync(join(folder, 'later.csv'), americanBoard('SPY', '2026-08-04T20:00:00Z'));
  const later = await command(['later.csv', '--settings', 'spy.fit.json']);
  expect(file(later.out).settings.market.rate).toBe(0.043);
  expect(later.err).toContain(
    'The rate of 4.3 % a year is the one set by hand on the quotes of the settings file.',
  );
  expect(later.err).not.toContain('belong to other quotes');
  for (const name of ['spy.csv', 'later.csv']) {
    const other = await command([name, '--settings', 'spy.fit.json', '--rate', '2']);
    expect(file(other.out).settings.market.rate).toBe(0.02);
    expect(other.err).not.toContain('quotes of the settings file');
  }
});

test('a table that does not say its instant needs --as-of', async () => {
  const lines = JSON.parse(deribitBoard()).options.map(
    ({ instrument_name, bid_price, ask_price }: Record<string, unknown>) => {
      const [, , strike, type] = String(instrument_name).split('-');
      return [strike, '2026-09-25', type, bid_price, ask_price, 63_075].join(',');
    },
  );
  writeFileSync(
    join(folder, 'table.csv'),
    ['strike,expiry,type,bid_vol,ask_vol,forward', ...lines].join('\n'),
  );
  const without = await command(['table.csv']);
  expect([without.status, without.out]).toEqual([2, '']);
  expect(without.err).toMatch(/^[^\n]*as-of[^\n]*\n$/);
});

test('several models give a JSON array in the order given', async () => {
  const one = JSON.parse((await command(['btc.json'])).out);
  const { status, out } = await command(['btc.json', '--model', 'svi,svi']);
  expect([status, JSON.parse(out)]).toEqual([0, [one, one]]);
});

test('several models are compared on one screen, and as JSON', async () => {
  const thin = board('compared.json', { thin: true });
  const { status, err } = await command([thin, '--model', 'svi,essvi']);
  expect(status).toBe(1);
  expect(err).toMatch(/^svi {4,}3 of 4 /m);
  expect(err).toMatch(/^essvi +4 of 4 /m);
  expect(err).toContain('Compared on 3 expiries that all fitted');
  expect(err).toMatch(/^error: svi, .*needs 5/m);
  const json = await command([thin, '--model', 'svi,essvi', '--json', '--out', 'both.json']);
  expect(JSON.parse(json.out)).toMatchObject({
    expiries: 3,
    models: [
      { model: 'svi', slicesFailed: 1 },
      { model: 'essvi', slicesFailed: 0, butterfly: { quoted: 0, wings: 0, gain: 0 } },
    ],
  });
  expect(json.out).toMatch(/"ms":\d/);
  const fits = JSON.parse(readFileSync(join(folder, 'both.json'), 'utf8')) as FitFile[];
  expect(fits.map(({ model }) => model.id)).toEqual(['svi', 'essvi']);
});

test.each(['parameters-csv', 'grid-csv', 'quotes-csv'])(
  '%s is a table on standard output',
  async (format) => {
    const { status, out } = await command(['btc.json', '--format', format]);
    expect(status).toBe(0);
    const rows = out.split('\r\n');
    expect(rows.at(-1)).toBe('');
    expect(rows.length).toBeGreaterThan(4);
    expect(out).not.toMatch(/NaN|Infinity/);
  },
);

test('help is one screen on standard output', async () => {
  const { status, out, err } = await command(['--help']);
  expect([status, err]).toEqual([0, '']);
  for (const option of ['--model', '--settings', '--out', '--as-of', 'Exit status'])
    expect(out).toContain(option);
  expect(out.split('\n').every((line) => line.length <= 120)).toBe(true);
});
