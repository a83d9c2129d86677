import type { SoakOptions, SoakResult } from './check.ts';
import { mutatePacked, packedFixtures } from './files/packed.ts';
import { readAll, readMutations } from './read-mutations.ts';
import { watch } from './watchdog.ts';

/** Within this each file must have come to a result or a named error. */
const LIMIT_MS = 5000;

/**
 * Reads `count` mutated Parquet, gzip and ZIP files: each must end in time, either with every row it was made of or
 * with an error of its own. A file that does not end ends the check, and is named.
 */
export async function mutatedPackages({ count, seed, tell }: SoakOptions): Promise<SoakResult> {
  const files = packedFixtures();
  const watchdog = watch('R2: the file of seed', LIMIT_MS);
  const faults: string[] = [];
  let [read, opened, refused, slowestMs, heldMs] = [0, 0, 0, 0, 0];
  for (const [i, { format, name, bytes }] of files.entries()) {
    const whole = await readAll(name, bytes);
    if (!whole.ok) throw new Error(`${format} does not open: ${whole.error.message}`);
    const upTo = Math.round((count * (i + 1)) / files.length);
    const subject = { format, name, bytes, change: mutatePacked, rows: whole.value.rowsRead };
    const result = await readMutations(subject, upTo - read, seed + read, watchdog.begin);
    read += result.files;
    opened += result.opened;
    refused += result.refused;
    slowestMs = Math.max(slowestMs, result.slowestMs);
    heldMs = Math.max(heldMs, result.heldMs);
    faults.push(...result.faults);
    tell(
      `${format}: ${result.files} files from seed ${seed + read - result.files}, ${result.opened} opened, ${result.faults.length} faults, slowest ${result.slowestMs.toFixed(0)} ms`,
    );
  }
  await watchdog.stop();
  return {
    figures: {
      packings: files.length,
      files: read,
      opened,
      refused,
      faults: faults.length,
      over_5_s: 0,
      slowest_ms: slowestMs,
      longest_hold_ms: heldMs,
      seed,
    },
    faults,
  };
}
