import { basename, relative } from 'node:path';
import { ascii, expiryName, fixed, share } from '#base/format.ts';
import type { Failure, Outcome } from '#base/outcome.ts';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import { commandSettings } from '#cli/command-settings.ts';
import { howToChoose } from '#cli/how-to-choose.ts';
import { type FitCommand, parseArguments } from '#cli/options.ts';
import { oneLine, ProgressLine, type Terminal } from '#cli/terminal.ts';
import { modelById } from '#models/index.ts';
import { LAST_INSTANT } from '#readers/reader.ts';
import { joinedFiles, quoteFiles, realFolder } from './quote-files.ts';
import { boardRequest, type CorpusFit, fitBoth, hasSpreads, readBoard } from './strict-fit.ts';

/** The exit statuses of `fit`: the worst of all files. */
const EXIT = { fitted: 0, someFailed: 1, badInput: 2, badArguments: 3 } as const;

/** Models that know boards without arbitrage and are fitted unless --model says otherwise. */
const MODELS = 'svi,essvi';

/** A board to be fitted. */
interface Board {
  readonly name: string;
  readonly files: readonly string[];
}

const HELP = `Fits files with --butterfly strict --calendar strict and counts what is left of arbitrage.

  npm run corpus                       every real file in ../shared/data that has bid and ask quotes
  npm run -s corpus -- [--json] FILE... these files, a table; with --json one line of JSON a file and model

--model svi,essvi chooses the models; every other option of fit that changes a fit holds too.
Exit status: 0 fitted; 1 some expiries failed; 2 a file could not be used (one line each on standard
error, the others are fitted); 3 wrong arguments.
`;

/** Runs `npm run corpus` and resolves with its exit status. */
export async function corpus(argv: readonly string[], terminal: Terminal): Promise<number> {
  const isJson = argv.includes('--json');
  const refuse = (line: string): number => {
    terminal.say(`${oneLine(line)}\n`);
    return EXIT.badArguments;
  };
  const defaults = ['--model', MODELS, '--butterfly', 'strict', '--calendar', 'strict'];
  const said = argv.filter((word) => word !== '--json');
  const isSaid = (option: string): boolean =>
    said.some((word) => word === option || word.startsWith(`${option}=`));
  const options = [0, 2, 4].flatMap((i) => (isSaid(defaults[i]!) ? [] : defaults.slice(i, i + 2)));
  let given = parseArguments([...options, ...said]);
  // Without a file the only thing it can lack is one.
  const all = given.kind === 'refused' ? parseArguments([...options, ...said, 'every file']) : given;
  const isAll = given.kind === 'refused' && all.kind === 'fit' && all.command.files.length === 1;
  if (isAll) given = all;
  if (given.kind === 'help') {
    await terminal.output(HELP);
    return EXIT.fitted;
  }
  if (given.kind === 'refused') return refuse(given.message);
  const { command } = given;
  for (const option of ['out', 'settings', 'prior', 'holdout', 'bootstrap'] as const) {
    if (command[option] !== null) return refuse(`--${option} is an option of fit alone.`);
  }
  const boards = isAll ? realBoards() : command.files.map((file) => ({ name: file, files: [file] }));
  if (boards.length === 0) return refuse(`There is no quote file in ${realFolder()}; name files.`);
  return fitAll(boards, command, { isJson, isAll }, terminal);
}

