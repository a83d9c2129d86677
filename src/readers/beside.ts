import { failure, type Issue, type Outcome, success } from '#base/outcome.ts';
import type { EpochMs } from '#base/units.ts';
import { newYorkDate } from '#market/expiry.ts';
import { parseInstrumentName } from '#market/instrument-name.ts';
import type { ListedFuture, QuoteSet } from '#market/quote-set.ts';
import { cellsOf, findDelimiter } from './io/csv-rows.ts';
import { firstNumber, textField } from './io/field-number.ts';
import { openSource } from './io/file-head.ts';
import { readEpoch, readTime } from './io/instant.ts';
import { field, isJsonObject, type JsonObject } from './io/json.ts';
import { isJsonText } from './io/json-documents.ts';
import { LIMITS, shownName } from './io/limits.ts';
import type { ByteSource } from './reader.ts';

/** What a small file beside the quotes says: futures, or a spot. */
export interface Beside {
  readonly file: { readonly name: string; readonly bytes: number; readonly sha256: string };
  readonly futures: readonly ListedFuture[];
  /** Root of the futures, or the symbol of the spot; empty where the file names none. */
  readonly underlying: string;
  readonly spot: number | null;
  readonly at: EpochMs | null;
}

const NAMES = ['instrument_name', 'symbol', 'instId', 'ticker', 'name', 'underlying'];
const SPOTS = [
  'spot',
  'spot_price',
  'index_price',
  'underlying_price',
  'price',
  'last',
  'close',
  'last_price',
  'regularMarketPrice',
];
const BIDS = ['bid_price', 'best_bid_price', 'bid', 'bidPx', 'bidPrice'];
const ASKS = ['ask_price', 'best_ask_price', 'ask', 'askPx', 'askPrice'];
const TIMES = ['creation_timestamp', 'timestamp', 'ts', 'time', 'datetime', 'date', 'as_of'];
const MOST_ROWS = 2000;

/** Reads a file of futures or of one spot; null when it is neither. Only files that fit a head are tried. */
export async function readBeside(source: ByteSource): Promise<Beside | null> {
  const { head } = await openSource(source);
  if (head.bytes.length >= LIMITS.headBytes && !isJsonText(head.text())) return null;
  const rows = isJsonText(head.text()) ? await jsonRows(source) : tableRows(head.lines());
  if (rows === null || rows.length === 0 || rows.length > MOST_ROWS) return null;
  const futures = new Map<string, ListedFuture>();
  const roots = new Set<string>();
  let at = 0;
  for (const row of rows) {
    const name =
      NAMES.map((key) => textField(row, key))
        .find((text) => text !== '')
        ?.toUpperCase() ?? '';
    const parsed = parseInstrumentName(name);
    if (parsed.kind === 'option' || parsed.kind === 'combo') return null;
    if (parsed.kind !== 'future' && parsed.kind !== 'perpetual') continue;
    const [bid, ask] = [firstNumber(row, ...BIDS), firstNumber(row, ...ASKS)];
    futures.set(name, { name, expiry: parsed.expiry, bid: bid > 0 ? bid : null, ask: ask > 0 ? ask : null });
    roots.add(parsed.root);
    at = Math.max(at, stampOf(row) ?? 0);
  }
  const file = { name: source.name, bytes: await bytesOf(source), sha256: await source.sha256() };
  const when = at > 0 ? (at as EpochMs) : null;
  if (futures.size > 0) {
    return {
      file,
      futures: [...futures.values()],
      underlying: roots.size === 1 ? ([...roots][0] ?? '') : '',
      spot: null,
      at: when,
    };
  }
  const last = rows.at(-1) as JsonObject;
  const spot = firstNumber(last, ...SPOTS);
  if (!(spot > 0) || rows.some((row) => firstNumber(row, 'strike', 'strike_price', 'K') > 0)) return null;
  const symbol = NAMES.map((key) => textField(last, key)).find((text) => text !== '') ?? '';
  return {
    file,
    futures: [],
    underlying: symbol.toUpperCase().replace(/^[\^$]/, ''),
    spot,
    at: stampOf(last),
  };
}

