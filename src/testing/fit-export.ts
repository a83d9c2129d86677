/**
 * A small fitted board made by hand, with every fate a quote can meet: used,
 * left out by filters, excluded by hand, in a failed expiry, in an expiry
 * dropped for being near, and in one already past.
 */
import { type EpochMs, epochMs, yearsBetween } from '#base/units.ts';
import { calibrateNow } from '#calibration/calibrate.ts';
import { makeRequest } from '#calibration/make-request.ts';
import { DEFAULT_SETTINGS, type FitSettings } from '#calibration/settings.ts';
import type { FitExport } from '#exporters/exporter.ts';
import type { ExpiryBook, MarketBook, MarketOptions } from '#market/book.ts';
import { type FilteredBook, LEFT_OUT_REASONS, type LeftOutReason } from '#market/filters.ts';
import type { QuoteSet } from '#market/quote-set.ts';

const AS_OF = epochMs(Date.parse('2026-08-01T17:58:04.320Z'));
const at = (iso: string): EpochMs => epochMs(Date.parse(iso));

interface Row {
  readonly symbol: string;
  readonly expiry: EpochMs;
  readonly strike: number;
  readonly call: boolean;
  readonly vol: number;
  readonly state: number;
}

const code = (reason: LeftOutReason): number => LEFT_OUT_REASONS.indexOf(reason);

/** Out-of-the-money quotes on a raw SVI smile, each with its in-the-money twin; one without a bid. */
function expiryRows(expiry: EpochMs, name: string, forward: number, count: number): Row[] {
  const t = yearsBetween(AS_OF, expiry);
  return Array.from({ length: count }, (_, i): Row[] => {
    const k = count === 1 ? 0 : -0.2 + (0.4 * i) / (count - 1);
    const strike = Math.round((forward * Math.exp(k)) / 500) * 500;
    const w = t * (0.08 + 0.3 * (-0.2 * (k - 0.02) + Math.hypot(k - 0.02, 0.15)));
    const vol = Math.sqrt(w / t) + 0.002 * Math.sin(9 * i);
    const otmCall = strike >= forward;
    const row = (call: boolean): Row => ({
      symbol: `BTC-${name}-${strike}-${call ? 'C' : 'P'}`,
      expiry,
      strike,
      call,
      vol,
      state: call !== otmCall ? code('in-the-money') : i === 0 && count > 5 ? code('no-bid') : 0,
    });
    return [row(false), row(true)];
  }).flat();
}

const EXPIRIES: readonly {
  iso: string;
  name: string;
  forward: number;
  count: number;
  fate: 'fit' | 'near' | 'past';
}[] = [
  { iso: '2026-08-01T08:00:00.000Z', name: '1AUG26', forward: 62600, count: 2, fate: 'past' },
  { iso: '2026-08-01T18:30:00.000Z', name: '1AUG26X', forward: 62650, count: 4, fate: 'near' },
  { iso: '2026-08-07T08:00:00.000Z', name: '7AUG26', forward: 62723.75, count: 12, fate: 'fit' },
  { iso: '2026-08-28T08:00:00.000Z', name: '28AUG26', forward: 62900.5, count: 15, fate: 'fit' },
  { iso: '2026-09-25T08:00:00.000Z', name: '25SEP26', forward: 63075, count: 3, fate: 'fit' },
];

function column(rows: readonly Row[], of: (row: Row) => number): Float64Array {
  return Float64Array.from(rows, of);
}

