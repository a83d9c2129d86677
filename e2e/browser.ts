/**
 * Finds a Chromium that works with and without root and on a machine with nothing but Node: CHROMIUM_PATH, one of
 * the system, the one that npm installed. It never downloads any.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A browser and the arguments it needs here. */
export interface Browser {
  readonly executablePath: string;
  readonly args: readonly string[];
}

/** WebGL without a graphics card. */
const softwareGraphics = ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function systemBrowser(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return [...candidates, ...elsewhere].find(isExecutable);
}

/** The fonts of the system, where it has any, and those of the package. */
function fontConfiguration(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${join(folder, 'fonts')}</dir>
  <cachedir>${join(folder, 'font-cache')}</cachedir>
</fontconfig>
`;
}

const starts = (path: string): boolean => spawnSync(path, ['--version']).status === 0;

/**
 * The Chromium inside an npm package, unpacked once into a folder of its own: the
 * package trusts whatever lies in the temporary folder, be it half unpacked.
 * Undefined where it does not start: it is built for one system only.
 */
async function packagedBrowser(): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const bin = join(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '../bin');
  const { version } = JSON.parse(readFileSync(join(bin, '../package.json'), 'utf8')) as { version: string };
  const folder = join(tmpdir(), `volbench-chromium-${version}-${process.getuid?.() ?? 0}`);
  const complete = join(folder, 'complete');
  if (!existsSync(complete)) rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });

  const outside = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  try {
    const { default: chromium, inflate, setupLambdaEnvironment } = await import('@sparticuz/chromium');
    const path = await chromium.executablePath();
    if (!starts(path)) {
      // The system lacks NSS or another library: the package brings those of Amazon Linux.
      await inflate(join(bin, 'al2023.tar.br'));
      setupLambdaEnvironment(join(folder, 'al2023', 'lib'));
      if (!starts(path)) return undefined;
    }
    // Chromium ends itself where it finds no font at all.
    const fonts = join(folder, 'fonts.conf');
    writeFileSync(fonts, fontConfiguration(folder));
    process.env.FONTCONFIG_FILE ??= fonts;
    writeFileSync(complete, version);
    return path;
  } finally {
    if (outside === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = outside;
  }
}

async function pathOf(asked: string): Promise<string> {
  if (asked !== 'system' && asked !== 'packaged') {
    if (!isExecutable(asked)) throw new Error(`CHROMIUM_PATH is ${asked}, which is not an executable file.`);
    return asked;
  }
  const found =
    asked === 'system'
      ? (systemBrowser() ?? (await packagedBrowser()))
      : ((await packagedBrowser()) ?? systemBrowser());
  if (found === undefined) throw new Error('There is no Chromium. Install one, or name it in CHROMIUM_PATH.');
  return found;
}

/**
 * The browser that CHROMIUM_PATH names: an executable file, `system` or `packaged`, either of which gives way to the
 * other where it is not there. Without it the one of `first`: whoever measures wants the browser of a desk, tests the
 * same one on every machine, and one that opens a page at little cost.
 *
 * @throws Error where there is none.
 */
export async function findBrowser(first: 'system' | 'packaged' = 'system'): Promise<Browser> {
  const executablePath = await pathOf(process.env['CHROMIUM_PATH'] ?? first);
  const isRoot = process.getuid?.() === 0;
  return { executablePath, args: isRoot ? ['--no-sandbox', ...softwareGraphics] : softwareGraphics };
}
