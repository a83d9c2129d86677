import { expect, test } from 'vitest';
import { fileName } from './file-name.ts';

test('a download is named after its quote file', () => {
  expect(fileName('btc-2026-08-01.json', '.fit.json')).toBe('btc-2026-08-01.fit.json');
  expect(fileName('btc-2026-08-01.json', 'fit.json')).toBe('btc-2026-08-01.fit.json');
  expect(fileName('spy quotes (1).csv', 'quotes.csv')).toBe('spy-quotes-1-.quotes.csv');
  expect(fileName('.json', 'fit.json')).toBe('volbench.fit.json');
});
