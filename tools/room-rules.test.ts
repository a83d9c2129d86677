/**
 * Seeds one breach of each room rule into a tree of its own, under this project's
 * biome.json, and expects Biome to refuse every one of them and nothing else. A
 * linter that silently reads nothing looks the same as a clean one.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const imports = 'lint/style/noRestrictedImports';
const members = 'lint/nursery/noJsRestrictedProperties';

/** What is wrong, where, the code, and the rule that must say so. */
const breaches: readonly (readonly [string, string, string, string])[] = [
  ['base imports another room', 'src/base/a.ts', "export { b } from '#math/b.ts';", imports],
  ['a pure room imports upwards', 'src/math/a.ts', "export { b } from '#market/b.ts';", imports],
  [
    'a pure room imports a type upwards',
    'src/surface/a.ts',
    "import type { B } from '#calibration/b.ts';\nexport type C = B;",
    imports,
  ],
  ['a pure room imports a package', 'src/pricing/a.ts', "export { b } from 'react';", imports],
  ['a pure room imports node', 'src/calibration/a.ts', "export { readFileSync } from 'node:fs';", imports],
  ['a pure room imports lazily', 'src/market/a.ts', "export const b = () => import('#store/b.ts');", imports],
  ['a model imports its sibling', 'src/models/svi/a.ts', "export { b } from '#models/sabr/b.ts';", imports],
  [
    'a model imports the list of models',
    'src/models/svi/b.ts',
    "export { models } from '#models/index.ts';",
    imports,
  ],
  [
    'a reader imports its sibling',
    'src/readers/okx/a.ts',
    "export { b } from '#readers/deribit/b.ts';",
    imports,
  ],
  ['a reader imports a parser itself', 'src/readers/csv/a.ts', "export { parse } from 'papaparse';", imports],
  [
    'an exporter imports its sibling',
    'src/exporters/grid-csv/a.ts',
    "export { b } from '#exporters/fit-json/b.ts';",
    imports,
  ],
  [
    'a view imports its sibling',
    'src/views/smile/a.tsx',
    "export { b } from '#views/quotes/b.tsx';",
    imports,
  ],
  ['a view imports the worker', 'src/views/smile/b.tsx', "export { b } from '#worker/service.ts';", imports],
  [
    'a chart but plot.tsx imports plotly',
    'src/charts/a.tsx',
    "export { b } from 'plotly.js/lib/core';",
    imports,
  ],
  ['a view imports plotly', 'src/views/smile/c.tsx', "export { b } from 'plotly.js';", imports],
  ['the store imports comlink', 'src/store/a.ts', "export { wrap } from 'comlink';", imports],
  ['the app reaches past the store', 'src/app/a.tsx', "export { b } from '#worker/service.ts';", imports],
  ['the command line imports the screen', 'src/cli/a.ts', "export { b } from '#views/b.ts';", imports],
  ['a live session imports the worker', 'src/live/a.ts', "export { b } from '#worker/live-api.ts';", imports],
  ['the worker imports node', 'src/worker/a.ts', "export { b } from 'node:fs';", imports],
  ['a room without an allow-list', 'src/elsewhere/a.ts', "export { b } from './b.ts';", imports],
  ['a path upwards', 'src/models/svi/c.ts', "export { b } from '../model.ts';", imports],
  ['a path upwards in disguise', 'src/models/svi/d.ts', "export { b } from './../model.ts';", imports],
  ['a path upwards in a test', 'src/math/a.test.ts', "export { b } from '../base/b.ts';", imports],
  [
    'code imports what is for tests',
    'src/market/b.ts',
    "export { golden } from '#testing/shared.ts';",
    imports,
  ],
  [
    'a worker started elsewhere',
    'src/store/b.ts',
    "export const b = new Worker('b.js');",
    'lint/style/noRestrictedGlobals',
  ],
  ['randomness in a pure room', 'src/math/c.ts', 'export const b = () => Math.random();', members],
  ['a clock in a pure room', 'src/market/c.ts', 'export const b = () => Date.now();', members],
  [
    'markup from a string',
    'src/views/smile/d.ts',
    "export const b = (e: Element) => { e.innerHTML = ''; };",
    'plugin',
  ],
  ['the day in a pure room', 'src/market/g.ts', 'export const b = () => new Date();', 'plugin'],
  [
    'a parsed object merged',
    'src/readers/io/a.ts',
    "export const b = Object.assign({}, JSON.parse('{}'));",
    members,
  ],
  [
    'markup from a string in React',
    'src/views/smile/e.tsx',
    "export const b = <p dangerouslySetInnerHTML={{ __html: '' }} />;",
    'lint/security/noDangerouslySetInnerHtml',
  ],
  ['console in a room', 'src/market/d.ts', "console.log('b');", 'lint/suspicious/noConsole'],
  ['any', 'src/market/e.ts', 'export const b = (c: any) => c;', 'lint/suspicious/noExplicitAny'],
  [
    'a circle of imports',
    'src/math/d.ts',
    "import { e } from './e.ts';\nexport const d = () => e();",
    'lint/suspicious/noImportCycles',
  ],
  [
    'a promise left alone',
    'src/store/c.ts',
    'const b = async () => 1;\nb();',
    'lint/nursery/noFloatingPromises',
  ],
  [
    'a case forgotten',
    'src/market/f.ts',
    "export function b(c: 'x' | 'y') {\n  switch (c) {\n    case 'x':\n      return 1;\n  }\n  return 2;\n}",
    'lint/nursery/useExhaustiveSwitchCases',
  ],
  [
    'a file beyond 400 lines',
    'src/math/f.ts',
    Array.from({ length: 401 }, (_, i) => `export const b${i} = ${i};`).join('\n'),
    'lint/style/noExcessiveLinesPerFile',
  ],
];

