import { expect, test } from 'vitest';
import { quotesOfTexts, readTexts, refusals } from '#testing/read-text.ts';

/** The messages of the venue's documentation. */
const TICKER =
  '{"jsonrpc":"2.0","method":"subscription","params":{"channel":"ticker.BTC-25DEC26-210000-C.100ms","data":{"timestamp":1768437058098,"state":"open","stats":{"high":0.0165,"low":0.015,"price_change":10.0,"volume":0.5,"volume_usd":732.74},"greeks":{"delta":0.0938,"gamma":0.0,"vega":164.98577,"theta":-11.56331,"rho":73.32051},"index_price":96726.86,"instrument_name":"BTC-25DEC26-210000-C","last_price":0.0165,"settlement_price":0.01528089,"min_price":0.0022,"max_price":0.0525,"open_interest":2.4,"mark_price":0.0172,"best_ask_price":0.018,"best_bid_price":0.0165,"interest_rate":0.0,"mark_iv":48.26,"bid_iv":47.84,"ask_iv":48.76,"underlying_price":101449.32,"underlying_index":"BTC-25DEC26","estimated_delivery_price":96726.86,"best_ask_amount":10.0,"best_bid_amount":29.3}}}';
const MARKS =
  '{"jsonrpc":"2.0","method":"subscription","params":{"channel":"markprice.options.btc_usd","data":[{"timestamp":1622470378005,"mark_price":0.0333,"iv":0.9,"instrument_name":"BTC-2JUN21-37000-P"},{"timestamp":1622470378005,"mark_price":0.117,"iv":0.9,"instrument_name":"BTC-4JUN21-40500-P"}]}}';
const message = (channel: string, data: object) =>
  JSON.stringify({ jsonrpc: '2.0', method: 'subscription', params: { channel, data } });
const NAME = 'BTC-25DEC26-210000-C';
const T = 1768437058098;

test('the documented ticker message gives prices, sizes and a forward', async () => {
  const set = await quotesOfTexts({ 'r.ndjson': TICKER });
  expect(set).toMatchObject({
    reader: 'deribit-recording',
    symbol: [NAME],
    asOf: T,
    asOfSource: 'timestamps',
    underlyingName: ['BTC-25DEC26'],
    spot: 96726.86,
  });
  expect([set.bid[0], set.ask[0], set.bidSize?.[0], set.openInterest?.[0]]).toEqual([
    0.0165, 0.018, 29.3, 2.4,
  ]);
  expect(set.markVol?.[0]).toBeCloseTo(0.4826, 12);
});

test('volatilities of markprice.options are decimal', async () => {
  const quote = message('quote.BTC-2JUN21-37000-P', {
    timestamp: 1622470378006,
    instrument_name: 'BTC-2JUN21-37000-P',
    best_bid_price: 0.033,
    best_ask_price: 0.034,
  });
  const set = await quotesOfTexts({ 'r.ndjson': `${MARKS}\n${quote}\n` });
  expect([...(set.markVol ?? [])]).toEqual([0.9, 0.9]);
  expect([...set.bid]).toEqual([0.033, Number.NaN]);
});

test('a recording of marks alone says that it holds no quote', async () => {
  const outcome = await readTexts({ 'r.ndjson': MARKS });
  expect(outcome.ok ? '' : outcome.error.message).toBe(
    'r.ndjson is a recording of mark prices alone: no message gives a bid or an ask. Record the channels ticker, quote or book as well.',
  );
});

test('messages kept as text, or after a time of receipt with its offset, are messages', async () => {
  for (const line of [
    JSON.stringify({ received: T, raw: TICKER }),
    `2026-01-15T00:30:58.100+00:00 ${TICKER}`,
    `2026-01-15 00:30:58,100 ${TICKER}`,
    `${T} ${TICKER}`,
  ]) {
    const set = await quotesOfTexts({ 'r.log': `${line}\n${line}\n` });
    expect([set.reader, set.symbol, set.ask[0]]).toEqual(['deribit-recording', [NAME], 0.018]);
  }
});

