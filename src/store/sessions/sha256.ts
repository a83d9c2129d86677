import { Sha256 } from '#readers/io/sha256.ts';

/** SHA-256 in lower-case hex, off the page's thread where the platform offers it (it does not outside secure contexts). */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const subtle = globalThis.crypto?.subtle;
  if (subtle === undefined) {
    const hash = new Sha256();
    hash.update(bytes);
    return hash.hex();
  }
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Of a text in UTF-8. */
export function sha256OfText(text: string): Promise<string> {
  return sha256(new TextEncoder().encode(text));
}
