import { ascii, date, instant, share, strike, timeToExpiry, volPercent } from '#base/format.ts';
import type { Issue } from '#base/outcome.ts';
import { ARBITRAGE_TOLERANCE } from '#calibration/arbitrage-tolerance.ts';
import { costSentence } from '#calibration/constraint-cost.ts';
import type { SliceFit } from '#calibration/result.ts';
import { bookVerdicts, excludedBy, type FitExport } from '#exporters/exporter.ts';
import { bookKey, type ForwardEstimate } from '#market/book.ts';
import { isWeighted } from '#surface/time-settings.ts';
import { oneLine } from './terminal.ts';

/** Messages shown before the rest are only counted, so that the summary stays one screen. */
const MOST_MESSAGES = 12;

/** Expiries shown before the rest are only counted; a failed one is always shown. */
const MOST_EXPIRIES = 26;

/** The fit on one screen: what was read, one line an expiry, the totals, and what is worth knowing. */
export function summary(fit: FitExport, issues: readonly Issue[]): string {
  const news = issues.filter(({ message }) => !fit.quotes.notes.includes(message));
  return screen([
    ...read(fit),
    ...table(fit),
    ...board(fit),
    ...totals(fit),
    ...time(fit),
    ...messages(news),
  ]);
}

/** Lines as a terminal shows them, in ASCII. */
export function screen(lines: readonly string[]): string {
  return lines.map((line) => `${oneLineKept(ascii(line))}\n`).join('');
}

/** What was read and used; what was not by the reasons of the fit file, so that all rows are accounted for. */
export function read(fit: FitExport): string[] {
  const { quotes, market, filtered, result } = fit;
  const gone = [
    ...quotes.rejected.map(({ reason, count }) => [reason, count] as const),
    ...market.dropped.map(({ reason, count }) => [reason, count] as const),
    ['near-expiry', filtered.nearExpiry] as const,
    ['settlement-window', filtered.inSettlement] as const,
    ...unused(fit),
  ].flatMap(([reason, count]) => (count > 0 ? [`${count} ${reason}`] : []));
  const files = quotes.files.map(({ name }) => name).join(', ');
  return [
    `${quotes.underlying || 'unnamed underlying'}  as of ${instant(market.asOf)} (${quotes.asOfSource})  ${files}, ${quotes.reader}`,
    `${quotes.rowsRead} rows read, ${quotes.symbol.length} quotes, ${result.summary.used} used${gone.length > 0 ? `; left out: ${gone.join(', ')}` : ''}`,
    ...quotes.notes,
    '',
  ];
}

/** Unused quotes of the expiries that filters keep, by reason; of an expiry taken out by hand all of them. */
function unused({ quotes, market, filtered, settings, result }: FitExport): Map<string, number> {
  const byKey = new Map(result.slices.map((slice) => [slice.key, slice]));
  const counts = new Map<string, number>();
  const add = (reason: string, count: number): void => {
    counts.set(reason, (counts.get(reason) ?? 0) + count);
  };
  market.books.forEach((book, i) => {
    const key = bookKey(book, quotes);
    if (filtered.dropped[i] === true) return;
    if (settings.dropped[key] === true) {
      add('by-hand', book.quote.length);
      return;
    }
    const state = filtered.state[i] ?? new Uint8Array();
    const { verdict } = bookVerdicts(quotes, book, state, byKey.get(key), settings.manual);
    for (const { reason, count } of excludedBy(verdict)) add(reason, count);
  });
  return counts;
}

const HEAD = [
  'expiry',
  'time',
  'forward',
  'from',
  'ATM %',
  'RMSE vp',
  'used',
  'inside',
  'g < 0 in',
  'status',
];

/** The parameters all expiries share, with their standard errors. */
function board({ result: { surface } }: FitExport): string[] {
  if (surface === null) return [];
  const values = surface.parameters.map(({ name, value, standardError, fixed, atBound }) => {
    const tail =
      standardError !== null
        ? ` ± ${standardError.toPrecision(2)}`
        : fixed
          ? ' fixed'
          : atBound === null
            ? ''
            : ` at ${atBound}`;
    return `${name} ${value.toPrecision(5)}${tail}`;
  });
  return [values.join(', '), ...(surface.message === null ? [] : [surface.message])];
}

