import { expect, test } from 'vitest';
import { tabbed } from './tabbed.ts';

test('names from a file are no formulas where they are pasted, and break no row', () => {
  const hostile = [
    '=HYPERLINK("http://x","26JAN24")',
    ' =1+1',
    '\u200b=1+1',
    '@SUM(A1)',
    '+cmd|"/c calc"!A1',
    '-1+cmd|"/c calc"!A1',
    '-1*HYPERLINK("http://x")',
    '＝1+1',
  ];
  for (const text of hostile) expect(tabbed([[text]])).toBe(`'${text}`);
  expect(tabbed([['a\tb\r\nc', 'd']])).toBe('a b c\td');
});

test('figures and plain names stay as they are, with an ASCII minus', () => {
  const figures = [
    '−0.25',
    '+0.5',
    '-.5',
    '−1.2 ± 0.3',
    '-12 %',
    '-1e-9',
    '+3.1 vp',
    '-0.6 to 0.4',
    '-∞',
    '-',
  ];
  expect(tabbed([figures])).toBe(figures.map((text) => text.replace('−', '-')).join('\t'));
  expect(tabbed([['ETH-26JAN24', 'SYN.ETH-9JAN24', 'a=b', '–', '7 Aug 2026']])).toBe(
    'ETH-26JAN24\tSYN.ETH-9JAN24\ta=b\t\t7 Aug 2026',
  );
});
