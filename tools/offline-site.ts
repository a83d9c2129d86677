/**
 * What the build adds to the site so that it works without a network and knows its own version: the service worker with
 * the list of all files, `build.json`, and the same statement in the page.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import type { SiteList } from '#app/offline/kept-site.ts';

const SERVICE_WORKER = 'service-worker.js';
/** No part of what a page shows. */
const NOT_KEPT = new Set([SERVICE_WORKER, '_headers', 'build.json']);

type Bytes = string | Uint8Array;

function sha256(bytes: Bytes): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The list of a site by its files; `index.html` is the page, whose path is ''. */
export function siteList(build: string, files: ReadonlyMap<string, Bytes>): SiteList {
  const kept = [...files].filter(([name]) => !NOT_KEPT.has(name) && !name.startsWith('.vite/'));
  return {
    build,
    files: Object.fromEntries(
      kept.map(([name, bytes]) => [name === 'index.html' ? '' : name, sha256(bytes)]).sort(),
    ),
  };
}

/** Names a build by its files; the order of `files` does not matter. */
function buildOf(files: ReadonlyMap<string, Bytes>): string {
  const { files: hashes } = siteList('', files);
  return sha256(JSON.stringify(hashes)).slice(0, 12);
}

/** The service worker's script with the list it keeps. */
export function withList(script: string, list: SiteList): string {
  return `const SITE = ${JSON.stringify(list)};\n${script}`;
}

/**
 * @param version of the program.
 * @param day it is built, `2026-11-21`; the same files are the same build on any day.
 */
export function offlineSite(version: string, day: string): Plugin {
  let publicFolder = '';
  return {
    name: 'offline-site',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      publicFolder = config.publicDir;
    },
    buildStart() {
      this.emitFile({
        type: 'chunk',
        id: '/src/app/offline/service-worker.ts',
        fileName: SERVICE_WORKER,
      });
    },
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const files = publicFiles(publicFolder);
        for (const [name, item] of Object.entries(bundle)) {
          files.set(name, item.type === 'chunk' ? item.code : item.source);
        }
        const build = buildOf(files);
        const page = bundle['index.html'];
        const worker = bundle[SERVICE_WORKER];
        if (page?.type !== 'asset' || worker?.type !== 'chunk') throw new Error('The site has no page.');
        if (worker.imports.length > 0) throw new Error('The service worker must stand alone.');
        const meta = `<meta name="volbench-build" content="${build} ${version} ${day}">`;
        page.source = String(page.source).replace('<meta charset', `${meta}\n    <meta charset`);
        files.set('index.html', page.source);
        worker.code = withList(worker.code, siteList(build, files));
        const statement = `${JSON.stringify({ build, version, date: day })}\n`;
        this.emitFile({ type: 'asset', fileName: 'build.json', source: statement });
      },
    },
  };
}

function publicFiles(folder: string): Map<string, Bytes> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => {
        const path = join(parentPath, name);
        return [path.slice(folder.length + 1).replaceAll('\\', '/'), readFileSync(path)];
      }),
  );
}
