/**
 * `npm run -s soak -- R5`: long checks of the built site, one line of figures each. R5: a table of a million
 * rows is dropped. `--site FOLDER` takes another build than dist/.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { largeDrop } from './soak/large-drop.ts';

const CHECKS: Readonly<Record<string, (site: string) => Promise<Readonly<Record<string, number>>>>> = {
  R5: largeDrop,
};

const argv = process.argv.slice(2);
const at = argv.indexOf('--site');
const site = at < 0 ? join(import.meta.dirname, '../dist') : resolve(argv[at + 1] ?? '');
const asked = argv.filter((word, i) => !word.startsWith('--') && (at < 0 || i !== at + 1));

if (!existsSync(join(site, 'index.html'))) {
  process.stderr.write(`There is no built site in ${site}. Run: npm run build\n`);
  process.exit(1);
}
for (const name of asked.length === 0 ? Object.keys(CHECKS) : asked) {
  const check = CHECKS[name];
  if (check === undefined) {
    process.stderr.write(`${name} is no check; there are ${Object.keys(CHECKS).join(', ')}.\n`);
    process.exit(1);
  }
  const figures = Object.entries(await check(site)).map(([key, value]) => `${key} ${Math.round(value)}`);
  process.stdout.write(`${name}  ${figures.join('  ')}\n`);
}
