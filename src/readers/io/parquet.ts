import { parquetMetadata } from 'hyparquet/src/metadata.js';
import { parquetRead } from 'hyparquet/src/read.js';
import { snappyUncompress } from 'hyparquet/src/snappy.js';
import { ContainerFault } from './container-fault.ts';
import { csvLine } from './csv-line.ts';
import { gunzippedPage } from './gzip-page.ts';
import { grouped, LIMITS } from './limits.ts';
import { checkPages, type Decompressors } from './parquet-pages.ts';

/** Rows written at a time. */
const STEP = 4096;

const DECOMPRESSORS: Decompressors = {
  SNAPPY: (input, length) => {
    const out = new Uint8Array(length);
    snappyUncompress(input, out);
    return out;
  },
  GZIP: (input, length) => {
    const out = gunzippedPage(input, length);
    if (out === null) throw damaged('a page has another length than it states');
    return out;
  },
};

interface FlatColumn {
  readonly name: string;
  readonly nullable: boolean;
  readonly isBoolean: boolean;
  /** Single-precision numbers are written with the digits they have. */
  readonly single: boolean;
}

type Metadata = ReturnType<typeof parquetMetadata>;

/**
 * Writes the flat columns of a Parquet file as CSV text in UTF-8, row group by row group, so that every reader of
 * tables reads it. Instants become their epoch numbers, dates `2026-01-30`, missing cells empty ones. Nested columns
 * are left out. Throws a ContainerFault when the file is damaged, in a codec that is not there, or too large, and
 * when a row group holds another number of rows than it states.
 */
export async function* parquetAsCsv(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
  const metadata = readMetadata(bytes);
  const columns = flatColumns(metadata);
  if (columns.length === 0)
    throw new ContainerFault('missing-data', 'holds no flat column. Save the quotes as a table.');
  const encoder = new TextEncoder();
  yield encoder.encode(csvLine(columns.map((column) => column.name)));
  const file = {
    byteLength: bytes.length,
    slice: (start: number, end: number = bytes.length) => bytes.slice(start, end).buffer as ArrayBuffer,
  };
  let before = 0;
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows);
    checkGroup(bytes, group, columns, rows);
    const cells = columns.map(() => new Array<unknown>(rows));
    const filled = new Float64Array(columns.length);
    const from = before;
    await parquetRead({
      file,
      metadata,
      columns: columns.map((column) => column.name),
      rowStart: before,
      rowEnd: before + rows,
      compressors: DECOMPRESSORS,
      parsers: PARSERS,
      onChunk: ({ columnName, columnData, rowStart }) => {
        const at = columns.findIndex((column) => column.name === columnName);
        const target = cells[at];
        if (target === undefined) return;
        for (let i = 0; i < columnData.length; i++) target[rowStart - from + i] = columnData[i];
        filled[at] = (filled[at] as number) + columnData.length;
      },
    }).catch((error: unknown) => {
      if (error instanceof ContainerFault) throw error;
      throw damaged(said(error));
    });
    if (filled.some((count) => count !== rows)) {
      throw damaged(`a row group states ${grouped(rows)} rows and holds another number`);
    }
    for (let row = 0; row < rows; row += STEP) {
      let text = '';
      for (let i = row; i < Math.min(rows, row + STEP); i++) {
        text += csvLine(columns.map((column, at) => cellText(cells[at]?.[i], column)));
      }
      yield encoder.encode(text);
    }
    before += rows;
  }
}

function readMetadata(bytes: Uint8Array): Metadata {
  let metadata: Metadata;
  try {
    metadata = parquetMetadata(bytes, { geoparquet: false });
  } catch (error) {
    throw damaged(said(error));
  }
  const groups = metadata.row_groups;
  const rows = groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  if (
    !Number.isSafeInteger(rows) ||
    groups.some((group) => Number(group.num_rows) < 0) ||
    rows !== Number(metadata.num_rows)
  ) {
    throw damaged(`it states ${String(metadata.num_rows)} rows, its row groups ${String(rows)}`);
  }
  if (rows > LIMITS.rows) {
    throw new ContainerFault(
      'invalid',
      `holds ${grouped(rows)} rows; at most ${grouped(LIMITS.rows)} are read. Split it by date or underlying.`,
    );
  }
  return metadata;
}

