/**
 * `npm run bench [-- --workload FOLDER] [--json] [ROWS]`: times of the numerical core on the common
 * workload, accuracy beside every time. A table on standard output; one JSON object a line with --json.
 * With names of rows, `load_10k refit`, what makes no row of a name that begins so is left out.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { benchEssvi } from './bench/essvi.ts';
import { benchFileToSurface } from './bench/file-to-surface.ts';
import { benchHeston } from './bench/heston.ts';
import { benchImpliedVol } from './bench/implied-vol.ts';
import { benchLawBoards } from './bench/law-boards.ts';
import { benchLive } from './bench/live.ts';
import { benchLocalVol } from './bench/local-vol.ts';
import { benchRefit, serveRefit } from './bench/refit.ts';
import { benchSabr } from './bench/sabr.ts';
import { benchStrictBoard } from './bench/strict-board.ts';
import { benchSvi } from './bench/svi.ts';

type Row = Readonly<Record<string, unknown>>;

/** Figures that are compared with those of peers beyond their fourth digit. */
const EXACT = ['chi2_max'];

function rounded(name: string, value: unknown): unknown {
  const isFraction = typeof value === 'number' && !Number.isInteger(value);
  return isFraction && !EXACT.includes(name) ? Number(value.toPrecision(4)) : value;
}

function line(row: Row): string {
  const { workload, peer: _, ...figures } = row;
  const cells = Object.entries(figures).map(([name, value]) => `${name} ${rounded(name, value)}`);
  return `${String(workload).padEnd(34)}${cells.join('   ')}`;
}

async function main(argv: readonly string[]): Promise<number> {
  const json = argv.includes('--json');
  const at = argv.indexOf('--workload');
  const folder = resolve(
    process.env.INIT_CWD ?? process.cwd(),
    at < 0 ? '../shared/bench/workload' : (argv[at + 1] ?? ''),
  );
  let printed = 0;
  const print = (row: Row): void => {
    printed++;
    const figures = Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, rounded(name, value)]),
    );
    process.stdout.write(`${json ? JSON.stringify(figures) : line(row)}\n`);
  };
  const names = argv.filter((word, i) => !word.startsWith('--') && (at < 0 || i !== at + 1));
  const isWanted = (...rows: readonly string[]): boolean =>
    names.length === 0 || names.some((name) => rows.some((row) => row.startsWith(name)));
  if (existsSync(resolve(folder, 'workload.json'))) {
    if (isWanted('iv_market', 'iv_extreme', 'growth_iv')) {
      for (const row of benchImpliedVol(folder)) print({ ...row });
    }
    if (isWanted('svi_slice41', 'growth_svi')) for (const row of benchSvi(folder)) print(row);
    if (isWanted('svi_strict_board')) {
      const row = await benchStrictBoard(folder);
      if (row !== null) print(row);
    }
    if (isWanted('sabr_slice41')) print(benchSabr(folder));
    if (isWanted('essvi_joint12')) print(benchEssvi(folder));
    if (isWanted('heston_cui40', 'heston_surface492', 'growth_heston')) {
      for (const row of benchHeston(folder)) print(row);
    }
    if (isWanted('heston_board', 'bates_board')) {
      for (const row of await benchLawBoards(folder)) print(row);
    }
    if (isWanted('localvol_grid50x50')) print(benchLocalVol(folder));
  } else {
    process.stderr.write(
      `skipped iv_market, iv_extreme, svi_slice41, sabr_slice41, essvi_joint12, heston_cui40, heston_surface492, localvol_grid50x50: no workload at ${folder} (--workload FOLDER)\n`,
    );
  }
  if (isWanted('live_10hz')) print(benchLive());
  for (const row of await benchFileToSurface(isWanted)) print(row);
  for (const row of await benchRefit(folder, import.meta.url, isWanted)) print(row);
  if (printed > 0) return 0;
  process.stderr.write(`bench: no row begins with ${names.join(' or ')}\n`);
  return 1;
}

if (isMainThread) {
  main(process.argv.slice(2)).then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 1;
    },
  );
} else serveRefit();
