import { expect, test } from 'vitest';
import type { Outcome } from '#base/outcome.ts';
import { epochMs } from '#base/units.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { blackPrice } from '#pricing/black76.ts';
import { impliedVol } from '#pricing/implied-vol.ts';
import { memorySource } from '#testing/byte-source.ts';
import { hasShared, sharedBytes } from '#testing/shared.ts';
import { readFiles } from './index.ts';
import type { ReadOptions } from './reader.ts';

async function read(
  name: string,
  content: string | Uint8Array,
  options: Partial<ReadOptions> = {},
): Promise<Outcome<QuoteSet>> {
  const reading = readFiles([memorySource(name, content)], {
    asOf: null,
    underlying: null,
    at: null,
    ...options,
  });
  let step = await reading.next();
  while (step.done !== true) step = await reading.next();
  return step.value;
}

async function opened(
  name: string,
  content: string | Uint8Array,
  options: Partial<ReadOptions> = {},
): Promise<QuoteSet> {
  const outcome = await read(name, content, options);
  if (!outcome.ok) throw new Error(outcome.error.message);
  const set = outcome.value;
  expect(set.rowsRead).toBe(set.symbol.length + set.rejected.reduce((sum, { count }) => sum + count, 0));
  return set;
}

const iso = (at: number | null | undefined) => (at == null ? null : new Date(at).toISOString());
const years = (set: QuoteSet, i: number) => ((set.expiry[i] ?? 0) - (set.asOf ?? 0)) / (365 * 86_400_000);

test('a table of relative strikes is read with the spot as forward and strikes to their last digit', async () => {
  const text =
    'spot,maturity_years,strike_over_spot,implied_vol\n2772.7,0.025,0.8613,0.3365\n2772.7,0.025,1.05,0.2\n2772.7,0.5,1,\n';
  const set = await opened('sx5e_20100301.csv', text);
  expect(set.reader).toBe('vol-table');
  expect([...set.strike]).toEqual([2388.12651, 2911.335]);
  expect([...set.isCall]).toEqual([0, 1]);
  expect(set.underlyingPrice?.[0]).toBe(2772.7);
  expect(years(set, 0)).toBeCloseTo(0.025, 9);
  expect([set.unit, iso(set.asOf), set.underlying, set.spot]).toEqual([
    'vol',
    '2010-03-01T21:00:00.000Z',
    'SX5E',
    2772.7,
  ]);
  expect(set.rejected).toEqual([{ reason: 'no-quote', count: 1, examples: ['row 4'] }]);
});

test('strikes in percent of the spot are the strikes of their shares, under the headings of a desk', async () => {
  const set = await opened(
    'sx5e_20100301.csv',
    'Spot;Tenor (days);Moneyness %;IV mid %\n2772,7;30;86,13;33,65\n2772,7;30;105;20\n',
  );
  expect([set.reader, ...set.strike]).toEqual(['vol-table', 2388.12651, 2911.335]);
  expect(set.bid[0]).toBeCloseTo(0.3365, 12);
  expect(set.notes.join(' ')).toContain('Strikes are in percent of the spot');
  const named = await opened(
    'sx5e_20100301.csv',
    'spot,tenor_days,moneyness_pct,implied_vol\n2772.7,30,105,0.2\n2772.7,30,86.13,0.3365\n',
  );
  expect([...named.strike]).toEqual([2911.335, 2388.12651]);
  expect(years(named, 0)).toBeCloseTo(30 / 365, 9);
});

