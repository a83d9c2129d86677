import { expect, test } from 'vitest';
import { quotesOfTexts, readTexts, refusals } from '#testing/read-text.ts';

/** The reply documented for GET /api/v5/public/opt-summary. */
const SUMMARY =
  '{"code":"0","msg":"","data":[{"askVol":"3.7207056835937498","bidVol":"0","delta":"0.8310206676289528","deltaBS":"0.9857332101544538","fwdPx":"39016.8143629068452065","gamma":"-1.1965483553276135","gammaBS":"0.000011933182397798109","instId":"BTC-USD-220309-33000-C","instType":"OPTION","lever":"0","markVol":"1.5551965233045728","realVol":"0","volLv":"0","theta":"-0.0014131955002093717","thetaBS":"-66.03526900575946","ts":"1646733631242","uly":"BTC-USD","vega":"0.000018173851073258973","vegaBS":"0.7089307622132419"}]}';

const ticker = (instId: string, bidPx: string, askPx: string, ts = '1646733631242') => ({
  instType: 'OPTION',
  instId,
  last: '',
  askPx,
  askSz: askPx === '' ? '' : '20',
  bidPx,
  bidSz: bidPx === '' ? '' : '10',
  vol24h: '3',
  ts,
});
const tickers = (...rows: unknown[]) => JSON.stringify({ code: '0', msg: '', data: rows });

test('the documented option summary gives vols, the forward and no bid', async () => {
  const set = await quotesOfTexts({ 's.json': SUMMARY });
  expect(set).toMatchObject({
    reader: 'okx-opt-summary',
    venue: 'okx',
    underlying: 'BTC',
    unit: 'vol',
    asOf: 1646733631242,
    asOfSource: 'timestamps',
    symbol: ['BTC-USD-220309-33000-C'],
    underlyingName: ['fwdPx'],
    rejected: [],
  });
  expect([...set.bid, ...set.ask, ...set.strike, ...set.expiry]).toEqual([
    Number.NaN,
    3.7207056835937498,
    33_000,
    Date.UTC(2022, 2, 9, 8),
  ]);
  expect([set.markVol?.[0], set.underlyingPrice?.[0]]).toEqual([1.5551965233045728, 39016.81436290684]);
});

test('tickers alone are premiums in coin, an empty string is missing', async () => {
  const set = await quotesOfTexts({
    't.json': tickers(
      ticker('BTC-USD-220309-33000-C', '', '0.16'),
      ticker('BTC-USD-220309-33000-P', '0.001', '0.002'),
    ),
  });
  expect(set).toMatchObject({
    reader: 'okx-tickers',
    unit: 'coin',
    settlement: 'inverse',
    premiumCurrency: 'BTC',
  });
  expect([...set.bid]).toEqual([Number.NaN, 0.001]);
  expect([...(set.askSize ?? [])]).toEqual([20, 20]);
  expect(set.underlyingPrice).toBeNull();
});

test('both files together are one board with prices, forwards and mark vols', async () => {
  const summary = JSON.parse(SUMMARY) as { data: { instId: string }[] };
  summary.data.push({ ...summary.data[0]!, instId: 'BTC-USD-220309-50000-C' });
  const set = await quotesOfTexts({
    's.json': JSON.stringify(summary),
    't.json': tickers(
      ticker('BTC-USD-220309-33000-C', '0.15', '0.16'),
      ticker('BTC-USD-220309-60000-C', '0.0001', '0.0002'),
      ticker('BTC-USD-220325', '39000', '39010'),
      ticker('BTC-USD-SWAP', '39000', '39010'),
    ),
  });
  expect(set.symbol).toEqual(['BTC-USD-220309-33000-C', 'BTC-USD-220309-60000-C']);
  expect([...(set.underlyingPrice ?? [])]).toEqual([39016.81436290684, Number.NaN]);
  expect(set.unit).toBe('coin');
  expect(set.files.map(({ name }) => name)).toEqual(['t.json', 's.json']);
  expect(refusals(set)).toEqual({ future: 1, perpetual: 1, 'no-prices': 1 });
  expect(set.notes.at(-1)).toMatch(/joined on instId: prices of the first, forwards and mark volatilities/);
  // What both files say alike is said once.
  expect(set.notes.filter((note) => /instrument name/.test(note))).toHaveLength(1);
  // Nothing is asked for that was dropped with them.
  expect(set.notes.join('\n')).not.toContain('drop the opt-summary');
});