/** Adds what files beside say to the quotes; refuses those of another underlying or another session. */
export function addBeside(set: QuoteSet, extras: readonly Beside[]): Outcome<QuoteSet> {
  let added = set;
  const issues: Issue[] = [];
  for (const extra of extras) {
    const shown = shownName(extra.file.name);
    const mine = extra.futures.filter(({ name }) => rootOf(name) === set.underlying);
    const other =
      extra.futures.length > 0
        ? mine.length === 0
        : extra.underlying !== '' && extra.underlying !== set.underlying;
    if (other) {
      return failure(
        'invalid',
        `${shown} is of ${extra.underlying || 'several underlyings'} and the quotes are of ${set.underlying || 'an unnamed underlying'}. Nothing was opened: drop one.`,
        extra.file.name,
      );
    }
    if (extra.at !== null && set.asOf !== null && day(extra.at) !== day(set.asOf)) {
      return failure(
        'invalid',
        `${shown} is of ${day(extra.at)} and the quotes are of ${day(set.asOf)}: they are two sessions. Nothing was opened: drop one.`,
        extra.file.name,
      );
    }
    const names = new Set(added.futures.map(({ name }) => name));
    const what = mine.length > 0 ? `${mine.length} futures` : 'the spot';
    added = {
      ...added,
      notes: [...added.notes, `${shown} beside the quotes gives ${what}.`],
      files: [...added.files, extra.file],
      futures: [...added.futures, ...mine.filter(({ name }) => !names.has(name))],
      spot: extra.spot ?? added.spot,
    };
    issues.push({
      severity: 'info',
      code: 'beside',
      message: `${shown} is read beside the quotes: ${what}.`,
      at: extra.file.name,
    });
  }
  return success(added, issues);
}

/** Objects of a document: its list, that of its reply, or itself. */
async function jsonRows(source: ByteSource): Promise<readonly JsonObject[] | null> {
  const parts: string[] = [];
  const decoder = new TextDecoder();
  let bytes = 0;
  for await (const chunk of source.chunks()) {
    bytes += chunk.length;
    if (bytes > 4 * 1024 * 1024) return null;
    parts.push(decoder.decode(chunk, { stream: true }));
  }
  try {
    const value = JSON.parse(parts.join('')) as unknown;
    if (!isJsonObject(value)) return Array.isArray(value) ? value.filter(isJsonObject) : null;
    const list = ['result', 'futures', 'data', 'list'].map((key) => field(value, key)).find(Array.isArray);
    return list === undefined ? [value] : list.filter(isJsonObject);
  } catch {
    return null;
  }
}

/** Rows of a small table as objects by their header. */
function tableRows(lines: readonly string[]): readonly JsonObject[] | null {
  const delimiter = findDelimiter(lines);
  const [header, ...rest] = lines.map((line) => cellsOf(line, delimiter));
  if (header === undefined || rest.length === 0) return null;
  const keys = header.map((cell) => cell.trim().replace(/\s+/g, '_'));
  const lower = keys.map((key) => key.toLowerCase());
  return rest.map((cells) => Object.fromEntries(lower.map((key, i) => [key, (cells[i] ?? '').trim()])));
}

function stampOf(row: JsonObject): EpochMs | null {
  for (const key of TIMES) {
    const value = field(row, key);
    if (typeof value === 'number') return readEpoch(value);
    const time = typeof value === 'string' ? readTime(value) : null;
    if (time?.kind === 'instant') return time.at;
  }
  return null;
}

function rootOf(name: string): string {
  const parsed = parseInstrumentName(name);
  return parsed.kind === 'future' || parsed.kind === 'perpetual' ? parsed.root : '';
}

function day(at: EpochMs): string {
  const { year, month, day: of } = newYorkDate(at);
  return new Date(Date.UTC(year, month - 1, of)).toISOString().slice(0, 10);
}

async function bytesOf(source: ByteSource): Promise<number> {
  if (source.size !== null) return source.size;
  let bytes = 0;
  for await (const chunk of source.chunks()) bytes += chunk.length;
  return bytes;
}