test('the channels of one instrument make one state, the last word on each field', async () => {
  const lines = [
    '{"jsonrpc":"2.0","id":42,"result":["ticker.BTC-25DEC26-210000-C.100ms"]}',
    '{"jsonrpc":"2.0","method":"heartbeat","params":{"type":"test_request"}}',
    TICKER,
    message(`quote.${NAME}`, {
      timestamp: T + 10,
      instrument_name: NAME,
      best_bid_price: 0.017,
      best_bid_amount: 5,
      best_ask_price: 0.019,
      best_ask_amount: 6,
    }),
    message('markprice.options.btc_usd', [
      { timestamp: T + 20, mark_price: 0.018, iv: 0.5, instrument_name: NAME },
    ]),
    message(`incremental_ticker.${NAME}`, { timestamp: T + 30, instrument_name: NAME, best_ask_price: 0 }),
    'half a mess',
  ];
  const set = await quotesOfTexts({ 'r.ndjson': lines.join('\n') });
  expect([set.bid[0], set.ask[0], set.bidSize?.[0], set.markVol?.[0]]).toEqual([0.017, Number.NaN, 5, 0.5]);
  expect([set.asOf, set.underlyingPrice?.[0]]).toEqual([T + 30, 101449.32]);
  expect(refusals(set)).toEqual({ 'older-tick': 3, 'not-json': 1 });
  const then = await quotesOfTexts({ 'r.ndjson': lines.join('\n') }, { at: (T + 15) as never });
  expect([then.bid[0], then.ask[0], then.asOf]).toEqual([0.017, 0.019, T + 15]);
  expect(then.markVol?.[0]).toBeCloseTo(0.4826, 12);
  expect(refusals(then)).toEqual({ 'older-tick': 1, 'after-instant': 2, 'not-json': 1 });
});

test('an order book is kept from its changes, and given up where one is lost', async () => {
  const book = (data: object) => message(`book.${NAME}.100ms`, { instrument_name: NAME, ...data });
  const lines = [
    book({
      type: 'snapshot',
      timestamp: T,
      change_id: 1,
      bids: [
        ['new', 0.0165, 10],
        ['new', 0.016, 20],
      ],
      asks: [['new', 0.018, 7]],
    }),
    book({
      type: 'change',
      timestamp: T + 1,
      change_id: 2,
      prev_change_id: 1,
      bids: [['delete', 0.0165, 0]],
      asks: [
        ['new', 0.0175, 3],
        ['change', 0.018, 1],
      ],
    }),
  ];
  const set = await quotesOfTexts({ 'r.ndjson': lines.join('\n') });
  expect([set.bid[0], set.bidSize?.[0], set.ask[0], set.askSize?.[0]]).toEqual([0.016, 20, 0.0175, 3]);
  expect([set.bidDepth?.[0], set.askDepth?.[0]]).toEqual([20, 4]);
  const lost = book({
    type: 'change',
    timestamp: T + 2,
    change_id: 9,
    prev_change_id: 8,
    bids: [['new', 0.017, 1]],
    asks: [],
  });
  const outcome = await readTexts({ 'r.ndjson': [...lines, lost].join('\n') });
  expect(outcome.issues.map(({ code }) => code)).toContain('book-gap');
  expect(outcome.ok && outcome.value.bid[0]).toBe(0.016);
  const grouped = message(`book.${NAME}.none.10.100ms`, {
    instrument_name: NAME,
    timestamp: T + 3,
    change_id: 20,
    bids: [[0.0155, 2]],
    asks: [],
  });
  const whole = await quotesOfTexts({ 'r.ndjson': [...lines, lost, grouped].join('\n') });
  expect([whole.bid[0], whole.ask[0]]).toEqual([0.0155, Number.NaN]);
});