test('a table of several days is read as the day that is asked for, with the date it states', async () => {
  const header = 'date,spot,moneyness_pct,tenor_days,implied_vol';
  const day = (date: string, spot: number, vol: number) =>
    [80, 90, 100, 110, 120].map((share) => `${date},${spot},${share},30,${vol}`);
  const both = [header, ...day('2026-06-03', 5000, 18), ...day('2026-06-05', 5200, 20)].join('\n');
  const asked = await read('sx5e.csv', both);
  expect(asked.ok ? null : asked.error.choices).toMatchObject({
    kind: 'instant',
    options: ['2026-06-05T20:00:00.000Z', '2026-06-03T20:00:00.000Z'],
  });
  const set = await opened('sx5e.csv', both, { at: Date.UTC(2026, 5, 7) as never });
  expect([iso(set.asOf), iso(set.expiry[0]), set.spot, ...set.strike]).toEqual([
    '2026-06-05T20:00:00.000Z',
    '2026-07-05T20:00:00.000Z',
    5200,
    ...[4160, 4680, 5200, 5720, 6240],
  ]);
  expect([set.bid[0], set.asOfSource]).toEqual([0.2, 'file']);
  expect(set.rejected).toEqual([expect.objectContaining({ reason: 'other-snapshot', count: 5 })]);
  const dayFirst = [header, ...day('13/06/2026', 5000, 18)].join('\n');
  expect(iso((await opened('sx5e.csv', dayFirst)).asOf)).toBe('2026-06-13T20:00:00.000Z');
  const expiries = 'date,spot,moneyness,days,iv\n2026-07-05,5000,1,30,0.2\n2026-08-04,5000,1,60,0.2\n';
  expect(iso((await opened('sx5e_20260605.csv', expiries)).asOf)).toBe('2026-06-05T20:00:00.000Z');
});

test('a table of decimal commas reads three digits after one, whole days, and percent of the spot beside a rate', async () => {
  const set = await opened(
    'sx5e_20260605.csv',
    'Maturity;Moneyness %;Spot;IV\n30;80;5.321;25,072\n90;105;5.321;16,852\n',
  );
  expect([set.spot, ...set.strike, ...set.bid]).toEqual([5321, 4256.8, 5587.05, 0.25072, 0.16852]);
  expect([years(set, 0), years(set, 1)]).toEqual([30 / 365, 90 / 365]);
  const rated = await opened(
    'sx5e_20260605.csv',
    'days,strike (%),spot,rate,iv\n30,80,5000,0.02,0.25\n30,105,5000,0.02,0.17\n',
  );
  expect([...rated.strike]).toEqual([4000, 5250]);
});

test('relative strikes that are logarithms or distances are refused, and whole years are told', async () => {
  for (const share of ['-0.2231', '0', '-20']) {
    const refused = await read(
      'a_20260605.csv',
      `T,moneyness,Spot,IV\n0.1,${share},5000,0.2\n0.1,0.1,5000,0.2\n`,
    );
    expect(refused.ok ? '' : refused.error.message).toContain(`a relative strike is ${Number(share)}.`);
  }
  const months = await read('a_20260605.csv', 'tenor,moneyness,Spot,IV\n1,1,5000,0.2\n12,1,5000,0.2\n');
  expect(months.issues.map(({ code }) => code)).toContain('maturity-unit-assumed');
});

test('tenors are lengths of time, a month a twelfth of a year', async () => {
  const rows = ['10D', '2W', '3M', '1Y'].map((tenor) => `${tenor},5000,100,20`);
  const set = await opened('a_20260605.csv', `tenor,spot,moneyness_pct,iv\n${rows.join('\n')}\n`);
  for (const [i, length] of [10 / 365, 14 / 365, 0.25, 1].entries())
    expect(years(set, i)).toBeCloseTo(length, 9);
});

test('a table with rates carries the spot, in percent as in decimals, and one without a day asks for it', async () => {
  const row = (vol: number) => `4468.17,365,0.04,4600,${vol}\n4468.17,365,0.04,4400,${vol}\n`;
  const decimal = await opened('dax_20020705.csv', `spot,days,zero_rate,strike,implied_vol\n${row(0.25)}`);
  const percent = await opened('dax_20020705.csv', `spot,days,zero_rate,strike,implied_vol\n${row(25)}`);
  expect(decimal.underlyingPrice?.[0]).toBeCloseTo(4468.17 * Math.exp(0.04), 9);
  expect([...percent.bid]).toEqual([...decimal.bid]);
  expect([...decimal.isCall]).toEqual([0, 0]);
  const undated = await read('table.csv', `spot,days,zero_rate,strike,implied_vol\n${row(25)}`);
  expect(undated.ok ? '' : undated.error.message).toContain('Set the as-of time');
});

