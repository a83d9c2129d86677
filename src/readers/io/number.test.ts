import { expect, test } from 'vitest';
import { hasDecimalComma, readNumber } from './number.ts';

test('plain numbers are read exactly', () => {
  const cases: [string, number][] = [
    ['0', 0],
    ['-1.5', -1.5],
    ['+2', 2],
    ['1e-7', 1e-7],
    ['2.9999999999999997E-4', 2.9999999999999997e-4],
    ['.5', 0.5],
    [' 12.25 ', 12.25],
  ];
  for (const [cell, value] of cases) expect(readNumber(cell), cell).toBe(value);
});

test('a missing cell is missing, in every spelling met in real files', () => {
  for (const cell of [
    '',
    ' ',
    '-',
    ' -   ',
    '--',
    '–',
    '—',
    'N/A',
    'n/a',
    'NaN',
    'nan',
    'null',
    'None',
    '#N/A',
  ])
    expect(readNumber(cell), cell).toBeNaN();
});

test('text, overflow and half numbers are no numbers', () => {
  for (const cell of [
    'abc',
    '12abc',
    '1e999',
    '-1e999',
    'Infinity',
    '0x10',
    '1,2,3',
    '1,23,456',
    '1.2.3',
    '12-5',
    'e5',
    '%',
    '$',
    '1 2',
  ])
    expect(readNumber(cell), cell).toBeNull();
});

test('thousands separators, percent and currency signs are understood', () => {
  expect(readNumber('75,744,434')).toBe(75744434);
  expect(readNumber('4,877,107.25')).toBe(4877107.25);
  expect(readNumber("1'234'567")).toBe(1234567);
  expect(readNumber('63 075')).toBe(63075);
  expect(readNumber('63\u2009075')).toBe(63075);
  expect(readNumber('159.39%')).toBeCloseTo(1.5939, 12);
  expect(readNumber('$1,234.50')).toBe(1234.5);
  expect(readNumber('\u221212.5')).toBe(-12.5);
});

test('a comma is decimal only where it can be nothing else, or where the file writes it so', () => {
  expect(readNumber('12,5')).toBe(12.5);
  expect(readNumber('0,125')).toBe(0.125);
  expect(readNumber('1.234,56')).toBe(1234.56);
  expect(readNumber('1,234')).toBe(1234);
  expect(readNumber('1,234', ',')).toBe(1.234);
  expect(readNumber('1.234', ',')).toBe(1234);
  expect(hasDecimalComma('0,0045')).toBe(true);
  expect(hasDecimalComma('1,234')).toBe(false);
});
