import { promises as disk } from 'node:fs';
import { resolve } from 'node:path';
import { type Issue, type Outcome, success } from '#base/outcome.ts';
import { DEFAULT_SETTINGS, type FitSettings } from '#calibration/settings.ts';
import { APP_VERSION } from '#exporters/app-version.ts';
import type { Exporter } from '#exporters/exporter.ts';
import type { FitFile } from '#exporters/fit-json/fit-file.ts';
import { parseFitFile, previousFitOf, settingsFromFitFile } from '#exporters/fit-json/parse.ts';
import { exporterById } from '#exporters/index.ts';
import type { MarketBook, MarketOptions } from '#market/book.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { rateText } from '#market/rate.ts';
import { modelById } from '#models/index.ts';
import { type ByteSource, LAST_INSTANT } from '#readers/reader.ts';
import { assessed, assessmentSummary, plansOf } from './assessment.ts';
import { commandSettings } from './command-settings.ts';
import { compareModels, comparisonSummary, type Fitted, timedFit } from './comparison.ts';
import { HELP } from './help.ts';
import { howToChoose } from './how-to-choose.ts';
import { type FitCommand, parseArguments } from './options.ts';
import { fit, prepare, read } from './pipeline.ts';
import { queryTable } from './queries.ts';
import { inputSource, pathSource, why } from './sources.ts';
import { summary } from './summary.ts';
import { oneLine, ProgressLine, type Terminal } from './terminal.ts';
import type { Query } from './time-options.ts';

/** Exit statuses of the command. */
const EXIT = { fitted: 0, someFailed: 1, badInput: 2, badArguments: 3 } as const;

/** Ends the command with one line on standard error. */
class Stop extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * Runs the command line `fit` and resolves with its exit status: 0 fitted, 1 some
 * expiries failed (the file is written), 2 the input could not be used, 3 wrong
 * arguments. On 2 and 3 standard error gets exactly one line and standard output nothing.
 */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  const progress = new ProgressLine(terminal);
  try {
    const given = parseArguments(argv);
    if (given.kind === 'refused') throw new Stop(EXIT.badArguments, given.message);
    if (given.kind === 'help') {
      await terminal.output(HELP);
      return EXIT.fitted;
    }
    return await fitCommand(given.command, terminal, progress);
  } catch (error) {
    progress.clear();
    if (!(error instanceof Stop)) throw error;
    terminal.say(`${oneLine(error.message)}\n`);
    return error.status;
  }
}

async function fitCommand(command: FitCommand, terminal: Terminal, progress: ProgressLine): Promise<number> {
  const notes: Issue[] = [];
  const imported = await importedSettings(command, terminal);
  const before = command.prior === null ? null : await fitFile('prior', command.prior, terminal);
  const settings = perModel(command, imported?.settings ?? DEFAULT_SETTINGS, before);
  const out = await outPath(command, terminal);
  const sources = await openSources(command, terminal);
  const market = await marketOptions(command, imported, sources, notes);

  const tell = (line: string): void => progress.show(line);
  const options = {
    asOf: market.asOf,
    underlying: command.underlying,
    at: command.at ?? LAST_INSTANT,
    map: command.map,
  };
  const quotes = used(await read(sources, options, tell), notes);
  if (market.asOf !== null && quotes.asOf !== null && quotes.asOfSource !== 'user') {
    notes.push(
      note('as-of-replaced', `The as-of instant of the file, ${iso(quotes.asOf)}, is replaced by hand.`),
    );
  }
  sameUnderlying(settings, quotes);
  const isCompared = command.json || settings.length > 1;
  const fits = settings.map((each): Fitted => {
    const issues = [...notes];
    const prepared = used(prepare(quotes, market, each.filters), issues);
    issues.unshift(...rateWithoutUse(command.rate, quotes, prepared.market));
    const timed = timedFit(() => fit(quotes, prepared, each, tell), isCompared);
    const result = used(timed.outcome, issues);
    const done = {
      quotes,
      ...prepared,
      marketOptions: market,
      settings: each,
      result,
      appVersion: APP_VERSION,
    };
    const found = plansOf(command).map((plan) => used(assessed(done, plan, tell), issues));
    return { fit: { ...done, assessed: found }, issues, ms: timed.ms };
  });
  const exporter = exporterById(command.format);
  if (exporter === undefined) throw new Stop(EXIT.badArguments, `--format ${command.format} is not known.`);
  const compared = isCompared ? compareModels(fits) : null;
  const text = command.queries === null ? written(fits, exporter) : asked(fits, command.queries);
  progress.clear();
  if (out !== null) await writeWhole(out, text);
  else if (!command.json) await terminal.output(text);
  if (command.json && compared !== null) await terminal.output(`${JSON.stringify(compared)}\n`);
  if (compared === null || fits.length === 1)
    for (const each of fits) terminal.say(summary(each.fit, each.issues));
  else terminal.say(comparisonSummary(fits, compared));
  for (const each of fits) terminal.say(assessmentSummary(each.fit));
  const failed = fits.some((each) => each.fit.result.slices.some(({ status }) => status === 'failed'));
  return failed ? EXIT.someFailed : EXIT.fitted;
}

