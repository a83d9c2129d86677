import { expect, test } from 'vitest';
import { type PreferenceStorage, readPreferences, writePreferences } from './preferences.ts';

function memory(): PreferenceStorage & { readonly held: Map<string, string> } {
  const held = new Map<string, string>();
  return {
    held,
    getItem: (key) => held.get(key) ?? null,
    setItem: (key, value) => void held.set(key, value),
  };
}

const broken: PreferenceStorage = {
  getItem() {
    throw new Error('denied');
  },
  setItem() {
    throw new Error('full');
  },
};

test('without anything remembered the theme is the one of the system', () => {
  expect(readPreferences(memory(), true).theme).toBe('light');
  expect(readPreferences(null, false)).toEqual({ theme: 'dark', folded: [], singleKeys: true, layout: {} });
});

test('a size that no panel can have is forgotten, the others stay', () => {
  const storage = memory();
  const layout = { fit: 320, tables: 9000, smile: '0.5', __proto__: { smile: 0.5 } };
  storage.held.set(
    'volbench.screen',
    JSON.stringify({ version: 1, theme: 'dark', folded: [], singleKeys: true, layout }),
  );
  expect(readPreferences(storage, false).layout).toEqual({ fit: 320 });
});

test('what was remembered comes back', () => {
  const storage = memory();
  const chosen = { theme: 'light', folded: ['filters'], singleKeys: false, layout: { smile: 0.6 } } as const;
  writePreferences(storage, { ...chosen, folded: [...chosen.folded] });
  expect(readPreferences(storage, false)).toEqual(chosen);
});

test.each([
  '',
  '{',
  'null',
  '[]',
  '{"version":2}',
  '{"version":1,"theme":"pink","folded":[],"singleKeys":true}',
])('something else in the storage is ignored: %s', (text) => {
  const storage = memory();
  storage.held.set('volbench.screen', text);
  expect(readPreferences(storage, false)).toEqual({
    theme: 'dark',
    folded: [],
    singleKeys: true,
    layout: {},
  });
});

test('a storage that refuses costs nothing', () => {
  expect(readPreferences(broken, false).theme).toBe('dark');
  const screen = { theme: 'dark', folded: [], singleKeys: true, layout: {} } as const;
  expect(() => writePreferences(broken, { ...screen, folded: [] })).not.toThrow();
});
