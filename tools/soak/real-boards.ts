import { relative } from 'node:path';
import type { CalibrationRequest } from '#calibration/request.ts';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import { LAST_INSTANT } from '#readers/reader.ts';
import { joinedFiles, quoteFiles, realFolder } from '../corpus/quote-files.ts';
import { boardRequest, readBoard } from '../corpus/strict-fit.ts';

/** The quotes of real files, ready to be fitted at default settings. */
export interface RealBoard {
  /** Its files below the folder of real files. */
  readonly name: string;
  readonly request: CalibrationRequest;
}

/**
 * Every board of real files, each file alone and those that belong together besides; files that hold no board by
 * themselves are left out.
 */
export async function realBoards(
  wanted: (name: string) => boolean = () => true,
): Promise<readonly RealBoard[]> {
  const folder = realFolder();
  const all = quoteFiles(folder);
  const boards: RealBoard[] = [];
  for (const files of [...all.map((file) => [file]), ...joinedFiles(all)]) {
    const name = files.map((file) => relative(folder, file)).join(' + ');
    if (!wanted(name)) continue;
    const quotes = await readBoard(folder, files, {
      asOf: null,
      underlying: null,
      at: LAST_INSTANT,
      map: null,
    });
    if (!quotes.ok) continue;
    const request = boardRequest(quotes.value, { asOf: null, forwards: {} }, DEFAULT_SETTINGS);
    if (request.ok) boards.push({ name, request: request.value });
  }
  return boards;
}
