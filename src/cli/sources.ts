import { createHash } from 'node:crypto';
import { constants, createReadStream, promises as disk } from 'node:fs';
import { basename } from 'node:path';
import { failure, type Outcome, success } from '#base/outcome.ts';
import type { ByteSource } from '#readers/reader.ts';

const CHUNK = 1 << 20;
const FOLDER = 'this is a folder, not a file';

/** A file as readers see one; `shown` is how the command line named it. Fails as `missing-data` when it is not a readable file. */
export async function pathSource(path: string, shown: string): Promise<Outcome<ByteSource>> {
  try {
    const found = await disk.stat(path);
    if (found.isDirectory()) return failure('missing-data', `${shown}: ${FOLDER}.`, shown);
    await disk.access(path, constants.R_OK);
    return success({
      name: basename(path),
      size: found.isFile() ? found.size : null,
      chunks: () => createReadStream(path, { highWaterMark: CHUNK }),
      async sha256() {
        const hash = createHash('sha256');
        for await (const chunk of createReadStream(path, { highWaterMark: CHUNK })) hash.update(chunk);
        return hash.digest('hex');
      },
    });
  } catch (error) {
    return failure('missing-data', `${shown}: ${why(error)}.`, shown);
  }
}

/** Standard input, read whole: a reader looks at its head before it reads it all. */
export async function inputSource(input: AsyncIterable<Uint8Array>): Promise<ByteSource> {
  const parts: Uint8Array[] = [];
  for await (const part of input) parts.push(part);
  return {
    name: 'stdin',
    size: parts.reduce((sum, part) => sum + part.length, 0),
    async *chunks() {
      yield* parts;
    },
    async sha256() {
      const hash = createHash('sha256');
      for (const part of parts) hash.update(part);
      return hash.digest('hex');
    },
  };
}

/** What the operating system says is wrong, in words. */
export function why(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return FOLDER;
  if (code === 'EACCES' || code === 'EPERM') return 'the file may not be opened (permission denied)';
  if (code === 'ENOTDIR') return 'a part of its path is not a folder';
  return error instanceof Error ? error.message : String(error);
}
