import { expect, test } from 'vitest';
import type { EpochMs } from '#base/units.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { readFiles } from '#readers/index.ts';
import { memorySource } from '#testing/byte-source.ts';

async function read(text: string, name = 'quotes.csv', asOf: number | null = null, at: number | null = null) {
  const reading = readFiles([memorySource(name, text)], {
    asOf: asOf as EpochMs | null,
    underlying: null,
    at: at as EpochMs | null,
  });
  let step = await reading.next();
  while (step.done !== true) step = await reading.next();
  return step.value;
}

async function open(text: string, name?: string, asOf?: number): Promise<QuoteSet> {
  const outcome = await read(text, name, asOf ?? null);
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value;
}

test('header names are recognised in many spellings', async () => {
  const bodies = [
    'Strike,Expiry,Type,Bid,Ask\n100,2027-01-15,C,1.5,1.7\n',
    'strike_price;expiration date;option_type;best_bid;best_offer\n100;15JAN27;call;1,5;1,7\n',
    'K\tmaturity\tright\tbidPrice\taskPrice\n100\t20270115\tCALL\t1.5\t1.7\n',
    'notes above the table\n\nstrike,expdate,cp_flag,bid,offer\n"100.00",1/15/2027,C,1.5,1.7\n',
    'Basispreis;Verfall;Typ;Geld;Brief\n100,00;15.01.2027;Call;1,50;1,70\n',
    'Fälligkeit;Ausübungspreis;Optionsart;Geldkurs;Briefkurs\n15.01.2027;100;CALL;1,5;1,7\n',
    'Verfallstermin;Basispreis;Call Geld;Call Brief;Put Geld;Put Brief\n15.01.2027;100;1,5;1,7;0,9;1\n',
    'Verfall;Geld;Brief;Basispreis;Geld;Brief\n15.01.2027;1,5;1,7;100;0,9;1\n',
    ',Expiration,Put/Call,Strike Price,Bid Px,Ask Px,Open Interest\n0,2027-01-15T00:00:00Z,C,"100","$1.50","$1.70","1,200"\n',
  ];
  for (const body of bodies) {
    const set = await open(body);
    expect([set.strike[0], set.isCall[0], set.bid[0], set.ask[0]], body).toEqual([100, 1, 1.5, 1.7]);
    expect(new Date(set.expiry[0] ?? 0).toISOString(), body).toBe('2027-01-15T21:00:00.000Z');
  }
});

test('an instrument name alone gives strike, expiry and type', async () => {
  const set = await open(
    'instrument_name,bid_price,ask_price\nBTC-25DEC26-90000-C,0.05,0.055\nBTC-25DEC26-90000-P,0.04,0.045\nBTC-PERPETUAL,90000,90001\n',
  );
  expect(set).toMatchObject({ underlying: 'BTC', unit: 'coin', settlement: 'inverse', rowsRead: 3 });
  expect(set.rejected).toEqual([{ reason: 'perpetual', count: 1, examples: ['BTC-PERPETUAL'] }]);
  const occ = await open('option,bid,ask\nSPY   270115C00600000,1,2\nSPY270115P00600000,1,2\n');
  expect(occ.symbol).toEqual(['SPY270115C00600000', 'SPY270115P00600000']);
  expect(occ.underlying).toBe('SPY');
});

test('the same names in currency are taken as currency', async () => {
  const set = await open(
    'symbol,bid,ask,quote\nBTC-25DEC26-90000-C-USDT,4500,4600,x\nBTC-25DEC26-80000-C-USDT,12000,12100,x\n',
  );
  expect(set).toMatchObject({ unit: 'currency', settlement: 'linear', premiumCurrency: 'USDT' });
  const unnamed = await open(
    'symbol,bid,ask\nBTC-25DEC26-90000-C,4500,4600\nBTC-25DEC26-80000-C,12000,12100\n',
  );
  expect(unnamed).toMatchObject({ unit: 'currency', settlement: 'linear' });
});

