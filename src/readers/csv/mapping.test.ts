import { expect, test } from 'vitest';
import type { ColumnMap, UnknownTable } from '#base/column-map.ts';
import { blackPrice } from '#pricing/black76.ts';
import { readFiles } from '#readers/index.ts';
import type { ReadOptions } from '#readers/reader.ts';
import { memorySource } from '#testing/byte-source.ts';
import { quotesOfTexts, readTexts } from '#testing/read-text.ts';
import { headerFingerprint } from './mapped-columns.ts';
import { readSample } from './sample-rows.ts';

async function read(text: string, options: Partial<ReadOptions> = {}) {
  const reading = readFiles([memorySource('board.csv', text)], {
    asOf: null,
    underlying: null,
    at: null,
    ...options,
  });
  for (;;) {
    const step = await reading.next();
    if (step.done === true) return step.value;
  }
}

async function asked(text: string, options: Partial<ReadOptions> = {}): Promise<UnknownTable> {
  const outcome = await read(text, options);
  if (outcome.ok || outcome.error.table === undefined)
    throw new Error(`not asked: ${JSON.stringify(outcome)}`);
  return outcome.error.table;
}

interface Quoted {
  readonly day: string;
  readonly strike: number;
  readonly isCall: boolean;
  readonly bid: number;
  readonly ask: number;
  readonly vol: number;
}

/** Two expiries of eleven strikes, calls then puts, priced by Black on 101. */
const board: readonly Quoted[] = ['2027-01-15', '2027-03-19'].flatMap((day, e) =>
  [true, false].flatMap((isCall) =>
    Array.from({ length: 11 }, (_, i) => {
      const strike = 75 + 5 * i;
      const vol = 0.3 - 0.001 * (strike - 100);
      const price = blackPrice(101, strike, 0.15 + 0.17 * e, vol, isCall);
      return { day, strike, isCall, bid: price - 0.02, ask: price + 0.03, vol };
    }),
  ),
);

function table(header: string, row: (quote: Quoted) => string): string {
  return `${[header, ...board.map(row)].join('\n')}\n`;
}

const NAMELESS = table('a1,a2,a3,a4,a5', (q) =>
  [q.strike, q.day, q.isCall ? 'Call' : 'Put', q.bid.toFixed(2), q.ask.toFixed(2)].join(','),
);

test('columns without telling names are proposed from their values', async () => {
  const { proposed, header, rows } = await asked(NAMELESS);
  expect(proposed).toEqual({ strike: 'a1', expiry: 'a2', type: 'a3', bid: 'a4', ask: 'a5' });
  expect(header).toEqual(['a1', 'a2', 'a3', 'a4', 'a5']);
  expect(rows).toHaveLength(10);
  expect(rows[0]?.slice(0, 3)).toEqual(['75', '2027-01-15', 'Call']);
});

test('the order of the columns does not matter to the proposal', async () => {
  const { proposed } = await asked(
    table('v;w;x;y;z', (q) =>
      [q.ask.toFixed(2), q.isCall ? 'C' : 'P', q.day, q.bid.toFixed(2), q.strike].join(';'),
    ).replace('v;w;x;y;z', 'f1;f2;f3;f4;f5'),
  );
  expect(proposed).toEqual({ ask: 'f1', type: 'f2', expiry: 'f3', bid: 'f4', strike: 'f5' });
});

test('flat columns are proposed as volatilities, steep ones as prices', async () => {
  const { proposed } = await asked(
    table('a,b,cc,dd,ee,ff,gg', (q) =>
      [
        q.day,
        q.strike,
        q.isCall ? 'C' : 'P',
        q.bid.toFixed(3),
        q.ask.toFixed(3),
        (100 * q.vol - 0.4).toFixed(2),
        (100 * q.vol + 0.5).toFixed(2),
      ].join(','),
    ),
  );
  expect(proposed).toMatchObject({
    bid: 'dd',
    ask: 'ee',
    bidVol: 'ff',
    askVol: 'gg',
    strike: 'b',
    expiry: 'a',
  });
});