test('two files of different hours are two snapshots', async () => {
  const late = tickers(ticker('BTC-USD-220309-33000-C', '0.15', '0.16', '1646744431242'));
  const outcome = await readTexts({ 's.json': SUMMARY, 't.json': late });
  expect(outcome.ok ? '' : outcome.error.message).toMatch(/3\.0 h apart: they are two snapshots/);
});

test('linear and inverse options of one coin are never mixed', async () => {
  const text = tickers(
    ticker('BTC-USD-220309-33000-C', '0.15', '0.16'),
    ticker('BTC-USD_UM-220309-33000-C', '5000', '5100'),
  );
  const unasked = await readTexts({ 't.json': text });
  expect(unasked.ok ? null : unasked.error.choices).toMatchObject({
    kind: 'underlying',
    options: ['BTC', 'BTC_USD'],
  });
  const linear = await quotesOfTexts({ 't.json': text }, { underlying: 'btc_usd' });
  expect(linear).toMatchObject({ unit: 'currency', settlement: 'linear', premiumCurrency: 'USD' });
  expect(refusals(linear)).toEqual({ 'other-underlying': 1 });
});

test('tickers and summary in one document, or in one row, are joined', async () => {
  const row = ticker('BTC-USD-220309-33000-C', '0.15', '0.16');
  const summary = JSON.parse(SUMMARY) as { data: [object] };
  const documents = [
    { tickers: JSON.parse(tickers(row)) as object, opt_summary: summary },
    [{ ...row, ...summary.data[0] }],
    [
      { arg: { channel: 'opt-summary' }, data: summary.data },
      { arg: { channel: 'tickers' }, data: [row] },
    ],
  ];
  for (const document of documents) {
    const set = await quotesOfTexts({ 'both.json': JSON.stringify(document) });
    expect([set.reader, set.unit, set.symbol.length, set.files.length]).toEqual([
      'okx-tickers',
      'coin',
      1,
      1,
    ]);
    expect([set.bid[0], set.ask[0], set.markVol?.[0]]).toEqual([0.15, 0.16, 1.5551965233045728]);
    expect([set.underlyingPrice?.[0], set.underlyingName]).toEqual([39016.81436290684, ['fwdPx']]);
  }
});

test('an error reply, a reply of swaps and an empty reply say what they are', async () => {
  const said = async (text: string) => {
    const outcome = await readTexts({ 'x.json': text });
    return outcome.ok ? '' : outcome.error.message;
  };
  expect(await said('{"code":"50011","msg":"Too Many Requests","data":[{"instId":"","bidVol":""}]}')).toBe(
    'x.json is an error reply of the venue (50011 Too Many Requests), not quotes. Ask again.',
  );
  expect(await said(tickers(ticker('BTC-USD-SWAP', '1', '2')))).toMatch(/holds 1 future and no option/);
  expect(await said(tickers(ticker('BTC-USDT', '1', '2')))).toMatch(
    /none of its 1 rows is an option: 1 unknown-name/,
  );
});

test('recorded messages of the channel keep the last state of each option', async () => {
  const message = (bidVol: string, ts: string) =>
    JSON.stringify({
      arg: { channel: 'opt-summary', instFamily: 'BTC-USD' },
      data: [
        {
          instType: 'OPTION',
          instId: 'BTC-USD-220309-33000-C',
          bidVol,
          askVol: '0.9',
          markVol: '0.8',
          fwdPx: '39000',
          ts,
        },
      ],
    });
  const lines = [
    '{"event":"subscribe","arg":{"channel":"opt-summary"}}',
    message('0.7', '1646733631000'),
    message('0.75', '1646733632000'),
  ];
  const set = await quotesOfTexts({ 'r.ndjson': lines.join('\n') });
  expect([...set.bid]).toEqual([0.75]);
  expect(refusals(set)).toEqual({ 'older-tick': 1 });
});