test('futures in a recording are futures, combinations are refused, wrappers and receipt times are seen through', async () => {
  const perpetual = message('ticker.BTC-PERPETUAL.100ms', {
    timestamp: T,
    instrument_name: 'BTC-PERPETUAL',
    best_bid_price: 96_700,
    best_ask_price: 96_701,
  });
  const combo = message('quote.BTC-CS-25DEC26-70000_75000', {
    timestamp: T,
    instrument_name: 'BTC-CS-25DEC26-70000_75000',
  });
  const lines = [
    `{"received":1768437058.2,"message":${TICKER}}`,
    `{"received":1768437058.3,"message":${perpetual}}`,
    `{"received":1768437058.3,"message":${combo}}`,
  ];
  const set = await quotesOfTexts({ 'r.ndjson': lines.join('\n') });
  expect(set.futures).toEqual([{ name: 'BTC-PERPETUAL', expiry: null, bid: 96_700, ask: 96_701 }]);
  expect(refusals(set)).toEqual({ perpetual: 1, combo: 1 });
  const received = [TICKER, perpetual].map((text) => `2026-01-15T00:30:58.1234567Z ${text}`);
  expect((await quotesOfTexts({ 'deribit.ndjson': received.join('\n') })).symbol).toEqual([NAME]);
});

const trade = (seq: number, timestamp: number, amount: number, instrument_name = NAME) => ({
  trade_seq: seq,
  trade_id: String(seq),
  timestamp,
  tick_direction: 0,
  price: 0.017,
  mark_price: 0.0172,
  iv: 48.2,
  instrument_name,
  index_price: 96_726.86,
  direction: 'buy',
  amount,
});

test('trades after the venue stated the volume of the day add to it, and say nothing of the prices or their age', async () => {
  const trades = message('trades.option.BTC.100ms', [
    trade(10, T - 5, 7),
    trade(11, T + 40, 2),
    trade(12, T + 40, 1.5),
    trade(3, T + 50, 4, 'BTC-25DEC26-220000-C'),
  ]);
  const again = message(`trades.${NAME}.100ms`, [trade(12, T + 40, 1.5)]);
  const set = await quotesOfTexts({ 'r.ndjson': [TICKER, trades, again].join('\n') });
  expect([set.symbol, [...(set.volume ?? [])], set.asOf]).toEqual([[NAME], [0.5 + 2 + 1.5], T]);
  expect([set.bid[0], set.ask[0], set.timestamp?.[0]]).toEqual([0.0165, 0.018, T]);
  expect(set.notes.join(' ')).toContain('with what was traded since');
  // A later statement has them, and trades that were told before a quote are in its volume.
  const stated = TICKER.replace('"volume":0.5', '"volume":9').replaceAll(String(T), String(T + 60));
  const later = await quotesOfTexts({ 'r.ndjson': [TICKER, trades, stated].join('\n') });
  expect([...(later.volume ?? [])]).toEqual([9]);
  const quote = message(`quote.${NAME}`, {
    timestamp: T,
    instrument_name: NAME,
    best_bid_price: 0.0165,
    best_ask_price: 0.018,
  });
  const unstated = await quotesOfTexts({ 'r.ndjson': [trades, quote].join('\n') });
  expect([...(unstated.volume ?? [])]).toEqual([10.5]);
});

test('trades that are missing of a recording are counted, and one of trades alone says that it holds no quote', async () => {
  const trades = message('trades.option.BTC.100ms', [trade(11, T + 10, 2), trade(15, T + 40, 1)]);
  const read = await readTexts({ 'r.ndjson': `${TICKER}\n${trades}` });
  if (!read.ok) throw new Error(read.error.message);
  expect(read.issues.map(({ code, count, message: said }) => [code, count, said])).toContainEqual([
    'trade-gap',
    3,
    "3 trades, by the venue's count, are not in the recording; the volume has them where the venue states it later.",
  ]);
  const alone = await readTexts({ 'r.ndjson': trades });
  expect(alone.ok ? '' : alone.error.message).toBe(
    'r.ndjson is a recording of trades alone: no message gives a bid or an ask. Record the channels ticker, quote or book as well.',
  );
});
