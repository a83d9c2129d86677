import { failure, type Issue, success, unchosen } from '#base/outcome.ts';
import type { EpochMs } from '#base/units.ts';
import { type CalendarDate, underlyingOfRoot } from '#market/expiry.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { openSource } from '#readers/io/file-head.ts';
import { isJsonText } from '#readers/io/json-documents.ts';
import { shownName } from '#readers/io/limits.ts';
import { expiryInName, typeInName } from '#readers/io/name-facts.ts';
import { chooseUnderlying } from '#readers/io/one-underlying.ts';
import type { QuoteRows } from '#readers/io/quote-rows.ts';
import { isCoin, underlyingInName } from '#readers/io/tickers.ts';
import { venueTable } from '#readers/io/venue-tables.ts';
import type { FileHead, QuoteReader, ReadOptions } from '#readers/reader.ts';
import { aboveHeader, earlyAsOf, findAsOf, timeOf } from './as-of.ts';
import { isRoot, plainName } from './headers.ts';
import { type MapOfHeader, planAsNamed, planTable, type TablePlan } from './plan.ts';
import { relativeStrike } from './relative-strike.ts';
import { orderIssues, otherWriting, scanTable, writingNotes } from './scan-table.ts';
import type { TableContext, TableRows } from './table-rows.ts';
import { findUnit, middle } from './unit.ts';
import { askColumns } from './unknown-table.ts';
import { styleOf } from './venue.ts';

