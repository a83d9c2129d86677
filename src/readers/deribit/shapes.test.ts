import { expect, test } from 'vitest';
import { quotesOfTexts, readTexts } from '#testing/read-text.ts';

const T = 1741788307000;

function summary(coin: string, strike: number, at = T, more: object = {}) {
  return {
    instrument_name: `${coin}-28MAR25-${strike}-C`,
    bid_price: 0.05,
    ask_price: 0.0515,
    mark_iv: 60,
    underlying_price: 1900,
    underlying_index: `${coin}-28MAR25`,
    creation_timestamp: at,
    ...more,
  };
}
const STRIKES = [1700, 1800, 1900, 2000];
const list = (coin: string, at?: number, more?: object) =>
  STRIKES.map((strike) => summary(coin, strike, at, more));
const reply = (result: unknown, at = T) => ({ jsonrpc: '2.0', result, usOut: at * 1000 });

test('boards of several currencies by their names are one file of several books', async () => {
  for (const document of [
    { BTC: list('BTC'), ETH: list('ETH') },
    { BTC: reply(list('BTC')), ETH: reply(list('ETH')) },
    { time: T, data: { BTC: list('BTC'), ETH: list('ETH') } },
  ]) {
    const files = { 'both.json': JSON.stringify(document) };
    const asked = await readTexts(files);
    expect(asked.ok ? null : asked.error.choices).toEqual({
      kind: 'underlying',
      options: ['BTC', 'ETH'],
      counts: [4, 4],
    });
    const eth = await quotesOfTexts(files, { underlying: 'ETH' });
    expect([eth.underlying, eth.symbol.length, eth.asOf]).toEqual(['ETH', 4, T]);
  }
});

test('replies a line are told by their first line even where it is longer than what is looked at first', async () => {
  const padding = { note: 'x'.repeat(20_000) };
  const lines = [T - 3_600_000, T].map((at) => JSON.stringify(reply(list('ETH', at, padding), at)));
  const files = { 'polled.ndjson': `${lines.join('\n')}\n` };
  const asked = await readTexts(files);
  expect(asked.ok ? null : asked.error.choices?.options).toEqual([
    new Date(T).toISOString(),
    new Date(T - 3_600_000).toISOString(),
  ]);
  const first = await quotesOfTexts(files, { at: (T - 1) as never });
  expect([first.asOf, first.symbol.length]).toEqual([T - 3_600_000, 4]);
  const one = await quotesOfTexts({ 'one.json': `${lines[1]}\n\n` });
  expect(one.symbol).toHaveLength(4);
});

test('an instrument with its ticker or order book inside is quoted by that', async () => {
  const inside = STRIKES.map((strike) => {
    const { instrument_name, ...quote } = summary('ETH', strike);
    const ticker = {
      timestamp: T,
      best_bid_price: quote.bid_price,
      best_ask_price: quote.ask_price,
      best_bid_amount: 7,
      mark_iv: 60,
      underlying_price: 1900,
      underlying_index: 'ETH-28MAR25',
    };
    return { instrument_name, strike, option_type: 'call', creation_timestamp: 1, ticker };
  });
  const set = await quotesOfTexts({ 'i.json': JSON.stringify(inside) });
  expect([set.bid[0], set.ask[0], set.bidSize?.[0], set.asOf]).toEqual([0.05, 0.0515, 7, T]);
});

test('levels of order books are pairs, pairs of texts, or objects of price and amount', async () => {
  const book = (bids: unknown, asks: unknown) =>
    JSON.stringify([{ instrument_name: 'ETH-28MAR25-1900-C', timestamp: T, bids, asks, mark_iv: 60 }]);
  for (const levels of [
    book([[0.05, 7]], [[0.0515, 9]]),
    book([['0.05', '7']], [['0.0515', '9']]),
    book([{ price: 0.05, amount: 7 }], [{ price: 0.0515, amount: 9 }]),
    book([['new', 0.05, 7]], [['new', 0.0515, 9]]),
  ]) {
    const set = await quotesOfTexts({ 'b.json': levels });
    expect([set.bid[0], set.ask[0], set.bidSize?.[0], set.askSize?.[0]]).toEqual([0.05, 0.0515, 7, 9]);
  }
});

test('a web board is dated and timed by its name', async () => {
  const board =
    'Strike,OptionType,Size,IV Bid,Bid,Mark,Ask,IV Ask,Size\n1900,C,5,60,0.05,0.051,0.0515,61,6\n1900,P,5,60,0.04,0.041,0.0415,61,6\n';
  const set = await quotesOfTexts({ 'ETH-27JUN25-20250312_140507.csv': board });
  expect([set.underlying, set.asOf, set.asOfSource]).toEqual(['ETH', T, 'file-name']);
  expect(new Set(set.expiry)).toEqual(new Set([Date.UTC(2025, 5, 27, 8)]));
});
