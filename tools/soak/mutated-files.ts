import type { SoakOptions, SoakResult } from './check.ts';
import { plainFiles } from './files/plain.ts';
import { realFiles } from './files/real.ts';
import { mutate } from './mutate.ts';
import { readMutations, type Subject } from './read-mutations.ts';

/** A file above this is mutated a tenth as often: what is tested is the same code. */
const LARGE = 400_000;

/** Generated and real files of every readable table and document. */
function subjects(): readonly Subject[] {
  const real = realFiles().map(({ path, name, bytes }) => ({ format: `real ${path}`, name, bytes }));
  return [...plainFiles(), ...real].map((file) => ({ ...file, change: mutate, rows: null }));
}

/**
 * Reads `count` mutated files of all formats: none may end in an error that nobody foresaw, break its books or take
 * longer than 250 ms of processor time.
 */
export async function mutatedFiles({ count, seed, tell }: SoakOptions): Promise<SoakResult> {
  const files = subjects();
  const shareOf = ({ bytes }: Subject): number => (bytes.length > LARGE ? 0.1 : 1);
  const shares = files.reduce((sum, file) => sum + shareOf(file), 0);
  const faults: string[] = [];
  const began = process.cpuUsage();
  let [share, read, opened, refused, slow, slowestMs] = [0, 0, 0, 0, 0, 0];
  for (const file of files) {
    share += shareOf(file);
    const result = await readMutations(file, Math.round((count * share) / shares) - read, seed + read);
    read += result.files;
    opened += result.opened;
    refused += result.refused;
    slow += result.slow.length;
    slowestMs = Math.max(slowestMs, result.slowestMs);
    faults.push(...result.faults);
    for (const at of result.slow) faults.push(`${file.format}, seed ${at}: longer than 250 ms`);
    tell(
      `${file.format}: ${result.files} files from seed ${seed + read - result.files}, ${result.opened} opened, ${result.faults.length} faults, slowest ${result.slowestMs.toFixed(0)} ms`,
    );
  }
  const { user, system } = process.cpuUsage(began);
  return {
    figures: {
      formats: files.length,
      files: read,
      opened,
      refused,
      faults: faults.length - slow,
      over_250_ms: slow,
      slowest_ms: slowestMs,
      files_per_s: read / ((user + system) / 1e6),
      seed,
    },
    faults,
  };
}