/** Any delimited table whose columns are recognised by their header names. */
export const csvTable: QuoteReader = {
  id: 'csv-table',
  label: 'a table with named columns (CSV)',

  match(head) {
    const text = head.text().trimStart();
    if (text === '' || isJsonText(text) || text.startsWith('<') || venueTable(head.lines()) !== null)
      return 'no';
    const plan = planAsNamed(head.lines());
    if (plan === null) return 'no';
    return plan.missing.length === 0 && !hasOwnReader(plan) ? 'certain' : 'likely';
  },

  async *read(source, options) {
    const shown = shownName(source.name);
    const opened = await openSource(source);
    const lines = opened.head.lines();
    const said = saidOfColumns(options);
    const asWritten = said === null ? planAsNamed(lines) : planTable(lines, said);
    const plan = asWritten === null ? null : withNamed(asWritten, source.name);
    if (plan === null)
      return failure(
        'unrecognised',
        `${shown} is text, but no table with a header line. Needed: strike, expiry, type, and bid and ask or their vols.`,
        source.name,
      );
    if (plan.unmatched.length > 0) {
      return askColumns('invalid', unmatchedColumns(shown, plan), source.name, plan, lines);
    }
    if (options.map === 'ask') {
      return askColumns('missing-data', `${shown}: say which column holds what.`, source.name, plan, lines);
    }
    const relative = relativeStrike(shown, plan, lines);
    if (relative !== null) return failure('missing-data', relative, source.name);
    if (plan.missing.length > 0) {
      return askColumns('missing-data', missingColumns(shown, plan), source.name, plan, lines);
    }
    if (plan.percent.quotes && plan.units === null) {
      const why = `${shown}: bid and ask are in percent, of volatility or of a price. Say that they hold volatilities, or write prices in currency.`;
      return askColumns('missing-data', why, source.name, plan, lines);
    }
    const { inName } = plan;
    const years = !plan.named && !plan.columns.has('expiry') && inName.expiry === null;
    const yearsFrom = earlyAsOf(source.name, plan, lines, options.asOf);
    if (years && yearsFrom === null) {
      return unchosen(
        `${shown} gives maturities as a length of time and does not say from when. Set the as-of time.`,
        { kind: 'as-of', options: [] },
        source.name,
      );
    }
    const rootInName = underlyingInName(source.name);
    const above = aboveHeader(plan, lines);
    const context: TableContext = {
      root: rootInName,
      yearsFrom: yearsFrom?.asOf ?? null,
      at: options.at,
      above,
      ...inName,
      rootsTell: isRoot(plainName(plan.header[plan.columns.get('root') ?? -1] ?? '')),
    };
    let scanned = yield* scanTable(opened.source, plan, context);
    if (!scanned.ok) return scanned;
    const dated = plan.columns.has('time') || plan.columns.has('quoteDate');
    const told = (dayFirst: boolean) => (dated ? null : (yearsFrom?.asOf ?? timeOf(above, dayFirst)));
    const clues = { commas: plan.mark === ',', asOf: told(false), asOfDayFirst: told(true) };
    const writing = otherWriting(scanned.value.table, context, clues);
    if (typeof writing === 'string') return failure('invalid', `${shown}: ${writing}`, source.name);
    const written = { ...context, ...writing };
    if (writing !== null) scanned = yield* scanTable(opened.source, plan, written);
    if (!scanned.ok) return scanned;
    const from = years ? countedFrom(scanned.value.table, options, written.yearsFrom) : null;
    const inDays = plan.map?.years === undefined && scanned.value.table.lengths.areDays;
    const share = scanned.value.table.strikes.share(plan.percent.strikes);
    if (typeof share === 'string') return failure('invalid', `${shown}: ${share}`, source.name);
    if (from !== null || inDays || share !== null) {
      const yearsFrom = from ?? written.yearsFrom;
      scanned = yield* scanTable(opened.source, plan, { ...written, yearsFrom, inDays, share });
    }
    if (!scanned.ok) return scanned;
    const { table, bytes } = scanned.value;
    const snapshot = table.instants.newest(table.rows, options.at);
    if (snapshot === 'unchosen') return table.instants.ask(source.name);
    if (snapshot !== null) {
      table.rows.refuse((i) => (table.rows.timestampAt(i) === snapshot ? null : 'other-snapshot'));
      for (const [date, close] of table.quoteDates) if (close !== snapshot) table.quoteDates.delete(date);
    }
    const counts = countUnderlyings(table.rows);
    const chosen = chooseUnderlying(source.name, counts, options.underlying);
    if (!chosen.ok) return chosen;
    const underlying = chosen.value;
    if (counts.size > 1) {
      table.rows.refuse((i) =>
        underlyingOfRoot(table.rows.rootAt(i)) === underlying ? null : 'other-underlying',
      );
    }
    const finished = table.rows.finish();
    // The close of a day stands for the day and is nobody's time of quoting.
    const columns = table.dated ? { ...finished, timestamp: null } : finished;
    if (columns.symbol.length === 0) {
      const why = nothingLeft(shown, columns);
      return plan.map === null
        ? failure('missing-data', why, source.name)
        : askColumns('missing-data', why, source.name, plan, lines);
    }
    const {
      asOf,
      asOfSource,
      issues: asOfIssues,
    } = findAsOf(source.name, columns, table, above, options.asOf, isCoin(underlying));
    const unit = findUnit(source.name, plan, table, columns, underlying, asOf);
    if (typeof unit === 'string') return failure('invalid', unit, source.name);
    if (unit.unit !== 'vol' && !hasType(plan) && inName.isCall === null) {
      const why = missingColumns(shown, { ...plan, missing: ['type'] });
      return askColumns('missing-data', why, source.name, plan, lines);
    }
    const style = styleOf(table, underlying);
    const issues: Issue[] = [
      ...mappedNote(source.name, plan),
      ...chosen.issues,
      ...unit.issues,
      ...asOfIssues,
      ...orderIssues(source.name, table),
      ...(inDays
        ? []
        : table.lengths.issues(source.name, plan.header[plan.columns.get('years') ?? -1] ?? '')),
      ...conflicts(source.name, columns),
    ];
    const set: QuoteSet = {
      ...columns,
      bid: scaled(columns.bid, unit.scale),
      ask: scaled(columns.ask, unit.scale),
      markVol: columns.markVol === null ? null : scaled(columns.markVol, unit.markScale),
      reader: csvTable.id,
      notes: [
        ...columnNotes(plan, inName),
        ...unit.notes,
        ...style.notes,
        ...writingNotes(table, clues),
        ...(inDays ? [table.lengths.note] : []),
        ...(share === null
          ? []
          : ['Strikes are shares of the spot, or of the forward where no spot is given.']),
        ...(plan.newYork ? ['Times of quotes are New York time, as Cboe DataShop writes them.'] : []),
        ...namedNotes(inName),
        ...underlyingNote(underlying, rootInName, columns.root),
      ],
      files: [{ name: source.name, bytes, sha256: await source.sha256() }],
      venue: style.venue,
      underlying,
      settlement: unit.settlement,
      exercise: style.exercise,
      unit: unit.unit,
      premiumCurrency: unit.premiumCurrency,
      asOf,
      asOfSource,
      futures: [],
      spot: middle(table.spots),
    };
    return success(set, issues);
  },
};

/**
 * The instant from which lengths of time turn out to count once all rows are known, that of the one snapshot or day
 * that is read; null where it is the one they were counted from. A day gives way to an instant that the user set.
 */
