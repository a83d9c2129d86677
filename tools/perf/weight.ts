import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser } from '@playwright/test';
import { build } from 'vite';
import { settled } from '../../e2e/screen.ts';
import type { Figure, PerfOptions } from './row.ts';
import { walk, watchFits } from './stepping.ts';

const root = join(import.meta.dirname, '../..');
/** Comes after all that the page needs, and keeps it. */
const KEEPER = 'service-worker.js';

/**
 * What the page has asked for when it waits for a file, and besides until its first smile stands, without the 3D library and
 * the worker; what its worker is; and the calibrator alone, as whoever takes it without page and readers would
 * bundle it, with the default model and with all.
 */
export async function weights(browser: Browser, address: string, options: PerfOptions): Promise<Figure[]> {
  const { site, board } = options;
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await watchFits(page);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname.slice(1)));
  // The 3D library never comes: the smiles must not miss it.
  await page.route(/assets\/plotly-/, () => undefined);
  await page.goto(address, { waitUntil: 'networkidle' });
  const first = asked.splice(0);
  await page.locator('input[type="file"]').first().setInputFiles(board);
  await settled(page);
  await page.locator('path.smile-line').waitFor();
  const besides = asked.splice(0);
  const steps = await walk(page, 5, 0);
  await page.close();
  const workers = readdirSync(join(site, 'assets'))
    .filter((name) => /^entry-.*\.js$/.test(name))
    .map((name) => `assets/${name}`);
  const own = (paths: readonly string[], kind: RegExp): string[] =>
    [...new Set(paths)].filter(
      (path) => kind.test(path) && !path.includes('plotly-') && !workers.includes(path) && path !== KEEPER,
    );
  const of = (paths: readonly string[]): number =>
    paths.reduce((sum, path) => sum + packed(readFileSync(join(site, path))), 0);
  return [
    kib('P13 first load, scripts without the 3D library', of(own(first, /\.js$/)), 200),
    kib('P13 its style sheet', of(own(first, /\.css$/))),
    kib('P13 scripts besides until the first smile', of(own(besides, /\.js$/))),
    kib('P13 its worker, with every reader but Parquet', of(workers)),
    kib('P13 engine alone, the default model', await engine('#models/svi/index.ts', 'svi'), 40),
    kib('P13 engine alone, every model', await engine(null, '')),
    { name: 'P13 fits shown while the 3D library does not come', value: steps.length, unit: '', limit: null },
  ];
}

function packed(bytes: Uint8Array | string): number {
  return gzipSync(bytes, { level: 9 }).length / 1024;
}

function kib(name: string, value: number, limit: number | null = null): Figure {
  return { name, value, unit: 'KiB gz', limit };
}

/** The calibrator as a bundle of its own, with one model or with all, KiB packed. */
async function engine(model: string | null, name: string): Promise<number> {
  const entry = join(root, 'src/engine-entry.ts');
  const all = ['index', 'fittable'].map((list) => join(root, `src/models/${list}.ts`));
  const made = await build({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [
      {
        name: 'engine-alone',
        enforce: 'pre',
        resolveId: (id: string) => (id === 'engine-alone' ? entry : null),
        load(id: string) {
          if (id === entry) return "export { calibrate } from '#calibration/calibrate.ts';";
          if (!all.includes(id) || model === null) return null;
          return `import { ${name} } from '${model}';
            export const modelById = (id) => [${name}].find((each) => each.id === id);
            export const fittableById = modelById;`;
        },
      },
    ],
    build: {
      write: false,
      target: 'es2023',
      rolldownOptions: { input: 'engine-alone', preserveEntrySignatures: 'strict' },
    },
  });
  const [bundle] = [made].flat();
  if (bundle === undefined || !('output' in bundle)) throw new Error('The engine was not built.');
  return bundle.output.reduce((sum, chunk) => sum + (chunk.type === 'chunk' ? packed(chunk.code) : 0), 0);
}