test('lists of volatilities a maturity keep their forwards and types', async () => {
  const document = {
    ids: ['2w', '1m'],
    ttms: [0.05, 0.1],
    ticker: 'VIX',
    forwards: [27, 28],
    strikes_ttms: [[22, 30], [22]],
    optiontypes_ttms: [['P', 'C'], ['P']],
    discfactors: [1, 1],
    bid_ivs: [[0.56, 0.6], [0.5]],
    ask_ivs: [[0.66, null], [0.55]],
    _doc: 'VIX implied vols 15_Jul_2022_16_23_02',
  };
  const set = await opened('vix.json', JSON.stringify(document));
  expect(set.reader).toBe('vol-arrays');
  expect(iso(set.asOf)).toBe('2022-07-15T20:23:00.000Z');
  expect(years(set, 2)).toBeCloseTo(0.1, 9);
  expect([...(set.underlyingPrice ?? [])]).toEqual([27, 27, 28]);
  expect([...set.ask]).toEqual([0.66, Number.NaN, 0.55]);
  const short = await read('vix.json', JSON.stringify({ ...document, bid_ivs: [[0.5]] }));
  expect(short.ok ? '' : short.error.message).toContain('2, 2, 2, 1, 2 maturities');
});

/** A broker chain of one expiry, `hours` before it. */
function broker(hours: number, stamp: string, vol: (v: number) => number, more: object = {}): string {
  const t = hours / 24 / 365;
  const options = Array.from({ length: 41 }, (_, i) => {
    const strike = 24_000 + 10 * i;
    const v = 0.19 + 0.5 * Math.log(strike / 24_210) ** 2;
    const [call, put] = [true, false].map((isCall) => blackPrice(24_210, strike, t, v, isCall));
    return {
      strike_price: strike,
      call_bid: Math.max(0, (call ?? 0) - 1),
      call_ask: (call ?? 0) + 1,
      put_bid: Math.max(0, (put ?? 0) - 1),
      put_ask: (put ?? 0) + 1,
      implied_volatility: vol(v),
    };
  });
  return JSON.stringify({
    symbol: 'Germany 40',
    underlying_price: 24_209,
    expiration_date: stamp,
    ...more,
    options,
  });
}

test('whatever is priced from a table of volatilities is in the currency of its forward, of a coin too', async () => {
  const asOf = epochMs(Date.UTC(2026, 7, 1, 18));
  const lists = {
    ...{ ids: ['1m'], ttms: [0.1], ticker: 'BTC', forwards: [62_000], strikes_ttms: [[60_000, 64_000]] },
    ...{ optiontypes_ttms: [['P', 'C']], bid_ivs: [[0.4, 0.39]], ask_ivs: [[0.42, 0.41]] },
  };
  const texts = {
    'lists.json': JSON.stringify(lists),
    'btc_20260801.csv': 'spot,tenor_days,moneyness_pct,implied_vol\n62000,30,105,0.4\n62000,30,90,0.45\n',
    'btc_vols.csv':
      'BTC implied vols\nSpot: 62000\nTenor,80%,90%,100%,110%\n1M,45,42,40,41\n3M,46,44,42,43\n',
    'btc.csv':
      'strike,T,type,bid_iv,ask_iv,forward\n64000,0.5,C,0.4,0.41,62000\n60000,0.5,P,0.42,0.43,62000\n',
  };
  for (const [name, text] of Object.entries(texts)) {
    const set = await opened(name, text, { asOf, underlying: 'BTC' });
    expect([name, set.unit, set.underlying, set.settlement, set.premiumCurrency]).toEqual([
      name,
      'vol',
      'BTC',
      'linear',
      'USD',
    ]);
  }
});

