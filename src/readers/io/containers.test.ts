import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import type { Outcome } from '#base/outcome.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { readFiles } from '#readers/index.ts';
import { memorySource } from '#testing/byte-source.ts';
import { type ParquetColumn, parquetFile } from '#testing/parquet-file.ts';
import { processorTime } from '#testing/processor-time.ts';

async function read(name: string, bytes: Uint8Array): Promise<Outcome<QuoteSet>> {
  const reading = readFiles([memorySource(name, bytes)], { asOf: null, underlying: null, at: null });
  let step = await reading.next();
  while (step.done !== true) step = await reading.next();
  return step.value;
}

async function opened(name: string, bytes: Uint8Array): Promise<QuoteSet> {
  const outcome = await read(name, bytes);
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value;
}

async function refused(name: string, bytes: Uint8Array): Promise<string> {
  const outcome = await read(name, bytes);
  if (outcome.ok) throw new Error('it was opened');
  return outcome.error.message;
}

const STRIKES = [560, 580, 600, 620, 640];

function table(types: readonly string[] = ['C', 'P'], expiry = '2026-12-18'): string {
  const rows = STRIKES.flatMap((strike) =>
    types.map(
      (type) => `SPY,${expiry},${strike},${type},${strike / 100},${strike / 100 + 0.1},2026-11-20T15:00:00Z`,
    ),
  );
  return `underlying,expiry,strike,type,bid,ask,timestamp\n${rows.join('\n')}\n`;
}

function columns(cells: number): readonly ParquetColumn[] {
  const rows = Array.from({ length: cells }, (_, i) => i);
  return [
    { name: 'underlying', type: 'string', cells: rows.map(() => 'SPY') },
    { name: 'expiry', type: 'date', cells: rows.map(() => Date.UTC(2026, 11, 18) / 86_400_000) },
    { name: 'strike', type: 'double', cells: rows.map((i) => 500 + (i >> 1)) },
    { name: 'type', type: 'string', cells: rows.map((i) => (i % 2 ? 'put' : 'call')) },
    { name: 'bid', type: 'double', cells: rows.map((i) => (i % 7 === 3 ? null : 5.25 + i / 8)) },
    { name: 'ask', type: 'float', cells: rows.map((i) => 6.1 + i) },
    { name: 'open_interest', type: 'int64', cells: rows.map((i) => (i % 2 ? i : null)) },
    { name: 'weekly', type: 'boolean', cells: rows.map((i) => i % 3 === 0) },
    {
      name: 'timestamp',
      type: 'timestamp-us',
      cells: rows.map(() => BigInt(Date.UTC(2026, 10, 20, 15)) * 1000n),
    },
  ];
}

test('a gzipped table reads as the table, and is named and hashed as the file it is', async () => {
  const plain = await opened('spy.csv', strToU8(table()));
  const packed = gzipSync(strToU8(table()));
  const set = await opened('spy.csv.gz', packed);
  expect(set.symbol).toEqual(plain.symbol);
  expect(set.bid).toEqual(plain.bid);
  expect(set.files).toHaveLength(1);
  expect(set.files[0]).toMatchObject({ name: 'spy.csv.gz', bytes: packed.length });
  expect(set.notes[0]).toContain('gzip');
});

test('gzip of several members is read to its end', async () => {
  const [head, ...rows] = table().trimEnd().split('\n');
  const members = [`${head}\n`, `${rows.slice(0, 5).join('\n')}\n`, `${rows.slice(5).join('\n')}\n`];
  const bytes = members.flatMap((text) => [...gzipSync(strToU8(text))]);
  expect((await opened('spy.csv.gz', Uint8Array.from(bytes))).symbol).toHaveLength(10);
});

test('a gzip file that was cut, or whose check sum disagrees, is refused as damaged', async () => {
  const packed = gzipSync(strToU8(table()));
  expect(await refused('cut.csv.gz', packed.slice(0, packed.length - 12))).toMatch(
    /^cut\.csv\.gz is damaged/,
  );
  const bent = packed.slice();
  bent[bent.length - 6] = (bent[bent.length - 6] as number) ^ 0xff;
  expect(await refused('bent.csv.gz', bent)).toContain('check sum');
});

