import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const project = join(import.meta.dirname, '..');
// A project of its own, which borrows only the installed packages.
const root = realpathSync(mkdtempSync(join(tmpdir(), 'volbench-run-')));
afterAll(() => rmSync(root, { recursive: true, force: true }));

mkdirSync(join(root, 'tools'));
mkdirSync(join(root, 'src/base'), { recursive: true });
mkdirSync(join(root, 'node_modules'));
symlinkSync(join(project, 'node_modules/vite'), join(root, 'node_modules/vite'));
copyFileSync(join(project, 'tools/run.mjs'), join(root, 'tools/run.mjs'));
writeFileSync(join(root, 'package.json'), '{"type":"module","imports":{"#*":"./src/*"}}');
writeFileSync(join(root, 'package-lock.json'), '{}');
writeFileSync(
  join(root, 'tools/say.ts'),
  "import { word } from '#base/word.ts';\nconst said: string[] = [word, process.argv.slice(2).join(), import.meta.dirname, process.cwd()];\nconsole.log(said.join(' '));\nprocess.exitCode = 3;\n",
);

function run(
  word: string,
  env: NodeJS.ProcessEnv = {},
): { stdout: string; stderr: string; status: number | null } {
  writeFileSync(join(root, 'src/base/word.ts'), `export const word: string = '${word}';\n`);
  return spawnSync(process.execPath, ['tools/run.mjs', 'tools/say.ts', 'a', '--b'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, INIT_CWD: root, ...env },
  });
}

test('an entry runs with its arguments, its folder and its exit status, and nothing else is printed', () => {
  const { stdout, stderr, status } = run('first');
  expect(stderr).toBe('');
  expect(stdout).toBe(`first a,--b ${join(root, 'tools')} ${root}\n`);
  expect(status).toBe(3);
});

test('an option that an entry does not know is told in a sentence, with where to look', () => {
  writeFileSync(
    join(root, 'tools/strict.ts'),
    "import { parseArgs } from 'node:util';\nparseArgs({ options: { port: { type: 'string' } } });\n",
  );
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['tools/run.mjs', 'tools/strict.ts', '--help'],
    { cwd: root, encoding: 'utf8', env: { ...process.env, INIT_CWD: root } },
  );
  expect([stdout, status]).toEqual(['', 64]);
  expect(stderr).toBe("Unknown option '--help'\nWhat it takes stands at the head of tools/strict.ts.\n");
});

test('a change in a file it imports is seen', () => {
  expect(run('second').stdout).toMatch(/^second /);
});

test('files are meant from where npm was called', () => {
  expect(run('third', { INIT_CWD: join(root, 'src') }).stdout.trim()).toBe(
    `third a,--b ${join(root, 'tools')} ${join(root, 'src')}`,
  );
});

test('what cannot be bundled says so on standard error', () => {
  writeFileSync(join(root, 'tools/broken.ts'), 'const = 1;');
  const { stdout, stderr, status } = spawnSync(process.execPath, ['tools/run.mjs', 'tools/broken.ts'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(stdout).toBe('');
  expect(stderr).toContain('tools/broken.ts could not be bundled');
  expect(status).toBe(70);
});
