import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { fileSource } from './byte-source.ts';

test('a file hashed whole or as it streams, small or large, has the digest of its bytes', async () => {
  for (const length of [0, 1000, 33 * 1024 * 1024 + 5]) {
    const bytes = new Uint8Array(length);
    for (let i = 0; i < length; i++) bytes[i] = (i * 31) >>> 3;
    const wanted = createHash('sha256').update(bytes).digest('hex');
    expect(await fileSource(new File([bytes], 'a.csv')).sha256(), `${length} bytes`).toBe(wanted);
  }
});
