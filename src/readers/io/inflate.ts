import { Gunzip, Inflate } from 'fflate';
import { ContainerFault } from './container-fault.ts';
import { crc32 } from './crc32.ts';
import { grouped, LIMITS } from './limits.ts';

/** Compressed bytes given to the decoder at a time: deflate makes at most 1032 times as many of them. */
const STEP = 8192;
/** A ratio above this, once `BOMB_FLOOR` bytes are out, is no table of quotes (those compress 4 to 40 times). */
const BOMB_RATIO = 200;
const BOMB_FLOOR = 16 * 1024 * 1024;

/** Counts what came in and went out of the decoders of one file, and stops what is out of proportion. */
export class InflateGuard {
  private out = 0;
  private into = 0;

  /** Throws a ContainerFault when the file is larger than is read, packed or unpacked, or is a bomb. */
  count(compressed: number, inflated: number): void {
    this.into += compressed;
    this.out += inflated;
    if (this.into > LIMITS.compressedBytes) {
      throw new ContainerFault(
        'invalid',
        `holds more than ${grouped(LIMITS.compressedBytes / 1_048_576)} MB compressed, the most that is read. Unpack and split it.`,
      );
    }
    refuseBomb(this.into, this.out);
  }
}

/**
 * Counts what the files of one archive unpack to together: many names may lie on the same packed bytes, none of them
 * out of proportion by itself (D. Fifield, "A better zip bomb", USENIX WOOT 2019).
 */
export class ArchiveGuard {
  private readonly out = new Map<string, number>();
  private total = 0;
  private readonly bytes: number;

  /** @param bytes Length of the archive. */
  constructor(bytes: number) {
    this.bytes = bytes;
  }

  /** Throws a ContainerFault when the archive is a bomb; `out` is how far its file has been unpacked, once or again. */
  count(name: string, out: number): void {
    const before = this.out.get(name) ?? 0;
    if (out <= before) return;
    this.out.set(name, out);
    this.total += out - before;
    refuseBomb(this.bytes, this.total);
  }
}

function refuseBomb(packed: number, unpacked: number): void {
  if (unpacked > LIMITS.inflatedBytes) {
    throw new ContainerFault(
      'invalid',
      `unpacks to more than ${grouped(LIMITS.inflatedBytes / 1_048_576)} MB, the most that is read. Split it by date or underlying.`,
    );
  }
  if (unpacked > BOMB_FLOOR && unpacked > BOMB_RATIO * packed) {
    throw new ContainerFault(
      'invalid',
      `unpacks to more than ${BOMB_RATIO} times its size, which no table of quotes does. It was not read further. Unpack it and open the quotes.`,
    );
  }
}

/** Unpacks gzip (RFC 1952), one member or several, and checks length and CRC-32 of each. */
export async function* gunzipped(
  compressed: AsyncIterable<Uint8Array>,
  guard: InflateGuard,
): AsyncGenerator<Uint8Array, void, void> {
  let out: Uint8Array[] = [];
  let crc = 0;
  let length = 0;
  // The last bytes of the input, so that a trailer that lies in two chunks is seen whole.
  let tail: Uint8Array = new Uint8Array(0);
  let consumed = 0;
  const check = (end: number) => {
    const from = end - 8 - (consumed - tail.length);
    const trailer = tail.subarray(from, from + 8);
    const view = new DataView(trailer.buffer, trailer.byteOffset, trailer.length);
    const sound =
      from >= 0 &&
      trailer.length === 8 &&
      view.getUint32(0, true) === crc &&
      view.getUint32(4, true) === length % 0x1_0000_0000;
    if (!sound) throw damaged('its check sum does not agree');
    crc = 0;
    length = 0;
  };
  const gunzip = new Gunzip((chunk) => {
    if (chunk.length === 0) return;
    crc = crc32(chunk, crc);
    length += chunk.length;
    out.push(chunk);
  });
  gunzip.onmember = check;
  const push = (piece: Uint8Array, final: boolean) => {
    tail = joined(tail.subarray(Math.max(0, tail.length - 32)), piece);
    consumed += piece.length;
    decode(() => gunzip.push(piece, final));
  };
  for await (const chunk of compressed) {
    for (let at = 0; at < chunk.length; at += STEP) {
      const piece = chunk.subarray(at, at + STEP);
      push(piece, false);
      for (const part of out) guard.count(0, part.length);
      guard.count(piece.length, 0);
      yield* out;
      out = [];
    }
  }
  push(new Uint8Array(0), true);
  yield* out;
  check(consumed);
}

/** Unpacks raw deflate (RFC 1951) that was held whole, and checks length and CRC-32. */
export function* inflated(
  compressed: Uint8Array,
  expected: { readonly crc: number; readonly length: number },
  guard: InflateGuard,
): Generator<Uint8Array, void, void> {
  // What the directory states is counted first: an honest bomb need not be unpacked to be known.
  new InflateGuard().count(compressed.length, expected.length);
  let out: Uint8Array[] = [];
  let crc = 0;
  let length = 0;
  const inflate = new Inflate((chunk) => {
    if (chunk.length > 0) out.push(chunk);
  });
  for (let at = 0; at < compressed.length; at += STEP) {
    const piece = compressed.subarray(at, at + STEP);
    decode(() => inflate.push(piece, at + STEP >= compressed.length));
    for (const part of out) {
      crc = crc32(part, crc);
      length += part.length;
      guard.count(0, part.length);
    }
    guard.count(piece.length, 0);
    yield* out;
    out = [];
  }
  if (crc !== expected.crc || length !== expected.length) throw damaged('its check sum does not agree');
}

function decode(step: () => void): void {
  try {
    step();
  } catch (error) {
    if (error instanceof ContainerFault) throw error;
    throw damaged(error instanceof Error ? error.message : 'it cannot be decoded');
  }
}

function damaged(why: string): ContainerFault {
  return new ContainerFault('parsing', `is damaged: ${why}. Download it again.`);
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
