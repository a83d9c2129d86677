/** The gate: every step named and timed, stopping at the first that fails. `npm test -- lint unit` runs some. */
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

interface Step {
  readonly name: string;
  readonly command: readonly string[];
  /** A step whose subject may be absent names it. */
  readonly where?: string;
}

const steps: readonly Step[] = [
  { name: 'types', command: ['tsc', '-p', '.'] },
  { name: 'types-pure', command: ['tsc', '-p', 'src/tsconfig.pure.json'] },
  {
    name: 'types-readers',
    command: ['tsc', '-p', 'src/readers/tsconfig.json'],
    where: 'src/readers/tsconfig.json',
  },
  { name: 'lint', command: ['biome', 'check', '--error-on-warnings', '--max-diagnostics=50', '.'] },
  { name: 'unused', command: ['knip'] },
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
  { name: 'build', command: ['vite', 'build'] },
  { name: 'supply', command: ['node', 'tools/run.mjs', 'tools/check-deps.ts'] },
  { name: 'browser', command: ['playwright', 'test'] },
];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(
    `No step named ${unknown.join(', ')}. There are: ${steps.map((step) => step.name).join(', ')}`,
  );
  process.exit(64);
}

process.chdir(root);
for (const name of ['unit.json', 'browser.json']) rmSync(join(root, 'test-results', name), { force: true });

const took: string[] = [];
for (const { name, command, where } of steps) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  if (where !== undefined && !existsSync(where)) continue;
  console.log(`\n== ${name}: ${command.join(' ')}`);
  const [program = '', ...args] = command;
  const began = performance.now();
  const path = `${join(root, 'node_modules/.bin')}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}`;
  const { status, error } = spawnSync(program, args, {
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, PATH: path, INIT_CWD: root, TZ: 'UTC' },
  });
  const seconds = `${((performance.now() - began) / 1000).toFixed(1)} s`;
  if (status !== 0) {
    console.error(`\n== ${name} failed after ${seconds}${error ? `: ${error.message}` : ''}`);
    process.exit(1);
  }
  took.push(`${name} ${seconds}`);
}
console.log(`\n== all steps passed: ${took.join(', ')}`);
