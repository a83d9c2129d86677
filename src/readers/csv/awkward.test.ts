import { expect, test } from 'vitest';
import type { Outcome } from '#base/outcome.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { readFiles } from '#readers/index.ts';
import { memorySource } from '#testing/byte-source.ts';

async function opened(content: string | Uint8Array, name = 'spy.csv'): Promise<QuoteSet> {
  const reading = readFiles([memorySource(name, content)], { asOf: null, underlying: null, at: null });
  let step = await reading.next();
  while (step.done !== true) step = await reading.next();
  const outcome: Outcome<QuoteSet> = step.value;
  if (!outcome.ok) throw new Error(outcome.error.message);
  const set = outcome.value;
  expect(set.rowsRead).toBe(set.symbol.length + set.rejected.reduce((sum, { count }) => sum + count, 0));
  return set;
}

const KEYS = ['590|C', '590|P', '610|C', '610|P'].map((end) => `SPY|2026-12-18T21:00:00.000Z|${end}`);
const BIDS = [14.1, 4.1, 5.1, 15.1];

function check(set: QuoteSet): void {
  expect([...set.symbol].sort()).toEqual(KEYS);
  const bids = new Map(set.symbol.map((symbol, i) => [symbol, set.bid[i]]));
  expect(KEYS.map((key) => bids.get(key))).toEqual(BIDS);
}

test('a header of two lines, calls and puts above, the columns below', async () => {
  const rows = '2026-12-18,590,14.1,14.3,4.1,4.3\n2026-12-18,610,5.1,5.3,15.1,15.3\n';
  check(await opened(`,,Calls,,Puts,\nExpiry,Strike,Bid,Ask,Bid,Ask\n${rows}`));
  check(await opened(`My broker\nas of today\n,,CALLS,,PUTS,\nExpiry,Strike,Bid,Ask,Bid,Ask\n${rows}`));
  check(await opened(`Expiry,Strike,Calls,,Puts,\n,,Bid,Ask,Bid,Ask\n${rows}`));
});

test('duplicate headers on both sides of the strike are calls on the left and puts on the right', async () => {
  check(
    await opened(
      'Expiry,Bid,Ask,Volume,Strike,Bid,Ask,Volume\n2026-12-18,14.1,14.3,1,590,4.1,4.3,2\n2026-12-18,5.1,5.3,3,610,15.1,15.3,4\n',
    ),
  );
});

test('decimal commas behind semicolons, percent signs, thousands, sentinels and a preamble', async () => {
  const set = await opened(
    [
      'Exported by a broker; page 1',
      '',
      'Underlying;Expiry;Strike;Type;Bid;Ask;IV;Open Interest',
      'SPY;18.12.2026;590,0;Call;14,10;14,30;21,5%;1.204',
      'SPY;18.12.2026;590,0;Put;4,10;4,30;21,5%;N/A',
      'SPY;18.12.2026;610,0;Call;5,10;-1,0;20,1%;unch',
      'SPY;18.12.2026;610,0;Put;15,10;15,30;20,1%;0',
    ].join('\r\n'),
  );
  check(set);
  const at = set.symbol.indexOf(KEYS[2] as string);
  expect([set.ask[at], set.markVol?.[0]?.toFixed(3), set.openInterest?.[0]]).toEqual([
    Number.NaN,
    '0.215',
    1204,
  ]);
});

test('UTF-16 with a byte-order mark, and tabs, are read as the same table', async () => {
  const text =
    '\ufeffunderlying\texpiry\tstrike\ttype\tbid\task\r\nSPY\t2026-12-18\t590\tC\t14.1\t14.3\r\nSPY\t2026-12-18\t590\tP\t4.1\t4.3\r\nSPY\t2026-12-18\t610\tC\t5.1\t5.3\r\nSPY\t2026-12-18\t610\tP\t15.1\t15.3\r\n';
  const wide = new Uint8Array(2 * text.length);
  for (let i = 0; i < text.length; i++) wide.set([text.charCodeAt(i) & 255, text.charCodeAt(i) >> 8], 2 * i);
  check(await opened(wide, 'spy.txt'));
  check(await opened(text, 'spy.tsv'));
});
