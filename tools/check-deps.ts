/**
 * What the program is built from, against limits: integrity of the lock file, install
 * scripts, number and licences of packages, and the weight of the built site's first load.
 * Needs a built site. Every limit is printed with its figure.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const root = join(import.meta.dirname, '..');
const dist = process.env['SITE'] ?? join(root, 'dist');

interface LockedPackage {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly hasInstallScript?: boolean;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

interface ManifestChunk {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
}

const KiB = 1024;
/** Strip, Smile, Fit panel and tables: fetched at once after the first page. */
const BOARD = 'src/app/board.tsx';

/** Licences under which a package may be used in an MIT program that is served as it is. */
const licences = new Set([
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
  'Zlib',
  'Python-2.0',
  'CC-BY-4.0',
  'MPL-2.0',
]);

/** Packages that name no licence in the lock file, with what their own licence file says. */
const readByHand = new Map([
  ['node_modules/glsl-resolve/node_modules/xtend', 'MIT'],
  ['node_modules/stack-trace', 'MIT'],
]);

/** Whether an SPDX expression can be met from the list. */
function isAllowed(expression: string): boolean {
  return expression
    .replace(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((licence) => licences.has(licence.trim())));
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}

let failures = 0;
function gate(name: string, passed: boolean, figure: string, offenders: readonly string[] = []): void {
  if (!passed) failures += 1;
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${name}: ${figure}`);
  for (const offender of passed ? [] : offenders) console.log(`       ${offender}`);
}

type Locked = readonly (readonly [path: string, locked: LockedPackage])[];

const paths = (list: Locked): string[] => list.map(([path]) => path);

/** What holds for every package whichever lock file names it; the packages. */
function checkPackages(folder: string, of: string): { readonly own: LockedPackage; readonly locked: Locked } {
  const { packages } = readJson<{ packages: Record<string, LockedPackage> }>(
    join(root, folder, 'package-lock.json'),
  );
  const own = packages[''] ?? {};
  const locked = Object.entries(packages).filter(([path]) => path !== '');

  const unsigned = locked.filter(([, p]) => !p.integrity?.startsWith('sha512-'));
  gate(
    `lock file integrity${of}`,
    unsigned.length === 0,
    `${locked.length - unsigned.length} of ${locked.length}`,
    paths(unsigned),
  );

  // Where no address is locked, npm asks the registry it is set to and holds it to the hash.
  const foreign = locked.filter(
    ([, p]) => p.resolved !== undefined && !p.resolved.startsWith('https://registry.npmjs.org/'),
  );
  gate(`no address but the registry${of}`, foreign.length === 0, `${foreign.length} others`, paths(foreign));

  const wanted = { ...own.dependencies, ...own.devDependencies };
  const loose = Object.entries(wanted).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
  gate(
    `exact versions${of}`,
    loose.length === 0,
    `${Object.keys(wanted).length - loose.length} of ${Object.keys(wanted).length}`,
    loose.map(([name]) => name),
  );

  const unlicensed = locked.filter(([path, p]) => !isAllowed(p.license ?? readByHand.get(path) ?? ''));
  gate(
    `licences on the list${of}`,
    unlicensed.length === 0,
    `${locked.length - unlicensed.length} of ${locked.length}`,
    unlicensed.map(([path, p]) => `${path}: ${p.license ?? 'none named'}`),
  );
  return { own, locked };
}

function checkLock(): void {
  const { own, locked } = checkPackages('.', '');
  const shipped = locked.filter(([, p]) => p.dev !== true);
  const scripted = shipped.filter(([, p]) => p.hasInstallScript === true);
  gate(
    'install scripts, at most 1',
    scripted.length <= 1,
    paths(scripted).join(', ') || 'none',
    paths(scripted),
  );
  const direct = Object.keys(own.dependencies ?? {}).length;
  gate('direct runtime packages, at most 25', direct <= 25, `${direct}`);
  gate('runtime packages in all, at most 345', shipped.length <= 345, `${shipped.length}`);
  gate('packages in all, at most 520', locked.length <= 520, `${locked.length}`);
}

/** The runner of mutation tests has a lock file of its own and is no part of the program or of its gate. */
function checkMutationLock(): void {
  const { locked } = checkPackages('tools/mutation', ' of tools/mutation');
  const scripted = locked.filter(([, p]) => p.hasInstallScript === true);
  gate(
    'no install scripts of tools/mutation',
    scripted.length === 0,
    `${scripted.length} of ${locked.length}`,
    paths(scripted),
  );
}

function checkSite(): void {
  const manifestPath = join(dist, '.vite/manifest.json');
  if (!existsSync(manifestPath)) {
    gate('built site', false, 'dist/ is missing: npm run build');
    return;
  }
  const manifest = readJson<Record<string, ManifestChunk>>(manifestPath);
  const weight = (file: string): number => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length;
  const kib = (bytes: number): string => `${(bytes / KiB).toFixed(1)} KiB gz`;

  /** What a page waits for that asks for these chunks. */
  const closure = (keys: readonly string[]): Set<string> => {
    const files = new Set<string>();
    const follow = (key: string): void => {
      const chunk = manifest[key];
      if (chunk === undefined || files.has(chunk.file)) return;
      files.add(chunk.file);
      chunk.imports?.forEach(follow);
    };
    keys.forEach(follow);
    return files;
  };
  const first = closure(['index.html']);
  const smile = closure(['index.html', BOARD]);
  gate('the board is a chunk of its own', manifest[BOARD]?.file !== undefined, BOARD);

  const plotly = Object.values(manifest)
    .map((chunk) => chunk.file)
    .filter((file) => file.startsWith('assets/plotly-'));
  const eager = plotly.filter((file) => first.has(file));
  gate('plotly is lazy', plotly.length > 0 && eager.length === 0, `${plotly.length} chunks`, eager);

  const total = (files: Iterable<string>): number => [...files].reduce((sum, file) => sum + weight(file), 0);
  gate('first page, at most 160 KiB gz', total(first) <= 160 * KiB, kib(total(first)), [...first]);
  gate('page to its first smile, at most 200 KiB gz', total(smile) <= 200 * KiB, kib(total(smile)), [
    ...smile,
  ]);
  const plotlyWeight = plotly.reduce((sum, file) => sum + weight(file), 0);
  gate('plotly, at most 560 KiB gz', plotlyWeight <= 560 * KiB, kib(plotlyWeight));
}

checkLock();
checkMutationLock();
checkSite();
if (failures > 0) process.exitCode = 1;
