import { expect, test } from 'vitest';
import { TradeTape } from './trade-tape.ts';

const NAME = 'BTC-16JUN23-26000-P';
const T = 1_686_602_949_127;
const DAY = 86_400_000;
/** A trade of the venue, with every field that its interface has for options. */
const TRADE = {
  trade_seq: 993,
  trade_id: '257857355',
  timestamp: T,
  tick_direction: 1,
  price: 0.022,
  mark_price: 0.02177816,
  iv: 51.3,
  instrument_name: NAME,
  index_price: 25857.92,
  direction: 'sell',
  contracts: 0.4,
  amount: 0.4,
};
const later = (seq: number, ms: number, amount = 1) => ({
  ...TRADE,
  trade_seq: seq,
  timestamp: T + ms,
  amount,
});

test('a trade of the venue is kept with its price, size, side, stamp and decimal volatility', () => {
  const tape = new TradeTape();
  expect(tape.isEmpty).toBe(true);
  expect(tape.take(NAME, TRADE)).toBe(true);
  expect(tape.isEmpty).toBe(false);
  const [name, { last, seq }] = tape.keep().trades[0]!;
  expect([name, seq]).toEqual([NAME, 993]);
  expect(last).toEqual({ price: 0.022, amount: 0.4, side: 'sell', stamp: T, vol: expect.closeTo(0.513, 12) });
});

test('a trade that is told twice counts once, and trades that were not told are counted', () => {
  const tape = new TradeTape();
  expect([TRADE, TRADE, later(994, 10), later(994, 10), TRADE].map((each) => tape.take(NAME, each))).toEqual([
    true,
    false,
    true,
    false,
    false,
  ]);
  expect([tape.traded(NAME), tape.missed]).toEqual([1.4, 0]);
  tape.take(NAME, later(998, 20));
  expect([tape.traded(NAME), tape.missed]).toEqual([2.4, 3]);
  // The first trade of another instrument follows on nothing.
  tape.take('BTC-16JUN23-27000-P', later(4000, 30));
  expect(tape.missed).toBe(3);
  // A count that begins anew is the venue's own affair.
  expect(tape.take(NAME, later(1, 40))).toBe(true);
  expect([tape.traded(NAME), tape.missed]).toEqual([3.4, 3]);
});

test('what was traded up to a statement of the volume is in it, and what was traded later is not', () => {
  const tape = new TradeTape();
  tape.take(NAME, later(1, 0));
  tape.take(NAME, later(2, 1000, 2));
  // A reply of the venue may come after trades that are newer than what it states.
  tape.stated(NAME, T + 500);
  expect(tape.traded(NAME)).toBe(2);
  tape.take(NAME, later(3, 400, 4));
  expect(tape.traded(NAME)).toBe(2);
  tape.stated(NAME, T + 300);
  expect(tape.traded(NAME)).toBe(2);
  tape.stated(NAME, T + 1000);
  expect(tape.traded(NAME)).toBe(0);
});

test('without a statement a day of trades counts at most, however many they are', () => {
  const tape = new TradeTape();
  tape.take(NAME, later(1, 0, 5));
  tape.take(NAME, later(2, DAY - 1, 3));
  expect(tape.traded(NAME)).toBe(8);
  tape.take(NAME, later(3, DAY, 1));
  expect(tape.traded(NAME)).toBe(4);
  for (let i = 0; i < 3000; i++) tape.take(NAME, later(4 + i, DAY + i));
  expect(tape.traded(NAME)).toBe(3004);
  expect(tape.keep().trades[0]![1].since.length).toBeLessThanOrEqual(1000);
});

test.each([
  { price: 0 },
  { price: null },
  { price: 1e308 },
  { amount: -1 },
  { amount: 0 },
  { amount: 1e-320 },
  { direction: 'zero' },
  { timestamp: null },
  { timestamp: -T },
])('what is no trade is passed over: %j', (odd) => {
  const tape = new TradeTape();
  expect(tape.take(NAME, { ...TRADE, ...odd })).toBe(false);
  expect(tape.isEmpty).toBe(true);
});

test('a trade without a volatility or a count of its own is a trade', () => {
  const tape = new TradeTape();
  const odd = { ...TRADE, iv: 0, trade_seq: 'x' };
  expect([tape.take(NAME, odd), tape.take(NAME, { ...odd, timestamp: T + 1 })]).toEqual([true, true]);
  expect(tape.keep().trades[0]![1]).toMatchObject({ seq: null, last: { vol: null } });
});

test('a tape that goes on from what another kept, written and read, knows the same', () => {
  const tape = new TradeTape();
  tape.stated(NAME, T - 1);
  for (const [seq, ms] of [
    [1, 0],
    [5, 7],
  ] as const)
    tape.take(NAME, later(seq, ms, 0.1));
  const again = new TradeTape();
  again.resume(JSON.parse(JSON.stringify(tape.keep())) as ReturnType<TradeTape['keep']>);
  for (const each of [tape, again]) each.take(NAME, later(5, 7));
  for (const each of [tape, again]) each.take(NAME, later(6, 9));
  expect(again.keep()).toEqual(tape.keep());
  expect(again.traded(NAME)).toBe(tape.traded(NAME));
});