/** Columns directly below the root that hold one value a row. */
function flatColumns(metadata: Metadata): readonly FlatColumn[] {
  const [root, ...rest] = metadata.schema;
  const columns: FlatColumn[] = [];
  const names = new Set<string>();
  let left = root?.num_children ?? 0;
  let at = 0;
  const skip = (children: number): void => {
    for (let i = 0; i < children && at < rest.length; i++) skip(rest[at++]?.num_children ?? 0);
  };
  while (left-- > 0 && at < rest.length) {
    const element = rest[at++];
    if (element === undefined) break;
    if ((element.num_children ?? 0) > 0) skip(element.num_children ?? 0);
    else if (element.repetition_type !== 'REPEATED' && !names.has(element.name)) {
      names.add(element.name);
      columns.push({
        name: element.name,
        nullable: element.repetition_type === 'OPTIONAL',
        isBoolean: element.type === 'BOOLEAN',
        single: element.type === 'FLOAT',
      });
    }
  }
  if (columns.length > LIMITS.columns)
    throw new ContainerFault(
      'invalid',
      `has more than ${LIMITS.columns} columns, which no quote file has. Save those of the quotes alone.`,
    );
  return columns;
}

function checkGroup(
  bytes: Uint8Array,
  group: Metadata['row_groups'][number],
  columns: readonly FlatColumn[],
  rows: number,
): void {
  for (const column of columns) {
    const meta = group.columns.find(
      (chunk) => chunk.meta_data?.path_in_schema.join('.') === column.name,
    )?.meta_data;
    if (meta === undefined) throw damaged('a row group lacks a column');
    const codec = String(meta.codec);
    if (codec !== 'UNCOMPRESSED' && !Object.hasOwn(DECOMPRESSORS, codec)) {
      throw new ContainerFault(
        'unrecognised',
        `is a Parquet file compressed with ${/^[A-Z0-9_]{1,16}$/.test(codec) ? codec : 'an unknown codec'}, which is not read. Save it with Snappy, gzip or no compression, or as CSV.`,
      );
    }
    if (Number(meta.num_values) !== rows) throw damaged('a column has another number of values than rows');
    const starts = [meta.dictionary_page_offset, meta.data_page_offset]
      .filter((at) => Number(at ?? 0) > 0)
      .map(Number);
    const from = Math.min(...starts);
    const until = from + Number(meta.total_compressed_size);
    if (!(from >= 4 && until <= bytes.length && until >= from))
      throw damaged('a column lies outside the file');
    try {
      const { nullable, isBoolean } = column;
      checkPages(bytes.subarray(from, until), { codec, values: rows, nullable, isBoolean }, DECOMPRESSORS);
    } catch (error) {
      if (error instanceof ContainerFault) throw error;
      throw damaged(said(error));
    }
  }
}

/** Instants as the numbers they are stored as, so that nothing of them is lost. */
const PARSERS = {
  timestampFromMilliseconds: String,
  timestampFromMicroseconds: String,
  timestampFromNanoseconds: String,
  dateFromDays: (days: number) =>
    Number.isFinite(days) && Math.abs(days) < 1e6
      ? new Date(days * 86_400_000).toISOString().slice(0, 10)
      : null,
  jsonFromBytes: () => null,
};

function cellText(value: unknown, column: FlatColumn): string {
  if (value === undefined) throw damaged('a value points beyond its dictionary');
  if (typeof value === 'number')
    return Number.isFinite(value) ? (column.single ? shortSingle(value) : String(value)) : '';
  if (typeof value === 'string') return value;
  return typeof value === 'bigint' || typeof value === 'boolean' ? String(value) : '';
}

/** The shortest decimal that names the same single-precision number. */
function shortSingle(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(value);
}

function said(error: unknown): string {
  return error instanceof Error
    ? error.message.replace(/^parquet /, '').slice(0, 100)
    : 'it cannot be decoded';
}

function damaged(why: string): ContainerFault {
  return new ContainerFault('parsing', `is a damaged Parquet file: ${why}. Save it again.`);
}
