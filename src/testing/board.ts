/** QuoteSets for tests: the real Deribit board read by its bare fields, and boards made of a formula. */
import { epochMs } from '#base/units.ts';
import type { ListedFuture, QuoteSet } from '#market/quote-set.ts';
import { sharedBytes } from './shared.ts';

/** One quote as a test writes it. */
export interface TestQuote {
  readonly expiry: number;
  readonly strike: number;
  readonly isCall: boolean;
  readonly bid: number;
  readonly ask: number;
  readonly root?: string;
}

/** A QuoteSet of the given quotes; everything else empty, or as `set` says. */
export function quoteSetOf(quotes: readonly TestQuote[], set: Partial<QuoteSet> = {}): QuoteSet {
  const underlying = set.underlying ?? 'TST';
  return {
    reader: 'test',
    notes: [],
    files: [{ name: 'test.json', bytes: 0, sha256: '' }],
    venue: null,
    underlying,
    settlement: 'linear',
    exercise: 'european',
    unit: 'currency',
    premiumCurrency: 'USD',
    asOf: epochMs(0),
    asOfSource: 'file',
    futures: [],
    spot: null,
    symbol: quotes.map((q) => `${q.root ?? underlying}|${q.expiry}|${q.strike}|${q.isCall ? 'C' : 'P'}`),
    root: quotes.map((q) => q.root ?? underlying),
    expiry: Float64Array.from(quotes, (q) => q.expiry),
    strike: Float64Array.from(quotes, (q) => q.strike),
    isCall: Uint8Array.from(quotes, (q) => (q.isCall ? 1 : 0)),
    bid: Float64Array.from(quotes, (q) => q.bid),
    ask: Float64Array.from(quotes, (q) => q.ask),
    bidSize: null,
    askSize: null,
    bidDepth: null,
    askDepth: null,
    volume: null,
    openInterest: null,
    timestamp: null,
    markVol: null,
    underlyingPrice: null,
    underlyingName: null,
    tick: null,
    rowsRead: quotes.length,
    rejected: [],
    ...set,
  };
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** 08:00 UTC of a date as Deribit writes it: `2AUG26`. */
export function deribitExpiry(text: string): number {
  const [, day = '', month = '', year = ''] = /^(\d+)([A-Z]+)(\d+)$/.exec(text) ?? [];
  return Date.UTC(2000 + Number(year), MONTHS.indexOf(month), Number(day), 8);
}

interface Row {
  readonly instrument_name: string;
  readonly bid_price: number | null;
  readonly ask_price: number | null;
}

/** The board of 1 August 2026: 868 coin premiums of 13 expiries, with the listed futures. */
export function deribitBoard(): QuoteSet {
  const text = new TextDecoder().decode(sharedBytes('data/deribit-book-summary/btc-2026-08-01.json'));
  const board = JSON.parse(text) as { as_of: string; futures: Row[]; options: Row[] };
  const futures: ListedFuture[] = board.futures.map((row) => {
    const date = row.instrument_name.split('-')[1] ?? '';
    return {
      name: row.instrument_name,
      expiry: date === 'PERPETUAL' ? null : epochMs(deribitExpiry(date)),
      bid: row.bid_price,
      ask: row.ask_price,
    };
  });
  const quotes = board.options.map((row): TestQuote => {
    const [, date = '', strike, type] = row.instrument_name.split('-');
    return {
      expiry: deribitExpiry(date),
      strike: Number(strike),
      isCall: type === 'C',
      bid: row.bid_price || Number.NaN,
      ask: row.ask_price || Number.NaN,
    };
  });
  return quoteSetOf(quotes, {
    underlying: 'BTC',
    venue: 'deribit',
    settlement: 'inverse',
    unit: 'coin',
    premiumCurrency: 'BTC',
    asOf: epochMs(Date.parse(board.as_of)),
    futures,
    symbol: board.options.map((row) => row.instrument_name),
    tick: Float64Array.from(quotes, (q) => ((q.bid || q.ask) < 0.005 ? 0.0001 : 0.0005)),
  });
}
