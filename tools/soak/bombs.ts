import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SoakOptions, SoakResult } from './check.ts';
import { type Bomb, bombs } from './files/bombs.ts';

/** What opening a file in a process of its own cost. */
export interface Opening {
  /** The sentence it was refused with; null where it was opened. */
  readonly refused: string | null;
  readonly wallMs: number;
  readonly cpuMs: number;
  /** Memory the process came to hold above what it held before, MB. */
  readonly grownMb: number;
}

const MOST_MB = 300;
const MOST_MS = 2000;
const PATIENCE_MS = 60_000;
const ROOT = join(import.meta.dirname, '../..');

/** Opens each bomb in a process of its own: it must end within 2 s, with at most 300 MB more memory. */
export async function defuseBombs(
  { tell }: Pick<SoakOptions, 'tell'>,
  which: readonly Bomb[] = bombs,
): Promise<SoakResult> {
  const folder = mkdtempSync(join(tmpdir(), 'volbench-bombs-'));
  const faults: string[] = [];
  let [refused, mostMb, mostMs] = [0, 0, 0];
  try {
    for (const { what, name, bytes } of which) {
      const path = join(folder, name);
      writeFileSync(path, bytes());
      const found = open(path);
      const kilobytes = Math.round(statSync(path).size / 1024);
      rmSync(path);
      if (typeof found === 'string') {
        faults.push(`${what}: ${found}`);
        continue;
      }
      if (found.refused !== null) refused++;
      if (found.refused?.includes('could not be read (')) faults.push(`${what}: ${found.refused}`);
      if (found.grownMb > MOST_MB) faults.push(`${what}: ${found.grownMb.toFixed(0)} MB more memory`);
      if (found.cpuMs > MOST_MS) faults.push(`${what}: ${found.cpuMs.toFixed(0)} ms`);
      mostMb = Math.max(mostMb, found.grownMb);
      mostMs = Math.max(mostMs, found.cpuMs);
      tell(
        `${what} (${kilobytes} kB): ${found.cpuMs.toFixed(0)} ms, ${found.wallMs.toFixed(0)} by the clock, ${found.grownMb.toFixed(0)} MB; ${found.refused ?? 'opened'}`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return {
    figures: { bombs: which.length, refused, most_mb: mostMb, slowest_ms: mostMs, faults: faults.length },
    faults,
  };
}

/** What the file came to, or what went wrong. */
function open(path: string): Opening | string {
  const child = spawnSync(process.execPath, ['tools/run.mjs', 'tools/soak/open-file.ts', path], {
    cwd: ROOT,
    env: { ...process.env, INIT_CWD: ROOT },
    encoding: 'utf8',
    timeout: PATIENCE_MS,
    killSignal: 'SIGKILL',
  });
  if (child.error !== undefined) return `not stopped within ${PATIENCE_MS / 1000} s`;
  if (child.status !== 0)
    return `the process ended with ${child.status ?? child.signal}: ${child.stderr.slice(0, 300)}`;
  return JSON.parse(child.stdout) as Opening;
}
