/**
 * `npm run -s soak -- R1 [R2 ...] [--count N] [--seed S]`: long checks, one line of figures each, after it a line for
 * every fault. `--site FOLDER` takes another build than dist/. Without a name it lists the checks. Ends with 1 where a
 * check found a fault.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { SoakOptions } from './soak/check.ts';
import { checks } from './soak/checks.ts';

/** Faults that are written out. */
const SHOWN = 50;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string' },
    seed: { type: 'string', default: '1' },
    site: { type: 'string', default: join(import.meta.dirname, '../dist') },
  },
});

function refuse(line: string): never {
  process.stderr.write(`${line}\n`);
  process.exit(64);
}

/** A whole number of the command line. */
function whole(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) refuse(`--${name} ${text} is no whole number.`);
  return Number(text);
}

const site = resolve(values.site);
const asked = positionals.map((name) => name.toUpperCase());
const unknown = asked.filter((name) => checks[name] === undefined);
if (unknown.length > 0) {
  refuse(`${unknown.join(', ')} is no check; there are ${Object.keys(checks).join(', ')}.`);
}
if (asked.length === 0) {
  for (const [name, { what, usual }] of Object.entries(checks)) {
    process.stdout.write(`${name.padEnd(4)} ${what}${usual > 1 ? ` (--count ${usual})` : ''}\n`);
  }
}
for (const name of asked) {
  const check = checks[name];
  if (check === undefined) continue;
  if (check.onSite && !existsSync(join(site, 'index.html'))) {
    refuse(`There is no built site in ${site}. Run: npm run build`);
  }
  const options: SoakOptions = {
    count: values.count === undefined ? check.usual : whole('count', values.count),
    seed: whole('seed', values.seed),
    site,
    tell: (line) => process.stderr.write(`${name}  ${line}\n`),
  };
  const { figures, faults } = await check.run(options);
  const shown = Object.entries(figures).map(([key, value]) =>
    typeof value === 'number' ? `${key} ${Math.round(value)}` : `${key} ${value}`,
  );
  process.stdout.write(`${name}  ${shown.join('  ')}\n`);
  for (const fault of faults.slice(0, SHOWN)) process.stdout.write(`${name}  fault: ${fault}\n`);
  if (faults.length > 0) process.exitCode = 1;
}
