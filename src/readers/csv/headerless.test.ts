import { expect, test } from 'vitest';
import { quotesOfTexts, readTexts } from '#testing/read-text.ts';

const AS_OF = { asOf: Date.UTC(2026, 10, 20, 21) as never };
const ROWS = [590, 600, 610, 620, 630].flatMap((strike, i) => [
  `SPY,2026-12-18,${strike},C,${(24.1 - 5 * i).toFixed(1)},${(24.3 - 5 * i).toFixed(1)}\n`,
  `SPY,2026-12-18,${strike},P,${(4.1 + 5 * i).toFixed(1)},${(4.3 + 5 * i).toFixed(1)}\n`,
]);
const PLAIN = ROWS.join('');

test('rows under no header are asked about by the places of their columns', async () => {
  const outcome = await readTexts({ 'rows.csv': PLAIN }, AS_OF);
  const table = outcome.ok ? undefined : outcome.error.table;
  expect(table?.header).toEqual(['#1', '#2', '#3', '#4', '#5', '#6']);
  expect(table?.rows).toHaveLength(10);
  expect(table?.proposed).toEqual({
    underlying: '#1',
    expiry: '#2',
    strike: '#3',
    type: '#4',
    bid: '#5',
    ask: '#6',
  });
});

test('no row is lost to a header that is not there, and the answer is remembered', async () => {
  const asked = await readTexts({ 'rows.csv': PLAIN }, AS_OF);
  const table = asked.ok ? undefined : asked.error.table;
  if (table === undefined) throw new Error('not asked');
  const set = await quotesOfTexts({ 'rows.csv': PLAIN }, { ...AS_OF, map: table.proposed });
  expect([set.underlying, set.symbol.length, set.bid[0]]).toEqual(['SPY', 10, 24.1]);
  const other = ROWS.map((row) => row.replace('2026-12-18', '2027-01-15')).join('');
  const again = await quotesOfTexts(
    { 'b.csv': other },
    { ...AS_OF, maps: { [table.fingerprint]: table.proposed } },
  );
  expect(again.symbol).toHaveLength(10);
});

test('option names under no header are found although most of a row is numbers', async () => {
  const text = ['24.1,24.3', '19.1,19.3', '14.1,14.3', '9.1,9.3', ',4.3']
    .map((quote, j) => `SPY261218C00${590 + 10 * j}000,${quote}\n`)
    .join('');
  const outcome = await readTexts({ 'rows.csv': text }, AS_OF);
  expect(outcome.ok ? null : outcome.error.table?.proposed).toEqual({ symbol: '#1', bid: '#2', ask: '#3' });
});

test('objects of unknown names are asked about as a table, and read under the answer', async () => {
  const rows = ROWS.map((row) => {
    const [a1, b1, c1, d1, lo, hi] = row.trim().split(',');
    return { a1, b1, c1: Number(c1), d1, q: { lo: Number(lo), hi: Number(hi) } };
  });
  const files = { 'rows.json': JSON.stringify({ rows }) };
  const outcome = await readTexts(files, AS_OF);
  const table = outcome.ok ? undefined : outcome.error.table;
  expect(table?.proposed).toEqual({
    underlying: 'a1',
    expiry: 'b1',
    strike: 'c1',
    type: 'd1',
    bid: 'q.lo',
    ask: 'q.hi',
  });
  const set = await quotesOfTexts(files, {
    ...AS_OF,
    maps: { [table?.fingerprint ?? '']: table?.proposed ?? {} },
  });
  expect([set.reader, set.underlying, set.symbol.length]).toEqual(['json-table', 'SPY', 10]);
  const people = JSON.stringify([
    { name: 'Ann', age: 30 },
    { name: 'Bob', age: 40 },
  ]);
  const refused = await readTexts({ 'people.json': people });
  expect(refused.ok ? null : [refused.error.table, refused.error.reason]).toEqual([
    undefined,
    'unrecognised',
  ]);
});
