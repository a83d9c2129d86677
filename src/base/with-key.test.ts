import { expect, test } from 'vitest';
import { withKey } from './with-key.ts';

const ITEMS = [
  { key: 'a', value: 1 },
  { key: 'b', value: 2 },
  { key: 'b', value: 3 },
];

test('the first item of a key is found', () => {
  expect(withKey(ITEMS, 'b')).toBe(ITEMS[1]);
});

test('no item has a key that is unknown, or not given', () => {
  for (const key of ['c', '', null, undefined]) expect(withKey(ITEMS, key)).toBeUndefined();
  expect(withKey([], 'a')).toBeUndefined();
});
