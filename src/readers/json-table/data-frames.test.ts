import { expect, test } from 'vitest';
import { quotesOfTexts } from '#testing/read-text.ts';

const AS_OF = { asOf: Date.UTC(2026, 10, 20, 21) as never };
const NAMES = ['symbol', 'expiry', 'strike', 'type', 'bid', 'ask'];
const ROWS: readonly (readonly (string | number | null)[])[] = [
  ['SPY', '2026-12-18', 590, 'C', 14.1, 14.3],
  ['SPY', '2026-12-18', 590, 'P', 4.1, 4.3],
  ['SPY', '2026-12-18', 610, 'C', null, 5.3],
];
const column = (i: number) => ROWS.map((row) => row[i]);
const opened = async (document: unknown) => {
  const set = await quotesOfTexts(
    { 'frame.json': typeof document === 'string' ? document : JSON.stringify(document) },
    AS_OF,
  );
  expect([set.underlying, [...set.strike], [...set.isCall]]).toEqual(['SPY', [590, 590, 610], [1, 0, 1]]);
  expect([...set.bid, ...set.ask]).toEqual([14.1, 4.1, Number.NaN, 14.3, 4.3, 5.3]);
  return set;
};

test('a data frame is read in each way it is saved', async () => {
  await opened({ columns: NAMES, index: [0, 1, 2], data: ROWS });
  await opened([NAMES, ...ROWS]);
  await opened(Object.fromEntries(NAMES.map((name, i) => [name, column(i)])));
  await opened(Object.fromEntries(NAMES.map((name, i) => [name, { ...column(i) }])));
  await opened({ ...ROWS.map((row) => Object.fromEntries(NAMES.map((name, i) => [name, row[i]]))) });
});

test('what is one value beside lists of values counts for every row', async () => {
  await opened({
    symbol: 'SPY',
    expiry: '2026-12-18',
    strike: column(2),
    type: column(3),
    bid: column(4),
    ask: column(5),
  });
});

test('NaN, as Python writes it, is a missing number', async () => {
  const text = JSON.stringify(ROWS.map((row) => Object.fromEntries(NAMES.map((name, i) => [name, row[i]]))));
  await opened(text.replace('null', 'NaN'));
});

test('an option in parts, details here and quote there, is one row', async () => {
  const chain = {
    results: ROWS.map(([, expiration_date, strike_price, type, bid, ask]) => ({
      details: { contract_type: type === 'C' ? 'call' : 'put', expiration_date, strike_price },
      last_quote: { bid, ask, last_updated: 1795208400000000000 },
      last_trade: { price: 99 },
      underlying_asset: { price: 601.5, ticker: 'SPY' },
      implied_volatility: 0.2,
    })),
  };
  const set = await opened(chain);
  expect([set.asOf, set.asOfSource, set.spot]).toEqual([1795208400000, 'timestamps', 601.5]);
});

test('an option whose name is the key of its object, with short names of its quote, is one row', async () => {
  const quote = (bp: number | null, ap: number) => ({
    latestQuote: { bp, ap, bs: 3, as: 4, t: '2026-11-20T21:00:00Z' },
  });
  const set = await opened({
    snapshots: {
      SPY261218C00590000: quote(14.1, 14.3),
      SPY261218P00590000: quote(4.1, 4.3),
      SPY261218C00610000: quote(null, 5.3),
    },
  });
  expect([...(set.bidSize ?? [])]).toEqual([3, 3, 3]);
});