test('an archive of one expiry a file becomes one board, and what holds no quotes is passed over and told', async () => {
  const archive = zipSync({
    'chain/2026-12-18.csv': strToU8(table()),
    'chain/2027-01-15.csv': strToU8(table(['C', 'P'], '2027-01-15')),
    'chain/plot.png': Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 1, 2, 3, 4]),
    '__MACOSX/chain/._x': strToU8('x'),
    'README.md': strToU8('# Quotes'),
  });
  const outcome = await read('chain.zip', archive);
  if (!outcome.ok) throw new Error(outcome.error.message);
  expect(outcome.value.symbol).toHaveLength(20);
  expect(new Set(outcome.value.expiry).size).toBe(2);
  expect(outcome.value.files.map((file) => file.name)).toEqual(['chain.zip']);
  expect(outcome.issues.find((issue) => issue.code === 'passed-over')?.message).toContain('plot.png');
});

test('calls and puts in two files of an archive, one of them gzipped, are one board', async () => {
  const archive = zipSync({
    'calls.csv': strToU8(table(['C'])),
    'puts.csv.gz': gzipSync(strToU8(table(['P']))),
  });
  const set = await opened('spy.zip', archive);
  expect([...set.isCall].filter((call) => call === 1)).toHaveLength(5);
  expect(set.symbol).toHaveLength(10);
});

test('archives that cannot be read say why', async () => {
  const archive = zipSync({ 'a.csv': strToU8(table()) });
  expect(await refused('cut.zip', archive.slice(0, 60))).toContain('damaged ZIP archive');
  const encrypted = archive.slice();
  const directory = encrypted.length - 22 - (46 + 5);
  encrypted[directory + 8] = (encrypted[directory + 8] as number) | 1;
  expect(await refused('secret.zip', encrypted)).toContain('encrypted with a password');
  const odd = archive.slice();
  odd[directory + 10] = 14;
  expect(await refused('lzma.zip', odd)).toContain('LZMA');
  expect(await refused('nested.zip', zipSync({ 'inner.zip': archive }))).toContain('inside another');
  expect(await refused('pictures.zip', zipSync({ 'README.md': strToU8('none') }))).toContain('no quotes');
});

test('a Parquet table reads as the same table in CSV', async () => {
  const cells = columns(40);
  const csv = [
    cells.map((column) => column.name).join(','),
    ...Array.from({ length: 40 }, (_, i) =>
      cells.map(({ name, cells: list }) => (name === 'expiry' ? '2026-12-18' : (list[i] ?? ''))).join(','),
    ),
  ].join('\n');
  const plain = await opened('spy.csv', strToU8(csv));
  for (const options of [{}, { codec: 2, compress: gzipSync }, { dictionary: true }]) {
    const set = await opened('spy.parquet', parquetFile(cells, options));
    expect(set.symbol).toEqual(plain.symbol);
    expect(set.bid).toEqual(plain.bid);
    expect(set.ask).toEqual(plain.ask);
    expect(set.openInterest).toEqual(plain.openInterest);
    expect(set.asOf).toBe(Date.UTC(2026, 10, 20, 15));
  }
  expect((await opened('spy.zip', zipSync({ 'spy.parquet': parquetFile(cells) }))).bid).toEqual(plain.bid);
});

test('a Parquet file in a codec that is not there is refused by the name of the codec', async () => {
  expect(await refused('spy.parquet', parquetFile(columns(4), { codec: 6 }))).toContain('ZSTD');
});

test('a Parquet file that states another number of rows than it holds is refused', async () => {
  expect(await refused('spy.parquet', parquetFile(columns(4), { rows: 5 }))).toMatch(/states 5 rows/);
});

test('bombs are stopped within two seconds: gzip and ZIP of one repeated byte, ten thousand and one files', async () => {
  const line = strToU8(`${'0'.repeat(63)}\n`);
  const header = strToU8('strike,type,expiry,bid,ask\n');
  const bomb = new Uint8Array(48 * 1024 * 1024);
  bomb.set(header);
  for (let at = header.length; at + line.length <= bomb.length; at += line.length) bomb.set(line, at);
  const packed = gzipSync(bomb);
  const archive = zipSync({ 'quotes.csv': bomb }, { level: 1 });
  expect(bomb.length / packed.length).toBeGreaterThan(250);
  const timed = async (name: string, bytes: Uint8Array) => {
    const start = processorTime();
    const said = await refused(name, bytes);
    expect(processorTime() - start).toBeLessThan(2000);
    return said;
  };
  expect(await timed('bomb.csv.gz', packed)).toContain('200 times');
  expect(await timed('bomb.zip', archive)).toContain('200 times');
  const many = Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`${i}.csv`, new Uint8Array(0)]));
  expect(await timed('many.zip', zipSync(many, { level: 0 }))).toContain('10\u2009001 files');
});
