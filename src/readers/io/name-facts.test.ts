import { expect, test } from 'vitest';
import { expiryInName, typeInName } from './name-facts.ts';

const day = (name: string) => {
  const date = expiryInName(name);
  return date === null ? null : `${date.year}-${date.month}-${date.day}`;
};

test('a date marked as one, or the later of two, is the day of expiry; one alone is not', () => {
  for (const name of [
    'spy_exp2025-03-21.csv',
    'SPY-expiry-20250321-chain.csv',
    'spy_expiration_21Mar2025.csv',
    'option-chain-ED-NIFTY-21-Mar-2025.csv',
    'spy_20250312_20250321.csv',
    'spy 2025-03-21 at 2025-03-12.csv',
  ])
    expect(day(name), name).toBe('2025-3-21');
  expect(day('spy_2025-03-21.csv')).toBeNull();
  expect(day('export2025-03-21.csv')).toBeNull();
  expect(day('spy_exp2025-02-31.csv')).toBeNull();
});

test('a name says calls or puts where it says one of them', () => {
  expect(
    ['AAPL_calls.csv', 'aapl-put-chain.csv', 'calls_and_puts.csv', 'callable.csv'].map(typeInName),
  ).toEqual([true, false, null, null]);
  expect(typeInName('calls_and_puts.zip/aapl/puts.csv')).toBe(false);
});
