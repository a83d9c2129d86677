import { expect, test } from 'vitest';
import type { Outcome } from '#base/outcome.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { memorySource } from '#testing/byte-source.ts';
import { readers, readFiles } from './index.ts';
import { makeHead } from './io/file-head.ts';
import type { ReadOptions } from './reader.ts';

const NOTHING: ReadOptions = { asOf: null, underlying: null, at: null };

async function read(
  name: string,
  text: string,
  options: Partial<ReadOptions> = {},
): Promise<Outcome<QuoteSet>> {
  const reading = readFiles([memorySource(name, text)], { ...NOTHING, ...options });
  let step = await reading.next();
  while (step.done !== true) step = await reading.next();
  return step.value;
}

async function opened(name: string, text: string, options: Partial<ReadOptions> = {}): Promise<QuoteSet> {
  const outcome = await read(name, text, options);
  if (!outcome.ok) throw new Error(outcome.error.message);
  const set = outcome.value;
  expect(set.rowsRead).toBe(set.symbol.length + set.rejected.reduce((sum, { count }) => sum + count, 0));
  return set;
}

/** Readers that are certain of a file, the table of any columns left out. */
function certain(name: string, text: string): readonly string[] {
  const head = makeHead(name, new TextEncoder().encode(text));
  return readers
    .filter((reader) => reader.match(head) === 'certain' && reader.id !== 'csv-table')
    .map(({ id }) => id);
}

const iso = (at: number | null | undefined) => (at == null ? null : new Date(at).toISOString());

const YAHOO = {
  underlyingSymbol: '^SPX',
  expirationDates: [1771545600],
  hasMiniOptions: false,
  quote: { symbol: '^SPX', currency: 'USD', regularMarketPrice: 6900.5, regularMarketTime: 1769806800 },
  options: [
    {
      expirationDate: 1771545600,
      calls: [
        {
          contractSymbol: 'SPX260220C06900000',
          strike: 6900,
          currency: 'USD',
          bid: 101.2,
          ask: 102.4,
          volume: 12,
          openInterest: 99,
          impliedVolatility: 0.131,
        },
        {
          contractSymbol: 'SPXW260220C06900000',
          strike: 6900,
          currency: 'USD',
          bid: 103.1,
          ask: 104.5,
          impliedVolatility: 0.00001,
        },
        { contractSymbol: 'SPXW260220C07000000', strike: 7100, bid: 1, ask: 2 },
      ],
      puts: [
        {
          contractSymbol: 'SPX260220P06900000',
          strike: 6900,
          bid: { raw: 0, fmt: '0.00' },
          ask: { raw: 95.5, fmt: '95.50' },
        },
      ],
    },
  ],
};

test('a Yahoo chain keeps SPX and SPXW of one day apart, at the opening and at the close', async () => {
  for (const document of [YAHOO, [YAHOO], { optionChain: { result: [YAHOO], error: null } }]) {
    const text = JSON.stringify(document);
    expect(certain('spx.json', text)).toEqual(['yahoo-chain']);
    const set = await opened('spx.json', text);
    expect(set.symbol).toEqual(['SPX260220C06900000', 'SPXW260220C06900000', 'SPX260220P06900000']);
    expect([...set.expiry].map(iso)).toEqual([
      '2026-02-20T14:30:00.000Z',
      '2026-02-20T21:00:00.000Z',
      '2026-02-20T14:30:00.000Z',
    ]);
    expect(set.rejected).toEqual([{ reason: 'contradiction', count: 1, examples: ['SPXW260220C07000000'] }]);
    expect([set.underlying, set.spot, iso(set.asOf), set.exercise]).toEqual([
      'SPX',
      6900.5,
      '2026-01-30T21:00:00.000Z',
      'european',
    ]);
    expect([...set.bid]).toEqual([101.2, 103.1, Number.NaN]);
    expect(set.ask[2]).toBe(95.5);
  }
});

test('a Yahoo chain without contract symbols takes the day of expirationDate in UTC, and an error reply is named', async () => {
  const bare = structuredClone(YAHOO) as {
    underlyingSymbol: string;
    options: { calls: object[]; puts: object[] }[];
  };
  bare.underlyingSymbol = 'AAPL';
  bare.options[0]!.calls = [{ strike: 250, bid: 1, ask: 1.1 }];
  bare.options[0]!.puts = [];
  const set = await opened('aapl.json', JSON.stringify(bare));
  expect(iso(set.expiry[0])).toBe('2026-02-20T21:00:00.000Z');
  expect([set.underlying, set.exercise]).toEqual(['AAPL', 'american']);
  const refused = await read(
    'x.json',
    '{"optionChain":{"result":[],"error":{"code":"Not Found","description":"No data found"}}}',
  );
  expect(refused.ok ? '' : refused.error.message).toContain('Not Found No data found');
});

