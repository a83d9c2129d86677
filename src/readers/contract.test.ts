import { expect, test } from 'vitest';
import type { Outcome } from '#base/outcome.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { memorySource } from '#testing/byte-source.ts';
import { hasShared, sharedBytes } from '#testing/shared.ts';
import { readers, readFiles } from './index.ts';
import { makeHead } from './io/file-head.ts';
import type { ReadOptions } from './reader.ts';

const NOTHING: ReadOptions = { asOf: null, underlying: null, at: null };

async function open(paths: readonly string[], options = NOTHING): Promise<Outcome<QuoteSet>> {
  const sources = paths.map((path) =>
    memorySource(path.split('/').at(-1) ?? path, sharedBytes(`data/${path}`)),
  );
  const reading = readFiles(sources, options);
  let step = await reading.next();
  while (step.done !== true) step = await reading.next();
  return step.value;
}

async function quotesOf(...paths: readonly string[]): Promise<QuoteSet> {
  const outcome = await open(paths);
  if (!outcome.ok) throw new Error(outcome.error.message);
  const set = outcome.value;
  expect(set.rowsRead).toBe(set.symbol.length + set.rejected.reduce((sum, entry) => sum + entry.count, 0));
  return set;
}

const present = (column: Float64Array | null) => column?.filter((value) => !Number.isNaN(value)).length ?? 0;
const expiries = (set: QuoteSet) => new Set(set.expiry).size;
const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

test('reader ids are unique', () => {
  expect(new Set(readers.map((reader) => reader.id)).size).toBe(readers.length);
});

const SUPPORTED: readonly (readonly [path: string, reader: string])[] = [
  ['deribit-book-summary/btc-2026-08-01.json', 'deribit-book-summary'],
  ['cboe-csv/spy_20250516_quotedata.csv', 'cboe-quote-table'],
  ['cboe-csv/hgnicej_spx_quotedata-3.csv', 'cboe-quote-table'],
  ['cboe-csv/hgnicej_spx_quotedata-5.csv', 'cboe-quote-table'],
  ['deribit-csv/eth-2024-01-08.csv', 'deribit-table'],
  ['deribit-web-export/bitcoin_date20250830_strike20251226_price108864.csv', 'deribit-web-board'],
  ['deribit-chain-typed/btc-2026-05-21.json', 'typed-chain'],
  ['vol-quotes/spx_implied_vol_20230215.csv', 'csv-table'],
  ['yahoo/SPX_all_20260130.csv', 'csv-table'],
  ['yahoo/AAPL_data.csv', 'csv-table'],
  ['paper-tables/dax_20020705_sepp_heston.csv', 'vol-table'],
  ['paper-tables/sx5e_20100301_andreasen_huge.csv', 'vol-table'],
  ['paper-tables/sepp_btc.json', 'vol-arrays'],
  ['paper-tables/sepp_vix.json', 'vol-arrays'],
  ['broker-json/Germany-40-2025-05-27-15-29-00-UTC-24209.json', 'broker-chain'],
  ['transcoded/tardis_deribit_options_chain.csv', 'tardis-options-chain'],
  ['transcoded/okx_v5_market_tickers_OPTION_BTC-USD.json', 'okx-tickers'],
  ['transcoded/okx_v5_opt-summary_BTC-USD.json', 'okx-opt-summary'],
  ['transcoded/bybit_v5_tickers_option_BTC.json', 'bybit-tickers'],
  ['transcoded/binance_eapi_v1_ticker.json', 'binance-ticker'],
  ['transcoded/binance_eapi_v1_mark.json', 'binance-mark'],
  ['transcoded/deribit_ws_ticker_snapshot.ndjson', 'deribit-recording'],
  ['hard-slices/jan24_feb21_28dte_stable.json', 'vol-slice'],
  ['hard-slices/mar03_apr17_45dte.json', 'vol-slice'],
];

for (const [path, id] of SUPPORTED) {
  test.skipIf(!hasShared)(`${path} is certain to exactly one reader, ${id}`, () => {
    const head = makeHead(path, sharedBytes(`data/${path}`).subarray(0, 65_536));
    expect(readers.filter((reader) => reader.match(head) === 'certain').map((reader) => reader.id)).toEqual([
      id,
    ]);
  });
}

test.skipIf(!hasShared)('the Deribit board gives every quote with the prices it states', async () => {
  const set = await quotesOf('deribit-book-summary/btc-2026-08-01.json');
  expect(set).toMatchObject({
    underlying: 'BTC',
    settlement: 'inverse',
    unit: 'coin',
    premiumCurrency: 'BTC',
    rowsRead: 868,
    rejected: [],
  });
  expect(expiries(set)).toBe(13);
  expect([present(set.bid), present(set.ask)]).toEqual([802, 868]);
  expect(iso(set.asOf)).toBe('2026-08-01T17:58:04.320Z');
  expect(set.futures).toHaveLength(14);
  expect(set.futures.find((future) => future.name === 'BTC-2AUG26')).toEqual({
    name: 'BTC-2AUG26',
    expiry: Date.UTC(2026, 7, 2, 8),
    bid: 62655,
    ask: 62690,
  });
  const at = set.symbol.indexOf('BTC-25DEC26-40000-C');
  expect([set.bid[at], set.ask[at], set.tick?.[at], set.strike[at], set.isCall[at]]).toEqual([
    0.382, 0.385, 0.0005, 40000, 1,
  ]);
});

