/**
 * `npm run -s mutation -- ROOM [FILE...] [--tests FILE,FILE] [--fresh] [--record]
 * [--last] [--concurrency N] [--limit SECONDS]`: changes the code of a room one place
 * at a time and sees whether a test notices. Prints a line a file and every change that nothing noticed.
 *
 * What an earlier run found is kept where neither the changed place nor a test that reaches it is another since;
 * `--fresh` forgets it. `--record` writes the room's page under docs/mutation/ and keeps the state beside it. Changes
 * in the rooms below are not seen: after one, `--fresh` tells. `--last` says again what the last run found.
 * `--tests` takes some of the room's tests alone, which is quicker and never kinder. `--limit` is what the clock allows
 * tests beyond half as long again as usual: more on a busy machine, where slow is not for ever.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type MutationReport, pageOf, readReport, rowOf, tableOf } from './mutation/report.ts';
import { rooms } from './mutation/rooms.ts';

const root = join(import.meta.dirname, '..');
const runner = join(root, 'tools/mutation/node_modules/@stryker-mutator');

/** Seconds the clock allows beyond half as long again as usual. */
const USUAL_LIMIT = '2';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    fresh: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
    last: { type: 'boolean', default: false },
    tests: { type: 'string' },
    concurrency: { type: 'string', default: '2' },
    limit: { type: 'string', default: USUAL_LIMIT },
  },
});

function refuse(line: string): never {
  process.stderr.write(`${line}\n`);
  process.exit(64);
}

const [room = '', ...files] = positionals;
const tests = rooms[room];
if (tests === undefined)
  refuse(`There is no room named ${room}; there are ${Object.keys(rooms).join(', ')}.`);
if (!/^[1-9]\d?$/.test(values.concurrency))
  refuse(`--concurrency ${values.concurrency} is no number of processes.`);
if (!/^[1-9]\d?$/.test(values.limit)) refuse(`--limit ${values.limit} is no number of seconds.`);
if (files.length > 0 && values.record) refuse('--record wants the whole room.');
for (const file of files) {
  if (!file.startsWith(`src/${room}/`) || !existsSync(join(root, file)))
    refuse(`${file} is no file of src/${room}.`);
}
if (!existsSync(runner)) refuse('Install the runner first: npm ci --prefix tools/mutation');

/** Git ignores it; the state that is kept lies under tools/mutation/state. */
const reports = join(root, 'reports/mutation');
const reportPath = join(reports, `${room}.json`);
const statePath = join(reports, `${room}.state.json`);
const keptState = join(root, `tools/mutation/state/${room}.json.gz`);

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** What of the runner's state is read here. */
interface State {
  readonly files: Record<
    string,
    {
      mutants: readonly {
        readonly status: string;
        readonly statusReason?: string;
        readonly static?: boolean;
        readonly coveredBy?: readonly string[];
      }[];
    }
  >;
}

/**
 * Takes up the state that is kept where there is none of an own. A survivor in what is computed once, as a file is
 * loaded, is forgotten: every test reaches it, and the runner would not see that there are new ones. So is one of
 * which no test is known any more, and what the clock ended where it is given longer now.
 */
function takeUpState(): void {
  if (!existsSync(statePath)) {
    if (!existsSync(keptState)) return;
    write(statePath, gunzipSync(readFileSync(keptState)));
  }
  const state = JSON.parse(readFileSync(statePath, 'utf8')) as State;
  for (const [path, file] of Object.entries(state.files)) {
    if (files.length > 0 && !files.includes(path)) continue;
    file.mutants = file.mutants.filter(({ status, statusReason, static: once, coveredBy = [] }) => {
      if (status === 'Survived') return once !== true && coveredBy.length > 0;
      return status !== 'Timeout' || values.limit === USUAL_LIMIT || statusReason?.startsWith('Hit limit');
    });
  }
  write(statePath, JSON.stringify(state));
}

const configPath = join(reports, `${room}.config.json`);
write(
  configPath,
  JSON.stringify({
    // The program's TypeScript has no interface in JavaScript: nothing of its configuration is to be read.
    tsconfigFile: 'none.json',
    testRunner: 'vitest',
    plugins: [join(runner, 'vitest-runner/dist/src/index.js')],
    vitest: { configFile: 'tools/mutation/vitest.config.ts' },
    mutate: files.length > 0 ? files : [`src/${room}/**/*.ts`, `!src/${room}/**/*.test.ts`],
    // Words are for people, and those the compiler knows are held by their types.
    mutator: { excludedMutations: ['StringLiteral'] },
    ignorePatterns: [
      '**',
      '!src/**',
      'src/**/tsconfig.json',
      '!tools',
      '!tools/mutation',
      '!tools/mutation/*.ts',
      '!package.json',
    ],
    coverageAnalysis: 'perTest',
    concurrency: Number(values.concurrency),
    incremental: true,
    incrementalFile: statePath,
    force: values.fresh,
    reporters: ['json', 'progress-append-only'],
    jsonReporter: { fileName: reportPath },
    timeoutMS: 1000 * Number(values.limit),
    timeoutFactor: 1.5,
    tempDirName: `.stryker-tmp/${room}`,
    allowConsoleColors: false,
  }),
);

if (values.last) {
  if (!existsSync(reportPath)) refuse(`No run of ${room} has left a report.`);
} else {
  takeUpState();
  const began = performance.now();
  const { status } = spawnSync(process.execPath, [join(runner, 'core/bin/stryker.js'), 'run', configPath], {
    cwd: root,
    // Progress goes with the errors: standard output is the report's.
    stdio: ['ignore', 2, 2],
    env: {
      ...process.env,
      VOLBENCH_ROOM: room,
      VOLBENCH_TESTS: values.tests ?? '',
      // Tests run in a copy of the checkout, beside which there is no shared folder.
      VOLBENCH_SHARED: process.env['VOLBENCH_SHARED'] ?? join(root, '../shared'),
    },
  });
  if (status !== 0) process.exit(1);
  process.stderr.write(`${((performance.now() - began) / 60_000).toFixed(1)} minutes\n`);
}

const report: MutationReport = readReport(JSON.parse(readFileSync(reportPath, 'utf8')), files);
process.stdout.write(tableOf(report));
if (values.record) {
  const tried = new Set(report.counts.map(({ file }) => file));
  const untried = readdirSync(join(root, `src/${room}`), { recursive: true, encoding: 'utf8' })
    .map((file) => `src/${room}/${file.replaceAll('\\\\', '/')}`)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !tried.has(file) && runs(file))
    .sort();
  write(join(root, `docs/mutation/${room}.md`), pageOf(room, report, untried));
  write(keptState, gzipSync(readFileSync(statePath), { level: 9 }));
  const summary = join(root, 'docs/mutation.md');
  write(summary, withRow(readFileSync(summary, 'utf8'), room, rowOf(room, report, untried)));
}

/** Whether a file holds anything but types, which do not run. */
function runs(file: string): boolean {
  return /^(export )?(const|let|function|class)\b/m.test(readFileSync(join(root, file), 'utf8'));
}

/** The overview with the room's row in its place, rooms in the order of the list. */
function withRow(text: string, name: string, row: string): string {
  const start = (of: string): string => `| [${of}](`;
  const lines = text.split('\n').filter((line) => !line.startsWith(start(name)));
  const names = Object.keys(rooms);
  const before = names.slice(0, names.indexOf(name));
  const head = lines.findIndex((line) => line.startsWith('|---'));
  let at = head + 1;
  while (before.some((of) => lines[at]?.startsWith(start(of)))) at++;
  return [...lines.slice(0, at), row, ...lines.slice(at)].join('\n');
}
