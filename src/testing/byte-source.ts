import { createHash } from 'node:crypto';
import type { ByteSource } from '#readers/reader.ts';

/** Bytes or text as a source for readers, cut into chunks of `chunkBytes`. */
export function memorySource(name: string, content: Uint8Array | string, chunkBytes = 65_536): ByteSource {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return {
    name,
    size: bytes.length,
    async *chunks() {
      for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
    },
    sha256: async () => createHash('sha256').update(bytes).digest('hex'),
  };
}