function quoteSet(rows: readonly Row[], symbolOf: (symbol: string) => string): QuoteSet {
  return {
    reader: 'deribit-book-summary',
    notes: ['Deribit book summary.'],
    files: [{ name: 'btc.json', bytes: 280928, sha256: 'ab'.repeat(32) }],
    venue: 'deribit',
    underlying: 'BTC',
    settlement: 'inverse',
    exercise: 'european',
    unit: 'coin',
    premiumCurrency: 'BTC',
    asOf: AS_OF,
    asOfSource: 'file',
    futures: [],
    spot: null,
    symbol: rows.map(({ symbol }) => symbolOf(symbol)),
    root: rows.map(() => 'BTC'),
    expiry: column(rows, ({ expiry }) => expiry),
    strike: column(rows, ({ strike }) => strike),
    isCall: Uint8Array.from(rows, ({ call }) => (call ? 1 : 0)),
    bid: column(rows, ({ state, vol }) => (state === code('no-bid') ? Number.NaN : vol / 10)),
    ask: column(rows, ({ vol }) => vol / 10 + 0.0005),
    bidSize: null,
    askSize: null,
    bidDepth: null,
    askDepth: null,
    volume: column(rows, (_) => 1.5),
    openInterest: null,
    timestamp: column(rows, () => AS_OF - 2500),
    markVol: null,
    underlyingPrice: null,
    underlyingName: null,
    tick: null,
    rowsRead: rows.length + 3,
    rejected: [{ reason: 'combo', count: 3, examples: ['BTC-CS-7AUG26-60000_65000'] }],
  };
}

function book(rows: readonly Row[], all: readonly Row[], forward: number, past: EpochMs): ExpiryBook {
  const expiry = rows[0]?.expiry ?? past;
  const oneSided = ({ state }: Row): boolean => state === code('no-bid');
  return {
    expiry,
    root: 'BTC',
    t: yearsBetween(AS_OF, expiry),
    settlement: null,
    forward: {
      value: forward,
      source: 'future',
      instrument: 'BTC-FUTURE',
      stdError: null,
      discount: 1,
      discountSource: 'unit',
      discountStdError: null,
      timeGap: null,
      parity: null,
      executable: null,
      future: forward,
    },
    quote: Int32Array.from(rows, (row) => all.indexOf(row)),
    strike: column(rows, ({ strike }) => strike),
    isCall: Uint8Array.from(rows, ({ call }) => (call ? 1 : 0)),
    k: column(rows, ({ strike }) => Math.log(strike / forward)),
    bidVol: column(rows, (row) => (oneSided(row) ? Number.NaN : row.vol - 0.006)),
    askVol: column(rows, ({ vol }) => vol + 0.006),
    midVol: column(rows, (row) => (oneSided(row) ? Number.NaN : row.vol)),
    bidReason: new Uint8Array(rows.length),
    askReason: new Uint8Array(rows.length),
    bidPrice: column(rows, ({ vol }) => vol / 10),
    askPrice: column(rows, ({ vol }) => vol / 10 + 0.0005),
    vega: column(rows, () => 0.1),
    tickVol: new Float64Array(rows.length),
    delta: column(rows, ({ call }) => (call ? 0.3 : -0.3)),
  };
}

const made = new Map<string, FitExport>();

/** The board fitted under `settings`, once for all who ask for the same; `symbolOf` renames its instruments. */
export function smallFit(
  settings: FitSettings = DEFAULT_SETTINGS,
  marketOptions: MarketOptions = { asOf: null, forwards: {} },
  symbolOf?: (symbol: string) => string,
): FitExport {
  if (symbolOf !== undefined) return fitOf(settings, marketOptions, symbolOf);
  const asked = JSON.stringify([settings, marketOptions]);
  const fit = made.get(asked) ?? fitOf(settings, marketOptions, (symbol) => symbol);
  made.set(asked, fit);
  return fit;
}

