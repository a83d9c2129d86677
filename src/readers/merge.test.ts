import { expect, test } from 'vitest';
import { memorySource } from '#testing/byte-source.ts';
import { readFiles } from './index.ts';

async function read(...texts: readonly string[]) {
  const sources = texts.map((text, i) => memorySource(`${'abc'[i]}.csv`, text));
  const reading = readFiles(sources, { asOf: null, underlying: null, at: null });
  let step = await reading.next();
  while (step.done !== true) step = await reading.next();
  return step.value;
}

const HEADER = 'root,quote_date,strike,expiry,type,bid,ask,volume';
const table = (...rows: readonly string[]) => `${HEADER}\n${rows.join('\n')}\n`;

test('calls and puts in two files make one board', async () => {
  const outcome = await read(
    table('SPY,2026-11-20,100,2027-01-15,C,1,2,5'),
    'root,quote_date,strike,expiry,type,bid,ask\nSPY,2026-11-20,100,2027-01-15,P,3,4\n',
  );
  if (!outcome.ok) throw new Error(outcome.error.message);
  const set = outcome.value;
  expect([...set.isCall, ...set.bid]).toEqual([1, 0, 1, 3]);
  expect([...(set.volume ?? [])]).toEqual([5, Number.NaN]);
  expect(set.files.map(({ name }) => name)).toEqual(['a.csv', 'b.csv']);
  expect(set.rowsRead).toBe(2);
});

test('the same rows twice are counted as duplicates, other quotes of one option are two snapshots', async () => {
  const row = 'SPY,2026-11-20,100,2027-01-15,C,1,2,5';
  const twice = await read(table(row), table(row, 'SPY,2026-11-20,101,2027-01-15,C,1,2,5'));
  if (!twice.ok) throw new Error(twice.error.message);
  expect(twice.value).toMatchObject({ rowsRead: 3, rejected: [{ reason: 'duplicate', count: 1 }] });
  const moved = await read(table(row), table(row.replace('1,2,5', '1.5,2,5')));
  expect(moved.ok ? '' : moved.error.message).toMatch(
    /a\.csv and b\.csv hold different quotes .* two snapshots\. Nothing was opened: drop one, or replay them in their order \(Replay files… in Live\)\.$/,
  );
});

test('two days, two underlyings and a file that cannot be read open nothing', async () => {
  const row = 'SPY,2026-11-20,100,2027-01-15,C,1,2,5';
  for (const [other, said] of [
    [table(row.replace('2026-11-20', '2026-11-19')), 'a surface holds one session'],
    [table(row.replace('SPY', 'QQQ')), 'a.csv is SPY and b.csv is QQQ; a surface holds one underlying'],
    ['<!DOCTYPE html><html></html>', 'is a web page'],
  ] as const) {
    const outcome = await read(table(row), other);
    expect(outcome.ok ? '' : outcome.error.message).toContain(said);
    expect(outcome.ok ? '' : outcome.error.message).toContain('Nothing was opened');
  }
});

test('boards of two venues are two books, of one coin and unit though they are', async () => {
  const deribit =
    'instrument_name,bid_price,ask_price,timestamp\nETH-28MAR25-1900-C,0.05,0.051,1741788307000\n';
  const okx =
    '{"data":[{"instId":"ETH-USD-250328-2000-C","bidPx":"0.03","askPx":"0.031","ts":"1741788307000"}]}';
  const outcome = await read(deribit, okx);
  expect(outcome.ok ? '' : outcome.error.message).toBe(
    'a.csv is of deribit and b.csv of okx: two venues make two books. Nothing was opened: drop one.',
  );
});
