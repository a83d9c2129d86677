#!/usr/bin/env node
/**
 * Runs a TypeScript entry of this project on plain Node: `node tools/run.mjs src/cli/main.ts ARGS`.
 *
 * The entry is bundled through Vite into node_modules/.cache/volbench/ and bundled
 * again only when one of the files that went into it has changed. Nothing is ever
 * written to standard output: that belongs to the program that is run.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cache = join(root, 'node_modules/.cache/volbench');

/** What decides whether a bundle is still good: every file in it, with its size and time. */
function stampOf(files) {
  return files.map((file) => {
    const { mtimeMs, size } = statSync(join(root, file), { throwIfNoEntry: false }) ?? {
      mtimeMs: 0,
      size: -1,
    };
    return [file, mtimeMs, size];
  });
}

/** Path of a bundle that matches its sources, or undefined. */
function freshBundle(recordPath) {
  if (!existsSync(recordPath)) return undefined;
  const { bundle, stamp } = JSON.parse(readFileSync(recordPath, 'utf8'));
  const unchanged = JSON.stringify(stampOf(stamp.map(([file]) => file))) === JSON.stringify(stamp);
  return unchanged && existsSync(join(cache, bundle)) ? join(cache, bundle) : undefined;
}

/** A bundled file must find its neighbours where its source lies, not in the cache. */
const keepSourcePaths = {
  name: 'keep-source-paths',
  transform(code, id) {
    const file = id.split('?')[0];
    if (!code.includes('import.meta.') || file.includes('/node_modules/')) return null;
    return code
      .replaceAll('import.meta.dirname', JSON.stringify(dirname(file)))
      .replaceAll('import.meta.filename', JSON.stringify(file));
  },
};

/** Writes beside, then renames: two processes may bundle the same entry at once. */
function writeWhole(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  const part = `${path}.${process.pid}`;
  writeFileSync(part, text);
  renameSync(part, path);
}

async function bundle(entry, recordPath) {
  const { build } = await import('vite');
  const { output } = await build({
    root,
    configFile: false,
    logLevel: 'silent',
    plugins: [keepSourcePaths],
    build: {
      ssr: join(root, entry),
      target: 'node20',
      minify: false,
      write: false,
      copyPublicDir: false,
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  const chunk = output.find((part) => part.type === 'chunk' && part.isEntry);
  const inputs = Object.keys(chunk.modules)
    .map((id) => id.split('?')[0])
    .filter((id) => existsSync(id) && !id.includes('/node_modules/'))
    .map((id) => relative(root, id));
  const stamp = stampOf([...inputs, 'package-lock.json', 'tools/run.mjs']);
  const name = `${entry.replaceAll('/', '-').replace(/\.ts$/, '')}`;
  const file = `${name}.${createHash('sha256').update(chunk.code).digest('hex').slice(0, 12)}.mjs`;
  if (existsSync(recordPath)) {
    const { bundle: former } = JSON.parse(readFileSync(recordPath, 'utf8'));
    if (former !== file) rmSync(join(cache, former), { force: true });
  }
  writeWhole(join(cache, file), chunk.code);
  writeWhole(recordPath, JSON.stringify({ bundle: file, stamp }));
  return join(cache, file);
}

/** Loads `entry` (a path from the project's root) with `args` as its command line. */
export async function run(entry, args) {
  const record = join(cache, `${entry.replaceAll('/', '-')}.json`);
  let path;
  try {
    path = freshBundle(record) ?? (await bundle(entry, record));
  } catch (error) {
    process.stderr.write(`${entry} could not be bundled: ${error.message}\n`);
    process.exit(70);
  }
  process.argv = [process.argv[0], path, ...args];
  try {
    await import(pathToFileURL(path).href);
  } catch (error) {
    if (!String(error?.code).startsWith('ERR_PARSE_ARGS')) throw error;
    process.stderr.write(`${error.message}\nWhat it takes stands at the head of ${entry}.\n`);
    process.exit(64);
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [entry, ...args] = process.argv.slice(2);
  if (!entry) {
    process.stderr.write('usage: node tools/run.mjs ENTRY.ts [ARGS]\n');
    process.exit(64);
  }
  // npm starts scripts in the package's folder and leaves the caller's in INIT_CWD.
  const called = process.env.INIT_CWD;
  if (called && process.cwd() === root && existsSync(called)) process.chdir(called);
  await run(entry, args);
}
