/**
 * `npm run perf -- [P9 P10 P11 P12 P13 ...] [--steps 1000] [--rows 1000000] [--refits 10000] [--site FOLDER] [FILE]`:
 * speed, memory and weight of the built page in a real Chromium, one line a figure with its limit. FILE is the board,
 * else a real one of 868 quotes where it is at hand, else the sample. Ends with 1 where a limit is missed. Times mean
 * something on a machine with nothing else to do, and only beside its pace: both are printed with them.
 */
import { existsSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium } from '@playwright/test';
import { hasShared, sharedPath } from '#testing/shared.ts';
import { findBrowser } from '../e2e/browser.ts';
import { flat } from '../e2e/quiet.ts';
import { liveFeed } from './perf/live.ts';
import { memoryOfLarge, memoryOfRedraws, memoryOfRefits } from './perf/memory.ts';
import { watchPace } from './perf/pace.ts';
import { refits } from './perf/refit.ts';
import type { Figure, PerfOptions } from './perf/row.ts';
import { surfaceRedraws } from './perf/surface.ts';
import { weights } from './perf/weight.ts';
import { serveSite } from './site-server.ts';

/** One measurement on a browser of its own; `graphics` with the 3D picture, drawn by the processor. */
interface Measurement {
  readonly row: string;
  readonly graphics: boolean;
  measure(browser: Browser, address: string, options: PerfOptions): Promise<Figure[]>;
}

const MEASUREMENTS: readonly Measurement[] = [
  { row: 'P13', graphics: false, measure: weights },
  { row: 'P9', graphics: false, measure: refits },
  { row: 'P10', graphics: true, measure: surfaceRedraws },
  { row: 'P11', graphics: false, measure: liveFeed },
  { row: 'P12', graphics: false, measure: memoryOfLarge },
  { row: 'P12', graphics: false, measure: memoryOfRefits },
  { row: 'P12', graphics: true, measure: memoryOfRedraws },
];

const root = join(import.meta.dirname, '..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    steps: { type: 'string', default: '1000' },
    rows: { type: 'string', default: '1000000' },
    refits: { type: 'string', default: '10000' },
    site: { type: 'string', default: join(root, 'dist') },
  },
});
const rows = positionals.filter((each) => /^P\d+$/i.test(each)).map((each) => each.toUpperCase());
const given = positionals.find((each) => !/^P\d+$/i.test(each));
const options: PerfOptions = {
  site: resolve(values.site),
  board:
    given !== undefined
      ? resolve(process.env['INIT_CWD'] ?? '.', given)
      : hasShared
        ? sharedPath('data/deribit-book-summary/btc-2026-08-01.json')
        : join(root, 'public/sample/simulated-btc.json'),
  steps: whole('steps', values.steps),
  rows: whole('rows', values.rows),
  refits: whole('refits', values.refits),
  tell: (line) => process.stderr.write(`${line}\n`),
};
if (!existsSync(join(options.site, 'index.html')))
  refuse(`There is no built site in ${options.site}. Run: npm run build`);
if (!existsSync(options.board)) refuse(`There is no file ${options.board}.`);

const pace = watchPace();
const server = await serveSite(options.site, 0);
const { executablePath, args } = await findBrowser();
try {
  for (const { row, graphics, measure } of MEASUREMENTS) {
    if (rows.length > 0 && !rows.includes(row) && !(row === 'P9' && rows.includes('P10'))) continue;
    const browser = await chromium.launch({ executablePath, args: graphics ? [...args] : flat(args) });
    try {
      for (const figure of await measure(browser, `http://localhost:${server.port}/`, options)) say(figure);
    } finally {
      await browser.close();
    }
    pace.sample();
  }
  const load = `${(loadavg()[0] ?? 0).toFixed(1)} on ${cpus().length} processors`;
  console.log(`perf: ${basename(options.board)}, load ${load}, ${pace.told()}`);
} finally {
  server.close();
}

function say({ name, value, unit, limit }: Figure): void {
  const shown = `${value.toFixed(Number.isInteger(value) ? 0 : 1)}${unit === '' ? '' : ` ${unit}`}`;
  const judged = limit === null ? '' : `, at most ${limit}: ${value <= limit ? 'met' : 'missed'}`;
  if (limit !== null && !(value <= limit)) process.exitCode = 1;
  console.log(`${name}: ${shown}${judged}`);
}

function whole(name: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) refuse(`--${name} is ${text}; a whole number is expected.`);
  return Number(text);
}

function refuse(sentence: string): never {
  console.error(sentence);
  process.exit(64);
}
