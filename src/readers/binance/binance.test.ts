import { expect, test } from 'vitest';
import { quotesOfTexts, readTexts, refusals } from '#testing/read-text.ts';

/** The replies and the message of the venue's documentation. */
const MARK =
  '[{"symbol":"BTC-200730-9000-C","markPrice":"1343.2883","bidIV":"1.40000077","askIV":"1.50000153","markIV":"1.45000000","delta":"0.55937056","theta":"3739.82509871","gamma":"0.00010969","vega":"978.58874732","highPriceLimit":"1618.241","lowPriceLimit":"1068.3356","riskFreeInterest":"0.1"}]';
const TICKER =
  '{"symbol":"BTC-200730-9000-C","priceChange":"-16.2038","priceChangePercent":"-0.0162","lastPrice":"1000","lastQty":"1000","open":"1016.2038","high":"1016.2038","low":"0","volume":"5","amount":"1","bidPrice":"999.34","askPrice":"1000.23","openTime":1592317127349,"closeTime":1592380593516,"firstTradeId":1,"tradeCount":5,"strikePrice":"9000","exercisePrice":"3000.3356"}';
const STREAM =
  '[{"s":"BTC-251120-126000-C","mp":"770.543","E":1762867543321,"e":"markPrice","i":"104334.60217391","P":"0.000","bo":"0.000","ao":"900.000","bq":"0.0000","aq":"0.2000","b":"-1.0","a":"0.98161161","hl":"924.652","ll":"616.435","vo":"0.9408058","rf":"0.0","d":"0.11111964","t":"-164.26702615","g":"0.00001245","v":"30.63855919"}]';

test('the documented ticker gives prices in USDT and the index, no forward', async () => {
  const set = await quotesOfTexts({ 't.json': TICKER });
  expect(set).toMatchObject({
    reader: 'binance-ticker',
    venue: 'binance',
    underlying: 'BTC',
    unit: 'currency',
    premiumCurrency: 'USDT',
    spot: 3000.3356,
    asOf: 1592380593516,
    underlyingPrice: null,
    timestamp: null,
  });
  expect([set.bid[0], set.ask[0], set.expiry[0]]).toEqual([999.34, 1000.23, Date.UTC(2020, 6, 30, 8)]);
});

test('the documented marks alone are vols without a time', async () => {
  const set = await quotesOfTexts({ 'm.json': MARK });
  expect(set).toMatchObject({ reader: 'binance-mark', unit: 'vol', asOf: null, asOfSource: 'missing' });
  expect([set.bid[0], set.ask[0], set.markVol?.[0]]).toEqual([1.40000077, 1.50000153, 1.45]);
});

test('ticker and marks together are prices with mark vols', async () => {
  const set = await quotesOfTexts({ 'm.json': MARK, 't.json': TICKER });
  expect(set).toMatchObject({
    unit: 'currency',
    symbol: ['BTC-200730-9000-C'],
    rowsRead: 1,
    asOf: 1592380593516,
  });
  expect([set.bid[0], set.markVol?.[0]]).toEqual([999.34, 1.45]);
});

test('the stream holds it all; no bid has a vol of -1.0 and a price of zero', async () => {
  const wrapped = JSON.stringify({ stream: 'btcusdt@optionMarkPrice', data: JSON.parse(STREAM) as unknown });
  for (const text of [STREAM, wrapped, `${wrapped}\n${wrapped}\n`]) {
    const set = await quotesOfTexts({ 's.json': text });
    expect(set).toMatchObject({ reader: 'binance-mark-stream', asOf: 1762867543321, spot: 104334.60217391 });
    expect([set.bid[0], set.ask[0], set.askSize?.[0], set.bidSize]).toEqual([Number.NaN, 900, 0.2, null]);
    expect(set.markVol?.[0]).toBe(0.9408058);
  }
});

test('a vol of -1.0 is missing, a decimal strike is read, a stranger is refused by name', async () => {
  const set = await quotesOfTexts(
    {
      'm.json': JSON.stringify([
        { symbol: 'DOGE-231006-0.06-C', bidIV: '-1.0', askIV: '0.9', markIV: '0.8' },
        { symbol: 'DOGEUSDT', bidIV: '0.7', askIV: '0.9', markIV: '0.8' },
        { symbol: '', bidIV: '0.7' },
        null,
      ]),
    },
    { asOf: Date.UTC(2023, 8, 1) as never },
  );
  expect([set.bid[0], set.strike[0], set.asOfSource]).toEqual([Number.NaN, 0.06, 'user']);
  expect(refusals(set)).toEqual({ 'unknown-name': 1, 'no-name': 1, 'not-a-row': 1 });
});

test('several underlyings are offered', async () => {
  const both = JSON.stringify([
    JSON.parse(TICKER),
    { ...(JSON.parse(TICKER) as object), symbol: 'ETH-200730-900-C' },
  ]);
  const outcome = await readTexts({ 't.json': both });
  expect(outcome.ok ? null : outcome.error.choices?.options).toEqual(['BTC_USDT', 'ETH_USDT']);
  expect((await quotesOfTexts({ 't.json': both }, { underlying: 'eth' })).symbol).toEqual([
    'ETH-200730-900-C',
  ]);
});