function countedFrom(table: TableRows, { at, asOf }: ReadOptions, counted: EpochMs | null): EpochMs | null {
  if (table.dated && asOf !== null) return null;
  const { instants, rows } = table;
  const snapshot = instants.newest(rows, at);
  const from = snapshot ?? (instants.first === instants.last ? instants.last : null);
  return from === 'unchosen' || from === 0 || from === counted ? null : (from as EpochMs | null);
}

/** Rows of each underlying. */
function countUnderlyings(rows: QuoteRows): ReadonlyMap<string, number> {
  const roots = new Map<string, number>();
  for (let from = 0, to = 0; from < rows.accepted; from = to) {
    const root = rows.rootAt(from);
    while (to < rows.accepted && rows.rootAt(to) === root) to++;
    roots.set(root, (roots.get(root) ?? 0) + to - from);
  }
  const counts = new Map<string, number>();
  for (const [root, rowsOfRoot] of roots) {
    const underlying = underlyingOfRoot(root);
    counts.set(underlying, (counts.get(underlying) ?? 0) + rowsOfRoot);
  }
  return counts;
}

/**
 * Tables of papers, whose maturities are lengths of time and whose vols have no sides; Barchart's downloads; Cboe's
 * quote tables, whose symbols stand below `Calls` and `Puts`.
 */
function hasOwnReader({ columns, header, named, quote, sides }: TablePlan): boolean {
  const sideless = quote === 'mid-vol' && !named && sides.length === 1;
  const paper = sideless && !columns.has('type') && !columns.has('expiry');
  const has = (name: string) => header.some((cell) => cell.trim() === name);
  return paper || has('% From Last') || (has('Calls') && has('Puts'));
}

/** What the columns do not say and the name of the file does. */
interface NamedFacts {
  readonly expiry: CalendarDate | null;
  readonly isCall: boolean | null;
}

/** A plan that takes from the name of the file what no column holds: the day of expiry, and calls or puts. */
function withNamed(plan: TablePlan, file: string): TablePlan & { readonly inName: NamedFacts } {
  const lacks = (what: string) => plan.missing.includes(what);
  const typed = plan.named || plan.sides.length === 2 || plan.columns.has('type');
  const expiry = lacks('expiry') ? expiryInName(file) : null;
  const isCall = typed ? null : typeInName(file);
  const missing = plan.missing.filter(
    (what) => !(what === 'expiry' && expiry !== null) && !(what === 'type' && isCall !== null),
  );
  return { ...plan, missing, inName: { expiry, isCall } };
}

function namedNotes({ expiry, isCall }: NamedFacts): readonly string[] {
  const notes: string[] = [];
  if (expiry !== null) {
    const day = new Date(Date.UTC(expiry.year, expiry.month - 1, expiry.day)).toISOString().slice(0, 10);
    notes.push(`The name of the file gives the day of expiry, ${day}.`);
  }
  if (isCall !== null) notes.push(`All rows are ${isCall ? 'calls' : 'puts'}, as the name of the file says.`);
  return notes;
}

/** The user's word on a header: for this reading, else as remembered. Null where there is none on any. */
function saidOfColumns({ map, maps }: ReadOptions): MapOfHeader | null {
  if (typeof map === 'object' && map !== null) return () => map;
  return maps === undefined ? null : (fingerprint) => maps[fingerprint] ?? null;
}

/** True for a table that is read as the user said, whatever other format it looks like. */
export function isMapped(head: FileHead, options: ReadOptions): boolean {
  const { map, maps } = options;
  if (typeof map !== 'object' && maps === undefined) return false;
  const text = head.text().trimStart();
  if (text === '' || isJsonText(text) || text.startsWith('<')) return false;
  if (typeof map === 'object' && map !== null) return planTable(head.lines()) !== null;
  return (planTable(head.lines(), saidOfColumns(options) ?? undefined)?.map ?? null) !== null;
}

function mappedNote(file: string, plan: TablePlan): readonly Issue[] {
  if (plan.map === null) return [];
  const message = `The columns of ${shownName(file)} are read as you said.`;
  return [{ severity: 'info', code: 'columns-mapped', message, at: file }];
}