function table({ quotes, market, filtered, settings, result }: FitExport): string[] {
  const byKey = new Map(result.slices.map((slice) => [slice.key, slice]));
  const rows = market.books.flatMap((book, i) => {
    const key = bookKey(book, quotes);
    if (filtered.dropped[i] === true || settings.dropped[key] === true) return [];
    const slice = byKey.get(key);
    const root = book.root === quotes.underlying ? '' : `${book.root} `;
    const known = [`${root}${date(book.expiry)}`, timeToExpiry(book.t), ...forwardCells(book.forward)];
    return [
      {
        failed: slice?.status !== 'ok' && slice?.status !== 'warning',
        cells: [...known, ...fitCells(slice)],
      },
    ];
  });
  const room = MOST_EXPIRIES - rows.filter(({ failed }) => failed).length;
  let fine = 0;
  const shown = rows.filter(({ failed }) => failed || fine++ < room);
  const more = rows.length - shown.length;
  const cells = [HEAD, ...shown.map((row) => row.cells)].map((row) =>
    row.map((cell) => oneLine(ascii(cell)) || '-'),
  );
  const lines = aligned(cells, [0, 3, HEAD.length - 1]);
  return more > 0 ? [...lines, `and ${more} more, fitted`] : lines;
}

/** Rows of cells in columns as wide as their widest cell, right-aligned but for those named. */
export function aligned(rows: readonly (readonly string[])[], left: readonly number[]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, column) =>
        left.includes(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}

function forwardCells({ value, source }: ForwardEstimate): string[] {
  return [strike(Number(value.toPrecision(8))), source];
}

function fitCells(slice: SliceFit | undefined): string[] {
  if (slice === undefined) return ['', '', '0', '', '', 'failed: no quote was left to fit'];
  const { measures, rmseVol, used, insideSpread, arbitrage, message, frozen } = slice;
  const status = frozen === true ? `${slice.status}, frozen` : slice.status;
  return [
    volPercent(measures?.vol),
    volPercent(rmseVol),
    String(used),
    share(insideSpread),
    arbitrage === null ? '' : verdict(arbitrage.minGQuoted, arbitrage.minG),
    message === null ? status : `${status}: ${message}`,
  ];
}

function verdict(quoted: number | null, wings: number): string {
  if (quoted !== null && quoted < ARBITRAGE_TOLERANCE) return 'quotes';
  return wings < ARBITRAGE_TOLERANCE ? 'wings' : 'none';
}

function totals({ result }: FitExport): string[] {
  const { summary: all } = result;
  const where = ({ quoted, wings }: { quoted: number; wings: number }): string =>
    quoted === 0 && wings === 0 ? 'free' : `${quoted} in quotes, ${wings} in wings`;
  return [
    '',
    `${all.slicesOk} of ${all.slicesOk + all.slicesFailed} expiries fitted; RMSE ${volPercent(all.rmseVol)} vp, left one out ${volPercent(all.looRmseVol)} vp, inside bid-ask ${share(all.insideSpread)}`,
    `butterfly ${where(all.butterflyViolations)}; calendar ${where(all.calendarViolations)}`,
    ...(result.cost === null ? [] : [costSentence(result.cost)]),
  ];
}

/** How variance runs between expiries, where that is not by the calendar. */
function time({ settings: { time: days } }: FitExport): string[] {
  if (!isWeighted(days)) return [];
  const events = Object.entries(days.events)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, weight]) => `, ${day} ${weight}`);
  return [`between expiries, in weekdays: Saturday and Sunday ${days.weekend}${events.join('')}`];
}

/** What is worth knowing, the worst first. */
export function messages(issues: readonly Issue[]): string[] {
  const order: readonly Issue['severity'][] = ['error', 'warning', 'info'];
  const lines = [
    ...new Set(
      order.flatMap((severity) =>
        issues
          .filter((issue) => issue.severity === severity)
          .map((issue) => `${severity === 'info' ? 'note' : severity}: ${issue.message}`),
      ),
    ),
  ];
  const more = lines.length - MOST_MESSAGES;
  return more > 0 ? [...lines.slice(0, MOST_MESSAGES), `and ${more} more messages`] : lines;
}

/** Controls out, leading spaces of a table row kept. */
function oneLineKept(line: string): string {
  return `${/^ */.exec(line)?.[0] ?? ''}${oneLine(line)}`;
}
