import { expect, test } from 'vitest';
import { exporters } from '#exporters/index.ts';
import { WRITTEN } from './files.ts';
import { find } from './find.ts';
import { MODIFIED_KEYS, SINGLE_KEYS } from './key-map.ts';

test('the help is searched by all of its words, names first', () => {
  const { terms } = find('weight cap', 'svi');
  expect(terms[0]?.name).toBe('Weight cap');
  expect(find('ATM VOL', 'svi').terms.map(({ name }) => name)).toContain('ATM vol');
  expect(find('feller', 'heston').terms.map(({ name }) => name)).toEqual(['σ']);
  expect(find('feller', 'svi').terms).toEqual([]);
  expect(find('undo', 'svi').keys.map(({ command }) => command)).toEqual(['undo']);
  expect(find('parquet', 'svi').files).toHaveLength(1);
  expect(find('zebra', 'svi')).toEqual({ terms: [], keys: [], marks: [], files: [] });
});

test('the sheet of files lists every exporter by its label', () => {
  const listed = WRITTEN.map(({ name }) => name);
  expect(exporters.map(({ label }) => label).filter((label) => !listed.includes(label))).toEqual([]);
});

test('every key has a way without it', () => {
  for (const { button, does } of [...SINGLE_KEYS, ...MODIFIED_KEYS]) expect(button, does).not.toBe('');
});
