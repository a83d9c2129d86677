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
  expect(set.notes.at(-1)).toContain('prices of the first, mark volatilities of the second');
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

test('the end-of-hour file holds a snapshot an hour', async () => {
  const header =
    'date,hour,symbol,underlying,type,strike,open,high,low,close,volume_contracts,volume_usdt,best_bid_price,best_ask_price,best_bid_qty,best_ask_qty,best_buy_iv,best_sell_iv,mark_price,mark_iv,delta,gamma,vega,theta,openinterest_contracts,openinterest_usdt';
  const rows = [8, 9].flatMap((hour) =>
    [25, 26, 27, 28, 29].map(
      (k) =>
        `2023-05-18,${hour},BTC-230519-${k}000-C,BTCUSDT,CALL,${k}000,0,0,0,0,1.5,100,${k === 29 ? '' : 10 * hour},${20 * hour},1,2,,,15,0.55,0.5,0,1,-1,7,700`,
    ),
  );
  const text = [header, ...rows, rows[0]?.replace('2023-05-18', 'yesterday')].join('\n');
  const unasked = await readTexts({ 'BTCUSDT-EOHSummary-2023-05-18.csv': text });
  expect(unasked.ok ? null : unasked.error.choices).toMatchObject({
    kind: 'instant',
    options: ['2023-05-18T10:00:00.000Z', '2023-05-18T09:00:00.000Z'],
  });
  const set = await quotesOfTexts(
    { 'BTCUSDT-EOHSummary-2023-05-18.csv': text },
    { at: Date.UTC(2023, 4, 18, 9, 30) as never },
  );
  expect(set).toMatchObject({
    reader: 'binance-end-of-hour',
    unit: 'currency',
    asOf: Date.UTC(2023, 4, 18, 9),
  });
  expect([...set.bid]).toEqual([80, 80, 80, 80, Number.NaN]);
  expect([set.markVol?.[0], set.openInterest?.[0]]).toEqual([0.55, 7]);
  expect(refusals(set)).toEqual({ 'after-instant': 5, 'no-time': 1 });
});
