import { expect, test } from 'vitest';
import { readTexts } from '#testing/read-text.ts';
import { readers } from './index.ts';
import { makeHead } from './io/file-head.ts';

const option = 'BTC-27NOV26-60000-C';
const row = { instrument_name: option, bid_price: 0.1, ask_price: 0.11 };
const ticker = {
  instrument_name: option,
  best_bid_price: 0.1,
  best_ask_price: 0.11,
  stats: {},
  bids: [],
  asks: [],
};
const message = (channel: string, data: unknown) => ({ method: 'subscription', params: { channel, data } });

/** One file of each venue's shape, and its one reader. */
const HEADS: readonly (readonly [reader: string, content: unknown])[] = [
  ['deribit-book-summary', [row]],
  ['deribit-book-summary', { jsonrpc: '2.0', result: [row], usOut: 1 }],
  ['deribit-book-summary', { as_of: '2026-11-20T10:00:00Z', futures: [], options: [row], instruments: [] }],
  ['deribit-tickers', [ticker]],
  ['deribit-tickers', { jsonrpc: '2.0', result: ticker }],
  ['deribit-tickers', { [option]: { best_bid_price: 0.1, best_ask_price: 0.11 } }],
  ['deribit-recording', message(`ticker.${option}.100ms`, ticker)],
  ['deribit-recording', message('markprice.options.btc_usd', [{ iv: 0.9, instrument_name: option }])],
  [
    'deribit-joined',
    {
      snapshot_time: 'x',
      forwards: [{ forward_price: 1 }],
      instruments: [],
      option_quotes: [{ instrument_name: option }],
    },
  ],
  ['typed-chain', { asset: 'btc', inputs: [{ security_type: 'spot', bid: '1', ask: '2' }] }],
  [
    'okx-opt-summary',
    { code: '0', data: [{ instId: 'BTC-USD-261127-60000-C', bidVol: '0', askVol: '', fwdPx: '1' }] },
  ],
  ['okx-tickers', { code: '0', data: [{ instId: 'BTC-USD-261127-60000-C', bidPx: '', askPx: '0.1' }] }],
  [
    'bybit-tickers',
    { retCode: 0, result: { list: [{ symbol: option, bid1Price: '1', bid1Iv: '0', ask1Iv: '5' }] } },
  ],
  [
    'bybit-tickers',
    { topic: 'tickers', data: { symbol: option, bidPrice: '1', bidIv: '0', markPriceIv: '0' } },
  ],
  ['binance-ticker', [{ symbol: 'BTC-261127-60000-C', bidPrice: '1', askPrice: '2', strikePrice: '60000' }]],
  ['binance-mark', [{ symbol: 'BTC-261127-60000-C', bidIV: '-1.0', askIV: '1', markIV: '1' }]],
  ['binance-mark-stream', [{ s: 'BTC-261127-60000-C', bo: '0', ao: '1', b: '-1.0', a: '1' }]],
  [
    'tardis-options-chain',
    'exchange,symbol,timestamp,local_timestamp,type,strike_price,expiration,bid_price,ask_price',
  ],
  ['deribit-table', `instrument_name,best_bid_price,best_ask_price\n${option},0.1,0.11`],
  ['deribit-table', `;instrument_name;bid_price;ask_price\n0;${option};0,1;0,11`],
  ['deribit-web-board', 'Instrument,Last,Size,IV Bid,Bid,Mark,Ask,IV Ask,Size'],
];

for (const [id, content] of HEADS) {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  test(`${text.slice(0, 60)} is certain to ${id} alone`, () => {
    for (const spelled of [text, `\uFEFF${text}`, text.replaceAll('\n', '\r\n')]) {
      const head = makeHead('f', new TextEncoder().encode(spelled));
      expect(readers.filter((reader) => reader.match(head) === 'certain').map((reader) => reader.id)).toEqual(
        [id],
      );
    }
  });
}

test('lists without quotes say what to save instead', async () => {
  const said = async (content: unknown) => {
    const outcome = await readTexts({ 'f.json': JSON.stringify(content) });
    return outcome.ok ? 'opened' : outcome.error.message;
  };
  const instrument = {
    instrument_name: option,
    kind: 'option',
    strike: 60_000,
    tick_size: 0.0001,
    state: 'open',
  };
  expect(await said({ jsonrpc: '2.0', result: [instrument] })).toBe(
    'f.json names 1 option and gives no price and no volatility of any. Save their quotes and open those.',
  );
  expect(await said({ code: '0', data: [{ instId: 'BTC-USD-261127-60000-C', ctVal: '0.01' }] })).toMatch(
    /looks like an OKX reply, but holds no quotes of options\. Save public\/opt-summary/,
  );
  expect(await said({ optionSymbols: [{ symbol: 'BTC-261127-60000-C', expiryDate: 1 }] })).toMatch(
    /looks like a Binance options reply/,
  );
  expect(await said(message('ticker', {}))).toMatch(/recording of Deribit messages, but holds no quotes/);
});
