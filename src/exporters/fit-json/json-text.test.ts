import { expect, test } from 'vitest';
import { jsonText } from './json-text.ts';

test('short objects stay on one line and long ones are broken', () => {
  expect(jsonText({ a: [1, 2], b: { c: null } })).toBe('{"a": [1, 2], "b": {"c": null}}\n');
  const long = jsonText({ a: 'x'.repeat(60), b: 'y'.repeat(60) });
  expect(long).toBe(`{\n  "a": "${'x'.repeat(60)}",\n  "b": "${'y'.repeat(60)}"\n}\n`);
});

test('numbers come back to the last bit and what is not finite is null', () => {
  const numbers = [0.1, 1 / 3, 5e-324, 1.7976931348623157e308, -1e-7, 62723.75, 2 ** 53];
  expect(JSON.parse(jsonText(numbers))).toEqual(numbers);
  expect(jsonText([Number.NaN, Number.POSITIVE_INFINITY, -0])).toBe('[null, null, 0]\n');
});

test('text that was parsed and written again is the same', () => {
  const text = jsonText({
    z: 1,
    a: { 2: 'b', 1: 'é\u2028"\\\u0000' },
    list: Array.from({ length: 80 }, (_, i) => i / 7),
  });
  expect(jsonText(JSON.parse(text))).toBe(text);
});
