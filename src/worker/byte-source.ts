import { Sha256 } from '#readers/io/sha256.ts';
import type { ByteSource } from '#readers/reader.ts';

/** The platform hashes three times as fast as we do, but only what is in memory whole: up to this many bytes. */
const HASHED_WHOLE = 32 * 1024 * 1024;

/** A browser File as readers see it: streamed, never copied whole but for the hash of a small one. */
export function fileSource(file: File): ByteSource {
  const chunks = async function* (): AsyncGenerator<Uint8Array, void, void> {
    const reader = file.stream().getReader();
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        yield value;
      }
    } finally {
      await reader.cancel().catch(() => undefined);
    }
  };
  return {
    name: file.name,
    size: file.size,
    chunks,
    async sha256() {
      if (file.size > HASHED_WHOLE) {
        const hash = new Sha256();
        for await (const chunk of chunks()) hash.update(chunk);
        return hash.hex();
      }
      const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
      return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
    },
  };
}
