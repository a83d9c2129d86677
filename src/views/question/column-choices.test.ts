import { expect, test } from 'vitest';
import type { UnknownTable } from '#base/column-map.ts';
import { choicesOf, chosen, mapOfChoices } from './column-choices.ts';

const table: UnknownTable = {
  fingerprint: '0123456789abcdef',
  header: ['K', 'Bid', 'bid', '', 'Exp'],
  delimiter: ',',
  rows: [],
  proposed: { strike: 'K', bid: '#2', expiry: 'Exp' },
};

test('choices and maps stand for each other, like and empty headers by their place', () => {
  const choices = choicesOf(table, table.proposed);
  expect(choices).toEqual(['strike', 'bid', null, null, 'expiry']);
  const map = mapOfChoices(table, choices, 'percent');
  expect(map).toMatchObject({ strike: 'K', bid: '#2', expiry: 'Exp', ask: '', units: 'percent' });
  expect(choicesOf(table, map)).toEqual(choices);
});

test('a role belongs to one column', () => {
  const choices = chosen(choicesOf(table, table.proposed), 2, 'bid');
  expect(choices).toEqual(['strike', null, 'bid', null, 'expiry']);
  expect(chosen(choices, 0, null)[0]).toBeNull();
});