function written(fits: readonly Fitted[], exporter: Exporter): string {
  const texts = fits.map((each) => exporter.write(each.fit));
  return texts.length === 1 ? texts.join('') : `[\n${texts.map((t) => t.trimEnd()).join(',\n')}\n]\n`;
}

function asked(fits: readonly Fitted[], queries: readonly Query[]): string {
  const answers = queryTable(
    fits.map(({ fit }) => fit),
    queries,
  );
  if (answers.ok) return answers.value;
  const { reason, message } = answers.error;
  throw new Stop(reason === 'invalid' ? EXIT.badArguments : EXIT.badInput, message);
}

/** The value of an outcome, its issues collected; a failure ends the command as bad input. */
function used<T>(outcome: Outcome<T>, issues: Issue[]): T {
  if (!outcome.ok) throw new Stop(EXIT.badInput, `${outcome.error.message}${howToChoose(outcome.error)}`);
  issues.push(...outcome.issues);
  return outcome.value;
}

/** The fit to be drawn towards is of the quotes' own underlying. */
function sameUnderlying(settings: readonly FitSettings[], { underlying }: QuoteSet): void {
  const other = settings.find(({ prior }) => prior !== null && prior.fit.underlying !== underlying);
  if (other === undefined) return;
  const [was, is] = [other.prior?.fit.underlying, underlying].map((name) => name || 'an unnamed underlying');
  throw new Stop(EXIT.badInput, `The fit to be drawn towards is of ${was}, the quotes are of ${is}.`);
}

function perModel(command: FitCommand, base: FitSettings, prior: FitFile | null): FitSettings[] {
  const before = prior === null ? null : previousFitOf(prior);
  if (prior !== null && before === null) {
    throw new Stop(
      EXIT.badInput,
      `--prior ${command.prior}: the file holds no covariance of a fitted expiry. Fit its quotes again and take that file.`,
    );
  }
  return (command.models ?? [base.model]).map((id) => {
    const model = modelById(id);
    if (model === undefined) throw new Stop(EXIT.badArguments, `--model ${id} is not known.`);
    const settings = commandSettings(base, command, model, before);
    if (!settings.ok) throw new Stop(EXIT.badArguments, settings.error.message);
    return settings.value;
  });
}

async function openSources(command: FitCommand, terminal: Terminal): Promise<ByteSource[]> {
  const sources: ByteSource[] = [];
  for (const file of command.files) {
    const source: Outcome<ByteSource> =
      file === '-'
        ? success(await inputSource(terminal.input))
        : await pathSource(resolve(terminal.folder, file), file);
    if (!source.ok) throw new Stop(EXIT.badInput, source.error.message);
    sources.push(source.value);
  }
  return sources;
}

interface Imported {
  readonly file: FitFile;
  readonly settings: FitSettings;
  readonly marketOptions: MarketOptions;
}

async function importedSettings(command: FitCommand, terminal: Terminal): Promise<Imported | null> {
  if (command.settings === null) return null;
  const file = await fitFile('settings', command.settings, terminal);
  return { file, ...settingsFromFitFile(file) };
}

