import { expect, test } from 'vitest';
import { quotesOfTexts, readTexts } from '#testing/read-text.ts';

const AS_OF = { asOf: Date.UTC(2025, 2, 12, 18) as never };
const day = (at: number | undefined) => (at === undefined ? '' : new Date(at).toISOString().slice(0, 10));
const minute = (at: number | null | undefined) => new Date(at ?? 0).toISOString().slice(0, 16);
const rows = (header: string, ...lines: readonly string[]) => `${header}\n${lines.join('\n')}\n`;
const HEADER = 'Symbol,Expiry,Strike,Type,Bid,Ask';

test('one date that has its day first decides for the dates that could be either', async () => {
  const set = await quotesOfTexts(
    { 'a.csv': rows(HEADER, 'AAPL,04/07/2025,200,C,9,9.1', 'AAPL,20/06/2025,200,C,8,8.1') },
    AS_OF,
  );
  expect([...set.expiry].map(day)).toEqual(['2025-07-04', '2025-06-20']);
  expect(set.notes.join(' ')).toContain('have the day first');
});

test('where nothing tells the order of dates the month comes first, and a warning says what to do', async () => {
  const outcome = await readTexts({ 'a.csv': rows(HEADER, 'AAPL,4/7/25,200,C,9,9.1') }, AS_OF);
  if (!outcome.ok) throw new Error(outcome.error.message);
  expect([...outcome.value.expiry].map(day)).toEqual(['2025-04-07']);
  expect(outcome.issues).toContainEqual(
    expect.objectContaining({
      severity: 'warning',
      message:
        'a.csv: dates such as 4/7/25 are read with the month first. If the day is first, write them as 2025-07-04.',
    }),
  );
});

test('expiries before the quotes tell that dates have the day first', async () => {
  // As desks send them: every tenor counts from the day of the sheet, so no day of a month is above twelve.
  const sheet = rows(
    HEADER,
    'A,05/07/2026,200,C,9,9.1',
    'A,05/09/2026,200,C,9,9.1',
    'A,05/06/2027,200,C,9,9.1',
  );
  const outcome = await readTexts({ 'a_2026-06-05.csv': sheet });
  if (!outcome.ok) throw new Error(outcome.error.message);
  expect([...outcome.value.expiry].map(day)).toEqual(['2026-07-05', '2026-09-05', '2027-06-05']);
  expect(outcome.value.notes.join(' ')).toContain(
    'Dates such as 05/07/2026 are read with the day first: else expiries would lie before the quotes.',
  );
  expect(outcome.issues.map(({ code }) => code)).not.toContain('date-order-assumed');
});

test('an expiry that is past in either order tells nothing', async () => {
  const sheet = rows(HEADER, 'A,05/07/2026,200,C,9,9.1', 'A,01/02/2026,200,C,9,9.1');
  const set = await quotesOfTexts({ 'a_2026-06-05.csv': sheet });
  expect([...set.expiry].map(day)).toEqual(['2026-05-07', '2026-01-02']);
});

test('decimal commas tell that dates have the day first, even the date of the quotes', async () => {
  const sheet =
    'Symbol;Expiry;Strike;Type;Bid;Ask;Quote date\nA;05/07/2026;200;C;9,05;9,15;05/06/2026\nA;05/09/2026;200;C;9,25;9,35;05/06/2026\n';
  const set = await quotesOfTexts({ 'a.csv': sheet });
  expect([...set.expiry].map(day)).toEqual(['2026-07-05', '2026-09-05']);
  expect([day(set.asOf ?? 0), set.notes.join(' ')]).toEqual([
    '2026-06-05',
    expect.stringContaining('read with the day first: numbers have a decimal comma.'),
  ]);
});

