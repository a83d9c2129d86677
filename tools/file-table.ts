/**
 * `npm run files [-- FOLDER]`: what becomes of every real quote file of a folder: which reader takes it, what it
 * accepts and leaves out, where the forwards come from, and how far recomputed volatilities are from the file's
 * own. A Markdown table on standard output; `--write` puts it into docs/file-formats.md. `--drop` drops each on
 * the built page in a real Chromium instead and prints what the page says of it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { calibrateNow } from '#calibration/calibrate.ts';
import { makeRequest } from '#calibration/make-request.ts';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import { pathSource } from '#cli/sources.ts';
import { applyFilters } from '#market/apply-filters.ts';
import type { MarketBook } from '#market/book.ts';
import { buildBook } from '#market/build-book.ts';
import type { FilteredBook } from '#market/filters.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { readFiles } from '#readers/index.ts';
import { joinedFiles, quoteFiles } from './corpus/quote-files.ts';
import { dropAll } from './files/dropped.ts';

const MARKERS = ['<!-- files:begin -->', '<!-- files:end -->'] as const;
/** Below a week a vol moves by more than its last digit with the minute of the stamp. */
const LEAST_T = 7 / 365;
function counts(entries: readonly { readonly reason: string; readonly count: number }[]): string {
  const named = entries.filter(({ count }) => count > 0).map(({ reason, count }) => `${count} ${reason}`);
  return named.length === 0 ? '–' : named.join(', ');
}

/** Median distance between our mid vol and the file's own vol, over kept quotes beyond a week. */
function agreement(quotes: QuoteSet, market: MarketBook, filtered: FilteredBook): string {
  const { markVol } = quotes;
  if (markVol === null) return '–';
  const distances: number[] = [];
  market.books.forEach((book, b) => {
    if (book.t < LEAST_T || filtered.dropped[b] === true) return;
    book.quote.forEach((row, i) => {
      const distance = Math.abs(book.midVol[i]! - markVol[row]!);
      if (filtered.state[b]![i] === 0 && Number.isFinite(distance)) distances.push(distance);
    });
  });
  if (distances.length === 0) return '–';
  distances.sort((a, b) => a - b);
  return distances[distances.length >> 1]!.toExponential(1);
}

async function row(name: string, paths: readonly string[]): Promise<string> {
  const cells = (...texts: readonly string[]): string => `| ${[name, ...texts].join(' | ')} |`;
  const refused = (why: string): string =>
    cells('–', '–', '–', '–', '–', '–', '–', why.replaceAll('|', '\\|'));
  const sources = [];
  for (const path of paths) {
    const source = await pathSource(path, basename(path));
    if (!source.ok) return refused(source.error.message);
    sources.push(source.value);
  }
  const reading = readFiles(sources, { asOf: null, underlying: null, at: null });
  let step = await reading.next();
  while (step.done !== true) step = await reading.next();
  if (!step.value.ok) return refused(step.value.error.message);
  const quotes = step.value.value;
  const options = { asOf: null, forwards: {}, settlementAverage: false, settledSoFar: {} };
  const market = buildBook(quotes, options);
  if (!market.ok) return refused(market.error.message);
  const filtered = applyFilters(quotes, market.value, DEFAULT_SETTINGS.filters);
  const leftOut = Object.entries(filtered.counts).map(([reason, count]) => ({ reason, count }));
  const fit = calibrateNow(makeRequest(quotes, market.value, filtered, DEFAULT_SETTINGS));
  const forwards = [...new Set(market.value.books.map((book) => book.forward.source))].join(', ');
  if (!fit.ok) return refused(fit.error.message);
  const vols = fit.value.slices.flatMap((slice) => (slice.measures === null ? [] : [slice.measures.vol]));
  const percent = (vol: number): string => (100 * vol).toFixed(1);
  const { slicesOk, slicesFailed, insideSpread } = fit.value.summary;
  return cells(
    quotes.reader,
    `${quotes.rowsRead} / ${quotes.symbol.length}`,
    counts([...quotes.rejected, ...market.value.dropped, ...leftOut]),
    forwards,
    `${percent(Math.min(...vols))} to ${percent(Math.max(...vols))}`,
    agreement(quotes, market.value, filtered),
    `${slicesOk} of ${slicesOk + slicesFailed}`,
    insideSpread === null ? '–' : `${Math.floor(100 * insideSpread)} %`,
  );
}

/** What the page makes of each; false where one was left without a word, or the page threw. */
async function dropped(folder: string, all: readonly string[]): Promise<boolean> {
  const sets = [
    ...all.map((path) => ({ name: relative(folder, path), paths: [path] })),
    ...joinedFiles(all).map((paths) => ({ name: paths.map((path) => basename(path)).join(' + '), paths })),
  ];
  let good = true;
  for await (const { name, fitted, says, thrown } of dropAll(join(import.meta.dirname, '../dist'), sets)) {
    if (thrown.length > 0 || says === null) good = false;
    const words = [says ?? 'nothing within 30 s', ...thrown.map((text) => `thrown: ${text}`)].join('; ');
    console.log(`${name}: ${fitted === null ? 'no surface' : `${fitted} expiries`}; ${words}`);
  }
  return good;
}

async function main(argv: readonly string[]): Promise<void> {
  const [asked] = argv.filter((arg) => !arg.startsWith('--'));
  const folder = resolve(process.env.INIT_CWD ?? '.', asked ?? '../shared/data');
  const all = quoteFiles(folder);
  if (argv.includes('--drop')) {
    process.exitCode = (await dropped(folder, all)) ? 0 : 1;
    return;
  }
  const lines = [
    "| file | reader | rows read / accepted | rejected, dropped, left out | forward from | ATM vol, % | median distance from the file's own vol | expiries fitted | inside bid-ask, or why refused |",
    '|---|---|---|---|---|---|---|---|---|',
  ];
  for (const path of all) lines.push(await row(relative(folder, path), [path]));
  for (const paths of joinedFiles(all)) {
    lines.push(await row(paths.map((path) => basename(path)).join(' + '), paths));
  }
  const table = lines.join('\n');
  if (!argv.includes('--write')) {
    console.log(table);
    return;
  }
  const target = join(import.meta.dirname, '../docs/file-formats.md');
  const text = readFileSync(target, 'utf8');
  const [begin, end] = MARKERS.map((marker) => text.indexOf(marker)) as [number, number];
  if (begin < 0 || end < begin) throw new Error(`docs/file-formats.md lacks ${MARKERS.join(' and ')}`);
  writeFileSync(target, `${text.slice(0, begin + MARKERS[0].length)}\n${table}\n${text.slice(end)}`);
}

await main(process.argv.slice(2));
