/** What a byte does to the remainder, then the same with one to three zero bytes behind it. */
const TABLES = [new Uint32Array(256), new Uint32Array(256), new Uint32Array(256), new Uint32Array(256)];
const [ONE, TWO, THREE, FOUR] = TABLES as [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
for (let n = 0; n < 256; n++) {
  let c = n;
  for (const table of TABLES) {
    for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    table[n] = c;
  }
}

/**
 * CRC-32 of gzip and ZIP (ISO 3309; RFC 1952, section 8), continued from an earlier value; 0 to begin. Unsigned. Four
 * bytes at a time (M. E. Kounavis, F. L. Berry, "Novel table lookup-based algorithms for high-performance CRC
 * generation", IEEE Transactions on Computers 57(11), 2008, 1550-1560).
 */
export function crc32(bytes: Uint8Array, before = 0): number {
  let c = ~before;
  const even = bytes.length & ~3;
  let i = 0;
  for (; i < even; i += 4) {
    c ^=
      (bytes[i] as number) |
      ((bytes[i + 1] as number) << 8) |
      ((bytes[i + 2] as number) << 16) |
      ((bytes[i + 3] as number) << 24);
    c =
      (FOUR[c & 0xff] as number) ^
      (THREE[(c >>> 8) & 0xff] as number) ^
      (TWO[(c >>> 16) & 0xff] as number) ^
      (ONE[c >>> 24] as number);
  }
  for (; i < bytes.length; i++) c = (ONE[(c ^ (bytes[i] as number)) & 0xff] as number) ^ (c >>> 8);
  return ~c >>> 0;
}
