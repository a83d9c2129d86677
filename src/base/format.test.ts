import { expect, test } from 'vitest';
import {
  ascii,
  count,
  date,
  elapsed,
  expiryMarks,
  expiryName,
  fixed,
  grouped,
  instant,
  nonzero,
  parameter,
  parseNumber,
  price,
  share,
  shortDate,
  standardError,
  strike,
  time,
  timeToExpiry,
  volPercent,
  volPoints,
  weightPercent,
} from './format.ts';

const AUG_1 = Date.UTC(2026, 7, 1, 17, 58, 4, 320);

test('volatilities are shown in percent with two decimals and a real minus', () => {
  expect(volPercent(0.3224)).toBe('32.24');
  // A column of the tables has no room for decimals of what is told minutes before an expiry.
  expect(volPercent(237.0657)).toBe('23707');
  expect(volPoints(-0.0043)).toBe('\u22120.43');
  expect(volPoints(0.0049)).toBe('0.49');
  expect(weightPercent(0.049)).toBe('4.9');
});

test('a value that rounds to zero has no sign', () => {
  expect(fixed(-0.001, 2)).toBe('0.00');
  expect(fixed(-0, 2)).toBe('0.00');
  expect([nonzero(-0.1, 3), nonzero(-0.00028, 3), nonzero(0, 3)]).toEqual(['−0.100', '−0.0003', '0.000']);
  expect(grouped(-0.4, 0)).toBe('0');
});

test('a missing or non-finite value is an en dash', () => {
  for (const value of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(fixed(value, 2)).toBe('\u2013');
    expect(strike(value)).toBe('\u2013');
    expect(share(value)).toBe('\u2013');
    expect(parameter(value, 0.1)).toBe('\u2013');
    expect(date(value)).toBe('\u2013');
    expect(timeToExpiry(value)).toBe('\u2013');
    expect(elapsed(value)).toBe('\u2013');
  }
});

test('strikes and counts are grouped by thin spaces and keep the decimals they have', () => {
  expect(strike(63075)).toBe('63\u2009075');
  expect(strike(1234567)).toBe('1\u2009234\u2009567');
  expect(strike(0.625)).toBe('0.625');
  expect(strike(412.5)).toBe('412.5');
  expect(count(212000)).toBe('212\u2009000');
  expect(grouped(-62723.75, 2)).toBe('\u221262\u2009723.75');
});

test('a share is 100 % only when it is all and 0 % only when it is nothing', () => {
  expect(share(1)).toBe('100 %');
  expect(share(0.996)).toBe('99 %');
  expect(share(0.974)).toBe('97 %');
  expect(share(0.001)).toBe('1 %');
  expect(share(0)).toBe('0 %');
});

test('a parameter is shown to two digits of its standard error', () => {
  expect(parameter(0.0281234, 0.0004)).toBe('0.02812');
  expect(parameter(-0.12712, 0.0041)).toBe('\u22120.1271');
  expect(parameter(35.26, 0.0996)).toBe('35.26');
  expect(parameter(1.98, null)).toBe('1.980');
  expect(parameter(0, null)).toBe('0.000');
  expect(parameter(1234, 250)).toBe('1234');
  expect(standardError(0.0041)).toBe('0.0041');
  expect([standardError(0.0012), standardError(0.000841), standardError(5.13e-7), standardError(0)]).toEqual([
    '0.0012',
    '8.4e\u22124',
    '5.1e\u22127',
    '0.0',
  ]);
});

test('prices follow their tick', () => {
  expect(price(0.0043, 0.0005)).toBe('0.0043');
  expect(price(63075, 2.5)).toBe('63\u2009075.0');
  expect(price(12.3, 0.01)).toBe('12.30');
  expect(price(12.3, null)).toBe('12.3000');
});

test('time to expiry is in hours under a day and in days from there', () => {
  expect(timeToExpiry(14.03 / 8760)).toBe('14.0 h');
  expect(timeToExpiry(1 / 8760)).toBe('1.0 h');
  expect(timeToExpiry(1 / 60 / 8760)).toBe('1.0 min');
  expect(timeToExpiry(54.584 / 365)).toBe('54.6 d');
  expect(timeToExpiry(23.97 / 8760)).toBe('1.0 d');
});