test('a length of time has the unit its column names, else whole numbers up to months of days are days', async () => {
  const sheet = (name: string, spans: readonly (number | string)[]) =>
    `Strike,${name},Forward,Type,Bid Vol,Ask Vol\n${spans.map((span) => `100,${span},100,C,17,18`).join('\n')}\n`;
  const daysOf = async (name: string, ...spans: readonly (number | string)[]) => {
    const outcome = await read(sheet(name, spans), 'a_2026-06-05.csv');
    if (!outcome.ok) return outcome.error.message;
    const { expiry, asOf } = outcome.value;
    const warned = outcome.issues.some(({ code }) => code === 'maturity-unit-assumed');
    return [...[...expiry].map((at) => (at - (asOf ?? 0)) / 86_400_000), ...(warned ? ['warned'] : [])];
  };
  for (const name of ['Maturity (days)', 'T [days]', 'tenor_days', 'Expiry days']) {
    expect(await daysOf(name, 7, 30), name).toEqual([7, 30]);
  }
  for (const name of ['Maturity', 'Expiry', 'T']) {
    expect(await daysOf(name, 7, 30, 180, 365), name).toEqual([7, 30, 180, 365]);
    expect(await daysOf(name, 1, 12), name).toEqual([365, 4380, 'warned']);
    expect(await daysOf(name, 0.5, 2), name).toEqual([182.5, 730]);
  }
  expect(await daysOf('Years', 1, 2)).toEqual([365, 730]);
  expect(await daysOf('Maturity (months)', 1, 12)).toContain('no column is recognised as expiry');
});

test('maturities in years count from the as-of time, and without one the file cannot be used', async () => {
  const text = 'strike,T,type,bid_iv,ask_iv,forward\n100,0.5,C,20,21,101\n90,0.5,P,22,23,101\n';
  const asOf = Date.UTC(2026, 10, 20, 21);
  const set = await open(text, 'q.csv', asOf);
  expect(set.expiry[0]).toBe(asOf + 0.5 * 365 * 86_400_000);
  expect(set).toMatchObject({ unit: 'vol', asOfSource: 'user' });
  expect([...set.bid]).toEqual([0.2, 0.22]);
  const refused = await read(text);
  expect(refused.ok ? '' : refused.error.message).toContain('does not say from when');
});

test('percent and decimal vols give the same board, a mixture is refused', async () => {
  const table = (scale: number, sign = '') =>
    [
      'strike,expiry,type,bid iv,ask iv',
      ...[90, 95, 100, 105].map(
        (k, i) => `${k},2027-01-15,C,${(0.9 + i / 100) * scale}${sign},${(0.92 + i / 100) * scale}${sign}`,
      ),
    ].join('\n');
  const [decimal, percent, signed] = await Promise.all([
    open(table(1)),
    open(table(100)),
    open(table(100, '%')),
  ]);
  for (const set of [percent, signed])
    for (let i = 0; i < 4; i++) expect(set?.bid[i]).toBeCloseTo(decimal.bid[i] ?? 0, 12);
  const mixed = await read(
    `${table(1)}\n${table(100).split('\n').slice(1).join('\n').replaceAll('2027-01-15', '2027-02-19')}\n`,
  );
  expect(mixed.ok ? '' : mixed.error.message).toContain('mix decimals and percent');
});

test('a table of mid vols stands for both sides and says so', async () => {
  const outcome = await read(
    'strike,expiry,implied_vol,forward\n90,2027-01-15,0.3,100\n110,2027-01-15,0.25,100\n',
  );
  if (!outcome.ok) throw new Error(outcome.error.message);
  expect([...outcome.value.bid]).toEqual([...outcome.value.ask]);
  expect([...outcome.value.isCall]).toEqual([0, 1]);
  expect(outcome.issues.map(({ code }) => code)).toContain('mid-only');
});

test('prices without a type are not guessed', async () => {
  const outcome = await read(
    'strike,expiry,bid,ask,forward\n90,2027-01-15,11,12,100\n110,2027-01-15,1,2,100\n',
  );
  expect(outcome.ok ? '' : outcome.error.message).toBe(
    'quotes.csv: no column is recognised as type. Found: strike, expiry, bid, ask, forward. Needed: strike, expiry, type, and bid and ask or their vols.',
  );
});

test('a row with both options of a strike gives two quotes', async () => {
  const set = await open(
    'strike,expiration_date,call_bid,call_ask,put_bid,put_ask\n100,2027-01-15,1,2,3,4\n',
  );
  expect([...set.isCall]).toEqual([1, 0]);
  expect([...set.bid, ...set.ask]).toEqual([1, 3, 2, 4]);
  expect(set.rowsRead).toBe(2);
});

