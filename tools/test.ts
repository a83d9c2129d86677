/**
 * The gate: every step named and timed, ending where one fails. `npm test -- lint unit` runs some. Strands of one stage
 * share no file that they change and run side by side, their steps one after the other; each tells what it has to say
 * when it is done, but the last strand speaks as it goes.
 */
import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

interface Step {
  readonly name: string;
  readonly command: readonly string[];
  /** A step whose subject may be absent names it. */
  readonly where?: string;
  /** Arguments while other strands run. */
  readonly beside?: readonly string[];
}

/** Browser tests wait for their pages: of two processors one process of unit tests takes what they leave. */
const SHARED = availableParallelism() > 2 ? [] : ['--maxWorkers=1'];

const stages: readonly (readonly (readonly Step[])[])[] = [
  [
    [{ name: 'unused', command: ['knip'] }],
    [
      { name: 'types', command: ['tsc', '-p', '.'] },
      { name: 'types-pure', command: ['tsc', '-p', 'src/tsconfig.pure.json'] },
      {
        name: 'types-readers',
        command: ['tsc', '-p', 'src/readers/tsconfig.json'],
        where: 'src/readers/tsconfig.json',
      },
    ],
    [{ name: 'lint', command: ['biome', 'check', '--error-on-warnings', '--max-diagnostics=50', '.'] }],
  ],
  [
    [
      {
        name: 'unit',
        command: [
          'vitest',
          'run',
          '--reporter=default',
          '--reporter=json',
          '--outputFile.json=test-results/unit.json',
        ],
        beside: SHARED,
      },
    ],
    [
      { name: 'build', command: ['vite', 'build'] },
      { name: 'supply', command: ['node', 'tools/run.mjs', 'tools/check-deps.ts'] },
      { name: 'browser', command: ['playwright', 'test'] },
    ],
  ],
];

const asked = process.argv.slice(2);
const names = stages.flat(2).map(({ name }) => name);
const unknown = asked.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`No step named ${unknown.join(', ')}. There are: ${names.join(', ')}`);
  process.exit(64);
}

process.chdir(root);
for (const name of ['unit.json', 'browser.json']) rmSync(join(root, 'test-results', name), { force: true });

const path = `${join(root, 'node_modules/.bin')}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}`;

interface Ended {
  readonly name: string;
  readonly passed: boolean;
  /** `lint 8.1 s`, or what went wrong. */
  readonly said: string;
}

/** Runs a step to its end; one that speaks does so as it goes, others when they are done. */
function run({ name, command, beside = [] }: Step, isAlone: boolean, speaks: boolean): Promise<Ended> {
  const [program = '', ...args] = isAlone ? command : [...command, ...beside];
  const heading = `\n== ${name}: ${command.join(' ')}`;
  if (speaks) console.log(heading);
  const began = performance.now();
  const child = spawn(program, args, {
    stdio: ['inherit', speaks ? 'inherit' : 'pipe', speaks ? 'inherit' : 'pipe'],
    shell: process.platform === 'win32',
    env: { ...process.env, PATH: path, INIT_CWD: root, TZ: 'UTC' },
  });
  const told: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => told.push(chunk));
  let why = '';
  child.on('error', ({ message }) => {
    why = `: ${message}`;
  });
  return new Promise((resolve) => {
    child.on('close', (status) => {
      if (!speaks) console.log(`${heading}\n${Buffer.concat(told).toString().trimEnd()}`);
      const passed = status === 0;
      const seconds = `${((performance.now() - began) / 1000).toFixed(1)} s`;
      const said = passed ? `${name} ${seconds}` : `${name} failed after ${seconds}${why}`;
      resolve({ name, passed, said });
    });
  });
}

/** The steps of a strand, up to one that fails. */
async function follow(strand: readonly Step[], isAlone: boolean, speaks: boolean): Promise<Ended[]> {
  const ended: Ended[] = [];
  for (const step of strand) {
    ended.push(await run(step, isAlone, speaks));
    if (ended.at(-1)?.passed === false) break;
  }
  return ended;
}

const isWanted = ({ name, where }: Step): boolean =>
  (asked.length === 0 || asked.includes(name)) && (where === undefined || existsSync(where));

const took: string[] = [];
for (const stage of stages) {
  const strands = stage.map((strand) => strand.filter(isWanted)).filter((strand) => strand.length > 0);
  const isAlone = strands.length === 1;
  const all = await Promise.all(
    strands.map((strand, i) => follow(strand, isAlone, i === strands.length - 1)),
  );
  const ended = all.flat();
  const failed = ended.filter(({ passed }) => !passed);
  if (failed.length > 0) {
    console.error(failed.map(({ said }) => `\n== ${said}`).join(''));
    process.exit(1);
  }
  took.push(...ended.map(({ said }) => said));
}
console.log(`\n== all steps passed: ${took.join(', ')}`);
