/**
 * Opens one file as the command line does and says on standard output what it cost: JSON of an `Opening`. Run by the
 * check of bombs as a process of its own, so that its memory is that of the file alone.
 */
import { existsSync, readFileSync } from 'node:fs';
import { pathSource } from '#cli/sources.ts';
import { readFiles } from '#readers/index.ts';
import type { ByteSource } from '#readers/reader.ts';
import { memorySource } from '#testing/byte-source.ts';
import type { Opening } from './bombs.ts';

const SMALL = 'underlying,expiry,strike,type,bid,ask\nSPY,2027-01-15,600,C,5.25,5.5\n';

async function open(source: ByteSource): Promise<string | null> {
  const reading = readFiles([source], { asOf: null, underlying: null, at: null });
  let step = await reading.next();
  while (step.done !== true) step = await reading.next();
  return step.value.ok ? null : step.value.error.message;
}

/** The most memory this process has held, MB. */
function peakMb(): number {
  // What the system counts for a process begins with what its parent held, where this does not.
  const status = '/proc/self/status';
  const own = existsSync(status) ? /VmHWM:\s+(\d+) kB/.exec(readFileSync(status, 'utf8'))?.[1] : undefined;
  return Number(own ?? process.resourceUsage().maxRSS) / 1024;
}

const path = process.argv[2] ?? '';
const source = await pathSource(path, path);
if (!source.ok) throw new Error(source.error.message);
// What the program itself takes is not the file's.
await open(memorySource('small.csv', SMALL));
const before = process.memoryUsage.rss();
const cpu = process.cpuUsage();
const clock = performance.now();
const refused = await open(source.value);
const wallMs = performance.now() - clock;
const { user, system } = process.cpuUsage(cpu);
const opening: Opening = {
  refused,
  wallMs,
  cpuMs: (user + system) / 1000,
  grownMb: Math.max(0, peakMb() - before / 1_048_576),
};
process.stdout.write(JSON.stringify(opening));
