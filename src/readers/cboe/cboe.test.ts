import { expect, test } from 'vitest';
import { readFiles } from '#readers/index.ts';
import { memorySource } from '#testing/byte-source.ts';
import { readPreamble } from './preamble.ts';

async function read(lines: readonly string[]) {
  const reading = readFiles([memorySource('quotedata.csv', `${lines.join('\r\n')}\r\n`)], {
    asOf: null,
    underlying: null,
    at: null,
  });
  let step = await reading.next();
  while (step.done !== true) step = await reading.next();
  return step.value;
}

const HEADER =
  'Expiration Date,Calls,Last Sale,Net,Bid,Ask,Volume,IV,Delta,Gamma,Open Interest,Strike,Puts,Last Sale,Net,Bid,Ask,Volume,IV,Delta,Gamma,Open Interest';

const current = (...rows: readonly string[]) => [
  '',
  'S&P 500 INDEX,Last: 6711.2002,Change:  22.7402',
  '"Date: October 1, 2025 at 3:03 PM EDT",Bid: 6661.1099,Ask: 6743.9702,Size: 1*1,Volume: 0',
  HEADER,
  ...rows,
];

test('one line is a call and a put with their own expiry instants by root', async () => {
  const outcome = await read(
    current(
      'Thu Jun 18 2026,SPX260618C06000000,0,0,"1,078.6",1095.7,12,0.21,1,0,7,6000.00,SPX260618P06000000,0,0,0,0.2,8,0,0,0,360',
      'Thu Jun 18 2026,SPXW260618C06000000,0,0,1080,1090,1,0.2,1,0,0,6000.00,SPXW260618P06000000,0,0,-,,8,0.9,0,0,',
    ),
  );
  if (!outcome.ok) throw new Error(outcome.error.message);
  const set = outcome.value;
  expect(set).toMatchObject({
    underlying: 'SPX',
    exercise: 'european',
    rowsRead: 4,
    rejected: [],
    spot: 6711.2002,
  });
  expect([...set.bid]).toEqual([1078.6, Number.NaN, 1080, Number.NaN]);
  expect([...set.ask]).toEqual([1095.7, 0.2, 1090, Number.NaN]);
  expect([...(set.markVol ?? [])]).toEqual([0.21, Number.NaN, 0.2, 0.9]);
  expect([...set.expiry].map((at) => new Date(at).toISOString().slice(11, 16))).toEqual([
    '13:30',
    '13:30',
    '20:00',
    '20:00',
  ]);
  expect(outcome.issues).toEqual([]);
});

test('a download after the close holds the quotes of the close, and says so', async () => {
  const row =
    'Thu Jun 18 2026,SPX260618C06000000,0,0,1,2,12,0.21,1,0,7,6000.00,SPX260618P06000000,0,0,1,2,8,0,0,0,360';
  const lines = current(row).map((line) => line.replace('3:03 PM', '6:03 PM'));
  const outcome = await read(lines);
  expect(outcome.issues.map(({ code, message }) => [code, message.includes('2025-10-01T20:00Z')])).toEqual([
    ['as-of-after-close', true],
  ]);
  expect(outcome.ok && new Date(outcome.value.asOf ?? 0).toISOString()).toBe('2025-10-01T20:00:00.000Z');
  const weekend = await read(lines.map((line) => line.replace('October 1, 2025', 'October 4, 2025')));
  expect(weekend.issues[0]?.message).toContain('2025-10-03T20:00Z');
  // A holiday, and the afternoon of a day that closed at 13:00.
  const noon = (day: string) =>
    read(lines.map((line) => line.replace('October 1, 2025', day).replace('6:03 PM EDT', '3:03 PM EST')));
  expect((await noon('January 20, 2025')).issues[0]?.message).toContain('2025-01-17T21:00Z');
  expect((await noon('November 28, 2025')).issues[0]?.message).toContain('2025-11-28T18:00Z');
});

