import { expect, test } from 'vitest';
import { quotesOfTexts, readTexts, refusals } from '#testing/read-text.ts';

/** The reply documented for GET /v5/market/tickers?category=option. */
const REPLY =
  '{"retCode":0,"retMsg":"OK","result":{"category":"option","list":[{"symbol":"BTC-30DEC22-18000-C","bid1Price":"0","bid1Size":"0","bid1Iv":"0","ask1Price":"435","ask1Size":"0.66","ask1Iv":"5","lastPrice":"435","highPrice24h":"435","lowPrice24h":"165","markPrice":"0.00000009","indexPrice":"16600.55","markIv":"0.7567","underlyingPrice":"16590.42","openInterest":"6.3","turnover24h":"2482.73","volume24h":"0.15","totalVolume":"99","totalTurnover":"1967653","delta":"0.00000001","gamma":"0.00000001","vega":"0.00000004","theta":"-0.00000152","predictedDeliveryPrice":"0","change24h":"86"}]},"retExtInfo":{},"time":1672376592395}';
/** The message documented for the tickers topic. */
const MESSAGE =
  '{"id":"tickers.BTC-6JAN23-17500-C-2480334983-1672917511074","topic":"tickers.BTC-6JAN23-17500-C","ts":1672917511074,"data":{"symbol":"BTC-6JAN23-17500-C","bidPrice":"0","bidSize":"0","bidIv":"0","askPrice":"10","askSize":"5.1","askIv":"0.514","lastPrice":"10","highPrice24h":"25","lowPrice24h":"5","markPrice":"7.86976724","indexPrice":"16823.73","markPriceIv":"0.4896","underlyingPrice":"16815.1","openInterest":"49.85","turnover24h":"446802.8473","volume24h":"26.55","totalVolume":"86","totalTurnover":"1437431","delta":"0.047831","gamma":"0.00021453","vega":"0.81351067","theta":"-19.9115368","predictedDeliveryPrice":"0","change24h":"-0.33333334"},"type":"snapshot"}';

test('the documented reply gives prices in USDC, a zero bid missing, the cap of the ask vol unused', async () => {
  const set = await quotesOfTexts({ 'b.json': REPLY });
  expect(set).toMatchObject({
    reader: 'bybit-tickers',
    venue: 'bybit',
    underlying: 'BTC',
    unit: 'currency',
    settlement: 'linear',
    premiumCurrency: 'USDC',
    asOf: 1672376592395,
    asOfSource: 'file',
    spot: 16600.55,
    bidSize: null,
    underlyingName: ['underlyingPrice'],
  });
  expect([set.bid[0], set.ask[0], set.askSize?.[0]]).toEqual([Number.NaN, 435, 0.66]);
  expect([set.markVol?.[0], set.underlyingPrice?.[0], set.openInterest?.[0]]).toEqual([
    0.7567, 16590.42, 6.3,
  ]);
});

test('the documented message, one a line, keeps the last state of each option', async () => {
  const later = MESSAGE.replace('"ts":1672917511074', '"ts":1672917512074').replace(
    '"askPrice":"10"',
    '"askPrice":"11"',
  );
  const set = await quotesOfTexts({ 'b.ndjson': [MESSAGE, later, 'cut {', ''].join('\r\n') });
  expect([...set.ask]).toEqual([11]);
  expect([set.asOf, set.asOfSource, set.markVol?.[0]]).toEqual([1672917512074, 'timestamps', 0.4896]);
  expect(refusals(set)).toEqual({ 'older-tick': 1, 'not-json': 1 });
});

test('options settled in USDC and in USDT are two books', async () => {
  const reply = JSON.parse(REPLY) as { result: { list: { symbol: string }[] } };
  reply.result.list.push({ ...reply.result.list[0]!, symbol: 'BTC-30DEC22-18000-C-USDT' });
  const text = JSON.stringify(reply);
  const unasked = await readTexts({ 'b.json': text });
  expect(unasked.ok ? null : unasked.error.choices).toMatchObject({
    kind: 'underlying',
    options: ['BTC_USDC', 'BTC_USDT'],
  });
  const half = await readTexts({ 'b.json': text }, { underlying: 'BTC' });
  expect(half.ok ? '' : half.error.message).toMatch(/several books of BTC: BTC_USDC, BTC_USDT/);
  const set = await quotesOfTexts({ 'b.json': text }, { underlying: 'BTC_USDT' });
  expect(set).toMatchObject({
    symbol: ['BTC-30DEC22-18000-C-USDT'],
    premiumCurrency: 'USDT',
    underlying: 'BTC',
  });
});

test('an error reply says so', async () => {
  const outcome = await readTexts({
    'b.json': '{"retCode":10006,"retMsg":"Too many visits!","result":{},"time":1672376592395}',
  });
  expect(outcome.ok ? '' : outcome.error.message).toBe(
    'b.json is an error reply of the venue (10006 Too many visits!), not quotes. Ask again.',
  );
});

test('recorded messages in a list are messages', async () => {
  const set = await quotesOfTexts({ 'b.json': `[${MESSAGE},${MESSAGE.replaceAll('17500-C', '18000-C')}]` });
  expect(set.symbol).toEqual(['BTC-6JAN23-17500-C', 'BTC-6JAN23-18000-C']);
  expect([set.ask[1], set.asOf]).toEqual([10, 1672917511074]);
});