const CBOE = {
  timestamp: '2022-07-12 18:57:33',
  data: {
    symbol: '^SPX',
    current_price: 3818.8,
    options: [
      {
        option: 'SPX220715C03800000',
        bid: 50.1,
        bid_size: 12,
        ask: 50.9,
        ask_size: 40,
        iv: 0.2511,
        open_interest: 900,
        volume: 3,
      },
      {
        option: 'SPXW220715C03800000',
        bid: 52.1,
        bid_size: 2,
        ask: 53.2,
        ask_size: 4,
        iv: 0,
        open_interest: 0,
        volume: 0,
      },
      { option: 'SPXW220715P03800000', bid: 0, bid_size: 0, ask: 35.2, ask_size: 4, iv: 0.26 },
      { option: 'nonsense', bid: 1, ask: 2 },
    ],
  },
  symbol: '^SPX',
};

test('Cboe delayed quotes carry sizes, UTC download time, and SPX apart from SPXW', async () => {
  const text = JSON.stringify(CBOE);
  expect(certain('spx.json', text)).toEqual(['cboe-delayed-quotes']);
  const outcome = await read('spx.json', text);
  if (!outcome.ok) throw new Error(outcome.error.message);
  const set = outcome.value;
  expect([...set.expiry].map(iso)).toEqual([
    '2022-07-15T13:30:00.000Z',
    '2022-07-15T20:00:00.000Z',
    '2022-07-15T20:00:00.000Z',
  ]);
  expect([...(set.bidSize ?? [])]).toEqual([12, 2, Number.NaN]);
  expect([...(set.markVol ?? [])]).toEqual([0.2511, Number.NaN, 0.26]);
  expect([set.underlying, set.spot, iso(set.asOf)]).toEqual(['SPX', 3818.8, '2022-07-12T18:57:33.000Z']);
  expect(set.rejected).toHaveLength(1);
  expect(outcome.issues.map(({ code }) => code)).not.toContain('as-of-after-close');
  const night = await read('spx.json', text.replace('18:57:33', '22:57:33'));
  expect(night.issues.map(({ code }) => code)).toContain('as-of-after-close');
});

test('an NSE chain is read in Indian time, its repeats passed over, its percent made decimal', async () => {
  const side = (bid: number, iv: number) => ({
    strikePrice: 19000,
    expiryDate: '29-Jun-2023',
    underlying: 'NIFTY',
    bidQty: bid > 0 ? 50 : 0,
    bidprice: bid,
    askQty: 75,
    askPrice: 120.5,
    impliedVolatility: iv,
    openInterest: 1000,
    totalTradedVolume: 5000,
  });
  const pair = { strikePrice: 19000, expiryDate: '29-Jun-2023', CE: side(119.9, 11.25), PE: side(0, 0) };
  const far = { strikePrice: 25000, expiryDate: '29-Jun-2023', PE: { ...side(6000, 0), strikePrice: 25000 } };
  const text = JSON.stringify({
    records: {
      expiryDates: ['29-Jun-2023'],
      data: [pair, far],
      timestamp: '28-Jun-2023 15:29:59',
      underlyingValue: 18972.1,
    },
    filtered: { data: [pair] },
  });
  expect(certain('nifty.json', text)).toEqual(['nse-chain']);
  const set = await opened('nifty.json', text);
  expect(set.symbol).toHaveLength(3);
  expect(iso(set.expiry[0])).toBe('2023-06-29T10:00:00.000Z');
  expect(iso(set.asOf)).toBe('2023-06-28T09:59:59.000Z');
  expect([set.bid[0], set.bid[1], set.markVol?.[0]]).toEqual([119.9, Number.NaN, 0.1125]);
  expect([set.premiumCurrency, set.spot, set.underlying, set.exercise]).toEqual([
    'INR',
    18972.1,
    'NIFTY',
    'european',
  ]);
});

