import { MS_PER_YEAR } from '#base/units.ts';
import { bookKey, type ExpiryBook, type MarketBook } from '#market/book.ts';
import { gather } from '#market/columns.ts';
import type { FilteredBook } from '#market/filters.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import type { SettlementAverage } from '#market/settlement.ts';
import type { CalibrationRequest, FitSlice } from './request.ts';
import type { FitSettings } from './settings.ts';

/**
 * The slice last made of the verdicts on a book. While verdicts, market and weights by hand are the same, it is the
 * same object: it costs nothing, and whoever has it need not be sent it again.
 */
const made = new WeakMap<Uint8Array, { readonly market: MarketBook; readonly slice: FitSlice }>();

function fitSlice(
  quotes: QuoteSet,
  market: MarketBook,
  book: ExpiryBook,
  state: Uint8Array,
  manual: ReadonlyMap<string, number>,
): FitSlice {
  const before = made.get(state);
  if (before?.market === market) {
    const { quote, manual: was } = before.slice;
    if (areMultipliers(was, manual, quotes.symbol, quote)) return before.slice;
    const slice = { ...before.slice, manual: multipliers(manual, quotes.symbol, quote) };
    made.set(state, { market, slice });
    return slice;
  }
  let count = 0;
  for (let i = 0; i < state.length; i++) if (state[i] === 0) count++;
  const kept = new Int32Array(count);
  count = 0;
  for (let i = 0; i < state.length; i++) if (state[i] === 0) kept[count++] = i;
  // Rows quoted against their own forward need not be in the order of their strikes.
  if (!rises(book.k, kept)) kept.sort((i, j) => book.k[i]! - book.k[j]! || i - j);
  const row = new Int32Array(count);
  for (let i = 0; i < count; i++) row[i] = book.quote[kept[i]!]!;
  const { openInterest, volume, timestamp } = quotes;
  const slice: FitSlice = {
    key: bookKey(book, quotes),
    expiry: book.expiry,
    asOf: market.asOf,
    t: book.t,
    forward: book.forward.value,
    quote: row,
    k: gather(book.k, kept),
    bidVol: gather(book.bidVol, kept),
    askVol: gather(book.askVol, kept),
    midVol: gather(book.midVol, kept),
    tickVol: gather(book.tickVol, kept),
    bidSize: sizes(quotes.bidDepth, quotes.bidSize, row),
    askSize: sizes(quotes.askDepth, quotes.askSize, row),
    activity: openInterest === null && volume === null ? null : activity(openInterest, volume, row),
    age: timestamp === null ? null : ages(timestamp, row, market.asOf),
    manual: multipliers(manual, quotes.symbol, row),
    caution: book.settlement?.inside === true ? caution(book.settlement) : null,
  };
  made.set(state, { market, slice });
  return slice;
}

function rises(k: Float64Array, rows: Int32Array): boolean {
  for (let i = 1; i < rows.length; i++) if (!(k[rows[i]!]! >= k[rows[i - 1]!]!)) return false;
  return true;
}

/** What stands within a spread of the mid where the book is known, else at the best price; null where nothing is known. */
function sizes(depth: Float64Array | null, best: Float64Array | null, rows: Int32Array): Float64Array | null {
  if (depth === null) return best === null ? null : gather(best, rows);
  return Float64Array.from(rows, (row) => {
    const known = depth[row] ?? Number.NaN;
    return known > 0 ? known : (best?.[row] ?? Number.NaN);
  });
}

/** log(1 + open interest + volume) of each row, missing ones counted as none. */
function activity(
  openInterest: Float64Array | null,
  volume: Float64Array | null,
  rows: Int32Array,
): Float64Array {
  const known = (value: number | undefined): number => (value !== undefined && value > 0 ? value : 0);
  const out = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    out[i] = Math.log1p(known(openInterest?.[rows[i]!]) + known(volume?.[rows[i]!]));
  }
  return out;
}

/** Seconds between the stamp of each row and the instant of the board. */
function ages(timestamp: Float64Array, rows: Int32Array, asOf: number): Float64Array {
  const out = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = Math.max(0, (asOf - timestamp[rows[i]!]!) / 1000);
  return out;
}

/** What a hand multiplies the weight of an instrument by; 1 where it does not. */
function multiplier(manual: ReadonlyMap<string, number>, symbol: string): number {
  return manual.size === 0 ? 1 : (manual.get(symbol) ?? 1);
}

/** Compared in place: at each step of a drag nothing has changed by hand. */
function areMultipliers(
  weights: Float64Array,
  manual: ReadonlyMap<string, number>,
  symbols: readonly string[],
  rows: Int32Array,
): boolean {
  for (let i = 0; i < rows.length; i++)
    if (weights[i] !== multiplier(manual, symbols[rows[i]!]!)) return false;
  return true;
}

function multipliers(
  manual: ReadonlyMap<string, number>,
  symbols: readonly string[],
  rows: Int32Array,
): Float64Array {
  const out = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = multiplier(manual, symbols[rows[i]!]!);
  return out;
}

function caution({ window, fixed }: SettlementAverage): string {
  const minutes = Math.round((window * MS_PER_YEAR) / 60_000);
  return `inside the last ${minutes} minutes: the settlement average is partly fixed (${fixed.toPrecision(6)} of it), the volatility is that of the rest`;
}

/** The request of the present quotes, filters and settings; one slice an expiry that neither filter nor hand dropped whole. */
export function makeRequest(
  quotes: QuoteSet,
  market: MarketBook,
  filtered: FilteredBook,
  settings: FitSettings,
): CalibrationRequest {
  const steps = requestSteps(quotes, market, filtered, settings);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same expiry by expiry, for a page that has to draw in between. */
export function* requestSteps(
  quotes: QuoteSet,
  market: MarketBook,
  filtered: FilteredBook,
  settings: FitSettings,
): Generator<void, CalibrationRequest, void> {
  const slices: FitSlice[] = [];
  // A map, for looking a symbol up among the keys of an object makes a key of it first.
  const manual = new Map(Object.entries(settings.manual));
  for (const [i, book] of market.books.entries()) {
    if (filtered.dropped[i]) continue;
    if (settings.dropped[bookKey(book, quotes)] === true) continue;
    slices.push(fitSlice(quotes, market, book, filtered.state[i]!, manual));
    yield;
  }
  return { slices, settings };
}
