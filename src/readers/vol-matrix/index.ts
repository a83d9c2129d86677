import { failure, type Issue, unchosen } from '#base/outcome.ts';
import type { EpochMs } from '#base/units.ts';
import { newYorkInstant } from '#market/expiry.ts';
import { cellsOf, type Delimiter, findDelimiter, splitRows } from '#readers/io/csv-rows.ts';
import { openSource } from '#readers/io/file-head.ts';
import { dateInName, dayPlace, instantInName, readTime } from '#readers/io/instant.ts';
import { isJsonText } from '#readers/io/json-documents.ts';
import { shownName } from '#readers/io/limits.ts';
import { listedBoard } from '#readers/io/listed-board.ts';
import { type DecimalMark, hasDecimalComma, readNumber } from '#readers/io/number.ts';
import { timeInPreamble } from '#readers/io/preamble.ts';
import { blankRow, QuoteRows } from '#readers/io/quote-rows.ts';
import { underlyingInName } from '#readers/io/tickers.ts';
import type { FileHead, QuoteReader } from '#readers/reader.ts';
import { findMatrix, type Matrix } from './layout.ts';
import { expiryOf, isMaturity } from './tenor.ts';

/** Lines of the head that are looked at, and rows that are read: no sheet of tenors has more. */
const HEAD_LINES = 60;
const MOST_ROWS = 2000;
/** Stands for the spot of a matrix of shares whose file states none. */
const PERCENT_LEVEL = 100;
const LEVELS = {
  spot: /\b(?:spot(?: (?:price|level|ref))?|ref(?:erence)?(?: (?:spot|price|level))?|underlying (?:price|level)|index level)\b[^0-9A-Za-z]*(\d[\d.,' ]*)/i,
  forward: /\b(?:forward|fwd)(?: (?:price|level))?\b[^0-9A-Za-z]*(\d[\d.,' ]*)/i,
};

/** Volatilities by tenor and moneyness or strike, as brokers send them: tenors down, `80% 90% 100% 110%` across. */
export const volMatrix: QuoteReader = {
  id: 'vol-matrix',
  label: 'a matrix of volatilities by tenor and moneyness',

  match(head) {
    const text = head.text().trimStart();
    if (text === '' || text.startsWith('<') || isJsonText(text)) return 'no';
    return delimiterOf(head) === null ? 'no' : 'certain';
  },

  async *read(source, options) {
    const shown = shownName(source.name);
    const opened = await openSource(source);
    const delimiter = delimiterOf(opened.head) ?? ',';
    const lines: (readonly string[])[] = [];
    const pieces = splitRows(opened.source, delimiter);
    let bytes = 0;
    for (;;) {
      const next = await pieces.next();
      if (next.done === true) {
        if (!next.value.ok) return next.value;
        break;
      }
      bytes = next.value.bytes;
      lines.push(...next.value.rows);
      if (lines.length > MOST_ROWS) {
        return failure('invalid', `${shown}: a matrix of vols of more than ${MOST_ROWS} rows.`, source.name);
      }
      yield { bytes, totalBytes: source.size, rows: 0 };
    }
    const mark = markOf(lines, delimiter);
    const stated = levelsIn(wordsOf(findMatrix(lines, mark, null)), mark);
    const matrix = findMatrix(lines, mark, stated.forward ?? stated.spot);
    if (matrix === null) {
      return failure('invalid', `${shown}: the matrix of vols changes below its first lines.`, source.name);
    }
    if (matrix.axis === 'delta') {
      return failure(
        'unrecognised',
        `${shown} is a matrix of vols by tenor and delta. Matrices by moneyness (80%, 90%, 100%, …) or by strike are read: give the strikes of the deltas.`,
        source.name,
      );
    }
    const again = matrix.rows.find(({ cells }) =>
      matrix.columns.every(({ at, name }) => cells[at]?.trim() === name),
    );
    if (again !== undefined) {
      return failure(
        'invalid',
        `${shown} holds a second matrix from row ${again.line} on, such as one of bids and one of asks. Write both into one cell (22.1 / 22.9), or save each as a file.`,
        source.name,
      );
    }
    const levelled =
      stated.spot !== null || stated.forward !== null || matrix.forwardAt >= 0 || matrix.spotAt >= 0;
    if (matrix.axis === 'strike' && !levelled) {
      return failure(
        'missing-data',
        `${shown} is a matrix of vols by tenor and strike and states no spot or forward. Add a line such as "Spot: 5950" above it.`,
        source.name,
      );
    }
    const written = timeInPreamble(
      matrix.above.map((cells) => cells.join(' ')),
      '\t',
    );
    const labels = matrix.rows.map(({ cells }) => (cells[0] ?? '').trim());
    const places = [...labels, written ?? ''].map((text) => ({ text, place: dayPlace(text) }));
    const dayFirst = mark === ',' || places.some(({ place }) => place === 'first');
    const either = places.find(({ place }) => place === 'either')?.text ?? null;
    const unsaid = either !== null && !dayFirst && places.every(({ place }) => place !== 'second');
    const time = written === null ? null : readTime(written, dayFirst);
    const named = instantInName(source.name);
    const day = time?.kind === 'date' ? time.date : dateInName(source.name);
    const asOf =
      options.asOf ??
      (time?.kind === 'instant' ? time.at : null) ??
      (time === null ? named : null) ??
      (day === null ? null : newYorkInstant(day, 16, 0));
    if (asOf === null) {
      return unchosen(
        `${shown} gives maturities as tenors and does not say from when. Set the as-of time.`,
        { kind: 'as-of', options: [] },
        source.name,
      );
    }
    const root = underlyingInName(source.name) || underlyingInName(matrix.above.flat().join(' '));
    const rows = new QuoteRows();
    const twoSided = readMatrix(rows, matrix, { mark, stated, asOf, root, dayFirst });
    const percent = inPercent([...volsOf(matrix, mark)]);
    if (typeof percent === 'string') return failure('invalid', `${shown} ${percent}`, source.name);
    const issues: Issue[] = [];
    const warn = (code: string, message: string): void => {
      issues.push({ severity: 'warning', code, message: `${shown}${message}`, at: source.name });
    };
    if (!twoSided) {
      warn(
        'mid-only',
        ' gives one vol a strike, without bid and ask: the share inside bid-ask says nothing here.',
      );
    }
    if (!levelled) {
      warn(
        'level-assumed',
        ' states no spot: strikes are in percent of it, and 100 stands for it. Add a line such as "Spot: 5950" above the matrix for strikes of the underlying.',
      );
    }
    if (options.asOf === null && time?.kind !== 'instant') {
      const says = new Date(asOf).toISOString();
      warn(
        'as-of-assumed-close',
        named !== null && time === null
          ? ` gives no time: its name says ${says.replace('.000Z', 'Z')}, read as UTC. Set the as-of time if it is another.`
          : ` gives no time of day: the 16:00 New York close of ${says.slice(0, 10)} is taken. Set the as-of time if it is another.`,
      );
    }
    if (unsaid) {
      warn(
        'date-order-assumed',
        `: dates such as ${either} are read with the month first. If the day is first, write the month in letters.`,
      );
    }
    const outcome = await listedBoard(source, bytes, rows, options, () => ({
      reader: volMatrix.id,
      notes: [
        `A matrix of implied vols (${percent ? 'in percent' : 'decimal'}): maturities by ${matrix.axis === 'share' ? 'moneyness, strikes as shares of the spot or forward' : 'strike'}.`,
        matrix.forwardAt >= 0 || stated.forward !== null
          ? 'The forward is the one the file states.'
          : 'The file states no rates: the spot stands for the forward.',
        'A strike at or above the forward counts as a call, below it as a put. Tenors count from the as-of time, months by the calendar.',
      ],
      venue: null,
      premiumCurrency: 'USD',
      exercise: 'european',
      unit: 'vol',
      spot: stated.spot ?? (levelled ? null : PERCENT_LEVEL),
      issues,
      asOf: () => ({
        asOf,
        asOfSource: options.asOf !== null ? 'user' : time === null ? 'file-name' : 'file',
        issues: [],
      }),
    }));
    if (!outcome.ok || !percent) return outcome;
    const decimal = (column: Float64Array) => column.map((vol) => vol / 100);
    const { bid, ask } = outcome.value;
    return { ...outcome, value: { ...outcome.value, bid: decimal(bid), ask: decimal(ask) } };
  },
};

interface Levels {
  readonly spot: number | null;
  readonly forward: number | null;
}

interface MatrixFacts {
  readonly mark: DecimalMark;
  readonly stated: Levels;
  readonly asOf: EpochMs;
  readonly root: string;
  readonly dayFirst: boolean;
}

/** A quote a cell; true where some cell holds a bid and an ask. */
function readMatrix(rows: QuoteRows, matrix: Matrix, facts: MatrixFacts): boolean {
  const { mark, stated, asOf, root, dayFirst } = facts;
  const row = blankRow();
  row.root = root;
  let twoSided = false;
  for (const { cells, line } of matrix.rows) {
    const label = (cells[0] ?? '').trim();
    if (!isMaturity(label)) {
      if (matrix.columns.some(({ at }) => !Number.isNaN(sides(cells[at] ?? '', mark)[0]))) {
        rows.reject('bad-expiry', `row ${line}`);
      }
      continue;
    }
    const level = (at: number) => (at < 0 ? null : readNumber(cells[at] ?? '', mark) || null);
    const spot = level(matrix.spotAt) ?? stated.spot;
    const forward = level(matrix.forwardAt) ?? stated.forward ?? spot ?? PERCENT_LEVEL;
    row.expiry = expiryOf(label, asOf, root, dayFirst);
    row.underlyingPrice = forward;
    for (const { at, value } of matrix.columns) {
      const [bid, ask] = sides(cells[at] ?? '', mark);
      if (Number.isNaN(bid) && Number.isNaN(ask)) {
        rows.reject('no-quote', `row ${line}`);
        continue;
      }
      twoSided ||= bid !== ask;
      row.strike = matrix.axis === 'strike' ? value : Number((value * (spot ?? forward)).toPrecision(12));
      row.isCall = row.strike >= forward;
      row.bid = bid;
      row.ask = ask;
      rows.add(row, line);
    }
  }
  return twoSided;
}

/** Bid and ask of a cell, `22.1 / 22.9`, or one vol for both. */
function sides(cell: string, mark: DecimalMark): readonly [number, number] {
  const [first = '', second] = cell.split(/\/|\s[-\u2013]\s/);
  const bid = readNumber(first.trim(), mark) ?? Number.NaN;
  return [bid, second === undefined ? bid : (readNumber(second.trim(), mark) ?? Number.NaN)];
}

/** What separates the cells of a matrix; null where the head of a file holds none. A decimal comma may be as frequent. */
function delimiterOf(head: FileHead): Delimiter | null {
  const lines = head.lines().slice(0, HEAD_LINES);
  for (const delimiter of new Set<Delimiter>([findDelimiter(lines), ';', '\t'])) {
    if (!lines.some((line) => line.includes(delimiter))) continue;
    const rows = lines.map((line) => cellsOf(line, delimiter));
    if (findMatrix(rows, markOf(rows, delimiter), null) !== null) return delimiter;
  }
  return null;
}

/** The lines above and below a matrix. */
function wordsOf(matrix: Matrix | null): readonly (readonly string[])[] {
  if (matrix === null) return [];
  const below = matrix.rows.filter(({ cells }) => !isMaturity((cells[0] ?? '').trim()));
  return [...matrix.above, ...below.map(({ cells }) => cells)];
}

/** Spot and forward that lines of words state. */
function levelsIn(lines: readonly (readonly string[])[], mark: DecimalMark): Levels {
  const find = (pattern: RegExp): number | null => {
    for (const cells of lines) {
      const found = pattern.exec(cells.join(' ').trim());
      const value =
        found === null ? null : readNumber((found[1] as string).trim().replace(/[.,]$/, ''), mark);
      if (value !== null && value > 0) return value;
    }
    return null;
  };
  return { spot: find(LEVELS.spot), forward: find(LEVELS.forward) };
}

function markOf(rows: readonly (readonly string[])[], delimiter: string): DecimalMark {
  return delimiter !== ',' && rows.slice(0, HEAD_LINES).some((row) => row.some(hasDecimalComma)) ? ',' : '.';
}

/** A volatility as it is written and where. */
interface WrittenVol {
  readonly vol: number;
  readonly place: string;
}

function* volsOf({ rows, columns }: Matrix, mark: DecimalMark): Generator<WrittenVol> {
  for (const { cells, line } of rows) {
    if (!isMaturity((cells[0] ?? '').trim())) continue;
    for (const { at, name } of columns) {
      for (const vol of new Set(sides(cells[at] ?? '', mark))) {
        if (vol > 0) yield { vol, place: `${vol} under ${name} in row ${line}` };
      }
    }
  }
}

/** Whether volatilities are in percent; a sentence where they are in both units. */
function inPercent(vols: readonly WrittenVol[]): boolean | string {
  const percent = vols.find(({ vol }) => vol > 10);
  const decimal = vols.find(({ vol }) => vol < 1.5);
  if (percent !== undefined && decimal !== undefined) {
    return `mixes vols in decimals (${decimal.place}) and in percent (${percent.place}). Save it in one unit.`;
  }
  const sorted = vols.map(({ vol }) => vol).sort((a, b) => a - b);
  return (sorted[sorted.length >> 1] ?? 0) > 3;
}