test('dates and times are UTC', () => {
  expect(date(AUG_1)).toBe('1 Aug 2026');
  expect(time(AUG_1)).toBe('17:58:04Z');
  expect(instant(AUG_1)).toBe('1 Aug 2026 17:58:04Z');
  expect(shortDate(Date.UTC(2027, 2, 26, 8), true)).toBe('26 Mar \u201927');
  expect(shortDate(Date.UTC(2026, 7, 2, 8), false)).toBe('2 Aug');
  expect(date(1e300)).toBe('\u2013');
});

test('an expiry is named by its date, with its root where the key has one', () => {
  expect(expiryName('2026-08-07T08:00:00.000Z')).toBe('7 Aug 2026');
  expect(expiryName('SPXW@2023-02-17T21:00:00.000Z')).toBe('17 Feb 2023 SPXW');
  expect(expiryName('no instant')).toBe('no instant');
});

test('wall times change unit at one second', () => {
  expect(elapsed(3.2)).toBe('3 ms');
  expect(elapsed(1240)).toBe('1.24 s');
  expect(elapsed(12340)).toBe('12.3 s');
});

test('copied text is ASCII and a missing value is empty', () => {
  expect(ascii(volPoints(-0.0043))).toBe('-0.43');
  expect(ascii(strike(63075))).toBe('63075');
  expect(ascii('\u2013')).toBe('');
});

test('fields accept a point or a comma, either minus and a percent sign', () => {
  expect(parseNumber('35,26', 'percent')).toBe(35.26);
  expect(parseNumber('35.26 %', 'percent')).toBe(35.26);
  expect(parseNumber('50 %', 'plain')).toBe(0.5);
  expect(parseNumber('\u22120,5', 'plain')).toBe(-0.5);
  expect(parseNumber('63\u2009075', 'price')).toBe(63075);
  expect(parseNumber('63,075', 'price')).toBe(63075);
  expect(parseNumber('63,075.5', 'price')).toBe(63075.5);
  expect(parseNumber('63,5', 'price')).toBe(63.5);
  expect(parseNumber('1e-3', 'plain')).toBe(0.001);
});

test('what is not a finite number is refused', () => {
  for (const text of ['', ' ', '-', 'abc', '0x10', 'Infinity', 'NaN', '1e999', '1.2.3', '1,2,3', '%']) {
    expect(parseNumber(text, 'plain')).toBeNull();
  }
});

test('expiries of one date are told apart by their root, those alone on theirs by the date', () => {
  const [am, pm, weekly] = [
    '2026-02-20T14:30:00.000Z',
    'SPXW@2026-02-20T21:00:00.000Z',
    'SPXW@2026-02-23T21:00:00.000Z',
  ];
  expect([...expiryMarks([am, pm, weekly], 'SPX')]).toEqual([
    [am, { name: '20 Feb 2026 SPX', suffix: 'SPX' }],
    [pm, { name: '20 Feb 2026 SPXW', suffix: 'W' }],
    [weekly, { name: '23 Feb 2026', suffix: '' }],
  ]);
  const roots = [
    '2026-02-20T21:00:00.000Z',
    'AAPL1@2026-02-20T21:00:00.000Z',
    'BTC_USDC@2026-02-20T21:00:00.000Z',
  ];
  expect([...expiryMarks(roots, 'AAPL').values()].map(({ suffix }) => suffix)).toEqual([
    'AAPL',
    'AAPL1',
    'BTC_USDC',
  ]);
  expect(expiryMarks(roots, 'BTC').get(roots[2] ?? '')?.suffix).toBe('USDC');
});

test('expiries of one date and one root are told apart by their time', () => {
  const keys = ['2026-02-20T14:30:00.000Z', '2026-02-20T21:00:00.000Z'];
  expect([...expiryMarks(keys, '').values()]).toEqual([
    { name: '20 Feb 2026 14:30Z', suffix: '14:30Z' },
    { name: '20 Feb 2026 21:00Z', suffix: '21:00Z' },
  ]);
});
