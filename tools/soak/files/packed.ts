import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { type ParquetColumn, parquetFile } from '#testing/parquet-file.ts';
import type { Random } from '../../sample/random.ts';
import { fixtures } from './fixtures.ts';

/** One small packed file. */
export interface PackedFixture {
  readonly format: string;
  readonly name: string;
  readonly bytes: Uint8Array;
}

const ROWS = 120;

/** The columns of an option table, numbers and days in their own types. */
export function optionColumns(rows: number = ROWS): readonly ParquetColumn[] {
  const each = <T>(make: (i: number) => T) => Array.from({ length: rows }, (_, i) => make(i));
  return [
    { name: 'underlying', type: 'string', cells: each(() => 'SPY') },
    { name: 'expiry', type: 'date', cells: each((i) => 20_805 + 28 * (i % 3)) },
    { name: 'strike', type: 'double', cells: each((i) => 500 + 5 * Math.floor(i / 6)) },
    { name: 'type', type: 'string', cells: each((i) => (Math.floor(i / 3) % 2 ? 'put' : 'call')) },
    { name: 'bid', type: 'double', cells: each((i) => (i % 7 === 3 ? null : 5.25 + i / 8)) },
    { name: 'ask', type: 'float', cells: each((i) => 26.5 + i) },
    { name: 'open_interest', type: 'int64', cells: each((i) => (i % 2 ? i : null)) },
    {
      name: 'timestamp',
      type: 'timestamp-us',
      cells: each(() => BigInt(Date.UTC(2026, 10, 20, 15)) * 1000n),
    },
  ];
}

/** A small file of every packing that is read. */
export function packedFixtures(): readonly PackedFixture[] {
  const table = new TextEncoder().encode(fixtures().find(({ format }) => format === 'csv')?.text ?? '');
  const columns = optionColumns();
  return [
    { format: 'parquet', name: 'spy.parquet', bytes: parquetFile(columns) },
    {
      format: 'parquet-gzip',
      name: 'spy.parquet',
      bytes: parquetFile(columns, { codec: 2, compress: gzipSync }),
    },
    { format: 'parquet-dictionary', name: 'spy.parquet', bytes: parquetFile(columns, { dictionary: true }) },
    { format: 'gzip', name: 'spy.csv.gz', bytes: gzipSync(table) },
    { format: 'zip', name: 'spy.zip', bytes: zipOf([{ name: 'spy.csv', content: table }]) },
    {
      format: 'zip-parquet',
      name: 'spy.zip',
      bytes: zipOf([{ name: 'spy.parquet', content: parquetFile(columns) }]),
    },
  ];
}

/** A packed file with one to four seeded changes of its bytes: flipped, cut, moved, repeated, small numbers made large. */
export function mutatePacked(bytes: Uint8Array, random: Random): Uint8Array {
  const pick = (n: number) => Math.min(n - 1, Math.floor(random.uniform() * n));
  let changed = Uint8Array.from(bytes);
  for (let round = 0; round <= pick(4); round++) {
    if (changed.length === 0) break;
    // Half of the changes go to the end, where archives and columns keep their directories.
    const near = random.uniform() < 0.5 ? Math.max(0, changed.length - 700) : 0;
    const at = near + pick(changed.length - near);
    const kind = pick(7);
    if (kind === 0) changed[at] = pick(256);
    else if (kind === 1) changed[at] = (changed[at] as number) ^ (1 << pick(8));
    else if (kind === 2) for (let i = at; i < Math.min(changed.length, at + 5); i++) changed[i] = 0xff;
    else if (kind === 3) changed = changed.slice(0, at);
    else if (kind === 4)
      changed = Uint8Array.from([...changed.subarray(0, at), ...changed.subarray(at + 1 + pick(40))]);
    else if (kind === 5)
      changed = Uint8Array.from([...changed.subarray(0, at), ...changed.subarray(Math.max(0, at - 30))]);
    else changed.fill(0, at, at + 1 + pick(60));
  }
  return changed;
}

/** One file of an archive. */
export interface ZipPart {
  readonly name: string;
  readonly content: Uint8Array;
  /** Length the archive states, where it is not that of the content. */
  readonly says?: number;
  /** Its bytes are those of the part before. */
  readonly shared?: boolean;
}

/** Bytes below which deflating a file would make it no smaller. */
const STORED = 128;

/** An archive of files, small ones stored and others deflated (APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16). */
export function zipOf(parts: readonly ZipPart[]): Uint8Array {
  const pieces: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let [length, listed, at] = [0, 0, 0];
  let [packed, crc]: [Uint8Array, number] = [new Uint8Array(), 0];
  for (const [i, { name, content, says, shared }] of parts.entries()) {
    const title = new TextEncoder().encode(name);
    const isNew = i === 0 || shared !== true;
    const isStored = content.length < STORED;
    if (isNew) {
      packed = isStored ? content : deflateRawSync(content);
      crc = crc32(content);
      at = length;
    }
    const common = (view: DataView, from: number) => {
      view.setUint16(from, 20, true);
      view.setUint16(from + 4, isStored ? 0 : 8, true);
      view.setUint32(from + 10, crc, true);
      view.setUint32(from + 14, packed.length, true);
      view.setUint32(from + 18, says ?? content.length, true);
      view.setUint16(from + 22, title.length, true);
    };
    if (isNew) {
      const local = new DataView(new ArrayBuffer(30));
      local.setUint32(0, 0x04034b50, true);
      common(local, 4);
      pieces.push(new Uint8Array(local.buffer), title, packed);
      length += 30 + title.length + packed.length;
    }
    const entry = new DataView(new ArrayBuffer(46));
    entry.setUint32(0, 0x02014b50, true);
    common(entry, 6);
    entry.setUint32(42, at, true);
    directory.push(new Uint8Array(entry.buffer), title);
    listed += 46 + title.length;
  }
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, parts.length, true);
  end.setUint16(10, parts.length, true);
  end.setUint32(12, listed, true);
  end.setUint32(16, length, true);
  return Uint8Array.from(Buffer.concat([...pieces, ...directory, new Uint8Array(end.buffer)]));
}
