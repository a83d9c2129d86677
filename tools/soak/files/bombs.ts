import { gzipSync } from 'node:zlib';
import { parquetFile } from '#testing/parquet-file.ts';
import { optionColumns, type ZipPart, zipOf } from './packed.ts';

/** A small file that asks for much memory or time. */
export interface Bomb {
  readonly what: string;
  readonly name: string;
  bytes(): Uint8Array;
}

const MB = 1 << 20;
const HEADER = 'underlying,expiry,strike,type,bid,ask\n';
const ROW = 'SPY,2027-01-15,600,C,5.25,5.5\n';

const text = (content: string): Uint8Array => new TextEncoder().encode(content);
/** Parts written one after the other. */
const together = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));
/** Several members are one gzip file (RFC 1952, section 2.2). */
const gzipOf = (...members: readonly Uint8Array[]): Uint8Array =>
  together(members.map((member) => gzipSync(member)));

/** Gzip of `times` 64 MB of one byte, a thousandth of that in size. */
function flood(times: number, byte: number): Uint8Array {
  const member = gzipSync(new Uint8Array(64 * MB).fill(byte));
  return together(Array.from({ length: times }, () => member));
}

/** A table of many rows that say the same, to be packed a thousandfold. */
function sameRows(megabytes: number): Uint8Array {
  return text(HEADER + ROW.repeat((megabytes * MB) / ROW.length));
}

/** `count` files of one archive, `make` says each. */
function manyFiles(count: number, make: (i: number) => Uint8Array): Uint8Array {
  return zipOf(Array.from({ length: count }, (_, i): ZipPart => ({ name: `q${i}.csv`, content: make(i) })));
}

const tinyTable = (i: number): Uint8Array => text(`${HEADER}SPY,2027-01-15,${100 + i},C,5.25,5.5\n`);

/** Many names of one packed file (D. Fifield, "A better zip bomb", 2019), each under the ratio of a bomb. */
function overlapping(count: number): Uint8Array {
  const content = sameRows(15);
  return zipOf(
    Array.from({ length: count }, (_, i): ZipPart => ({ name: `q${i}.csv`, content, shared: true })),
  );
}

const options = (inside: string): string =>
  `{"as_of":"2026-11-20T00:00:00Z","options":[{"instrument_name":"BTC-27NOV26-60000-C","bid_price":${inside}`;

const TICKER =
  '{"jsonrpc":"2.0","method":"subscription","params":{"channel":"ticker.BTC-27NOV26-60000-C.raw","data":{"timestamp":1795132800000,"instrument_name":"BTC-27NOV26-60000-C","best_bid_price":0.1}}}';

/** Every bomb by its name: packed a thousandfold, a line without end, brackets without end, a count that lies. */
export const bombs: readonly Bomb[] = [
  { what: 'gzip of 1 GB of zeros', name: 'zeros.csv.gz', bytes: () => flood(16, 0) },
  { what: 'gzip of 1 GB of blanks', name: 'blanks.json.gz', bytes: () => flood(16, 0x20) },
  {
    what: 'gzip of 512 MB of brackets',
    name: 'brackets.json.gz',
    bytes: () => together([gzipSync(options('')), flood(8, 0x5b)]),
  },
  { what: 'gzip of 256 MB of one row', name: 'rows.csv.gz', bytes: () => gzipOf(sameRows(256)) },
  { what: 'gzip in gzip in gzip', name: 'nested.csv.gz', bytes: () => gzipOf(gzipOf(flood(16, 0))) },
  {
    what: 'ZIP of 512 MB of zeros',
    name: 'zeros.zip',
    bytes: () => zipOf([{ name: 'q.csv', content: new Uint8Array(512 * MB) }]),
  },
  {
    what: 'the same, said to hold 100 bytes',
    name: 'lies.zip',
    bytes: () => zipOf([{ name: 'q.csv', content: new Uint8Array(512 * MB), says: 100 }]),
  },
  { what: 'ZIP of 10,000 tables', name: 'many.zip', bytes: () => manyFiles(10_000, tinyTable) },
  {
    what: 'ZIP of 2,000 texts',
    name: 'texts.zip',
    bytes: () => manyFiles(2000, () => text('no table\n')),
  },
  { what: 'ZIP of 2,000 tables', name: 'tables.zip', bytes: () => manyFiles(2000, tinyTable) },
  { what: 'ZIP of 60,000 tables', name: 'more.zip', bytes: () => manyFiles(60_000, tinyTable) },
  {
    what: 'ZIP of 2,000 names of one table of 15 MB',
    name: 'overlap.zip',
    bytes: () => overlapping(2000),
  },
  {
    what: 'line of 2 MB in a table',
    name: 'line.csv',
    bytes: () => text(`${HEADER}${'9'.repeat(2 * MB)}\n`),
  },
  {
    what: 'line of 200 MB in a table',
    name: 'long.csv',
    bytes: () => text(`${HEADER}${'SPY,'.repeat(50 * MB)}\n`),
  },
  { what: 'open quote over 18 MB', name: 'quote.csv', bytes: () => text(`${HEADER}"${ROW.repeat(600_000)}`) },
  {
    what: 'line of 2 MB in a document',
    name: 'line.json',
    bytes: () => text(options(`"${'9'.repeat(2 * MB)}"}]}`)),
  },
  {
    what: 'line of 20 MB in a recording',
    name: 'line.ndjson',
    bytes: () => text(`${TICKER}\n{"params":{"channel":"ticker.${'X'.repeat(20 * MB)}"}}\n`),
  },
  { what: 'lists 10^6 deep', name: 'lists.json', bytes: () => text('['.repeat(1e6) + ']'.repeat(1e6)) },
  {
    what: 'lists 10^6 deep in an option',
    name: 'deep.json',
    bytes: () => text(options(`${'['.repeat(1e6) + ']'.repeat(1e6)}}]}`)),
  },
  {
    what: 'objects 10^6 deep in an option',
    name: 'objects.json',
    bytes: () => text(options(`${'{"a":'.repeat(1e6)}0${'}'.repeat(1e6)}}]}`)),
  },
  {
    what: 'lists 10^6 deep, packed',
    name: 'deep.json.gz',
    bytes: () => gzipOf(text(options('['.repeat(1e6)))),
  },
  {
    what: 'lists 10^6 deep in a recording',
    name: 'deep.ndjson',
    bytes: () => text(`${TICKER}\n${options('['.repeat(1e6) + ']'.repeat(1e6))}}]}\n`),
  },
  {
    what: '30,000 fields above 30,000 options',
    name: 'inherit.json',
    bytes: () => {
      const above = Array.from({ length: 30_000 }, (_, i) => `"f${i}":${i}`).join();
      const below = Array.from({ length: 30_000 }, (_, i) => `{"strike":${i + 1},"bid":1,"ask":2}`).join();
      return text(
        `{"quotes":[{"strike":1,"bid":1,"ask":2}],"expiry":"2027-01-15",${above},"calls":[${below}]}`,
      );
    },
  },
  {
    what: '200,000 columns',
    name: 'wide.csv',
    bytes: () => text(`strike,expiry,type,bid,ask${',x'.repeat(200_000)}\n${ROW}`),
  },
  {
    what: 'Parquet page of 512 MB in 500 KB',
    name: 'page.parquet',
    bytes: () => {
      const page = gzipSync(new Uint8Array(512 * MB));
      return parquetFile(optionColumns(), { codec: 2, compress: () => page });
    },
  },
  {
    what: 'Parquet of 4 * 10^9 rows, it says',
    name: 'count.parquet',
    bytes: () => parquetFile(optionColumns(), { rows: 4e9 }),
  },
];