test('days to expiry count from the date of the quotes as it turns out to be written', async () => {
  const sheet =
    'Symbol;Date;DTE;Strike;Type;Bid;Ask\nA;05/06/2026;42;200;C;9,05;9,15\nA;05/06/2026;105;200;C;9,25;9,35\n';
  const set = await quotesOfTexts({ 'a.csv': sheet });
  expect([day(set.asOf ?? 0), ...[...set.expiry].map(day)]).toEqual([
    '2026-06-05',
    '2026-07-17',
    '2026-09-18',
  ]);
});

test('lengths of time count from the snapshot that is read, and from the instant the user sets for a day', async () => {
  const lines = (stamp: string) =>
    [180, 190, 200, 210, 220].map((strike) => `A,${stamp},36.5,${strike},C,9,9.1`);
  const header = 'Symbol,Timestamp,DTE,Strike,Type,Bid,Ask';
  const stamps = ['2026-06-03T20:00:00Z', '2026-06-05T20:00:00Z'];
  const timed = rows(header, ...stamps.flatMap(lines));
  const at = Date.UTC(2026, 5, 6) as never;
  const read = await quotesOfTexts({ 'a.csv': timed }, { at });
  expect([minute(read.asOf), minute(read.expiry[0])]).toEqual(['2026-06-05T20:00', '2026-07-12T08:00']);
  const dated = rows(header, ...['2026-06-03', '2026-06-05'].flatMap(lines)).replace('Timestamp', 'Date');
  const days = await quotesOfTexts({ 'a.csv': dated }, { at });
  expect([minute(days.asOf), minute(days.expiry[0])]).toEqual(['2026-06-05T20:00', '2026-07-12T08:00']);
  const set = await quotesOfTexts({ 'a.csv': dated }, { at, asOf: Date.UTC(2026, 5, 5, 15) as never });
  expect([minute(set.asOf), minute(set.expiry[0])]).toEqual(['2026-06-05T15:00', '2026-07-12T03:00']);
});

test('dates in both orders are refused with one of each', async () => {
  const outcome = await readTexts(
    { 'a.csv': rows(HEADER, 'A,04/07/2025,2,C,1,2', 'A,20/06/2025,2,C,1,2', 'A,06/20/2025,2,P,1,2') },
    AS_OF,
  );
  expect(outcome.ok ? '' : outcome.error.message).toBe(
    'a.csv: dates are written with the day first (20/06/2025) and with the month first (06/20/2025). Save them in one order.',
  );
});

test('SPX beside SPXW expires at the opening, whatever the column of roots is called', async () => {
  for (const name of ['root', 'symbol', 'underlying']) {
    const set = await quotesOfTexts(
      {
        'a.csv': rows(
          `${name},expiration,strike,right,bid,ask`,
          'SPXW,2025-03-21,5600,C,50,51',
          'SPX,2025-03-21,5600,C,49,50',
        ),
      },
      AS_OF,
    );
    expect([...set.expiry].map((at) => new Date(at).toISOString().slice(11, 16))).toEqual(['20:00', '13:30']);
    expect(set.underlying).toBe('SPX');
  }
});

test('a column of roots counts before one of underlyings', async () => {
  const set = await quotesOfTexts(
    {
      'a.csv': rows(
        'underlying_symbol,root,expiration,strike,type,bid_eod,ask_eod',
        '^SPX,SPX,2025-03-21,5600,C,49,50',
        '^SPX,SPXW,2025-03-21,5600,C,50,51',
      ),
    },
    AS_OF,
  );
  expect(set.root).toEqual(['SPX', 'SPXW']);
});

test('rows of one option at other prices are told apart from copies', async () => {
  const outcome = await readTexts(
    {
      'a.csv': rows(
        HEADER,
        'SPX,2025-03-21,5600,C,49,50',
        'SPX,2025-03-21,5600,C,50,51',
        'SPX,2025-03-21,5600,C,49,50',
      ),
    },
    AS_OF,
  );
  if (!outcome.ok) throw new Error(outcome.error.message);
  expect(Object.fromEntries(outcome.value.rejected.map(({ reason, count }) => [reason, count]))).toEqual({
    conflicting: 1,
    duplicate: 1,
  });
  expect(outcome.issues.map(({ code }) => code)).toContain('conflicting-rows');
});

