import { expect, test } from 'vitest';
import { buildBook } from '#market/build-book.ts';
import { blackPrice } from '#pricing/black76.ts';
import { quotesOfTexts, readTexts, refusals } from '#testing/read-text.ts';

const present = (column: Float64Array | null) => column?.filter((value) => value > 0).length ?? 0;

/** The header and rows of the web board, as the venue writes them. */
const BOARD_HEADER =
  'Strike,OptionType,Volume,Open,ExtValue,Rho,Theta,Vega,Gamma,NDelta,Δ|Delta,Last,Size,IV Bid,Bid,Mark,Ask,IV Ask,Size,Last_USD,Bid_USD,Ask_USD';
const BOARD = [
  BOARD_HEADER,
  '100000,C,-,33,,64.2,-0.4,1.0,-,,0.9,0.14,44.8,40.1,0.1395,0.14,0.1415,44,53.9,"15,200","4,877,107","15,300"',
  '100000,P,-,538.4,,-0.1,-0.4,1.0,-,,-0.1,0.04,-,-,-,0.04,0.0405,41.85,13.4,11,  ,11',
  '"110,000",C,1,-,,1,1,1,-,,0.5,0.08,1,40,0.0795,0.08,0.081,41,2,1,1,1',
  '110000,X,1,-,,1,1,1,-,,0.5,0.08,1,40,0.0795,0.08,0.081,41,2,1,1,1',
].join('\n');
const BOARD_NAME = 'bitcoin_date20250830_strike20251226_price108864.csv';

test('the web board takes date, expiry and spot from its name and its sizes from two columns of one name', async () => {
  const set = await quotesOfTexts({ [BOARD_NAME]: BOARD });
  expect(set).toMatchObject({
    reader: 'deribit-web-board',
    underlying: 'BTC',
    unit: 'coin',
    spot: 108_864,
    asOf: Date.UTC(2025, 7, 30, 12),
    asOfSource: 'file-name',
  });
  expect([...new Set(set.expiry)]).toEqual([Date.UTC(2025, 11, 26, 8)]);
  expect([...set.strike]).toEqual([100_000, 100_000, 110_000]);
  expect([...set.bid]).toEqual([0.1395, Number.NaN, 0.0795]);
  expect([...(set.bidSize ?? [])]).toEqual([44.8, Number.NaN, 1]);
  expect([...(set.askSize ?? [])]).toEqual([53.9, 13.4, 2]);
  expect(refusals(set)).toEqual({ 'no-type': 1 });
  const told = await quotesOfTexts({ [BOARD_NAME]: BOARD }, { asOf: Date.UTC(2025, 7, 30, 17) as never });
  expect([told.asOf, told.asOfSource]).toEqual([Date.UTC(2025, 7, 30, 17), 'user']);
});

test('an older web board names its instruments; one that names neither is refused with an example', async () => {
  const older = [
    'Instrument,Volume,Open,ExtValue,Rho,Theta,Vega,Gamma,NDelta,Δ|Delta,Last,Size,IV Bid,Bid,Mark,Ask,IV Ask,Size',
    'ETH-26DEC25-4000-P,-,1,,1,1,1,1,,1,0.1,7,60,0.1,0.11,0.12,64,8',
    'ETH-26DEC25,-,1,,1,1,1,1,,1,0.1,7,60,0.1,0.11,0.12,64,8',
  ].join('\n');
  const set = await quotesOfTexts({ 'export.csv': older });
  expect(set).toMatchObject({ underlying: 'ETH', symbol: ['ETH-26DEC25-4000-P'], asOf: null });
  expect([set.bidSize?.[0], set.askSize?.[0]]).toEqual([7, 8]);
  expect(refusals(set)).toEqual({ future: 1 });
  const nameless = await readTexts({ 'export.csv': BOARD });
  expect(nameless.ok ? '' : nameless.error.message).toMatch(
    /neither its rows nor its name say when they expire/,
  );
});

const POLLED_HEADER =
  ',timestamp,state,stats,open_interest,mark_price,mark_iv,instrument_name,index_price,greeks,bids,bid_iv,best_bid_price,best_bid_amount,best_ask_price,best_ask_amount,asks,ask_iv,underlying_price,underlying_index,expiration_timestamp,strike,option_type';

