import { crc32 as reference } from 'node:zlib';
import { expect, test } from 'vitest';
import { crc32 } from './crc32.ts';

test('the check sum is that of zlib for every length, and goes on where it was left', () => {
  const bytes = Uint8Array.from({ length: 70 }, (_, i) => (i * i * 37 + 11) % 256);
  for (let end = 0; end <= bytes.length; end++) {
    const whole = bytes.subarray(0, end);
    expect(crc32(whole)).toBe(reference(whole));
    const half = end >> 1;
    expect(crc32(whole.subarray(half), crc32(whole.subarray(0, half)))).toBe(reference(whole));
  }
});