test('headers in Spanish, in words and with both options in a row are understood', async () => {
  const spanish = await asked(
    table('Ejercicio;Vencimiento;Tipo;Compra;Venta;Volumen', (q) =>
      [q.strike, q.day, q.isCall ? 'Call' : 'Put', q.bid.toFixed(2), q.ask.toFixed(2), 12].join(';'),
    ),
  );
  expect(spanish.proposed).toEqual({
    strike: 'Ejercicio',
    expiry: 'Vencimiento',
    type: 'Tipo',
    bid: 'Compra',
    ask: 'Venta',
    volume: 'Volumen',
  });
  const wide = await asked(
    [
      'Exercise Px,Expiry Dt,Bid of call,Ask of call,Bid of put,Ask of put',
      ...board.filter((q) => q.isCall).map((q) => `${q.strike},${q.day},${q.bid},${q.ask},1,2`),
    ].join('\n'),
  );
  expect(wide.proposed).toMatchObject({
    strike: 'Exercise Px',
    callBid: 'Bid of call',
    callAsk: 'Ask of call',
    putBid: 'Bid of put',
    putAsk: 'Ask of put',
  });
  const set = await read(
    [
      'K0,Dt,cb,ca,pb,pa',
      ...board.filter((q) => q.isCall).map((q) => `${q.strike},${q.day},${q.bid},${q.ask},1,2`),
    ].join('\n'),
    { map: { strike: 'K0', expiry: 'Dt', callBid: 'cb', callAsk: 'ca', putBid: 'pb', putAsk: 'pa' } },
  );
  expect(set.ok && set.value.symbol.length).toBe(44);
});

test('a broker’s Underlier is the underlying', async () => {
  const set = await read(
    table('Underlier,Maturity Date,K,C/P,Best Bid,Best Offer', (q) =>
      ['XYZ', q.day, q.strike, q.isCall ? 'C' : 'P', q.bid.toFixed(2), q.ask.toFixed(2)].join(),
    ),
  );
  expect(set.ok && set.value.underlying).toBe('XYZ');
});

test('a table read by the proposal gives its quotes, and says that the user named the columns', async () => {
  const { proposed } = await asked(NAMELESS);
  const outcome = await read(NAMELESS, { map: proposed });
  if (!outcome.ok) throw new Error(outcome.error.message);
  expect([...outcome.value.strike]).toEqual(board.map(({ strike }) => strike));
  expect([...outcome.value.isCall]).toEqual(board.map(({ isCall }) => (isCall ? 1 : 0)));
  expect(outcome.value.bid[3]).toBeCloseTo(board[3]?.bid ?? 0, 2);
  expect(outcome.issues.map(({ code }) => code)).toContain('columns-mapped');
});

test('a map is found again by the fingerprint of the header, and only by it', async () => {
  const { proposed, fingerprint } = await asked(NAMELESS);
  expect(fingerprint).toMatch(/^[0-9a-f]{16}$/);
  expect((await read(NAMELESS, { maps: { [fingerprint]: proposed } })).ok).toBe(true);
  expect((await read(NAMELESS, { maps: { '0123456789abcdef': proposed } })).ok).toBe(false);
  expect(headerFingerprint(['a', 'b'])).not.toBe(headerFingerprint(['b', 'a']));
});

test('a map names columns by text in any case, by place, and takes roles away', async () => {
  const text = table('Strike,Expiry,Type,Price,Theo Low,Theo High', (q) =>
    [q.strike, q.day, q.isCall ? 'C' : 'P', 99, q.bid, q.ask].join(','),
  );
  const outcome = await read(text, { map: { bid: 'theo low', ask: '#6', mid: '' } });
  if (!outcome.ok) throw new Error(outcome.error.message);
  expect(outcome.value.ask[0]).toBe(board[0]?.ask);
  const missing = await read(text, { map: { bid: 'Nowhere' } });
  expect(missing.ok ? '' : missing.error.message).toBe(
    'board.csv has no column "Nowhere". Found: Strike, Expiry, Type, Price, Theo Low, Theo High. Say the header, or #3 for the third column.',
  );
});