async function fitAll(
  boards: readonly Board[],
  command: FitCommand,
  { isJson, isAll }: { readonly isJson: boolean; readonly isAll: boolean },
  terminal: Terminal,
): Promise<number> {
  const progress = new ProgressLine(terminal);
  let status: number = EXIT.fitted;
  const without: string[] = [];
  const print = async (cells: readonly string[]): Promise<void> => {
    progress.clear();
    await terminal.output(`${ascii(tableLine(cells))}\n`);
  };
  const refuse = ({ name, files }: Board, error: Failure): void => {
    progress.clear();
    // Half of a board, which is fitted with its other half.
    if (
      isAll &&
      files.length === 1 &&
      boards.some((other) => other.files.length > 1 && other.files.includes(files[0] ?? ''))
    )
      return;
    status = EXIT.badInput;
    const message = `${error.message}${howToChoose(error)}`;
    terminal.say(`${oneLine(message.includes(basename(name)) ? message : `${name}: ${message}`)}\n`);
  };
  if (!isJson) await print(HEAD);
  for (const board of boards) {
    progress.show(`Reading ${board.name}`);
    const quotes = await readBoard(terminal.folder, board.files, {
      asOf: command.asOf,
      underlying: command.underlying,
      at: command.at ?? LAST_INSTANT,
      map: command.map,
    });
    if (!quotes.ok) {
      refuse(board, quotes.error);
      continue;
    }
    for (const id of command.models ?? []) {
      const model = modelById(id);
      const settings = model && commandSettings(DEFAULT_SETTINGS, command, model);
      if (settings === undefined) continue;
      if (!settings.ok) {
        progress.clear();
        terminal.say(`${oneLine(settings.error.message)}\n`);
        return EXIT.badArguments;
      }
      const request = boardRequest(quotes.value, { asOf: command.asOf, forwards: {} }, settings.value);
      if (!request.ok) {
        refuse(board, request.error);
        break;
      }
      if (isAll && !hasSpreads(request.value)) {
        without.push(board.name);
        break;
      }
      progress.show(`Fitting ${id} to ${board.name}`);
      const fit: Outcome<CorpusFit> = fitBoth(board.name, request.value);
      if (!fit.ok) {
        refuse(board, fit.error);
        continue;
      }
      if (fit.value.failed > 0 && status === EXIT.fitted) status = EXIT.someFailed;
      if (isJson) {
        progress.clear();
        await terminal.output(`${JSON.stringify(fit.value.row)}\n`);
      } else await print(cells(fit.value));
    }
  }
  progress.clear();
  if (without.length > 0 && !isJson) {
    await terminal.output(`without bid and ask, not fitted: ${without.join(', ')}\n`);
  }
  return status;
}

/** The boards of the folder of real files, each file alone and those that belong together besides. */
function realBoards(): readonly Board[] {
  const folder = realFolder();
  const all = quoteFiles(folder);
  return [...all.map((file) => [file]), ...joinedFiles(all)].map((files) => ({
    name: files.map((file, i) => (i === 0 ? relative(folder, file) : basename(file))).join(' + '),
    files,
  }));
}

const HEAD = ['model', 'fitted', 'g < 0', 'cross', 'inside', 'free', 'cost pt', 'dearest', 'ms', 'file'];
const WIDTHS = [11, 9, 5, 5, 6, 6, 7, 21, 8, 0];

function tableLine(row: readonly string[]): string {
  return row
    .map((cell, i) =>
      i === 0 || i === row.length - 1 ? cell.padEnd(WIDTHS[i] ?? 0) : cell.padStart(WIDTHS[i] ?? 0),
    )
    .join('  ');
}

/** One row of the table. The dearest expiry is the one that gives up most of its quotes inside bid-ask, in points. */
function cells({ row, failed, dearest }: CorpusFit): readonly string[] {
  const { insideSpread: inside, insideSpreadFree: free } = row;
  const cost = inside === null || free === null ? null : 100 * (free - inside);
  return [
    row.model,
    failed > 0 ? `${row.slices} of ${row.slices + failed}` : `${row.slices}`,
    String(row.gViolations),
    String(row.calendarViolations),
    inside === null ? share(null) : fixed(100 * inside, 1),
    free === null ? share(null) : fixed(100 * free, 1),
    fixed(cost, 1),
    dearest === null || dearest.loss <= 0
      ? '-'
      : `${fixed(100 * dearest.loss, 1)} ${oneLine(expiryName(dearest.expiry))}`,
    fixed(row.ms, 1),
    row.file,
  ];
}
