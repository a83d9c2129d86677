import { expect, test } from 'vitest';
import { keyCommand, type Stroke } from './keyboard.ts';

const plain: Stroke = {
  key: '',
  ctrl: false,
  meta: false,
  alt: false,
  shift: false,
  inField: false,
  undoesItself: false,
  isNumberOrList: false,
  singleKeys: true,
};
const command = (stroke: Partial<Stroke>) => keyCommand({ ...plain, ...stroke })?.command ?? null;

test('single keys work outside fields and can be turned off', () => {
  expect(command({ key: 'n' })).toBe('next-expiry');
  expect(command({ key: '?', shift: true })).toBe('help');
  expect(command({ key: 'n', inField: true })).toBe(null);
  expect(command({ key: '?', shift: true, inField: true })).toBe(null);
  expect(command({ key: '?', shift: true, inField: true, isNumberOrList: true })).toBe('help');
  expect(command({ key: 'n', inField: true, isNumberOrList: true })).toBe(null);
  expect(command({ key: 'n', singleKeys: false })).toBe(null);
  expect(keyCommand({ ...plain, key: '3' })).toEqual({ command: 'view', place: 2 });
});

test('single keys are never taken with Ctrl, Alt or Meta', () => {
  for (const modifier of ['ctrl', 'meta', 'alt'] as const) {
    for (const key of 'npelaktgbcdfjr0123+-') expect(command({ key, [modifier]: true })).toBe(null);
  }
});

test('Ctrl or Cmd opens, saves, undoes and redoes', () => {
  expect(command({ key: 'o', ctrl: true })).toBe('open');
  expect(command({ key: 's', meta: true, inField: true })).toBe('save');
  expect(command({ key: 'z', ctrl: true })).toBe('undo');
  expect(command({ key: 'Z', ctrl: true, shift: true })).toBe('redo');
  expect(command({ key: 'y', ctrl: true })).toBe('redo');
  expect(command({ key: 'z', ctrl: true, inField: true, undoesItself: true })).toBe(null);
  expect(command({ key: 'z', ctrl: true, inField: true })).toBe('undo');
});

test('keys of the browser and of the page are left alone', () => {
  for (const key of ['/', "'", ' ', 'F5', 'Tab', 'Enter', 'toString']) expect(command({ key })).toBe(null);
  for (const key of ['1', 'n', 't', 'w', 'l', 'p', 'r', 'f']) expect(command({ key, ctrl: true })).toBe(null);
  for (const key of ['P', 'K', 'N', 'S', 'O']) expect(command({ key, ctrl: true, shift: true })).toBe(null);
});

test('Escape closes from anywhere', () => {
  expect(command({ key: 'Escape', inField: true, singleKeys: false })).toBe('close');
});