/** What every room may do: none of it may be refused. */
const clean: readonly (readonly [string, string])[] = [
  [
    'src/math/e.ts',
    "import { d } from './d.ts';\nimport type { B } from '#base/b.ts';\nexport const e = (): B => d();",
  ],
  [
    'src/math/g.test.ts',
    "import { test } from 'vitest';\nimport fc from 'fast-check';\nimport { golden } from '#testing/shared.ts';\nimport { g } from './g.ts';\nexport { fc, g, golden, test };",
  ],
  [
    'src/models/svi/e.ts',
    "import type { B } from '#models/model.ts';\nexport { b } from '#market/b.ts';\nexport { c } from './c2.ts';\nexport type D = B;",
  ],
  ['src/models/index.ts', "export { b } from './svi/b2.ts';"],
  ['src/readers/csv/b.ts', "export { b } from '#readers/io/b.ts';\nexport { c } from '#readers/reader.ts';"],
  ['src/readers/io/b.ts', "export { parse } from 'papaparse';"],
  [
    'src/exporters/fit-json/a.ts',
    "export { b } from '#calibration/b.ts';\nexport { c } from '#exporters/exporter.ts';",
  ],
  ['src/charts/plot.tsx', "export { b } from 'plotly.js/lib/core';\nexport { c } from 'react';"],
  [
    'src/worker/b.ts',
    "export { b } from 'comlink';\nexport const c = () => new Worker(new URL('./entry.ts', import.meta.url), { type: 'module' });",
  ],
  [
    'src/views/smile/f.tsx',
    "export { b } from '#charts/b.ts';\nexport { c } from '#store/c2.ts';\nexport { d } from 'react';",
  ],
  [
    'src/cli/b.ts',
    "export { b } from 'node:fs';\nexport { c } from '#exporters/index.ts';\nfit();\nconsole.log('c');",
  ],
];

interface Diagnostic {
  readonly category: string | null;
  readonly location: { readonly path: string | { readonly file: string } };
}

const tree = mkdtempSync(join(tmpdir(), 'volbench-rooms-'));
afterAll(() => rmSync(tree, { recursive: true, force: true }));

function lintTree(): ReadonlyMap<string, ReadonlySet<string>> {
  mkdirSync(join(tree, 'tools'));
  const plugins = readdirSync(join(root, 'tools')).filter((name) => name.endsWith('.grit'));
  for (const name of [
    'biome.json',
    '.gitignore',
    'package.json',
    ...plugins.map((file) => `tools/${file}`),
  ]) {
    copyFileSync(join(root, name), join(tree, name));
  }
  const files = [...breaches.map(([, path, code]) => [path, code] as const), ...clean];
  for (const [path, code] of files) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), `${code}\n`);
  }
  const { stdout } = spawnSync(
    join(root, 'node_modules/.bin/biome'),
    ['lint', '--reporter=json', '--max-diagnostics=none', '--diagnostic-level=error', '.'],
    { cwd: tree, encoding: 'utf8', shell: process.platform === 'win32' },
  );
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly Diagnostic[] };
  const found = new Map<string, Set<string>>();
  for (const { category, location } of diagnostics) {
    const path = typeof location.path === 'string' ? location.path : location.path.file;
    const rules = found.get(path.replace(/^\.\//, '')) ?? new Set();
    found.set(path.replace(/^\.\//, ''), rules.add(category ?? ''));
  }
  return found;
}

const found = lintTree();

test.each(breaches)('Biome refuses: %s', (_what, path, _code, rule) => {
  expect([...(found.get(path) ?? [])]).toContain(rule);
});

test.each(clean)('Biome accepts what %s does', (path) => {
  expect([...(found.get(path) ?? [])]).toEqual(
    path === 'src/math/e.ts' ? ['lint/suspicious/noImportCycles'] : [],
  );
});

test('every room that exists has an allow-list', () => {
  const config = spawnSync(
    process.execPath,
    ['-p', "JSON.stringify(require('./biome.json').overrides.flatMap((o) => o.includes))"],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  const listed = JSON.parse(config.stdout) as string[];
  const rooms = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  expect(rooms.map(({ name }) => name).filter((name) => !listed.includes(`src/${name}/**`))).toEqual([]);
});
