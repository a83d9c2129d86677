import { expect, test } from 'vitest';
import { SimulatedChain } from './chain.ts';
import { SimulatedTrades } from './trades.ts';
import { SimulatedVenue } from './venue.ts';

const START = Date.UTC(2026, 7, 1, 17);
const MINUTE = 60_000;
const SHAPE = { expiries: 3, strikesASide: 4 };

interface Trade {
  readonly instrument_name: string;
  readonly trade_seq: number;
  readonly trade_id: string;
  readonly timestamp: number;
  readonly direction: 'buy' | 'sell';
  readonly price: number;
  readonly amount: number;
  readonly iv: number;
}

interface Notification {
  readonly params?: { readonly channel: string; readonly data: unknown };
}

/** A client that follows the quotes and the trades of a venue for some minutes. */
function followed(root: string, aMinute: number, minutes: number, skew = 0) {
  const chain = new SimulatedChain(9, START, root, SHAPE);
  const venue = new SimulatedVenue(chain, 2, true, new SimulatedTrades(chain, 9, START, aMinute));
  venue.skew = skew;
  const id = venue.connect(START);
  const channel = `trades.option.${chain.underlying.settlement}.100ms`;
  const channels = [channel, ...chain.listed.map(({ name }) => `quote.${name}`)];
  const ask = (method: string, params: object, now: number): string =>
    venue.receive(id, JSON.stringify({ id: 1, method, params }), now)[0]!.text;
  const volumes = (now: number): ReadonlyMap<string, number> => {
    const reply = JSON.parse(ask('public/get_book_summary_by_currency', { kind: 'option' }, now)) as {
      result: { instrument_name: string; volume: number }[];
    };
    return new Map(reply.result.map(({ instrument_name, volume }) => [instrument_name, volume]));
  };
  ask('public/subscribe', { channels }, START);
  const before = volumes(START);
  const trades: Trade[] = [];
  const quotes: unknown[] = [];
  for (let now = START; now < START + minutes * MINUTE; now += 100) {
    const telling = venue.step(now).outgoing.map(({ text }) => (JSON.parse(text) as Notification).params!);
    const told = telling.filter((each) => each.channel === channel).flatMap(({ data }) => data as Trade[]);
    for (const { price, direction, amount, instrument_name } of told) {
      const book = chain.standing(chain.option(instrument_name)!)!;
      // The quote of the same tenth of a second may have moved on from what was taken.
      if (telling.some((each) => each.channel === `quote.${instrument_name}`)) continue;
      const [best, standing] = (direction === 'buy' ? book.asks : book.bids)[0]!;
      expect([price, amount <= standing]).toEqual([best, true]);
    }
    trades.push(...told);
    quotes.push(...telling.filter((each) => each.channel.startsWith('quote.')));
  }
  return { chain, trades, quotes, before, after: volumes(START + minutes * MINUTE) };
}

test.each(['BTC', 'ETH', 'SOL_USDC'])(
  'trades of a simulated %s chain come as the venue writes them, at the bid or the ask, in their order',
  (root) => {
    const { trades, before, after } = followed(root, 120, 10, 2500);
    // 1,200 in the mean of a Poisson process: four standard deviations are 139.
    expect(Math.abs(trades.length - 1200)).toBeLessThan(139);
    const sides = trades.filter(({ direction }) => direction === 'buy').length / trades.length;
    expect(Math.abs(sides - 0.5)).toBeLessThan(0.06);
    const seen = new Map<string, number>();
    const traded = new Map<string, number>();
    let last = 0;
    for (const { instrument_name, trade_seq, timestamp, amount, iv, trade_id } of trades) {
      expect(trade_seq).toBe((seen.get(instrument_name) ?? 0) + 1);
      expect(timestamp).toBeGreaterThanOrEqual(last);
      expect(amount).toBeGreaterThanOrEqual(0.1);
      expect(trade_id).toMatch(root === 'BTC' ? /^\d+$/ : new RegExp(`^${root}-\\d+$`));
      expect(iv === 0 || (iv > 15 && iv < 200)).toBe(true);
      last = timestamp;
      seen.set(instrument_name, trade_seq);
      traded.set(instrument_name, (traded.get(instrument_name) ?? 0) + amount);
    }
    expect(last).toBeGreaterThan(START + 2500 + 9 * MINUTE);
    for (const [name, volume] of after)
      expect(volume - before.get(name)!).toBeCloseTo(traded.get(name) ?? 0, 6);
  },
);

test('the same seed trades the same, and the market is the same with trades and without', () => {
  const [once, again, without] = [followed('BTC', 60, 2), followed('BTC', 60, 2), followed('BTC', 0, 2)];
  expect(once.trades.length).toBeGreaterThan(60);
  expect(again.trades).toEqual(once.trades);
  expect(without.trades).toEqual([]);
  expect(without.quotes).toEqual(once.quotes);
});
