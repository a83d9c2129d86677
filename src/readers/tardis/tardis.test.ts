import { expect, test } from 'vitest';
import { quotesOfTexts, readTexts, refusals } from '#testing/read-text.ts';

const HEADER =
  'exchange,symbol,timestamp,local_timestamp,type,strike_price,expiration,open_interest,last_price,bid_price,bid_amount,bid_iv,ask_price,ask_amount,ask_iv,mark_price,mark_iv,underlying_index,underlying_price,delta,gamma,vega,theta,rho';
/** The row of the documentation, its greeks completed. */
const ROW =
  'deribit,BTC-9JUN20-9875-P,1591574399413000,1591574400196008,put,9875,1591689600000000,0.1,0.0295,0.0205,15.0,55.91,0.0235,15.0,68.94,0.02210436,62.89,SYN.BTC-9JUN20,9756.36,-0.61,0.0005,1.2,-30.1,-0.2';
const chain = (...rows: readonly string[]) => [HEADER, ...rows, ''].join('\n');
const at = (iso: string) => ({ at: Date.parse(iso) as never });

test('the documented row is read in microseconds and percent', async () => {
  const set = await quotesOfTexts({ 'OPTIONS.csv': chain(ROW) });
  expect(set).toMatchObject({
    reader: 'tardis-options-chain',
    venue: 'deribit',
    underlying: 'BTC',
    unit: 'coin',
    asOf: 1591574399413,
    asOfSource: 'timestamps',
    underlyingName: ['SYN.BTC-9JUN20'],
  });
  expect([set.bid[0], set.ask[0], set.bidSize?.[0], set.underlyingPrice?.[0]]).toEqual([
    0.0205, 0.0235, 15, 9756.36,
  ]);
  expect(set.markVol?.[0]).toBeCloseTo(0.6289, 12);
  expect([set.expiry[0], set.tick?.[0]]).toEqual([Date.UTC(2020, 5, 9, 8), 0.0005]);
});

const tick = (stamp: string, bid: string) => ROW.replace('1591574399413000', stamp).replace('0.0205', bid);

test('of the ticks of one option the last one counts, also within one millisecond', async () => {
  const text = chain(
    tick('1591574398000000', '0.0190'),
    tick('1591574399413000', '0.0195'),
    tick('1591574399413900', '0.0200'),
  );
  const set = await quotesOfTexts({ 'OPTIONS.csv': text });
  expect([...set.bid]).toEqual([0.02]);
  expect(refusals(set)).toEqual({ 'older-tick': 2 });
});

test('an instant takes the last tick at or before it, and is the as-of time', async () => {
  const text = chain(tick('1591574300000000', '0.0190'), tick('1591574399413000', '0.0195'));
  const set = await quotesOfTexts({ 'OPTIONS.csv': text }, at('2020-06-07T23:59:00Z'));
  expect([...set.bid]).toEqual([0.019]);
  expect([set.asOf, set.asOfSource]).toEqual([Date.UTC(2020, 5, 7, 23, 59), 'user']);
  expect(refusals(set)).toEqual({ 'after-instant': 1 });
  const beyond = await quotesOfTexts({ 'OPTIONS.csv': text }, at('2030-01-01T00:00:00Z'));
  expect([beyond.asOf, beyond.asOfSource]).toEqual([1591574399413, 'timestamps']);
  const before = await readTexts({ 'OPTIONS.csv': text }, at('2020-01-01T00:00:00Z'));
  expect(before.ok ? '' : before.error.message).toMatch(
    /begins at 2020-06-07T23:58:20.000Z, after the instant/,
  );
});

test('an empty cell is missing, an underlying is chosen, a row that denies its name is refused', async () => {
  const text = chain(
    ROW.replace('0.0205,15.0,55.91', ',,'),
    ROW.replace('BTC-9JUN20-9875-P', 'ETH-9JUN20-250-C').replace('put,9875', 'call,250'),
    ROW.replace('BTC-9JUN20-9875-P', 'BTC-9JUN20-9999-P'),
    ROW.replace('BTC-9JUN20-9875-P', 'BTC-PERPETUAL'),
    ROW.replace('deribit', 'ftx'),
    ROW.replace('1591574399413000', ''),
  );
  const unasked = await readTexts({ 'OPTIONS.csv': text });
  expect(unasked.ok ? null : unasked.error.choices).toMatchObject({
    kind: 'underlying',
    options: ['BTC', 'ETH'],
  });
  const set = await quotesOfTexts({ 'OPTIONS.csv': text }, { underlying: 'BTC' });
  expect([set.bid[0], set.ask[0], set.bidSize]).toEqual([Number.NaN, 0.0235, null]);
  expect(refusals(set)).toEqual({
    contradiction: 1,
    perpetual: 1,
    'other-venue': 1,
    'no-time': 1,
    'other-underlying': 1,
  });
});

test('OKX chains are decimal and named its way', async () => {
  const set = await quotesOfTexts({
    'OPTIONS.csv': chain(
      ROW.replace('deribit,BTC-9JUN20-9875-P', 'okex-options,BTC-USD-200609-9875-P').replace(
        '62.89',
        '0.6289',
      ),
    ),
  });
  expect([set.venue, set.unit, set.markVol?.[0]]).toEqual(['okx', 'coin', 0.6289]);
});

test('a header alone says so', async () => {
  const outcome = await readTexts({ 'OPTIONS.csv': `${HEADER}\n` });
  expect(outcome.ok ? '' : outcome.error.message).toMatch(/no row of a known exchange/);
});

test('a time beyond all calendars is no time', async () => {
  const text = chain(ROW, tick('99991574399413000000000', '0.0195'));
  const set = await quotesOfTexts({ 'OPTIONS.csv': text });
  expect([set.asOf, refusals(set)]).toEqual([1591574399413, { 'no-time': 1 }]);
});

test('a chain saved again with semicolons is the same chain', async () => {
  const set = await quotesOfTexts({ 'OPTIONS.csv': chain(ROW).replaceAll(',', ';') });
  expect([set.reader, set.symbol, set.bid[0]]).toEqual([
    'tardis-options-chain',
    ['BTC-9JUN20-9875-P'],
    0.0205,
  ]);
});