test('a date and a time of day in two columns make the instant of the quotes', async () => {
  const set = await quotesOfTexts({
    'a.csv': rows(
      'Symbol,Expiry,Strike,Type,Bid,Ask,date,time',
      'AAPL,2025-06-20,200,C,8,8.1,03/12/2025,2:05:00 PM EDT',
    ),
  });
  expect([set.asOf, set.asOfSource]).toEqual([Date.UTC(2025, 2, 12, 18, 5), 'timestamps']);
});

test('a time of expiry without a zone is New York time for shares and UTC for coins', async () => {
  const of = async (symbol: string) => {
    const set = await quotesOfTexts(
      { 'a.csv': rows(HEADER, `${symbol},6/20/2025 16:00,200,C,8,8.1`) },
      AS_OF,
    );
    return new Date(set.expiry[0] ?? 0).toISOString();
  };
  expect(await of('AAPL')).toBe('2025-06-20T20:00:00.000Z');
  expect(await of('ETH')).toBe('2025-06-20T16:00:00.000Z');
});

test('days as spreadsheets count them are dates in a column of expiries', async () => {
  const set = await quotesOfTexts({ 'a.csv': rows(HEADER, 'AAPL,45828,200,C,8,8.1') }, AS_OF);
  expect(day(set.expiry[0])).toBe('2025-06-20');
});

test('what only the name of the file says: the day of expiry, calls or puts, the instant', async () => {
  const call = rows('Strike,Bid,Ask', '200,8,8.1', '210,4,4.1');
  const put = rows('Strike,Bid,Ask', '200,3,3.1', '210,7,7.1');
  const set = await quotesOfTexts(
    { 'AAPL_calls_exp2025-06-20.csv': call, 'AAPL_puts_exp2025-06-20.csv': put },
    AS_OF,
  );
  expect([...set.isCall]).toEqual([1, 1, 0, 0]);
  expect(new Set([...set.expiry].map(day))).toEqual(new Set(['2025-06-20']));
  const coin = rows('instrument,bid,ask', 'ETH-20JUN25-2000-C,0.05,0.051');
  const named = await quotesOfTexts({ 'eth_20250312_140507.csv': coin });
  expect([named.asOf, named.asOfSource]).toEqual([Date.UTC(2025, 2, 12, 14, 5, 7), 'file-name']);
  const alone = await readTexts({ 'AAPL_2025-06-20.csv': rows('Strike,Type,Bid,Ask', '200,C,8,8.1') }, AS_OF);
  expect(alone.ok ? '' : alone.error.message).toMatch(/no column is recognised as expiry/);
});

test('a bracket before the first name does not make a table JSON', async () => {
  const set = await quotesOfTexts({
    'spy_eod.txt': rows(
      '[QUOTE_UNIXTIME], [EXPIRE_DATE], [C_IV], [C_BID], [C_ASK], [STRIKE], [P_BID], [P_ASK], [P_IV]',
      '1741802700, 2025-06-20, 0.2, 8, 8.1, 560, 7, 7.1, 0.21',
    ),
  });
  expect([set.reader, set.symbol.length, set.asOf]).toEqual(['csv-table', 2, 1741802700000]);
});

test('a quoted header cell that goes over lines is one cell', async () => {
  const set = await quotesOfTexts(
    {
      'a.csv':
        '"Under\nlying",Expiry,Strike,"Call/\nPut","Bid\nPrice","Ask\nPrice"\nAAPL,2025-06-20,200,C,8,8.1\n',
    },
    AS_OF,
  );
  expect([set.underlying, set.symbol.length, set.bid[0]]).toEqual(['AAPL', 1, 8]);
});