test('lines that are no quotes are counted for both of their options', async () => {
  const outcome = await read(
    current(
      'Thu Jun 18 2026,SPX260618C06000000,0,0,1,2,12,0.21,1,0,7,6000.00,SPX260618P06000000,0,0,1,2,8,0,0,0,360',
      'Thu Jun 18 2026,SPX260618C06000000,0,0,1,2,12,0.21,1,0,7,6000.00,SPX260618P06000000,0,0,1,2,8,0,0,0,360',
      'Thu Jun 18 2026,SPX260618C06100000,0,0,abc,2,12,0.21,1,0,7,6100.00,SPX260618P06100000,0,0,1,2,8,0,0,0,360',
      'Thu Jun 18 2026,SPX260618C06100000,0,0,1,2,12,0.21,1,0,7,6200.00,SPX260618P06200000,0,0,1,2,8,0,0,0,360',
      'Thu Jun 48 2026,SPX260618C06300000,0,0,1,2,12,0.21,1,0,7,6300.00,SPX260618P06300000,0,0,1,2,8,0,0,0,360',
      'Thu Jun 18 2026,SPX260618C06400000',
    ),
  );
  if (!outcome.ok) throw new Error(outcome.error.message);
  const { rowsRead, rejected, symbol } = outcome.value;
  expect(rowsRead).toBe(12);
  expect(symbol).toHaveLength(4);
  expect(Object.fromEntries(rejected.map(({ reason, count }) => [reason, count]))).toEqual({
    duplicate: 2,
    'bad-number': 1,
    contradiction: 1,
    'no-expiry': 2,
    'no-strike': 2,
  });
});

test('the old layout is read too', async () => {
  const lines = [
    '^SPX (Standard & Poors 500 Index),2707.88,0.0001',
    'Feb 08 2019 @ 17:45 ET,Bid,2671.06,Ask,2738.4,Size,1x1,Vol,0',
    'Expiration Date,Calls,CBid,CAsk,Strike,Puts,PBid,PAsk',
    '12/20/2019,SPX191220C02700000 (SPX1920L2700-E),165.2,167.1,2700.00,SPX191220P02700000 (SPX1920X2700-E),147.3,149.2',
  ];
  expect(readPreamble(lines)).toMatchObject({
    layout: 'old',
    last: 2707.88,
    stamp: Date.UTC(2019, 1, 8, 22, 45),
  });
  const outcome = await read(lines);
  if (!outcome.ok) throw new Error(outcome.error.message);
  const { symbol, bid, ask, expiry } = outcome.value;
  expect(symbol).toEqual(['SPX191220C02700000', 'SPX191220P02700000']);
  expect([...bid, ...ask]).toEqual([165.2, 147.3, 167.1, 149.2]);
  expect(new Date(expiry[0] ?? 0).toISOString()).toBe('2019-12-20T14:30:00.000Z');
});

test('a table saved again with semicolons and decimal commas is the same table', async () => {
  const lines = current(
    'Thu Jun 18 2026,SPX260618C06000000,0,0,"1,078.6",1095.7,12,0.21,1,0,7,6000.00,SPX260618P06000000,0,0,0,0.2,8,0,0,0,360',
  );
  const saved = [
    'S&P 500 INDEX;Last: 6711,2002;Change:  22,7402',
    '"Date: October 1, 2025 at 3:03 PM EDT";Bid: 6661,1099',
    HEADER.replaceAll(',', ';'),
    'Thu Jun 18 2026;SPX260618C06000000;0;0;1.078,6;1095,7;12;0,21;1;0;7;6000,00;SPX260618P06000000;0;0;0;0,2;8;0;0;0;360',
  ];
  const [one, two] = [await read(lines), await read(saved)];
  if (!one.ok || !two.ok) throw new Error('refused');
  for (const key of ['reader', 'asOf', 'spot', 'symbol', 'bid', 'ask', 'markVol', 'expiry'] as const)
    expect(two.value[key], key).toEqual(one.value[key]);
});