test('every bad row is counted with its reason', async () => {
  const rows = [
    'root,strike,expiry,type,bid,ask',
    'SPY,100,2027-01-15,C,1,2',
    'SPY,100,2027-01-15,C,1,2',
    'SPY,100,2027-02-30,C,1,2',
    'SPY,,2027-01-15,C,1,2',
    'SPY,0,2027-01-15,C,1,2',
    'SPY,101,2027-01-15,X,1,2',
    'SPY,102,2027-01-15,C,one,2',
    'SPY,103,2027-01-15,C,1e999,2',
    'S PY<,104,2027-01-15,C,1,2',
    'SPY',
    'SPY,105,2027-01-15,P,0,-',
  ];
  const set = await open(`${rows.join('\n')}\n`);
  expect(set.symbol).toEqual(['SPY|2027-01-15T21:00:00.000Z|100|C', 'SPY|2027-01-15T21:00:00.000Z|105|P']);
  expect(set.rowsRead).toBe(11);
  expect(Object.fromEntries(set.rejected.map(({ reason, count }) => [reason, count]))).toEqual({
    duplicate: 1,
    'no-expiry': 1,
    'no-strike': 2,
    'no-type': 1,
    'bad-number': 2,
    'bad-name': 1,
    'cut-row': 1,
  });
});

test('of two ticks of one option the later one counts', async () => {
  const set = await open(
    'symbol,timestamp,bid,ask\nBTC-25DEC26-90000-C,1785607084320000,0.05,0.06\nBTC-25DEC26-90000-C,1785607085320000,0.051,0.061\n',
  );
  expect([set.bid[0], set.rejected[0]?.reason]).toEqual([0.051, 'older-tick']);
  expect(set.asOf).toBe(1785607085320);
});

test('the rows of a shuffled file are the same quotes', async () => {
  const lines = Array.from(
    { length: 40 },
    (_, i) => `${100 + i},2027-01-15,${i % 2 ? 'C' : 'P'},${1 + i / 7},${2 + i / 7}`,
  );
  const [a, b] = await Promise.all([
    open(['strike,expiry,type,bid,ask', ...lines].join('\n')),
    open(['strike,expiry,type,bid,ask', ...lines.toReversed()].join('\r\n')),
  ]);
  expect([...b.symbol].reverse()).toEqual(a.symbol);
  expect([...b.bid].reverse()).toEqual([...a.bid]);
});

test('a table of several days offers them, newest first, and reads the one that is chosen', async () => {
  const day = (date: string, bid: number) =>
    Array.from({ length: 6 }, (_, i) => `${date},${100 + i},2027-01-15,C,${bid},${bid + 1}`);
  const text = ['date,strike,expiry,type,bid,ask', ...day('2026-11-18', 3), ...day('2026-11-19', 4)].join(
    '\n',
  );
  const unasked = await read(text);
  expect(unasked.ok ? null : unasked.error.choices).toEqual({
    kind: 'instant',
    options: ['2026-11-19T21:00:00.000Z', '2026-11-18T21:00:00.000Z'],
    counts: [6, 6],
  });
  for (const [at, bid] of [
    ['2026-11-19T21:00:00Z', 4],
    ['2026-11-18T21:00:00Z', 3],
  ] as const) {
    const outcome = await read(text, 'quotes.csv', null, Date.parse(at));
    if (!outcome.ok) throw new Error(outcome.error.message);
    expect([...outcome.value.bid]).toEqual(Array(6).fill(bid));
    expect(outcome.value).toMatchObject({ asOf: Date.parse(at), asOfSource: 'file', timestamp: null });
  }
});

test('what the columns were read as is told in words', async () => {
  const set = await open(
    'strike,expiry,type,bid,ask,oi,quote_date\n100,2027-01-15,C,1.5,1.7,3,2026-11-20\n',
    'q.csv',
  );
  const told = set.notes.find((note) => note.startsWith('Columns: '));
  expect(told).toContain('open interest from "oi"');
  expect(told).toContain('quote date from "quote_date"');
});
