import { failure, type Issue, type Outcome, success } from '#base/outcome.ts';
import type { EpochMs } from '#base/units.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { roughForwards, volUnit } from '#market/recomputed-unit.ts';
import { shownName } from './io/limits.ts';

/** How a format writes its volatilities. */
interface VolFields {
  /** As the file calls them. */
  readonly called: string;
  /** Null where the reader finds the unit itself: then a mixture alone is looked for. */
  readonly percent: boolean | null;
}

const DERIBIT: VolFields = { called: 'mark_iv', percent: true };

/**
 * The formats whose documentation states a unit, by reader. Tables, whose unit nobody states, find their own; a
 * recording is of two channels, one in percent and one in decimals.
 */
const DOCUMENTED: ReadonlyMap<string, VolFields> = new Map([
  ['deribit-book-summary', DERIBIT],
  ['deribit-tickers', DERIBIT],
  ['deribit-recording', DERIBIT],
  ['tardis-options-chain', DERIBIT],
  ['okx-opt-summary', { called: 'bidVol, askVol and markVol', percent: false }],
  ['bybit-tickers', { called: 'markIv', percent: false }],
  ['binance-mark', { called: 'bidIV, askIV and markIV', percent: false }],
  ['binance-mark-stream', { called: 'vo, b and a', percent: false }],
  ['binance-end-of-hour', { called: 'mark_iv', percent: false }],
  ['cboe-quote-table', { called: 'IV', percent: false }],
  ['cboe-delayed-quotes', { called: 'iv', percent: false }],
  ['yahoo-chain', { called: 'impliedVolatility', percent: false }],
  ['nse-chain', { called: 'impliedVolatility', percent: true }],
  ['schwab-chain', { called: 'volatility', percent: true }],
  ['barchart-table', { called: 'IV', percent: true }],
  ['broker-chain', { called: 'implied_volatility', percent: null }],
  ['vol-slice', { called: 'market_vols', percent: false }],
  ['vol-arrays', { called: 'bid_ivs and ask_ivs', percent: false }],
]);

/** Rows from which prices tell the unit; a larger board says nothing more. */
const MOST_ROWS = 50_000;
/** A board whose middle volatility is above 1,000 % is in percent. */
const LEAST_PERCENT = 10;

/**
 * A set whose volatilities are in the unit they truly have, whatever the documentation of the format says: programs
 * that save a venue's reply rewrite it. The prices beside them tell (`volUnit`); where there are none, their size
 * does. Fails, naming the fields, where both units stand in one of them.
 */
export function withTrueVols(outcome: Outcome<QuoteSet>, saidAsOf: EpochMs | null): Outcome<QuoteSet> {
  const fields = outcome.ok ? DOCUMENTED.get(outcome.value.reader) : undefined;
  if (!outcome.ok || fields === undefined) return outcome;
  const set = outcome.value;
  const scales = new Map<'quotes' | 'mark', number | Mixed>();
  if (set.unit === 'vol') {
    scales.set('quotes', bySize([set.bid, set.ask]));
    if (set.markVol !== null) scales.set('mark', bySize([set.markVol]));
  } else if (set.markVol !== null) {
    scales.set('mark', byPrices(set, set.markVol, fields, set.asOf ?? saidAsOf) ?? bySize([set.markVol]));
  }
  for (const scale of scales.values()) if (typeof scale !== 'number') return mixed(set, fields, scale);
  const [quotes, mark] = [scales.get('quotes') ?? 1, scales.get('mark') ?? 1] as number[];
  if ((quotes === 1 && mark === 1) || quotes === undefined || mark === undefined) return outcome;
  const isPercent = quotes < 1 || mark < 1;
  const [is, documented] = isPercent ? ['in percent', 'decimal'] : ['decimal', 'in percent'];
  const message = `${shownName(set.files[0]?.name ?? '')}: the volatilities of ${fields.called} are ${is}, where the format has them ${documented}; they were read as what they are.`;
  const issue: Issue = { severity: 'warning', code: 'unit-recomputed', message };
  const value: QuoteSet = {
    ...set,
    notes: [...set.notes, message],
    ...(quotes === 1 ? {} : { bid: times(set.bid, quotes), ask: times(set.ask, quotes) }),
    ...(mark === 1 || set.markVol === null ? {} : { markVol: times(set.markVol, mark) }),
  };
  return success(value, [...outcome.issues, issue]);
}

/** Both units in one field: a row of each, -1 where only the sizes tell. */
interface Mixed {
  readonly decimal: number;
  readonly percent: number;
}

/** What makes true decimals of the mark volatilities, by the prices beside them; null where these cannot tell. */
function byPrices(
  set: QuoteSet,
  markVol: Float64Array,
  { percent }: VolFields,
  asOf: EpochMs | null,
): number | Mixed | null {
  if (asOf === null) return null;
  const part = <T extends Float64Array | Uint8Array>(column: T): T => column.subarray(0, MOST_ROWS) as T;
  const columns = {
    expiry: part(set.expiry),
    strike: part(set.strike),
    isCall: part(set.isCall),
    bid: part(set.bid),
    ask: part(set.ask),
    underlyingPrice: set.underlyingPrice === null ? null : part(set.underlyingPrice),
  };
  const inCoin = set.unit === 'coin';
  const forwards = roughForwards(columns, inCoin, set.spot);
  const read = part(markVol);
  // As the file may write them: reading has made decimals of what it took for percent.
  for (const fromPercent of percent === null ? [true, false] : [percent]) {
    const found = volUnit(columns, fromPercent ? times(read, 100) : read, forwards, inCoin, asOf);
    if (found.unit === 'mixed') return { decimal: found.firstDecimal, percent: found.firstPercent };
    if (found.unit === 'undecided' || percent === null) continue;
    if (found.unit === 'percent') return percent ? 1 : 0.01;
    return percent ? 100 : 1;
  }
  return null;
}

/** The same by size alone, which tells no more than that a board is far above 1,000 %. */
function bySize(columns: readonly Float64Array[]): number | Mixed {
  const vols = columns.flatMap((column) => [...column].filter((vol) => vol > 1e-4)).sort((a, b) => a - b);
  const share = (test: (vol: number) => boolean) => vols.filter(test).length / Math.max(1, vols.length);
  if (share((vol) => vol > LEAST_PERCENT) > 0.1 && share((vol) => vol < 1.5) > 0.1) {
    return { decimal: -1, percent: -1 };
  }
  return (vols[vols.length >> 1] ?? 0) > LEAST_PERCENT ? 0.01 : 1;
}

function mixed({ files, symbol }: QuoteSet, { called }: VolFields, at: Mixed): Outcome<never> {
  const file = files[0]?.name ?? '';
  const rows =
    at.decimal < 0 ? '' : ` (${symbol[at.decimal] ?? ''} is decimal, ${symbol[at.percent] ?? ''} in percent)`;
  return failure(
    'invalid',
    `${shownName(file)}: ${called} ${called.includes(' and ') ? 'mix' : 'mixes'} decimals and percent${rows}. Save the volatilities in one unit, or leave them out.`,
    file,
  );
}

/** A column times a factor; what is too small to be written in the other unit is missing. */
function times(column: Float64Array, factor: number): Float64Array {
  return column.map((value) => {
    const scaled = value * factor;
    return scaled > 0 && scaled < Number.POSITIVE_INFINITY ? scaled : Number.NaN;
  });
}