/** Rows of one option with other prices are more than its copies: something that tells them apart is not in the columns. */
function conflicts(file: string, { rejected }: Pick<QuoteSet, 'rejected'>): readonly Issue[] {
  const found = rejected.find(({ reason }) => reason === 'conflicting');
  if (found === undefined) return [];
  const message = `${shownName(file)}: ${found.count} rows quote an option that an earlier row quotes at other prices (${found.examples[0] ?? ''}); the earlier is taken. Add a column "root" if they are of different contracts, as SPX and SPXW, or one of times.`;
  return [{ severity: 'warning', code: 'conflicting-rows', message, at: file, count: found.count }];
}

function unmatchedColumns(shown: string, plan: TablePlan): string {
  const missing = plan.unmatched.map((name) => `"${name.replace(/[^ -~]/g, '').slice(0, 24)}"`).join(', ');
  return `${shown} has no column ${missing}. Found: ${headersFound(plan)}. Say the header, or #3 for the third column.`;
}

function headersFound(plan: TablePlan): string {
  const names = plan.header
    .map((cell) =>
      cell
        .replace(/[^ -~]/g, '')
        .trim()
        .slice(0, 24),
    )
    .filter((cell) => cell !== '');
  return names.slice(0, 12).join(', ') + (names.length > 12 ? ', …' : '');
}

function missingColumns(shown: string, plan: TablePlan): string {
  const found = headersFound(plan);
  const missing =
    plan.missing.length === 1
      ? plan.missing[0]
      : `${plan.missing.slice(0, -1).join(', ')} or ${plan.missing.at(-1) ?? ''}`;
  if (plan.headerLine < 0) {
    return `${shown} has no line of column names: its ${plan.header.length} columns go by their places, #1 to #${plan.header.length}. Say which of them hold ${missing}.`;
  }
  return `${shown}: no column is recognised as ${missing}. Found: ${found || 'none'}. ${printable(plan.unread)}Needed: strike, expiry, type, and bid and ask or their vols.`;
}

/** Sentences each with a space behind, in the letters that messages are written in. */
function printable(sentences: readonly string[]): string {
  return sentences.map((sentence) => `${sentence.replace(/[^ -~]/g, '')} `).join('');
}

function nothingLeft(shown: string, columns: Pick<QuoteSet, 'rowsRead' | 'rejected'>): string {
  if (columns.rowsRead === 0)
    return `${shown} holds a header line and no row below it. Save it again with its rows.`;
  const why = columns.rejected.map(
    ({ reason, count, examples }) => `${count} ${reason} (${examples[0] ?? ''})`,
  );
  const only = columns.rejected.every(({ reason }) => reason === 'future' || reason === 'perpetual');
  return only
    ? `${shown} holds ${columns.rowsRead} ${columns.rowsRead === 1 ? 'future' : 'futures'} and no option. Open the option list of the same venue.`
    : `${shown}: none of its ${columns.rowsRead} rows is an option: ${why.join(', ')}. Open a table of options.`;
}

function columnNotes(plan: TablePlan, inName: NamedFacts): readonly string[] {
  const used = new Map([...plan.columns, ...plan.sides.flatMap((side) => [...side.columns])]);
  const pairs = [...used].map(
    ([role, at]) => `${inWords(role)} from "${(plan.header[at] ?? '').replace(/[^ -~]/g, '').trim()}"`,
  );
  const notes = [`Columns: ${pairs.join(', ')}.`];
  if (plan.named) notes.push('Strike, expiry and type are read from the instrument names.');
  if (plan.sides.length === 2) notes.push('Each row holds a call and a put.');
  if (plan.strikeDivisor !== 1) notes.push('Strikes are in thousandths, as OptionMetrics writes them.');
  if (plan.mark === ',') notes.push('Numbers are written with a decimal comma.');
  if (!hasType(plan) && inName.isCall === null) {
    notes.push(
      'No column gives the type: a strike at or above the forward counts as a call, below it as a put.',
    );
  }
  return notes;
}

/** `openInterest` as `open interest`. */
function inWords(role: string): string {
  return role.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** False where calls and puts are not told apart, which only a table of volatilities may do. */
function hasType(plan: TablePlan): boolean {
  return plan.named || plan.sides.length === 2 || plan.columns.has('type');
}

function underlyingNote(underlying: string, inName: string, roots: readonly string[]): readonly string[] {
  return underlying !== '' && underlying === inName && roots.every((root) => root === inName)
    ? [`The underlying is ${underlying}, as the file or its name says.`]
    : [];
}

function scaled(column: Float64Array, scale: number): Float64Array {
  // The smallest numbers of all vanish on the way: what is no longer above zero is missing.
  return scale === 1 ? column : column.map((value) => (value * scale > 0 ? value * scale : Number.NaN));
}