test('a Schwab chain reads both maps, percent or "NaN", and the settlement the row states', async () => {
  const quote = (putCall: string, more: object) => ({
    putCall,
    symbol: `SPX_052121${putCall[0]}4100`,
    bid: 31.2,
    ask: 31.9,
    bidSize: 10,
    askSize: 0,
    quoteTimeInLong: 1621364400123,
    volatility: 17.25,
    totalVolume: 7,
    openInterest: 8,
    strikePrice: 4100,
    expirationDate: 1621627200000,
    ...more,
  });
  const text = JSON.stringify({
    symbol: '$SPX.X',
    status: 'SUCCESS',
    underlying: { last: 4127.83, mark: 4127.83, quoteTime: 1621364400000 },
    putExpDateMap: {
      '2021-05-21:3': {
        '4100.0': [
          quote('PUT', { settlementType: 'A', volatility: 'NaN' }),
          quote('PUT', { symbol: 'SPXW_052121P4100', settlementType: 'P', volatility: -999 }),
          quote('PUT', { nonStandard: true }),
        ],
      },
    },
    callExpDateMap: { '2021-05-21:3': { '4100.0': [quote('CALL', {})] } },
  });
  expect(certain('spx.json', text)).toEqual(['schwab-chain']);
  const set = await opened('spx.json', text);
  expect(set.symbol).toEqual(['SPX210521C04100000', 'SPX210521P04100000', 'SPXW210521P04100000']);
  expect([...set.expiry].map(iso)).toEqual([
    '2021-05-21T13:30:00.000Z',
    '2021-05-21T13:30:00.000Z',
    '2021-05-21T20:00:00.000Z',
  ]);
  expect([...(set.markVol ?? [])]).toEqual([0.1725, Number.NaN, Number.NaN]);
  expect([iso(set.asOf), set.asOfSource, set.spot]).toEqual([
    '2021-05-18T19:00:00.123Z',
    'timestamps',
    4127.83,
  ]);
  expect(set.rejected).toEqual([{ reason: 'non-standard', count: 1, examples: ['SPX_052121P4100'] }]);
  const puts = await opened('spx.json', text.replace(/"callExpDateMap":.*$/, '"callExpDateMap":{}}'));
  expect(puts.symbol).toHaveLength(2);
});

const BARCHART = [
  'Symbol,Strike,Last,"% From Last",Bid,Midpoint,Ask,Change,%Chg,IV,Volume,"Open Int",Type,DTE,"Exp Date",Time,"Avg IV"',
  'SPY|20210115|25.00C,25.00,352.17,-93.41%,353.87,354.09,354.31,unch,unch,N/A,N/A,2,Call,1,01/15/21,01/12/21,15.25%',
  'SPY|20210115|380.00C,380.00,1.17,+0.33%,1.16,1.165,1.17,-0.4,-25.2%,15.39%,"1,204","12,002",Call,1,01/15/21,15:59 ET,15.25%',
  'SPY|20210115|380.00P,380.00,2.5,+0.33%,N/A,2.5,2.51,unch,unch,159.39%,5,10,Put,1,01/15/21,15:59 ET,15.25%',
  '"Downloaded from Barchart.com as of 01-14-2021 03:15pm CST"',
].join('\n');

test('a Barchart table reads its symbols, signs and missing cells, and the Chicago time of its last line', async () => {
  expect(certain('spy-options-exp-2021-01-15-show-all-01-14-2021.csv', BARCHART)).toEqual(['barchart-table']);
  const set = await opened('spy.csv', BARCHART);
  expect(set.symbol).toHaveLength(3);
  expect([...new Set(set.root)]).toEqual(['SPY']);
  expect(iso(set.expiry[0])).toBe('2021-01-15T21:00:00.000Z');
  expect(iso(set.asOf)).toBe('2021-01-14T21:15:00.000Z');
  expect(set.markVol?.[0]).toBeNaN();
  expect(set.markVol?.[1]).toBeCloseTo(0.1539, 12);
  expect(set.markVol?.[2]).toBeCloseTo(1.5939, 12);
  expect([set.volume?.[1], set.openInterest?.[1], set.bid[2], set.isCall[2]]).toEqual([
    1204,
    12002,
    Number.NaN,
    0,
  ]);
});

