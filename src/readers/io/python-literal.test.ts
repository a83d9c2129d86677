import { expect, test } from 'vitest';
import { readPythonLiteral } from './python-literal.ts';

test('literals of Python and of JSON are data', () => {
  expect(readPythonLiteral("{'a': None, 'b': [1.5, -2e-05], 'c': True, 'd': 'it''s'}")).toBeUndefined();
  expect(readPythonLiteral("{'a': None, 'b': [1.5, -2e-05], 'c': True, 'd': \"it's\"}")).toEqual({
    a: null,
    b: [1.5, -2e-5],
    c: true,
    d: "it's",
  });
  expect(readPythonLiteral('[[0.046, 2.0], (0.045, 1.0)]')).toEqual([
    [0.046, 2],
    [0.045, 1],
  ]);
  expect(readPythonLiteral('{"a": null}')).toEqual({ a: null });
  expect(readPythonLiteral("{'x': nan}")).toEqual({ x: null });
});

test('anything else is nothing', () => {
  for (const text of [
    '',
    'None and more',
    '__import__("os")',
    '[1, 2',
    "{'a': open('f')}",
    `[${'1,'.repeat(40_000)}1]`,
  ]) {
    expect(readPythonLiteral(text)).toBeUndefined();
  }
});