test.skipIf(!hasShared)(
  'the SPY table gives two options a line, zero bids missing, expired ones kept for the market to drop',
  async () => {
    const set = await quotesOf('cboe-csv/spy_20250516_quotedata.csv');
    expect(set).toMatchObject({
      underlying: 'SPY',
      exercise: 'american',
      unit: 'currency',
      premiumCurrency: 'USD',
      rowsRead: 3160,
      spot: 589.25,
    });
    expect(3160 - present(set.bid)).toBe(594);
    expect(expiries(set)).toBe(10);
    // Downloaded at 23:23Z, three hours after the close whose quotes it holds.
    expect(iso(set.asOf)).toBe('2025-05-16T20:00:00.000Z');
    expect(set.expiry.filter((at) => at <= (set.asOf ?? 0))).toHaveLength(620);
  },
);

test.skipIf(!hasShared)('two Cboe files of one evening make one board, SPX and SPXW apart', async () => {
  const set = await quotesOf('cboe-csv/hgnicej_spx_quotedata-3.csv', 'cboe-csv/hgnicej_spx_quotedata-5.csv');
  expect(set.files).toHaveLength(2);
  expect(set.symbol).toHaveLength(434 + 318);
  expect(expiries(set)).toBe(4);
  expect(set.underlying).toBe('SPX');
  expect(new Set(set.root)).toEqual(new Set(['SPX', 'SPXW']));
});

test.skipIf(!hasShared)('bid and ask of the vol file are vols because the call prices say so', async () => {
  const outcome = await open(['vol-quotes/spx_implied_vol_20230215.csv'], {
    asOf: Date.UTC(2023, 1, 15, 21) as never,
    underlying: null,
    at: null,
  });
  if (!outcome.ok) throw new Error(outcome.error.message);
  const set = outcome.value;
  expect(set).toMatchObject({ unit: 'vol', rowsRead: 7423, asOfSource: 'user' });
  expect(7423 - present(set.bid)).toBe(674);
  expect(expiries(set)).toBe(48);
  expect(iso(set.expiry[0] ?? null)).toBe('2023-02-16T21:00:00.000Z');
  const said = outcome.issues.find((issue) => issue.code === 'unit-recomputed')?.message ?? '';
  expect(said).toMatch(
    /^Bid and Ask are implied vols: recomputing CallMid from their mid .* median error of \d\.\de-6 in vol/,
  );
});

test.skipIf(!hasShared)(
  'the Deribit table of pandas carries coin premiums, forwards by expiry and its own clock',
  async () => {
    const set = await quotesOf('deribit-csv/eth-2024-01-08.csv');
    expect(set).toMatchObject({
      underlying: 'ETH',
      unit: 'coin',
      settlement: 'inverse',
      rowsRead: 684,
      asOfSource: 'timestamps',
    });
    expect([684 - present(set.bid), 684 - present(set.ask)]).toEqual([230, 253]);
    expect(expiries(set)).toBe(11);
    expect(iso(set.asOf)).toBe('2024-01-08T11:19:41.429Z');
    expect(present(set.underlyingPrice)).toBe(684);
    expect(new Set(set.underlyingName)).toContain('SYN.ETH-10JAN24');
  },
);

test.skipIf(!hasShared)('Yahoo chains keep AM and PM twins apart and zero prices missing', async () => {
  const set = await quotesOf('yahoo/SPX_all_20260130.csv');
  expect(set).toMatchObject({
    underlying: 'SPX',
    unit: 'currency',
    rowsRead: 17107,
    rejected: [],
    asOfSource: 'file-name',
  });
  expect([17107 - present(set.bid), 17107 - present(set.ask)]).toEqual([910, 252]);
  const apple = await quotesOf('yahoo/AAPL_data.csv');
  expect(apple).toMatchObject({ underlying: 'AAPL', exercise: 'american', rowsRead: 2099 });
  expect(2099 - present(apple.bid)).toBe(148);
});

test.skipIf(!hasShared)(
  'what the user says of the time stands above a guess and below the file',
  async () => {
    const asOf = Date.UTC(2026, 0, 30, 21, 15) as never;
    const yahoo = await open(['yahoo/SPX_all_20260130.csv'], { asOf, underlying: null, at: null });
    expect(yahoo.ok && [yahoo.value.asOf, yahoo.value.asOfSource]).toEqual([asOf, 'user']);
    const board = await open(['deribit-book-summary/btc-2026-08-01.json'], {
      asOf,
      underlying: null,
      at: null,
    });
    expect(board.ok && board.value.asOfSource).toBe('file');
  },
);

test.skipIf(!hasShared)('files of two underlyings are refused together and nothing is opened', async () => {
  const outcome = await open(['deribit-book-summary/btc-2026-08-01.json', 'deribit-csv/eth-2024-01-08.csv']);
  expect(outcome.ok ? '' : outcome.error.message).toBe(
    'btc-2026-08-01.json is BTC and eth-2024-01-08.csv is ETH; a surface holds one underlying. Nothing was opened: drop one.',
  );
});
