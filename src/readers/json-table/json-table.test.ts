import { expect, test } from 'vitest';
import type { Outcome } from '#base/outcome.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { readFiles } from '#readers/index.ts';
import { memorySource } from '#testing/byte-source.ts';

async function read(value: unknown, name = 'chain.json'): Promise<Outcome<QuoteSet>> {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const reading = readFiles([memorySource(name, text)], { asOf: null, underlying: null, at: null });
  let step = await reading.next();
  while (step.done !== true) step = await reading.next();
  return step.value;
}

async function opened(value: unknown): Promise<QuoteSet> {
  const outcome = await read(value);
  if (!outcome.ok) throw new Error(outcome.error.message);
  const set = outcome.value;
  expect(set.rowsRead).toBe(set.symbol.length + set.rejected.reduce((sum, { count }) => sum + count, 0));
  return set;
}

const AS_OF = '2026-11-20T15:00:00Z';
const KEYS = ['SPY|2026-12-18T21:00:00.000Z|590|P', 'SPY|2026-12-18T21:00:00.000Z|610|C'];

test('a list of flat objects is read by its keys, whatever their spelling', async () => {
  const rows = [
    {
      ticker: 'SPY',
      expirationDate: '2026-12-18',
      strikePrice: 590,
      optionType: 'put',
      bestBid: 4.1,
      bestAsk: '4.3',
      quoteTime: AS_OF,
    },
    {
      ticker: 'SPY',
      expirationDate: '2026-12-18',
      strikePrice: 610,
      optionType: 'call',
      bestBid: null,
      bestAsk: 5.3,
      quoteTime: AS_OF,
    },
    {
      ticker: 'SPY',
      expirationDate: '2026-12-18',
      strikePrice: 0,
      optionType: 'call',
      bestBid: 1,
      bestAsk: 5.3,
      quoteTime: AS_OF,
    },
  ];
  for (const document of [
    rows,
    { data: { chain: rows } },
    rows.map((row) => JSON.stringify(row)).join('\n'),
  ]) {
    const set = await opened(document);
    expect(set.reader).toBe('json-table');
    expect(set.symbol).toEqual(KEYS);
    expect([...set.bid]).toEqual([4.1, Number.NaN]);
    expect(set.asOf).toBe(Date.parse(AS_OF));
    expect(set.rejected).toEqual([{ reason: 'no-strike', count: 1, examples: ['row 4'] }]);
  }
});

test('a nested chain takes expiry, type and strike from its levels, and passes the quote of the underlying over', async () => {
  const document = {
    underlying: { symbol: 'SPY', bid: 600.1, ask: 600.2 },
    root: 'SPY',
    timestamp: AS_OF,
    expirations: {
      '2026-12-18': {
        calls: { '610.0': { bid: 5.1, ask: 5.3 } },
        puts: { '590.0': { bid: 4.1, ask: 4.3, openInterest: 12 } },
      },
    },
  };
  const set = await opened(document);
  expect([...set.symbol].sort()).toEqual(KEYS);
  expect(set.openInterest?.some((value) => value === 12)).toBe(true);
  expect(set.asOf).toBe(Date.parse(AS_OF));
});

test('leaves that carry strike, type, bid and ask below a list of expiries are read', async () => {
  const option = (strike: number, type: string) => ({ strike, type, bid: 4.1, ask: 4.3 });
  const set = await opened({
    symbol: 'SPY',
    quoteTime: AS_OF,
    expiries: [{ expiry: '2026-12-18', options: [option(590, 'P'), option(610, 'C')] }],
  });
  expect(set.symbol).toEqual(KEYS);
});

test('JSON without a recognisable option says so', async () => {
  const outcome = await read({ strike: [[1], [2]], bid: [[1], [2]], ask: [[2], [3]] });
  expect(outcome.ok ? '' : outcome.error.message).toContain('no object holds a strike');
  const partial = await read([{ strike: 100, bid: 1, ask: 2 }]);
  expect(partial.ok ? '' : partial.error.message).toMatch(/no column is recognised as expiry or type/);
});
