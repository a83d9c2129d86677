import { expect, test } from 'vitest';
import { venueWord } from './compare-names.ts';

test('a venue is written with a capital, an abbreviation in capitals', () => {
  expect(['deribit', 'okx', 'nse', 'cboe'].map(venueWord)).toEqual(['Deribit', 'OKX', 'NSE', 'Cboe']);
});