test('an index of the Indian exchanges expires at 15:30 there and costs rupees', async () => {
  const site = 'CALLS,,PUTS\n,OI,IV,BID QTY,BID,ASK,ASK QTY,STRIKE,BID QTY,BID,ASK,ASK QTY,IV,OI,\n';
  const row = ',1,14,75,"301.00","302.00",75,"22,400.00",75,200,201,75,15,1,\n';
  const set = await quotesOfTexts({ 'option-chain-ED-NIFTY-20-Mar-2025.csv': site + row }, AS_OF);
  expect([set.underlying, set.premiumCurrency, ...set.bid]).toEqual(['NIFTY', 'INR', 301, 200]);
  expect(new Date(set.expiry[0] ?? 0).toISOString()).toBe('2025-03-20T10:00:00.000Z');
});

test('units in brackets after a name are no part of it', async () => {
  const set = await quotesOfTexts(
    {
      'a.csv': rows(
        'TICKER,EXPIRY (UTC),STRIKE [USD],CALL/PUT,BID (USD),ASK (USD)',
        'AAPL,2025-06-20,200,C,8,8.1',
      ),
    },
    AS_OF,
  );
  expect([set.underlying, set.strike[0], set.bid[0]]).toEqual(['AAPL', 200, 8]);
});

test('symbols that follow no spelling give way to the columns beside them', async () => {
  const set = await quotesOfTexts(
    {
      'a.csv': rows(
        'symbol,exdate,cp_flag,strike_price,best_bid,best_offer,impl_volatility,ticker',
        'AAPL 250620C200000,2025-06-20,C,200000,8,8.1,0.3,AAPL',
        'AAPL 250620P212500,2025-06-20,P,212500,9,9.1,0.3,AAPL',
      ),
    },
    AS_OF,
  );
  expect([set.underlying, ...set.strike]).toEqual(['AAPL', 200, 212.5]);
  expect(set.notes.join(' ')).toContain('Strikes are in thousandths');
});

test('the intervals of Cboe DataShop are of New York', async () => {
  const sheet = rows(
    'underlying_symbol,quote_datetime,root,expiration,strike,option_type,bid_size,bid,ask_size,ask',
    '^SPX,2026-06-05 15:45:00,SPXW,2026-06-05,5000.000,C,1,9.00,2,9.10',
  );
  const set = await quotesOfTexts({ 'UnderlyingOptionsIntervals_15min_2026-06-05.csv': sheet });
  expect([minute(set.asOf), minute(set.expiry[0])]).toEqual(['2026-06-05T19:45', '2026-06-05T20:00']);
  expect(set.notes.join(' ')).toContain('New York time, as Cboe DataShop');
});

test('midnight in New York stands for the day of expiry, and a date that became a number for its date', async () => {
  const sheet = (expiry: string) => rows(HEADER, `A,${expiry},200,C,9,9.1`);
  for (const expiry of ['2026-07-17 00:00:00-04:00', '2026-07-17T04:00:00Z', '20260717.0', '2026-07-17']) {
    const set = await quotesOfTexts({ 'a_2026-06-05.csv': sheet(expiry) });
    expect(minute(set.expiry[0]), expiry).toBe('2026-07-17T20:00');
  }
  const noon = await quotesOfTexts({ 'a_2026-06-05.csv': sheet('2026-07-17T12:00:00-04:00') });
  expect(minute(noon.expiry[0])).toBe('2026-07-17T16:00');
});

test('expiries beside names tell the order of the dates of the quotes', async () => {
  const sheet = rows(
    'OptionSymbol,Expiration,DataDate,Bid,Ask',
    'SPY260717C00500000,17/07/2026,05/06/2026,9,9.1',
  );
  const set = await quotesOfTexts({ 'a.csv': sheet });
  expect(day(set.asOf ?? 0)).toBe('2026-06-05');
});