test('a recognised table gives its columns as the proposal when asked', async () => {
  const text = table('Strike,Expiry,Type,Bid,Ask', (q) =>
    [q.strike, q.day, q.isCall ? 'C' : 'P', q.bid, q.ask].join(','),
  );
  expect((await read(text)).ok).toBe(true);
  expect((await asked(text, { map: 'ask' })).proposed).toEqual({
    strike: 'Strike',
    expiry: 'Expiry',
    type: 'Type',
    bid: 'Bid',
    ask: 'Ask',
  });
});

test('units that the user says go before what the numbers look like', async () => {
  const text = table('K,T,cp,lo,hi', (q) =>
    [q.strike, q.day, q.isCall ? 'C' : 'P', q.vol, q.vol + 0.01].join(','),
  );
  const map: ColumnMap = {
    strike: 'K',
    expiry: 'T',
    type: 'cp',
    bidVol: 'lo',
    askVol: 'hi',
    units: 'percent',
  };
  const outcome = await read(text, { map });
  expect(outcome.ok && outcome.value.bid[0]).toBeCloseTo((board[0]?.vol ?? 0) / 100, 12);
});

test('ten rows are shown as they would be read, and what is missing is named', async () => {
  const question = await asked(NAMELESS);
  const sample = readSample(question, question.proposed);
  expect(sample.missing).toEqual([]);
  expect(sample.rows).toHaveLength(10);
  expect(sample.rows[0]).toMatchObject({ refused: null, strike: 75, isCall: true, bid: 26.01 });
  const without = readSample(question, { ...question.proposed, strike: '', ask: '' });
  expect(without).toMatchObject({ rows: [], missing: ['strike', 'bid and ask'] });
  const wrong = readSample(question, { ...question.proposed, strike: 'a3', type: '' });
  expect(wrong.missing).toEqual(['type']);
  const odd = readSample(question, { ...question.proposed, bid: 'a3' });
  expect(odd.rows.every(({ refused }) => refused !== null)).toBe(true);
});

test('a table without anything like an option proposes nothing it is unsure of', async () => {
  const question = await asked(
    `date,open,high,low,close\n${Array.from({ length: 20 }, (_, i) => `2026-08-${String(i + 1).padStart(2, '0')},${100 + i},${102 + i},${99 + i},${101 + i}`).join('\n')}\n`,
  );
  expect(question.proposed.strike).toBeUndefined();
  expect(question.proposed.expiry).toBeUndefined();
});

test('the fields of Bloomberg and Refinitiv are known by their names', async () => {
  const bloomberg = await quotesOfTexts({
    'a_2026-06-05.csv':
      'Security,OPT_STRIKE_PX,OPT_EXPIRE_DT,OPT_PUT_CALL,PX_BID,PX_ASK,IVOL_MID,OPT_UNDL_PX\nSPX US 07/17/26 C5000 Index,5000,07/17/26,Call,120.1,121.3,18.012,5003.5\n',
  });
  expect([
    bloomberg.strike[0],
    bloomberg.isCall[0],
    bloomberg.bid[0],
    bloomberg.ask[0],
    bloomberg.spot,
  ]).toEqual([5000, 1, 120.1, 121.3, 5003.5]);
  const refinitiv = await quotesOfTexts({
    'a_2026-06-05.csv':
      'RIC;STRIKE_PRC;EXPIR_DATE;PUTCALLIND;BID;ASK;IMP_VOLT\nSTXE50000G6.EX;5000;17 JUL 2026;PUT;120,1;121,3;18,0123\n',
  });
  expect([refinitiv.strike[0], refinitiv.isCall[0], refinitiv.bid[0], refinitiv.ask[0]]).toEqual([
    5000, 0, 120.1, 121.3,
  ]);
});

test('a column whose name is known and whose cells are not says what it holds', async () => {
  const sheet = (expiry: string, type: string) =>
    `Strike,Expiry,Call/Put,Bid,Ask\n5000,${expiry},${type},9,9.1\n`;
  const refusal = async (text: string) => {
    const outcome = await readTexts({ 'a.csv': text });
    return outcome.ok ? '' : outcome.error.message;
  };
  expect(await refusal(sheet('Jul-26', 'C'))).toContain('"Expiry" holds "Jul-26", which is no day.');
  expect(await refusal(sheet('2026-07-17', 'European Call'))).toContain(
    '"Call/Put" holds "European Call", which is no call and no put.',
  );
});
