import { Gunzip, gunzipSync } from 'fflate';

/** Packed bytes up to which a page that ends with the length it states is unpacked in one piece: at most 512 MB come out. */
const AT_ONCE = 512 * 1024;
/** Packed bytes given to the decoder at a time; a page of no more goes in one piece whatever it states. */
const STEP = 16_384;

/**
 * Unpacks a gzip page that states its length; null where it comes to another. A page that goes on beyond its length is
 * given up soon after: deflate makes up to 1032 times as many bytes as it is given.
 */
export function gunzippedPage(packed: Uint8Array, length: number): Uint8Array | null {
  // One byte more tells a page that goes on.
  const out = new Uint8Array(length + 1);
  if (packed.length <= STEP || (packed.length <= AT_ONCE && trailingLength(packed) === length)) {
    const found = gunzipSync(packed, { out });
    return found.length === length ? found : null;
  }
  let to = 0;
  const gunzip = new Gunzip((chunk) => {
    if (to + chunk.length <= length) out.set(chunk, to);
    to += chunk.length;
  });
  for (let at = 0; at < packed.length && to <= length; at += STEP) {
    gunzip.push(packed.subarray(at, at + STEP), at + STEP >= packed.length);
  }
  return to === length ? out.subarray(0, length) : null;
}

/** The length in the last four bytes (RFC 1952, section 2.3.1). */
function trailingLength(packed: Uint8Array): number {
  return new DataView(packed.buffer, packed.byteOffset, packed.length).getUint32(packed.length - 4, true);
}
