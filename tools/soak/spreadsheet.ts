import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type SheetCell, sheetRows } from './files/flat-sheet.ts';

/** Reads CSV as LibreOffice does. */
export interface Spreadsheet {
  readonly version: string;
  /** Rows of each text in turn; `separators` as the import calls them, `44` a comma, `44/59/9` with semicolon and tab. */
  open(texts: readonly string[], separators: string): readonly (readonly (readonly SheetCell[])[])[];
  close(): void;
}

/** UTF-8, from the first row, columns as they come, special numbers detected, formulas run: what can go wrong does. */
const IMPORT = '34,76,1,,0,false,true,false,false,false,-1,true';

/** Files it is given at a time; of some hundreds it leaves the last ones out. */
const AT_ONCE = 60;

/** LibreOffice without a window; null where this machine has none. */
export function findSpreadsheet(): Spreadsheet | null {
  const command = process.env['SOFFICE_PATH'] ?? 'soffice';
  const asked = spawnSync(command, ['--version'], { encoding: 'utf8' });
  if (asked.error !== undefined || asked.status !== 0) return null;
  const folder = mkdtempSync(join(tmpdir(), 'volbench-sheets-'));
  let turn = 0;
  return {
    version: asked.stdout.trim(),
    open(texts, separators) {
      const place = join(folder, String(turn++));
      mkdirSync(place);
      const paths = texts.map((text, i) => {
        const path = join(place, `${i}.csv`);
        writeFileSync(path, text);
        return path;
      });
      const profile = `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`;
      const filter = `--infilter=CSV:${separators},${IMPORT}`;
      for (let from = 0; from < paths.length; from += AT_ONCE) {
        const some = paths.slice(from, from + AT_ONCE);
        const args = [profile, '--headless', filter, '--convert-to', 'fods', '--outdir', place, ...some];
        const run = spawnSync(command, args, { encoding: 'utf8', timeout: 300_000 });
        if (run.status !== 0) throw new Error(`LibreOffice ended with ${run.status}: ${run.stderr}`);
      }
      return paths.map((path) => sheetRows(readFileSync(path.replace(/csv$/, 'fods'), 'utf8')));
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
