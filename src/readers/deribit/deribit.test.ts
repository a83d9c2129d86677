import { expect, test } from 'vitest';
import type { QuoteSet } from '#market/quote-set.ts';
import { readFiles } from '#readers/index.ts';
import { statedLadder, tickAt } from '#readers/io/tick-size.ts';
import { memorySource } from '#testing/byte-source.ts';

async function read(value: unknown, underlying: string | null = null) {
  const reading = readFiles([memorySource('b.json', JSON.stringify(value))], {
    asOf: null,
    underlying,
    at: null,
  });
  let step = await reading.next();
  while (step.done !== true) step = await reading.next();
  return step.value;
}

async function open(value: unknown, underlying: string | null = null): Promise<QuoteSet> {
  const outcome = await read(value, underlying);
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value;
}

const row = (instrument_name: string, bid_price: unknown, ask_price: unknown, more = {}) => ({
  instrument_name,
  bid_price,
  ask_price,
  ...more,
});

test('every way a side can be missing reads as missing', async () => {
  const set = await open([
    row('BTC-27NOV26-60000-C', null, 0.1),
    row('BTC-27NOV26-61000-C', 0, 0.1),
    row('BTC-27NOV26-62000-C', '', '-'),
    row('BTC-27NOV26-63000-C', -1, 'NaN'),
    row('BTC-27NOV26-64000-C', true, { a: 1 }),
    { instrument_name: 'BTC-27NOV26-65000-C', ask_price: '0.0125' },
  ]);
  expect([...set.bid]).toEqual(Array(6).fill(Number.NaN));
  expect([...set.ask]).toEqual([0.1, 0.1, Number.NaN, Number.NaN, Number.NaN, 0.0125]);
});

test('futures, perpetuals, combos, doubles and strangers are refused by name, and the books add up', async () => {
  const set = await open([
    row('BTC-27NOV26-60000-C', 0.1, 0.11),
    row('BTC-27NOV26-60000-C', 0.1, 0.11),
    row('BTC-27NOV26', 90_000, 90_010),
    row('BTC-PERPETUAL', 90_000, 90_010),
    row('BTC-CS-27NOV26-70000_75000', 0.01, 0.02),
    row('BTC_USDC', 90_000, 90_001),
    row('BTC-31FEB27-60000-C', 0.1, 0.2),
    row('<b>BTC</b>', 0.1, 0.2),
    row('', 0.1, 0.2),
    7,
    row('BTC-27NOV26-60000-P', 0.01, 0.02, { strike: 61_000 }),
    row('BTC-27NOV26-70000-P', 0.01, 0.02, { option_type: 'call' }),
  ]);
  expect(set.symbol).toEqual(['BTC-27NOV26-60000-C']);
  expect(set.rowsRead).toBe(12);
  expect(Object.fromEntries(set.rejected.map(({ reason, count }) => [reason, count]))).toEqual({
    duplicate: 1,
    future: 1,
    perpetual: 1,
    combo: 1,
    spot: 1,
    'unknown-name': 1,
    'bad-name': 1,
    'no-name': 1,
    'not-a-row': 1,
    contradiction: 2,
  });
  expect(set.futures.map(({ name }) => name)).toEqual(['BTC-27NOV26', 'BTC-PERPETUAL']);
  expect(set.rejected.flatMap(({ examples }) => examples).join()).not.toContain('<');
});

test('a reply takes its time from the server, an array from its newest row, else it is missing', async () => {
  const at = Date.UTC(2026, 10, 20, 10);
  const option = row('ETH-27NOV26-3000-C', 0.1, 0.11, { creation_timestamp: at });
  const reply = await open({ jsonrpc: '2.0', result: [option], usOut: at * 1000 + 250_000 });
  expect([reply.asOf, reply.asOfSource]).toEqual([at + 250, 'file']);
  const array = await open([option, row('ETH-27NOV26-3100-C', 0.1, 0.11, { creation_timestamp: at + 5 })]);
  expect([array.asOf, array.asOfSource]).toEqual([at + 5, 'timestamps']);
  const bare = await open([row('ETH-27NOV26-3000-C', 0.1, 0.11)]);
  expect([bare.asOf, bare.asOfSource]).toEqual([null, 'missing']);
});

test('mark_iv is percent, the forward keeps its name, a ticker brings its sizes', async () => {
  const set = await open([
    row('BTC-27NOV26-60000-C', 0.1, 0.11, {
      mark_iv: 58.6,
      underlying_price: 90_100,
      underlying_index: 'SYN.BTC-27NOV26',
    }),
    {
      instrument_name: 'BTC-27NOV26-61000-C',
      best_bid_price: 0.09,
      best_ask_price: 0.1,
      best_bid_amount: 12,
      best_ask_amount: 0,
      stats: { volume: 3 },
    },
  ]);
  expect(set.markVol?.[0]).toBeCloseTo(0.586, 12);
  expect(set.underlyingPrice?.[0]).toBe(90_100);
  expect(set.underlyingName).toEqual(['SYN.BTC-27NOV26', '']);
  expect([set.bid[1], set.bidSize?.[1], set.askSize, set.volume?.[1]]).toEqual([0.09, 12, null, 3]);
});

test('a currency of many underlyings is never opened by a guess: the one asked for is', async () => {
  const rows = [
    row('SOL_USDC-27NOV26-150-C', 5, 6),
    row('SOL_USDC-27NOV26-160-C', 4, 5),
    row('XRP_USDC-27NOV26-0d625-C', 0.1, 0.2),
  ];
  const unasked = await read({ jsonrpc: '2.0', result: rows, usOut: 1 });
  expect(unasked.ok ? '' : unasked.error.message).toMatch(
    /several underlyings: SOL_USDC \(2\), XRP_USDC \(1\)/,
  );
  const xrp = await open(rows, 'XRP_USDC');
  expect(xrp).toMatchObject({ unit: 'currency', settlement: 'linear', premiumCurrency: 'USDC' });
  expect([...xrp.strike]).toEqual([0.625]);
  expect(xrp.rejected).toEqual([
    { reason: 'other-underlying', count: 2, examples: ['SOL_USDC-27NOV26-150-C', 'SOL_USDC-27NOV26-160-C'] },
  ]);
  const none = await read(rows, 'BTC');
  expect(none.ok ? '' : none.error.message).toContain('holds no BTC');
});

test('a document cannot change a prototype', async () => {
  const text =
    '[{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"instrument_name":"BTC-27NOV26-60000-C","bid_price":0.1,"ask_price":0.2}]';
  const reading = readFiles([memorySource('b.json', text)], { asOf: null, underlying: null, at: null });
  let step = await reading.next();
  while (step.done !== true) step = await reading.next();
  expect(step.value.ok).toBe(true);
  expect('polluted' in {}).toBe(false);
});

test('the price step follows the ladder of the contract', () => {
  const bare = statedLadder('BTC', 0.0001, null);
  expect([tickAt(bare, 0.0031), tickAt(bare, 0.005), tickAt(bare, 0.0055)]).toEqual([0.0001, 0.0001, 0.0005]);
  const stated = statedLadder('BTC', 0.0001, [{ above: 0.01, tick: 0.001 }]);
  expect([tickAt(stated, 0.0055), tickAt(stated, 0.02)]).toEqual([0.0001, 0.001]);
  expect(tickAt(statedLadder('SOL_USDC', 0.1, null), 12)).toBe(0.1);
  expect(tickAt(statedLadder('SOL_USDC', Number.NaN, null), 12)).toBeNaN();
});
