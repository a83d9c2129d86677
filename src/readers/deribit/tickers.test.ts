import { expect, test } from 'vitest';
import { quotesOfTexts, readTexts, refusals } from '#testing/read-text.ts';

/** The data of the documented ticker message. */
const TICKER = {
  timestamp: 1768437058098,
  state: 'open',
  stats: { high: 0.0165, low: 0.015, price_change: 10.0, volume: 0.5, volume_usd: 732.74 },
  greeks: { delta: 0.0938, gamma: 0.0, vega: 164.98577, theta: -11.56331, rho: 73.32051 },
  index_price: 96726.86,
  instrument_name: 'BTC-25DEC26-210000-C',
  last_price: 0.0165,
  mark_price: 0.0172,
  best_ask_price: 0.018,
  best_bid_price: 0.0165,
  mark_iv: 48.26,
  bid_iv: 47.84,
  ask_iv: 48.76,
  underlying_price: 101449.32,
  underlying_index: 'BTC-25DEC26',
  estimated_delivery_price: 96726.86,
  best_ask_amount: 10.0,
  best_bid_amount: 29.3,
};
const reply = (result: unknown, usOut = 1768437059000000) =>
  JSON.stringify({ jsonrpc: '2.0', result, usOut });
const EXPECTED = {
  reader: 'deribit-tickers',
  symbol: ['BTC-25DEC26-210000-C'],
  unit: 'coin',
  spot: 96726.86,
  underlyingName: ['BTC-25DEC26'],
};

test('a ticker reads the same alone, in an array, as replies, a line each, or by name', async () => {
  const { instrument_name: name, ...nameless } = TICKER;
  const texts = [
    JSON.stringify(TICKER),
    JSON.stringify([TICKER]),
    reply(TICKER),
    JSON.stringify([{ jsonrpc: '2.0', result: TICKER }]),
    `${JSON.stringify(TICKER)}\n${JSON.stringify(TICKER)}\n`,
    `${reply(TICKER)}\r\n${reply(TICKER)}`,
    JSON.stringify({ [name]: nameless }),
    JSON.stringify({ timestamp: 1768437058098, tickers: [TICKER] }),
  ];
  for (const text of texts) {
    const set = await quotesOfTexts({ 'tickers.json': text });
    expect(set).toMatchObject(EXPECTED);
    expect([set.bid[0], set.ask[0], set.bidSize?.[0], set.askSize?.[0]]).toEqual([0.0165, 0.018, 29.3, 10]);
    expect(set.markVol?.[0]).toBeCloseTo(0.4826, 12);
    expect([set.underlyingPrice?.[0], set.volume?.[0], set.timestamp?.[0]]).toEqual([
      101449.32, 0.5, 1768437058098,
    ]);
  }
});

test('an order book gives its best level; the empty side of the documentation is missing', async () => {
  const { best_ask_price, best_bid_price, best_ask_amount, best_bid_amount, ...bare } = TICKER;
  const book = (more: object) => reply({ ...bare, change_id: 1, ...more });
  const levels = await quotesOfTexts({
    'book.json': book({
      bids: [
        [0.0165, 29.3],
        [0.016, 50],
      ],
      asks: [[0.018, 10]],
    }),
  });
  expect([levels.bid[0], levels.bidSize?.[0], levels.ask[0], levels.askSize?.[0]]).toEqual([
    best_bid_price,
    best_bid_amount,
    best_ask_price,
    best_ask_amount,
  ]);
  // A spread of 0.0015 about 0.01725 takes both bids in.
  expect([levels.bidDepth?.[0], levels.askDepth?.[0]]).toEqual([79.3, 10]);
  const deep = await quotesOfTexts({
    'book.json': book({
      bids: [
        [0.0165, 29.3],
        [0.0157, 50],
      ],
      asks: [
        { price: 0.018, amount: 10 },
        { price: 0.01875, amount: 2 },
        { price: 0.0188, amount: 99 },
      ],
    }),
  });
  expect([deep.bidDepth?.[0], deep.askDepth?.[0]]).toEqual([29.3, 12]);
  expect((await quotesOfTexts({ 'tickers.json': JSON.stringify(TICKER) })).bidDepth).toBeNull();
  const empty = await quotesOfTexts({
    'book.json': book({
      best_ask_price: 0,
      best_ask_amount: 0,
      asks: [],
      best_bid_price,
      bids: [[0.0165, 29.3]],
    }),
  });
  expect([empty.ask[0], empty.askSize, empty.bidDepth]).toEqual([Number.NaN, null, null]);
});

test('of polled tickers the last one of each option counts, and one instant may be chosen', async () => {
  const line = (timestamp: number, best_bid_price: number) =>
    JSON.stringify({ ...TICKER, timestamp, best_bid_price });
  const text = [line(1768437058098, 0.0165), line(1768437068098, 0.017), 'oops', '[]'].join('\n');
  const set = await quotesOfTexts({ 'tickers.ndjson': text });
  expect([...set.bid]).toEqual([0.017]);
  expect(refusals(set)).toEqual({ 'older-tick': 1, 'not-json': 1 });
  const earlier = await quotesOfTexts({ 'tickers.ndjson': text }, { at: 1768437060000 as never });
  expect([earlier.bid[0], earlier.asOf]).toEqual([0.0165, 1768437060000]);
  expect(refusals(earlier)).toEqual({ 'after-instant': 1, 'not-json': 1 });
});

test('a reply of the whole board a line is a file of snapshots: the choice is offered, the last at the instant is read', async () => {
  const board = (bid: number, at: number) =>
    reply(
      [60_000, 61_000].map((strike) => ({
        instrument_name: `BTC-27NOV26-${strike}-C`,
        bid_price: bid,
        ask_price: 0.2,
        mark_iv: 50,
      })),
      at * 1000,
    );
  const first = Date.UTC(2026, 10, 20, 10);
  const text = [board(0.11, first), board(0.12, first + 60_000), board(0.13, first + 120_000)].join('\n');
  const unasked = await readTexts({ 'history.ndjson': text });
  expect(unasked.ok ? null : unasked.error.choices).toMatchObject({
    kind: 'instant',
    options: ['2026-11-20T10:02:00.000Z', '2026-11-20T10:01:00.000Z', '2026-11-20T10:00:00.000Z'],
  });
  const set = await quotesOfTexts({ 'history.ndjson': text }, { at: (first + 90_000) as never });
  expect([set.reader, ...set.bid]).toEqual(['deribit-book-summary', 0.12, 0.12]);
  expect([set.asOf, set.asOfSource]).toEqual([first + 60_000, 'file']);
  expect(refusals(set)).toEqual({ 'other-snapshot': 4 });
  const early = await readTexts({ 'history.ndjson': text }, { at: (first - 1) as never });
  expect(early.ok ? '' : early.error.message).toMatch(/begins at 2026-11-20T10:00:00.000Z/);
});
