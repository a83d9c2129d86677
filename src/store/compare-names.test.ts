import { expect, test } from 'vitest';
import { venueOf, venueWord } from './compare-names.ts';

test('a venue is written with a capital, an abbreviation in capitals', () => {
  expect(['deribit', 'okx', 'nse', 'cboe'].map(venueWord)).toEqual(['Deribit', 'OKX', 'NSE', 'Cboe']);
});

test('quotes that another host told in the words of a venue are not called that venue', () => {
  const of = (reader: string, name: string) =>
    venueOf({ venue: 'deribit', reader, files: [{ name, bytes: 0, sha256: '' }] });
  expect(of('deribit-live', 'deribit-live-BTC-2026-08-01')).toBe('Deribit');
  expect(of('deribit-live', 'localhost-8123-live-BTC-2026-08-01')).toBeNull();
  expect(of('deribit-book-summary', 'btc.json')).toBe('Deribit');
  expect(venueOf({ venue: null, reader: 'csv-table', files: [] })).toBeNull();
});
