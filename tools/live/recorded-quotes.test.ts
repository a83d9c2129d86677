import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { epochMs } from '#base/units.ts';
import { recordedQuotes } from '#cli/recorded-quotes.ts';
import { run } from '#cli/run.ts';
import { pathSource } from '#cli/sources.ts';
import { parseFitFile } from '#exporters/fit-json/parse.ts';
import { recordingHead, recordingLines } from '#live/recording-lines.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { readFiles } from '#readers/index.ts';
import { type ByteSource, LAST_INSTANT } from '#readers/reader.ts';
import { SimulatedChain } from '../feed-sim/chain.ts';
import { SimulatedVenue } from '../feed-sim/venue.ts';
import { DrivenSession } from './driven-session.ts';

const START = Date.UTC(2026, 7, 1, 17);
const folder = mkdtempSync(join(tmpdir(), 'volbench-recorded-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A recording in a file, and the quotes as they stood in its middle and at its end. */
function recorded() {
  const chain = new SimulatedChain(5, START, 'BTC', { expiries: 3, strikesASide: 5, pace: 60 });
  const plan = { currency: 'BTC', base: null, books: [Date.UTC(2026, 7, 2, 8)], depth: 0 } as const;
  const it = DrivenSession.of(plan, new SimulatedVenue(chain, 5, true), START);
  it.tell({ kind: 'start' });
  it.run(4000);
  const lines = [...recordingHead(it.now, it.session.keep())];
  const from = it.log.length;
  it.run(2000);
  const [middle, then] = [it.now, it.session.quotes()];
  it.run(2000);
  for (const { at, input } of it.log.slice(from)) lines.push(...recordingLines(at, input));
  const path = join(folder, 'day.ndjson.gz');
  writeFileSync(path, gzipSync(`${lines.join('\n')}\n`));
  return { path, middle, then, end: it.session.quotes(), lines };
}

async function sourceOf(path: string): Promise<ByteSource> {
  const source = await pathSource(path, path);
  if (!source.ok) throw new Error(source.error.message);
  return source.value;
}

const columns = (quotes: QuoteSet | null) => {
  const { symbol, bid, ask, timestamp, underlyingPrice, asOf } = quotes!;
  return { symbol, bid, ask, timestamp, underlyingPrice, asOf };
};

test('the quotes of a recording are those of the session at its end, and at any instant before', async () => {
  const { path, middle, then, end } = recorded();
  const source = await sourceOf(path);
  for (const [at, quotes] of [
    [LAST_INSTANT, end],
    [epochMs(middle), then],
  ] as const) {
    const outcome = await recordedQuotes(source, at, () => undefined);
    if (outcome === null || !outcome.ok) throw new Error(outcome?.error.message ?? 'no recording');
    expect(columns(outcome.value)).toEqual(columns(quotes));
    expect(outcome.value.files[0]).toMatchObject({ name: 'day.ndjson.gz', sha256: await source.sha256() });
  }
  expect(columns(then)).not.toEqual(columns(end));
  const before = await recordedQuotes(source, epochMs(START - 1), () => undefined);
  expect(before?.ok === false && before.error.message).toBe(
    'day.ndjson.gz has no quotes at or before 2026-08-01T16:59:59.999Z.',
  );
});

test('a recording of another host than the venue’s is named by it', async () => {
  const { path, lines } = recorded();
  const told = async (host: string | undefined) => {
    const head = { ...JSON.parse(lines[0]!), host };
    writeFileSync(path, gzipSync(`${[JSON.stringify(head), ...lines.slice(1)].join('\n')}\n`));
    const outcome = await recordedQuotes(await sourceOf(path), LAST_INSTANT, () => undefined);
    if (outcome === null || !outcome.ok) throw new Error(outcome?.error.message ?? 'no recording');
    return outcome.value.notes.filter((note) => note.startsWith('Told by'));
  };
  expect(await told('localhost:39181')).toEqual(['Told by localhost:39181, which is not Deribit’s market.']);
  expect(await told('www.deribit.com')).toEqual([]);
  expect(await told(undefined)).toEqual([]);
});

test('the command line fits a recording as it fits a file of quotes', async () => {
  const { path, end } = recorded();
  let out = '';
  const terminal = {
    folder,
    input: (async function* () {})(),
    output: async (text: string) => {
      out += text;
    },
    say: () => undefined,
    screen: false,
  };
  expect(await run([path], terminal)).toBe(0);
  const file = parseFitFile(out);
  if (!file.ok) throw new Error(file.error.message);
  expect(file.value.source.asOf).toBe(new Date(end!.asOf!).toISOString());
  expect(
    file.value.slices.map(({ parameters, insideSpread }) => [parameters !== null, insideSpread! > 0.5]),
  ).toEqual(Array(3).fill([true, true]));
});

test('beside other files a recording is named for what it is, and what is cut short says where', async () => {
  const { path, lines } = recorded();
  const source = await sourceOf(path);
  const reading = readFiles([source, source], { asOf: null, underlying: null, at: null });
  let step = await reading.next();
  while (step.done !== true) step = await reading.next();
  expect(step.value.ok === false && step.value.error.message).toMatch(
    /^day\.ndjson\.gz is a recording of a live market, not a file of quotes\. Open it alone on the page, which replays it/,
  );
  const cut = join(folder, 'cut.ndjson');
  writeFileSync(cut, `${lines[0]}\n`);
  const outcome = await recordedQuotes(await sourceOf(cut), LAST_INSTANT, () => undefined);
  expect(outcome?.ok === false && outcome.error.message).toMatch(
    /^cut\.ndjson, line 1: is the last, in the middle of the recording\.$/,
  );
});
