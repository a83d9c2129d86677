import type { ByteSource } from '#readers/reader.ts';
import { ContainerFault } from './container-fault.ts';
import { openSource } from './file-head.ts';
import { ArchiveGuard, gunzipped, InflateGuard, inflated } from './inflate.ts';
import { LIMITS } from './limits.ts';
import { entryBytes, type ZipEntry, zipEntries } from './zip-directory.ts';

/** What was found inside a file. */
export interface Unpacked {
  /** Files to read; the file itself where it is no container. */
  readonly sources: readonly ByteSource[];
  /** `gzip`, `zip`, `parquet`, outermost first; empty for a plain file. */
  readonly layers: readonly string[];
}

/** Containers inside containers: a gzipped table in an archive is met, more is not. */
const LAYERS = 3;
const ZIP = [0x50, 0x4b, 0x03, 0x04];
const EMPTY_ZIP = [0x50, 0x4b, 0x05, 0x06];
const METHODS: ReadonlyMap<number, string> = new Map([
  [9, 'Deflate64'],
  [12, 'bzip2'],
  [14, 'LZMA'],
  [93, 'Zstandard'],
  [95, 'xz'],
  [98, 'PPMd'],
  [99, 'AES encryption'],
]);

/**
 * Opens gzip, ZIP and Parquet, one inside another: a Parquet file becomes the CSV of its columns, an archive its
 * files. Workbooks and other documents that are ZIP archives by trade are left as they are. Bytes are unpacked when
 * they are pulled, and limits hold then. Throws a ContainerFault.
 */
export async function unpack(source: ByteSource, layers: readonly string[] = []): Promise<Unpacked> {
  const { head, source: opened } = await openSource(source);
  const { bytes } = head;
  const kind = kindOf(bytes);
  if (kind === null) return { sources: [opened], layers };
  if (layers.length >= LAYERS || (kind === 'zip' && layers.includes('zip'))) {
    throw new ContainerFault(
      'unrecognised',
      'is a ZIP archive inside another. Unpack it and open the files inside.',
    );
  }
  const inner = [...layers, kind];
  if (kind === 'gzip') {
    const chunks = () => gunzipped(opened.chunks(), new InflateGuard());
    return unpack({ ...opened, size: null, chunks }, inner);
  }
  const whole = await collect(opened);
  if (kind === 'parquet') {
    // As much code as a dozen formats, for one: fetched with the first such file.
    const { parquetAsCsv } = await import('./parquet.ts');
    const chunks = () => parquetAsCsv(whole);
    return { sources: [{ ...opened, size: null, chunks }], layers: inner };
  }
  const entries = zipEntries(whole);
  if (isDocument(entries)) return { sources: [opened], layers };
  const sources: ByteSource[] = [];
  const guard = new ArchiveGuard(whole.length);
  let hash: Promise<string> | null = null;
  const sha256 = () => {
    hash ??= opened.sha256();
    return hash;
  };
  let found: readonly string[] = inner;
  for (const entry of entries.filter(mayHoldQuotes)) {
    const contained = await unpack({ ...entrySource(opened, whole, entry, guard), sha256 }, inner);
    sources.push(...contained.sources);
    if (contained.layers.length > found.length) found = contained.layers;
  }
  if (sources.length === 0) {
    throw new ContainerFault(
      'missing-data',
      `is a ZIP archive of ${entries.length} files with no quotes in it. Put the CSV or JSON of quotes in it.`,
    );
  }
  return { sources, layers: found };
}

function kindOf(bytes: Uint8Array): 'gzip' | 'zip' | 'parquet' | null {
  const begins = (prefix: readonly number[]) => prefix.every((byte, i) => bytes[i] === byte);
  if (begins([0x1f, 0x8b, 0x08])) return 'gzip';
  if (begins(ZIP) || begins(EMPTY_ZIP)) return 'zip';
  return begins([0x50, 0x41, 0x52, 0x31]) ? 'parquet' : null;
}

async function collect(source: ByteSource): Promise<Uint8Array> {
  const most = LIMITS.compressedBytes;
  const tooLarge = () =>
    new ContainerFault(
      'invalid',
      `is larger than ${most / 1_048_576} MB, the most that is read of a packed file. Unpack and split it.`,
    );
  if (source.size !== null && source.size > most) throw tooLarge();
  let bytes = new Uint8Array(source.size ?? 1 << 16);
  let length = 0;
  for await (const chunk of source.chunks()) {
    if (length + chunk.length > most) throw tooLarge();
    if (length + chunk.length > bytes.length) {
      const larger = new Uint8Array(Math.min(most, Math.max(2 * bytes.length, length + chunk.length)));
      larger.set(bytes.subarray(0, length));
      bytes = larger;
    }
    bytes.set(chunk, length);
    length += chunk.length;
  }
  return bytes.subarray(0, length);
}

function entrySource(
  archive: ByteSource,
  whole: Uint8Array,
  entry: ZipEntry,
  guard: ArchiveGuard,
): ByteSource {
  return {
    name: `${archive.name}/${entry.name}`,
    size: null,
    async *chunks() {
      const packed = entryBytes(whole, entry);
      if (entry.encrypted)
        throw new ContainerFault(
          'unrecognised',
          'is encrypted with a password. Unpack it and open the file inside.',
        );
      if (entry.method !== 0 && entry.method !== 8) {
        const method = METHODS.get(entry.method) ?? `method ${entry.method}`;
        throw new ContainerFault(
          'unrecognised',
          `is compressed with ${method}, which is not read. Unpack it and open the file inside.`,
        );
      }
      const stored = entry.method === 0;
      const expected = { crc: entry.crc, length: entry.size };
      let out = 0;
      for (const part of stored ? [packed] : inflated(packed, expected, new InflateGuard())) {
        out += part.length;
        guard.count(entry.name, out);
        yield part;
      }
    },
    sha256: () => archive.sha256(),
  };
}

/** Workbooks and texts are archives of XML; they are refused as what they are. */
function isDocument(entries: readonly ZipEntry[]): boolean {
  return entries.some(
    ({ name }) => name === '[Content_Types].xml' || name === 'mimetype' || /^(?:xl|word|ppt)\//.test(name),
  );
}

function mayHoldQuotes({ name, size }: ZipEntry): boolean {
  const last = name.slice(name.lastIndexOf('/') + 1);
  return (
    size > 0 &&
    !name.startsWith('__MACOSX/') &&
    !last.startsWith('.') &&
    !/^(?:readme|licen[cs]e|copying|notice)\b/i.test(last)
  );
}
