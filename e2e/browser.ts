/**
 * Finds a Chromium to test with, in the order that works with and without root
 * and on a machine with nothing but Node: CHROMIUM_PATH, one of the system, the one
 * that npm installed. It never downloads any.
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

/**
 * The Chromium inside an npm package, unpacked once into a folder of its own: the
 * package trusts whatever lies in the temporary folder, be it half unpacked.
 */
async function packagedBrowser(): Promise<string> {
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
    if (spawnSync(path, ['--version']).status !== 0) {
      // The system lacks NSS or another library: the package brings those of Amazon Linux.
      await inflate(join(bin, 'al2023.tar.br'));
      setupLambdaEnvironment(join(folder, 'al2023', 'lib'));
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

/**
 * @throws Error where CHROMIUM_PATH names no executable file. `CHROMIUM_PATH=packaged`
 *   passes over the browsers of the system.
 */
export async function findBrowser(): Promise<Browser> {
  const asked = process.env['CHROMIUM_PATH'];
  if (asked !== undefined && asked !== 'packaged' && !isExecutable(asked)) {
    throw new Error(`CHROMIUM_PATH is ${asked}, which is not an executable file.`);
  }
  const system = asked === 'packaged' ? undefined : (asked ?? systemBrowser());
  const executablePath = system ?? (await packagedBrowser());
  const isRoot = process.getuid?.() === 0;
  return { executablePath, args: isRoot ? ['--no-sandbox', ...softwareGraphics] : softwareGraphics };
}
