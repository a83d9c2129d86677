import { expect, test } from 'vitest';
import { keepLiveSettings, readLiveSettings } from './kept-settings.ts';
import { DEFAULT_LIVE, LIVE_NUMBERS, withLiveNumber } from './live-settings.ts';

function storage(text: string | null = null) {
  let kept = text;
  return {
    getItem: () => kept,
    setItem(_: string, value: string) {
      kept = value;
    },
  };
}

test('settings of the live surface are there at the next visit', () => {
  const own = storage();
  let settings = DEFAULT_LIVE;
  settings = withLiveNumber({ ...settings, map: 'standardised' }, 'riskAversion', 500);
  settings = withLiveNumber(settings, 'age', 0.5);
  keepLiveSettings(own, settings);
  expect(readLiveSettings(own)).toEqual(settings);
  expect(readLiveSettings(own).refit.age).toBe(1_800_000);
});

test.each([
  '',
  '[]',
  '{"tau":"1e9"}',
  '{"tau":-1,"fixed":1e99,"map":"sideways"}',
  '7',
  '{"__proto__":{"tau":3}}',
])('what is kept and cannot be is the default: %s', (text) => {
  expect(readLiveSettings(storage(text))).toEqual(DEFAULT_LIVE);
});

test('a number out of its range changes nothing, and every default is in its own', () => {
  for (const [name, { min, max, get }] of Object.entries(LIVE_NUMBERS)) {
    const key = name as keyof typeof LIVE_NUMBERS;
    expect(get(DEFAULT_LIVE)).toBeGreaterThanOrEqual(min);
    expect(get(DEFAULT_LIVE)).toBeLessThanOrEqual(max);
    for (const value of [min - 1, 2 * max, Number.NaN])
      expect(withLiveNumber(DEFAULT_LIVE, key, value)).toBe(DEFAULT_LIVE);
    expect(get(withLiveNumber(DEFAULT_LIVE, key, max))).toBeCloseTo(max, 9);
  }
});