test('polled order books are read with their Python literals, each row at its own time and forward', async () => {
  const row = (i: number, name: string, bid: string, ask: string, forward: number, strike: number) =>
    `${i},${1589449000000 + 1000 * i},open,"{'volume': 12.5, 'price_change': None, 'low': 0.05}",138.8,0.0460,77.72,${name},9300,"{'delta': 0.5}","[[0.046, 2.0], [0.045, 1.0]]",0,${bid},0.0,${ask},4.5,[],500.0,${forward},SYN.BTC-22MAY20,1590134400000,${strike},call`;
  const text = [
    POLLED_HEADER,
    row(0, 'BTC-22MAY20-9250-C', '0.0455', '0.0475', 9310.5, 9250),
    row(1, 'BTC-22MAY20-9500-C', '0', '0.035', 9320.25, 9500),
    row(2, 'BTC-22MAY20-9750-C', '', '0.03', 9330.25, 9750),
    row(3, 'BTC-22MAY20-10000-C', '0.01', '0.02', 9330.25, 9999),
    row(4, 'BTC-PERPETUAL', '9300', '9300.5', 9330.25, 0),
  ].join('\n');
  const set = await quotesOfTexts({ 'books.csv': text });
  expect(set).toMatchObject({ reader: 'deribit-table', underlying: 'BTC', unit: 'coin', spot: 9300 });
  // The third row states no best price and takes the best level of its book; the second states that there is none.
  expect([...set.bid]).toEqual([0.0455, Number.NaN, 0.046]);
  expect([...(set.underlyingPrice ?? [])]).toEqual([9310.5, 9320.25, 9330.25]);
  expect([set.volume?.[0], set.askSize?.[0], set.bidSize]).toEqual([12.5, 4.5, null]);
  expect([set.asOf, set.asOfSource]).toEqual([1589449004000 - 2000, 'timestamps']);
  expect(refusals(set)).toEqual({ contradiction: 1, perpetual: 1 });
});

test('instruments joined with tickers in a spreadsheet are read with their odd doubles', async () => {
  const text = [
    'instrument_name;state_x;option_type;strike;expiration_timestamp;creation_timestamp;tick_size;state_y;timestamp;best_bid_price;best_bid_amount;best_ask_price;best_ask_amount;mark_iv;underlying_price;underlying_index',
    'BTC-27NOV26-60000-C;open;call;60000;1795766400000;1700000000000;0.0001;open;1795170000000;2.9999999999999997E-4;5;4.0000000000000002E-4;0;55.1;90000;BTC-27NOV26',
    'BTC-27NOV26-60000-P;open;put;60000;1795766400000;1700000000000;0.0001;open;1795170000000;0;0;1E-4;7;55.1;90000;BTC-27NOV26',
  ].join('\r\n');
  const set = await quotesOfTexts({ 'joined.csv': text });
  expect([...set.bid]).toEqual([3e-4, Number.NaN]);
  expect([...set.ask]).toEqual([4e-4, 1e-4]);
  expect([set.asOf, set.tick?.[0]]).toEqual([1795170000000, 0.0001]);
});

const NOW = Date.UTC(2026, 10, 20, 10);
/** Rows of a collector: vols as it writes them, prices that belong to them. */
function collected(at: number, unit: number, coin = 'BTC', forward = 90_000): string[] {
  const t = (Date.UTC(2026, 10, 27, 8) - at) / (365 * 86_400_000);
  return [80_000, 85_000, 90_000, 95_000, 100_000, 105_000, 110_000].map((part, i) => {
    const strike = (part * forward) / 90_000;
    const vol = 0.5 + 0.01 * i;
    const price = blackPrice(forward, strike, t, vol, true) / forward;
    const iso = new Date(at).toISOString();
    return `${iso},${coin},${coin}-27NOV26-${strike}-C,${strike},C,2026-11-27T08:00:00+00:00,${(price - 2e-5).toFixed(6)},${(price + 2e-5).toFixed(6)},${(vol * unit).toFixed(4)},${forward},`;
  });
}
const COLLECTED_HEADER =
  'timestamp,currency,instrument_name,strike,option_type,expiry_datetime,bid_price,ask_price,implied_volatility,underlying,last';
const collector = (...rows: readonly string[]) => [COLLECTED_HEADER, ...rows].join('\n');

