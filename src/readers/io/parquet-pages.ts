import { parquetHeader } from 'hyparquet/src/column.js';
import { decompressPage } from 'hyparquet/src/datapage.js';
import { ContainerFault } from './container-fault.ts';

/** A flat column chunk as the footer states it. */
export interface FlatChunk {
  readonly codec: string;
  readonly values: number;
  /** Values may be null, so that each page begins with definition levels. */
  readonly nullable: boolean;
  readonly isBoolean: boolean;
}

/** Unpacks one page; the second argument is the length it has to come to. */
export type Decompressors = { readonly [codec: string]: (input: Uint8Array, length: number) => Uint8Array };

const LARGEST_PAGE = 256 * 1024 * 1024;

/**
 * Walks the pages of a column chunk and holds every stated length against what is there: page sizes, value counts,
 * run lengths (Apache Parquet format, "Encodings", RLE and bit-packing hybrid). A reader that trusts them loops for
 * ever on a damaged file. Throws a ContainerFault.
 */
export function checkPages(bytes: Uint8Array, chunk: FlatChunk, decompressors: Decompressors): void {
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
  let values = 0;
  while (values < chunk.values) {
    if (reader.offset >= bytes.length) throw damaged('a column ends early');
    const header = parquetHeader(reader);
    const [packed, unpacked] = [header.compressed_page_size, header.uncompressed_page_size];
    const fits = packed >= 0 && unpacked >= 0 && unpacked <= LARGEST_PAGE;
    if (!fits || reader.offset + packed > bytes.length) throw damaged('a page is longer than the file');
    const body = bytes.subarray(reader.offset, reader.offset + packed);
    reader.offset += packed;
    const { data_page_header: v1, data_page_header_v2: v2, dictionary_page_header: dictionary } = header;
    if (header.type === 'DICTIONARY_PAGE') {
      if (dictionary === undefined || !isCount(dictionary.num_values, LARGEST_PAGE))
        throw damaged('a dictionary is broken');
      continue;
    }
    const page = v1 ?? v2;
    if (page === undefined || !isCount(page.num_values, chunk.values - values))
      throw damaged('a page states more values than its column');
    values += page.num_values;
    const encoded = /DICTIONARY|^RLE$/.test(String(page.encoding));
    if (v1 !== undefined) {
      const plain = decompressPage(body, unpacked, chunk.codec as 'SNAPPY', decompressors);
      const from = chunk.nullable ? checkLevels(plain, v1.num_values) : 0;
      if (encoded) checkIndices(plain, from, v1.num_values, chunk);
    } else if (v2 !== undefined) {
      const [levels, repeats] = [v2.definition_levels_byte_length, v2.repetition_levels_byte_length];
      const nulls = v2.num_nulls;
      if (!isCount(levels, body.length) || repeats !== 0 || !isCount(nulls, v2.num_values))
        throw damaged('the levels of a page are broken');
      if (chunk.nullable) checkRuns(body, 0, levels, 1, v2.num_values);
      const rest = body.subarray(levels);
      const plain =
        v2.is_compressed === false
          ? rest
          : decompressPage(rest, unpacked - levels, chunk.codec as 'SNAPPY', decompressors);
      if (encoded) checkIndices(plain, 0, v2.num_values - nulls, chunk);
    }
  }
}

/** Checks the definition levels at the start of a page; the offset after them. */
function checkLevels(page: Uint8Array, values: number): number {
  if (page.length < 4) throw damaged('a page ends early');
  const length = new DataView(page.buffer, page.byteOffset, page.length).getUint32(0, true);
  if (4 + length > page.length) throw damaged('the levels of a page are broken');
  checkRuns(page, 4, 4 + length, 1, values);
  return 4 + length;
}

function checkIndices(page: Uint8Array, from: number, values: number, chunk: FlatChunk): void {
  if (values === 0 || from >= page.length) return;
  if (chunk.isBoolean) {
    // Booleans in runs carry their own length.
    if (from + 4 <= page.length) checkRuns(page, from + 4, page.length, 1, values, true);
    return;
  }
  const width = page[from] as number;
  if (width > 32) throw damaged('an index is wider than 32 bits');
  if (width > 0) checkRuns(page, from + 1, page.length, width, values, true);
}

/**
 * Follows the runs of the hybrid encoding until `values` are seen. `early`: fewer may follow, since nulls are not
 * stored and their number is in the levels.
 */
function checkRuns(
  bytes: Uint8Array,
  from: number,
  until: number,
  width: number,
  values: number,
  early = false,
): void {
  const valueBytes = (width + 7) >> 3;
  let at = from;
  let seen = 0;
  while (seen < values) {
    if (at >= until) {
      if (early) return;
      throw damaged('a run ends early');
    }
    let header = 0;
    let shift = 0;
    for (;;) {
      const byte = bytes[at++];
      if (byte === undefined || shift > 28) throw damaged('a run has no length');
      header += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
      shift += 7;
    }
    const count = Math.floor(header / 2);
    if (header % 2 === 1) {
      // The last group of eight may go beyond the values that are there.
      if (count === 0 || count * 8 > values - seen + 7 + 504) throw damaged('a run is longer than its page');
      at += count * width;
      seen += count * 8;
      if (at > until + width) throw damaged('a run is longer than its page');
    } else {
      if (count === 0 || count > values - seen) throw damaged('a run is longer than its page');
      at += valueBytes;
      seen += count;
      if (at > until) throw damaged('a run is longer than its page');
    }
  }
}

function isCount(value: unknown, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most;
}

function damaged(why: string): ContainerFault {
  return new ContainerFault('parsing', `is a damaged Parquet file: ${why}. Save it again.`);
}
