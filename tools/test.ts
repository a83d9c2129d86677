/**
 * The gate: every step named and timed, ending where one fails. `npm test -- lint unit` runs some. Steps of one stage
 * look at the same files without changing them and run side by side, each telling what it has to say when it is done.
 */
import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

interface Step {
  readonly name: string;
  readonly command: readonly string[];
  /** A step whose subject may be absent names it. */
  readonly where?: string;
}

const stages: readonly (readonly Step[])[] = [
  [
    { name: 'lint', command: ['biome', 'check', '--error-on-warnings', '--max-diagnostics=50', '.'] },
    { name: 'unused', command: ['knip'] },
    { name: 'types', command: ['tsc', '-p', '.'] },
    { name: 'types-pure', command: ['tsc', '-p', 'src/tsconfig.pure.json'] },
    {
      name: 'types-readers',
      command: ['tsc', '-p', 'src/readers/tsconfig.json'],
      where: 'src/readers/tsconfig.json',
    },
  ],
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
    },
  ],
  [{ name: 'build', command: ['vite', 'build'] }],
  [{ name: 'supply', command: ['node', 'tools/run.mjs', 'tools/check-deps.ts'] }],
  [{ name: 'browser', command: ['playwright', 'test'] }],
];

const asked = process.argv.slice(2);
const names = stages.flat().map(({ name }) => name);
const unknown = asked.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`No step named ${unknown.join(', ')}. There are: ${names.join(', ')}`);
  process.exit(64);
}

process.chdir(root);
for (const name of ['unit.json', 'browser.json']) rmSync(join(root, 'test-results', name), { force: true });

const path = `${join(root, 'node_modules/.bin')}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}`;

/** How the step ended, in words: `lint 8.1 s`, or what went wrong; `passed` tells which. Alone it speaks as it goes. */
function run({ name, command }: Step, isAlone: boolean): Promise<{ passed: boolean; said: string }> {
  const [program = '', ...args] = command;
  const heading = `\n== ${name}: ${command.join(' ')}`;
  if (isAlone) console.log(heading);
  const began = performance.now();
  const child = spawn(program, args, {
    stdio: ['inherit', isAlone ? 'inherit' : 'pipe', isAlone ? 'inherit' : 'pipe'],
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
      if (!isAlone) console.log(`${heading}\n${Buffer.concat(told).toString().trimEnd()}`);
      const passed = status === 0;
      const seconds = `${((performance.now() - began) / 1000).toFixed(1)} s`;
      resolve({ passed, said: passed ? `${name} ${seconds}` : `${name} failed after ${seconds}${why}` });
    });
  });
}

const took: string[] = [];
for (const stage of stages) {
  const wanted = stage.filter(
    ({ name, where }) =>
      (asked.length === 0 || asked.includes(name)) && (where === undefined || existsSync(where)),
  );
  const ended = await Promise.all(wanted.map((step) => run(step, wanted.length === 1)));
  const failed = ended.filter(({ passed }) => !passed);
  if (failed.length > 0) {
    console.error(failed.map(({ said }) => `\n== ${said}`).join(''));
    process.exit(1);
  }
  took.push(...ended.map(({ said }) => said));
}
console.log(`\n== all steps passed: ${took.join(', ')}`);
