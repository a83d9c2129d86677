import { ContainerFault } from './container-fault.ts';
import { grouped, LIMITS } from './limits.ts';

/** One file of a ZIP archive as its central directory states it. */
export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflate, others by APPNOTE.TXT section 4.4.5. */
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
  /** Offset of the local header. */
  readonly at: number;
}

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const LONGEST_COMMENT = 65_535;
const MAX32 = 0xffff_ffff;

/**
 * Reads the central directory of a ZIP archive (PKWARE APPNOTE.TXT, sections 4.3.12 to 4.3.16), folders left out.
 * The directory is trusted, not the local headers, which writers of streams leave without sizes.
 */
export function zipEntries(bytes: Uint8Array): readonly ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  if (end < 0) throw broken('it has no central directory, so it was cut off');
  const count = view.getUint16(end + 10, true);
  const from = view.getUint32(end + 16, true);
  if (count > LIMITS.zipEntries || count === 0xffff) {
    throw new ContainerFault(
      'invalid',
      `holds ${count === 0xffff ? 'more than 65 534' : grouped(count)} files; at most ${grouped(LIMITS.zipEntries)} are read. Unpack it and open the quotes.`,
    );
  }
  const entries: ZipEntry[] = [];
  let at = from;
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== ENTRY) throw broken('its directory is broken');
    const [nameLength, extraLength, commentLength] = [
      view.getUint16(at + 28, true),
      view.getUint16(at + 30, true),
      view.getUint16(at + 32, true),
    ];
    const flags = view.getUint16(at + 8, true);
    const nameBytes = bytes.subarray(at + 46, at + 46 + nameLength);
    const name = new TextDecoder(flags & 0x800 ? 'utf-8' : 'windows-1252').decode(nameBytes);
    const sizes = largeSizes(view, at + 46 + nameLength, extraLength, {
      size: view.getUint32(at + 24, true),
      compressedSize: view.getUint32(at + 20, true),
      at: view.getUint32(at + 42, true),
    });
    if (!name.endsWith('/')) {
      entries.push({
        name,
        method: view.getUint16(at + 10, true),
        encrypted: (flags & 1) !== 0,
        crc: view.getUint32(at + 16, true),
        ...sizes,
      });
    }
    at += 46 + nameLength + extraLength + commentLength;
  }
  return entries;
}

/** The compressed bytes of an entry, without copying. */
export function entryBytes(bytes: Uint8Array, entry: ZipEntry): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (entry.at + 30 > bytes.length || view.getUint32(entry.at, true) !== LOCAL) {
    throw broken('its directory points to nothing');
  }
  const from = entry.at + 30 + view.getUint16(entry.at + 26, true) + view.getUint16(entry.at + 28, true);
  const until = from + entry.compressedSize;
  if (until > bytes.length) throw broken('it ends early');
  return bytes.subarray(from, until);
}

function findEnd(view: DataView): number {
  const last = view.byteLength - 22;
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
    if (view.getUint32(at, true) === END) return at;
  }
  return -1;
}

/** Sizes that need 64 bits stand in the extra field 1 instead (APPNOTE.TXT, section 4.5.3). */
function largeSizes<T extends { size: number; compressedSize: number; at: number }>(
  view: DataView,
  from: number,
  length: number,
  stated: T,
): T {
  const until = Math.min(from + length, view.byteLength);
  for (let at = from; at + 4 <= until; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let next = at + 4;
    const found = { ...stated };
    for (const key of ['size', 'compressedSize', 'at'] as const) {
      if (stated[key] !== MAX32 || next + 8 > until) continue;
      found[key] = Number(view.getBigUint64(next, true));
      next += 8;
    }
    return found;
  }
  return stated;
}

function broken(why: string): ContainerFault {
  return new ContainerFault('parsing', `is a damaged ZIP archive: ${why}. Download it again.`);
}