test('one instant for quotes and expiry is told apart by the maturity its volatilities give back, in either unit', async () => {
  for (const scale of [1, 100]) {
    const set = await opened(
      'Germany-40.json',
      broker(4, '2025-05-27 15:29:00 UTC', (v) => scale * v),
    );
    expect(set.reader).toBe('broker-chain');
    expect(iso(set.asOf)).toBe('2025-05-27T15:29:00.000Z');
    expect((set.expiry[0]! - set.asOf!) / 3_600_000).toBeCloseTo(4, 1);
    expect(set.markVol?.[40]).toBeCloseTo(0.19, 3);
    expect([set.underlying, set.symbol.length]).toEqual(['GERMANY_40', 82]);
  }
});

test('a longer maturity makes the one instant the expiry, and the quote time the user gives decides', async () => {
  const text = broker(24 * 30, '2025-06-26 15:29:00 UTC', (v) => v);
  const set = await opened('chain.json', text);
  expect(iso(set.expiry[0])).toBe('2025-06-26T15:29:00.000Z');
  expect((set.expiry[0]! - set.asOf!) / 86_400_000).toBeCloseTo(30, 0);
  const at = Date.UTC(2025, 4, 27, 15, 29) as ReadOptions['asOf'];
  expect((await opened('chain.json', text, { asOf: at })).asOf).toBe(at);
  const both = await opened(
    'chain.json',
    broker(24 * 30, '2025-06-26 15:29:00 UTC', (v) => 100 * v, { timestamp: '2025-05-27T15:29:00Z' }),
  );
  expect([iso(both.asOf), both.markVol?.[20]?.toFixed(2)]).toEqual(['2025-05-27T15:29:00.000Z', '0.19']);
});

test.skipIf(!hasShared)('the real broker chain gives its own volatilities back near the money', async () => {
  const name = 'Germany-40-2025-05-27-15-29-00-UTC-24209.json';
  const set = await opened(name, sharedBytes(`data/broker-json/${name}`));
  expect(iso(set.asOf)).toBe('2025-05-27T15:29:00.000Z');
  expect(set.symbol).toHaveLength(198);
  const errors = [...set.strike].flatMap((strike, i) => {
    const call = set.isCall[i] === 1;
    if (Math.abs(strike - 24_210) > 150 || call !== strike >= 24_210) return [];
    const price = 0.5 * (set.bid[i]! + set.ask[i]!);
    return [Math.abs(impliedVol(24_210, strike, years(set, i), call, price) - set.markVol![i]!)];
  });
  errors.sort((a, b) => a - b);
  expect(errors.length).toBeGreaterThan(10);
  expect(errors[errors.length >> 1]).toBeLessThan(3e-3);
});

test.skipIf(!hasShared)('the real tables of papers open with their rows, forwards and instants', async () => {
  const at = (name: string) => opened(name, sharedBytes(`data/paper-tables/${name}`));
  const dax = await at('dax_20020705_sepp_heston.csv');
  expect([dax.reader, dax.symbol.length, new Set(dax.expiry).size]).toEqual(['vol-table', 104, 8]);
  expect(dax.underlyingPrice?.[0]).toBeCloseTo(4468.17 * Math.exp((0.0357 * 13) / 365), 6);
  const sx5e = await at('sx5e_20100301_andreasen_huge.csv');
  expect([sx5e.symbol.length, new Set(sx5e.expiry).size]).toEqual([155, 12]);
  const btc = await at('sepp_btc.json');
  expect([btc.reader, btc.symbol.length, new Set(btc.expiry).size, iso(btc.asOf)?.slice(0, 10)]).toEqual([
    'vol-arrays',
    49,
    4,
    '2021-10-21',
  ]);
  expect((await at('sepp_vix.json')).underlying).toBe('VIX');
});
