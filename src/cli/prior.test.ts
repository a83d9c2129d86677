import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { FitFile } from '#exporters/fit-json/fit-file.ts';
import { parseFitFile } from '#exporters/fit-json/parse.ts';
import { deribitBoard } from '#testing/deribit-board.ts';
import { schemaErrors } from '#testing/json-schema.ts';
import { run } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'volbench-prior-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'btc.json'), deribitBoard());
const schema = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../public/schema/fit-1.json'), 'utf8'),
);

async function command(argv: readonly string[]) {
  let [out, err] = ['', ''];
  const status = await run(argv, {
    folder,
    input: (async function* () {})(),
    output: async (text) => {
      out += text;
    },
    say: (text) => {
      err += text;
    },
    screen: false,
  });
  return { status, out, err };
}

function file(text: string): FitFile {
  const outcome = parseFitFile(text);
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value;
}

test('a fit is drawn towards the one of a file, which the file of its own keeps', async () => {
  await command(['btc.json', '--out', 'before.fit.json']);
  const drawn = await command(['btc.json', '--prior', 'before.fit.json', '--prior-strength', '2']);
  expect(drawn.status).toBe(0);
  expect(schemaErrors(schema, JSON.parse(drawn.out))).toEqual([]);
  const { prior } = file(drawn.out).settings;
  const before = file(readFileSync(join(folder, 'before.fit.json'), 'utf8'));
  expect([prior?.strength, prior?.model, prior?.asOf]).toEqual([2, 'svi', before.source.asOf]);
  expect(Object.keys(prior?.slices ?? {})).toEqual(before.slices.map(({ expiry }) => expiry));
  // Two looks at the same quotes are surer than one.
  file(drawn.out).slices.forEach(({ standardErrors }, i) => {
    expect(standardErrors!['rho']!).toBeLessThan(before.slices[i]!.standardErrors!['rho']!);
  });
  writeFileSync(join(folder, 'drawn.fit.json'), drawn.out);
  expect((await command(['btc.json', '--settings', 'drawn.fit.json'])).out).toBe(drawn.out);
  const off = await command(['btc.json', '--settings', 'drawn.fit.json', '--prior-strength', '0']);
  expect(file(off.out).settings.prior).toBeNull();
});

test('a prior that cannot be had is refused in one line', async () => {
  await command(['btc.json', '--out', 'before.fit.json']);
  const refused = async (status: number, says: string, ...argv: string[]) => {
    const ended = await command(argv);
    expect([ended.status, ended.out, ended.err.trimEnd().split('\n').length]).toEqual([status, '', 1]);
    expect(ended.err).toContain(says);
  };
  await refused(3, 'share its parameters', 'btc.json', '--prior', 'before.fit.json', '--model', 'heston');
  await refused(3, 'needs the fit', 'btc.json', '--prior-strength', '2');
  await refused(2, 'there is no such file', 'btc.json', '--prior', 'none.fit.json');
  await refused(3, 'one of the files', 'btc.json', '--prior', 'before.fit.json', '--out', 'before.fit.json');
  const before = JSON.parse(readFileSync(join(folder, 'before.fit.json'), 'utf8'));
  const [eth, bare] = [
    { ...before, source: { ...before.source, underlying: 'ETH' } },
    { ...before, slices: before.slices.map((slice: object) => ({ ...slice, covariance: null })) },
  ];
  writeFileSync(join(folder, 'eth.fit.json'), JSON.stringify(eth));
  writeFileSync(join(folder, 'bare.fit.json'), JSON.stringify(bare));
  await refused(2, 'is of ETH, the quotes are of BTC', 'btc.json', '--prior', 'eth.fit.json');
  await refused(2, 'no covariance', 'btc.json', '--prior', 'bare.fit.json');
});

test('quotes held out and samples drawn are told on the screen and in the file, the same for the same seed', async () => {
  const argv = ['btc.json', '--holdout', '0.25', '--bootstrap', '20', '--seed', '5'];
  const first = await command(argv);
  expect(first.status).toBe(0);
  expect(first.err).toContain('svi held out in 4 folds, seed 5; RMSE in vol points');
  expect(first.err).toContain('svi on 20 bootstrap samples, seed 5');
  expect((await command(argv)).out).toBe(first.out);
  expect(schemaErrors(schema, JSON.parse(first.out))).toEqual([]);
  const { assessments, slices } = file(first.out);
  expect(assessments?.map(({ kind, seed }) => [kind, seed])).toEqual([
    ['holdout', 5],
    ['bootstrap', 5],
  ]);
  for (const { slices: found } of assessments ?? []) {
    expect(Object.keys(found)).toEqual(slices.map(({ expiry }) => expiry));
  }
  expect(file((await command(['btc.json'])).out).assessments).toBeUndefined();
});