/** The fit file that an option names. */
async function fitFile(option: string, path: string, { folder }: Terminal): Promise<FitFile> {
  let text: string;
  try {
    text = await disk.readFile(resolve(folder, path), 'utf8');
  } catch (error) {
    throw new Stop(EXIT.badInput, `--${option} ${path}: ${why(error)}.`);
  }
  const parsed = parseFitFile(text);
  if (!parsed.ok) throw new Stop(EXIT.badInput, `--${option} ${path}: ${parsed.error.message}`);
  return parsed.value;
}

/**
 * As-of and forwards by hand are facts about one snapshot: those of a settings
 * file hold only for the very files it was made from.
 */
async function marketOptions(
  command: FitCommand,
  imported: Imported | null,
  sources: readonly ByteSource[],
  notes: Issue[],
): Promise<MarketOptions> {
  const byHand = imported?.marketOptions ?? { asOf: null, forwards: {} };
  // Pricing on the settlement average is a convention and holds for any file; a rate of the day before is nearer than none.
  const { average = false, soFar = {} } = byHand.settlement ?? {};
  const rate = command.rate ?? byHand.rate;
  const discounted = rate === undefined ? {} : { rate };
  const without: MarketOptions = {
    asOf: command.asOf,
    forwards: {},
    ...(average ? { settlement: { average, soFar: {} } } : {}),
    ...discounted,
  };
  const any = [byHand.forwards, soFar].some((record) => Object.keys(record).length > 0);
  const isBound = any || byHand.asOf !== null;
  const isItsRate = command.rate === null && byHand.rate !== undefined;
  if (imported === null || (!isBound && !isItsRate)) return without;
  const hashes = await Promise.all(sources.map((source) => source.sha256()));
  const known = imported.file.source.files.map(({ sha256 }) => sha256);
  if (hashes.length === known.length && hashes.every((hash) => known.includes(hash))) {
    return { ...byHand, ...discounted, asOf: command.asOf ?? byHand.asOf };
  }
  if (isBound) {
    const message =
      'The as-of instant, forwards and settlement averages by hand in the settings file belong to other quotes and are not used.';
    notes.push(note('market-options-of-another-file', message));
  }
  if (isItsRate) {
    const message = `The rate of ${rateText(byHand.rate)} a year is the one set by hand on the quotes of the settings file.`;
    notes.push(note('rate-of-another-file', message));
  }
  return without;
}

/** Path of `--out`, or null for standard output; never one of the files that are read. */
async function outPath(command: FitCommand, { folder }: Terminal): Promise<string | null> {
  const { out, files, settings, prior } = command;
  if (out === null || out === '-') return null;
  const path = resolve(folder, out);
  const read = [...files, settings, prior].filter((file) => file !== null);
  if (read.some((file) => resolve(folder, file) === path)) {
    throw new Stop(EXIT.badArguments, `--out ${out} is one of the files that are read.`);
  }
  const parent = await disk.stat(resolve(path, '..')).catch(() => null);
  if (parent === null || !parent.isDirectory()) {
    throw new Stop(EXIT.badArguments, `--out ${out}: there is no such folder.`);
  }
  return path;
}

/** Writes beside and renames, so that no reader ever meets half a file. */
async function writeWhole(path: string, text: string): Promise<void> {
  const existing = await disk.stat(path).catch(() => null);
  const part = `${path}.${process.pid}.part`;
  try {
    if (existing !== null && !existing.isFile()) await disk.writeFile(path, text);
    else {
      await disk.writeFile(part, text);
      await disk.rename(part, path);
    }
  } catch (error) {
    await disk.rm(part, { force: true });
    throw new Stop(EXIT.badArguments, `--out ${path}: ${why(error)}.`);
  }
}

/** Says where a rate that was asked for discounts no expiry. */
function rateWithoutUse(rate: number | null, quotes: QuoteSet, { books }: MarketBook): Issue[] {
  if (rate === null || books.some(({ forward }) => forward.discountSource === 'user')) return [];
  const why = books.every(({ forward }) => forward.discountSource === 'unit')
    ? `premiums in ${quotes.premiumCurrency} are not discounted`
    : 'call-put pairs tell the discounts';
  return [note('rate-not-used', `The rate of ${rateText(rate)} a year is not used: ${why}.`)];
}

function note(code: string, message: string): Issue {
  return { severity: 'info', code, message };
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