function fitOf(
  settings: FitSettings,
  marketOptions: MarketOptions,
  symbolOf: (symbol: string) => string,
): FitExport {
  const perExpiry = EXPIRIES.map(({ iso, name, forward, count }) =>
    expiryRows(at(iso), name, forward, count),
  );
  const all = perExpiry.flat();
  const quotes = quoteSet(all, symbolOf);
  const kept = EXPIRIES.flatMap((expiry, i) =>
    expiry.fate === 'past' ? [] : [{ expiry, rows: perExpiry[i]! }],
  );
  const market: MarketBook = {
    asOf: AS_OF,
    books: kept.map(({ expiry, rows }) => book(rows, all, expiry.forward, AS_OF)),
    arbitrage: [],
    dropped: [{ reason: 'expired', count: 4, expiries: [at(EXPIRIES[0]!.iso)] }],
  };
  const fates = kept.map(({ expiry }) => expiry.fate === 'near');
  const states = kept.map(({ rows }) => Uint8Array.from(rows, ({ state }) => state));
  const counted = states.flatMap((state, i) => (fates[i] === true ? [] : [...state]));
  const filtered: FilteredBook = {
    state: states,
    admitted: kept.map(({ rows }) => new Uint8Array(rows.length)),
    dropped: fates,
    settling: fates.map(() => false),
    counts: Object.fromEntries(
      LEFT_OUT_REASONS.slice(1).map((reason, i) => [reason, counted.filter((s) => s === i + 1).length]),
    ) as FilteredBook['counts'],
    nearExpiry: 8,
    inSettlement: 0,
    kept: counted.filter((state) => state === 0).length,
  };
  const result = calibrateNow(makeRequest(quotes, market, filtered, settings));
  if (!result.ok) throw new Error(result.error.message);
  return { quotes, market, marketOptions, filtered, settings, result: result.value, appVersion: '0.1.0' };
}

/** Settings that differ from every default, over the small board. */
export const EVERY_SETTING: FitSettings = {
  model: 'svi',
  residual: 'price',
  loss: { kind: 'soft-l1', threshold: 1.5 },
  optimiser: 'l-bfgs-b',
  outsidePenalty: 2.5,
  atmPin: 0.4,
  prior: {
    strength: 2,
    fit: {
      model: 'sabr',
      underlying: 'BTC',
      asOf: at('2026-07-31T17:58:00.000Z'),
      slices: {
        '2026-08-07T08:00:00.000Z': {
          t: 0.018,
          forward: 62800,
          theta: [0.41, 1, -0.12, 2.1, 0],
          covariance: Array.from({ length: 25 }, (_, i) => (i % 6 === 0 ? 1e-4 : 1e-6)),
          noise: 0.004,
        },
      },
    },
  },
  all: {
    parameters: { rho: { fixed: true, value: -0.25 }, b: { fixed: false, lower: 0.001, upper: 1.5 } },
    weights: { spread: 0.5, size: 0, activity: 0, ageHalfLife: null, moneynessWidth: 2.5, cap: 0.4 },
    butterfly: { mode: 'penalise', strength: 30 },
    calendar: { mode: 'penalise', strength: 0.25 },
  },
  byExpiry: {
    '2026-08-28T08:00:00.000Z': {
      weights: { spread: 1, size: 1, activity: 1, ageHalfLife: 30, moneynessWidth: null, cap: 1 },
      parameters: {},
      calendar: { mode: 'report', strength: 100 },
    },
  },
  manual: { 'BTC-7AUG26-61500-P': 0, 'BTC-28AUG26-63000-C': 2.5 },
  filters: {
    inTheMoney: false,
    oneSided: true,
    crossed: false,
    relativeSpreadAbove: 0.75,
    bidBelowTicks: 2,
    olderThanSeconds: 45,
    expiryWithinHours: 0.5,
    admitted: { 'BTC-7AUG26-61500-P': true, 'BTC-28AUG26-63000-C': true },
  },
  dropped: { '2026-12-25T08:00:00.000Z': true },
  frozen: { '2026-11-27T08:00:00.000Z': { t: 0.32, parameters: [0.0008, 0.028, -0.15, 0.012, 0.06] } },
  time: { clock: 'weighted', weekend: 0.5, events: { '2026-08-12': 3, '2026-08-05': 0 } },
};