test('a Barchart table of options on a future takes the type from the strike and the days from its name', async () => {
  const text = [
    'Strike,Open,High,Low,Latest,Change,Bid,Ask,Volume,"Open Int",Premium,Time',
    '19.50C,1,1,1,1.2,unch,1.15,1.25,12,40,1200,06/01/21',
    '19.50P,1,1,1,1.2,unch,0.95,1.05,12,40,1200,06/01/21',
    '"Downloaded from Barchart.com as of 06-02-2021 03:15pm CDT"',
  ].join('\n');
  const set = await opened('vim21-options-exp-06_16_21-show-all-06-02-2021.csv', text);
  expect([...set.isCall]).toEqual([1, 0]);
  expect(iso(set.expiry[0])).toBe('2021-06-16T20:00:00.000Z');
  expect([set.underlying, iso(set.asOf)]).toEqual(['VIM21', '2021-06-02T20:15:00.000Z']);
  const nameless = await read('table.csv', text);
  expect(nameless.ok ? '' : nameless.error.message).toContain('Exp Date');
});

test('nested slices count years from their reference date, and carry the spot where no pair tells the forward', async () => {
  const document = {
    spot: 100,
    risk_free: 0.05,
    div_yield: 0.01,
    ref_date: '2024-03-01',
    slices: [
      {
        expiry_time: 0.5,
        quotes: [
          { strike: 90, option_type: 'put', price: 3, bid: 2.9, ask: 3.1 },
          { strike: 110, option_type: 'C', price: 3, bid: 2.8, ask: 3.2 },
        ],
      },
    ],
  };
  const text = JSON.stringify(document);
  expect(certain('slices.json', text)).toEqual(['nested-slices']);
  const set = await opened('slices.json', text);
  expect(iso(set.asOf)).toBe('2024-03-01T21:00:00.000Z');
  expect((set.expiry[0]! - set.asOf!) / (365 * 86_400_000)).toBeCloseTo(0.5, 9);
  expect(set.underlyingPrice?.[0]).toBeCloseTo(100 * Math.exp(0.04 * 0.5), 9);
  document.slices[0]!.quotes.push({ strike: 90, option_type: 'call', price: 13, bid: 12.9, ask: 13.1 });
  expect((await opened('slices.json', JSON.stringify(document))).underlyingPrice).toBeNull();
  const dateless = await read('slices.json', text.replace('2024-03-01', ''));
  expect(dateless.ok ? '' : dateless.error.message).toContain('ref_date');
});

test('a Barchart table without symbols, or with calls and puts side by side, is known by its name and last line', async () => {
  const name = 'aapl-options-exp-2025-03-21-monthly-show-all-03-12-2025.csv';
  const footer = '"Downloaded from Barchart.com as of 03-12-2025 01:05pm CDT"\n';
  const stacked = `Strike,Type,Latest,Bid,Ask,IV,Volume,Open Int\n200.00,Call,8,7.9,8.1,31%,1,2\n200.00,Put,3,2.9,3.1,32%,1,2\n${footer}`;
  const sides = `Type,Last,Bid,Ask,IV,Open Int,Strike,Type,Last,Bid,Ask,IV,Open Int\nCall,8,7.9,8.1,31%,2,200.00,Put,3,2.9,3.1,32%,2\n${footer}`;
  for (const text of [stacked, sides]) {
    expect(certain(name, text)).toEqual(['barchart-table']);
    const set = await opened(name, text);
    expect([set.underlying, ...set.bid, ...(set.markVol ?? [])]).toEqual(['AAPL', 7.9, 2.9, 0.31, 0.32]);
    expect([iso(set.asOf), iso(set.expiry[0])]).toEqual([
      '2025-03-12T18:05:00.000Z',
      '2025-03-21T20:00:00.000Z',
    ]);
  }
});

test('the bare list of an NSE chain keeps Indian time and rupees', async () => {
  const leg = {
    strikePrice: 22400,
    expiryDate: '20-Mar-2025',
    underlying: 'NIFTY',
    underlyingValue: 22480.3,
  };
  const text = JSON.stringify([
    {
      strikePrice: 22400,
      expiryDate: '20-Mar-2025',
      CE: { ...leg, bidprice: 300, askPrice: 301 },
      PE: { ...leg, bidprice: 200, askPrice: 201 },
    },
  ]);
  const set = await opened('nifty.json', text, { asOf: Date.UTC(2025, 2, 12, 6) as never });
  expect([set.reader, set.premiumCurrency, set.spot]).toEqual(['nse-chain', 'INR', 22480.3]);
  expect(iso(set.expiry[0])).toBe('2025-03-20T10:00:00.000Z');
});