test('the unit of a column of vols is found from the prices, a mixed one is refused by name', async () => {
  for (const unit of [1, 100]) {
    const set = await quotesOfTexts({ 'c.csv': collector(...collected(NOW, unit)) });
    expect(set.markVol?.[0]).toBeCloseTo(0.5, 10);
    expect(set.notes.join(' ')).toContain(`implied_volatility is ${unit === 1 ? 'decimal' : 'in percent'}`);
  }
  const mixed = collector(...collected(NOW, 1).slice(0, 4), ...collected(NOW, 100).slice(4));
  const outcome = await readTexts({ 'c.csv': mixed });
  expect(outcome.ok ? '' : outcome.error.message).toMatch(
    /column implied_volatility mixes decimals and percent \(BTC-27NOV26-90000-C is decimal/,
  );
});

test('a collector of several currencies and several instants offers both choices', async () => {
  const later = NOW + 3_600_000;
  const text = collector(
    ...collected(NOW, 1),
    ...collected(NOW, 1, 'ETH', 3600),
    ...collected(later, 1).slice(1),
    ...collected(later, 1, 'ETH', 3600),
  );
  const instants = await readTexts({ 'c.csv': text });
  expect(instants.ok ? null : instants.error.choices).toMatchObject({
    kind: 'instant',
    options: ['2026-11-20T11:00:00.000Z', '2026-11-20T10:00:00.000Z'],
  });
  const currencies = await readTexts({ 'c.csv': text }, { at: later as never });
  expect(currencies.ok ? null : currencies.error.choices).toMatchObject({
    kind: 'underlying',
    options: ['ETH', 'BTC'],
  });
  const last = await quotesOfTexts({ 'c.csv': text }, { at: 8.64e15 as never, underlying: 'BTC' });
  expect([last.symbol.length, last.asOf]).toEqual([6, later]);
  const first = await quotesOfTexts({ 'c.csv': text }, { at: NOW as never, underlying: 'BTC' });
  expect([first.symbol.length, first.asOf, present(first.underlyingPrice)]).toEqual([7, NOW, 7]);
});

test('a document of quotes and forwards gives each quote the forward of its expiry', async () => {
  const rows = collected(NOW, 1).map((line) => line.split(','));
  const document = {
    snapshot_time: '2026-11-20T10:00:00+00:00',
    expiries: ['2026-11-27T08:00:00+00:00'],
    forwards: [{ expiry: '2026-11-27T08:00:00+00:00', forward_price: 90_000, index_price: 89_500 }],
    instruments: rows.map((cells) => ({
      instrument_name: cells[2],
      currency: 'BTC',
      strike: Number(cells[3]),
      option_type: 'C',
      expiry: cells[5],
    })),
    option_quotes: rows.map((cells, i) => ({
      instrument_name: cells[2],
      best_bid: i === 0 ? null : Number(cells[6]),
      best_ask: Number(cells[7]),
      mark_price: 0.1,
      deribit_mark_iv: 100 * Number(cells[8]),
      open_interest: 3,
    })),
  };
  const set = await quotesOfTexts({ 'd.json': JSON.stringify(document) });
  expect(set).toMatchObject({ reader: 'deribit-joined', asOf: NOW, asOfSource: 'file', spot: 89_500 });
  expect([present(set.bid), present(set.ask), present(set.underlyingPrice)]).toEqual([6, 7, 7]);
  expect(set.markVol?.[4]).toBeCloseTo(0.54, 10);
  const market = buildBook(set, { asOf: null, forwards: {} });
  expect(market.ok && market.value.books.map(({ forward }) => [forward.value, forward.source])).toEqual([
    [90_000, 'quoted'],
  ]);
  const bare = await readTexts({ 'd.json': JSON.stringify({ ...document, option_quotes: undefined }) });
  expect(bare.ok ? '' : bare.error.message).toMatch(/no "option_quotes"/);
});

test('a typed chain gives its forwards as futures of their expiries', async () => {
  const option = {
    bid: '0.0001',
    ask: '0.0002',
    open_interest: '1003',
    volume: '27274.34',
    strike: '74000',
    maturity: '2026-05-22T08:00:00Z',
    option_type: 'put',
    security_type: 'option',
    iv_bid: '0.429617',
    iv_ask: '0.4756913',
    inverse: true,
  };
  const chain = {
    asset: 'btc',
    asset_curve: { ref_date: '2026-05-21T10:04:10.269985Z', curve_type: 'no_discount_curve' },
    inputs: [
      { bid: '77596.5', ask: '77597', security_type: 'spot' },
      { bid: '77567.5', ask: '77570', maturity: '2026-05-22T08:00:00Z', security_type: 'forward' },
      option,
      { ...option, option_type: 'straddle' },
      { ...option, security_type: 'swap' },
      { ...option, maturity: 'soon' },
      { ...option, bid: '', strike: '75000' },
    ],
  };
  const set = await quotesOfTexts({ 't.json': JSON.stringify(chain) });
  expect(set).toMatchObject({
    reader: 'typed-chain',
    underlying: 'BTC',
    unit: 'coin',
    asOf: Date.UTC(2026, 4, 21, 10, 4, 10, 269),
    spot: 77596.75,
    futures: [{ name: 'BTC forward 2026-05-22', expiry: Date.UTC(2026, 4, 22, 8), bid: 77567.5, ask: 77570 }],
  });
  expect(set.symbol[0]).toBe('BTC|2026-05-22T08:00:00.000Z|74000|P');
  expect([...set.bid]).toEqual([0.0001, Number.NaN]);
  expect(refusals(set)).toEqual({ 'no-type': 1, 'unknown-type': 1, 'no-expiry': 1 });
});

test('premiums that a collector turned into dollars are dollars', async () => {
  const rows = collected(NOW, 1).map((line) => {
    const cells = line.split(',');
    for (const at of [6, 7]) cells[at] = (90_000 * Number(cells[at])).toFixed(2);
    return cells.join(',');
  });
  const set = await quotesOfTexts({ 'c.csv': collector(...rows) });
  expect(set).toMatchObject({ unit: 'currency', settlement: 'inverse', premiumCurrency: 'USD', tick: null });
  expect(set.markVol?.[0]).toBeCloseTo(0.5, 10);
  const market = buildBook(set, { asOf: null, forwards: {} });
  if (!market.ok) throw new Error(market.error.message);
  const [book] = market.value.books;
  expect(book?.forward.discount).toBe(1);
  expect(book?.midVol[2]).toBeCloseTo(0.52, 3);
});
