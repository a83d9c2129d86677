import { expect, test } from 'vitest';
import { parseInstant } from './parse-instant.ts';

test('an instant is read as UTC with or without its seconds, its T and its Z', () => {
  const at = Date.UTC(2026, 7, 1, 17, 58, 4);
  expect(parseInstant('2026-08-01T17:58:04Z')).toBe(at);
  expect(parseInstant(' 2026-08-01 17:58:04 ')).toBe(at);
  expect(parseInstant('2026-08-01 17:58')).toBe(at - 4000);
  expect(parseInstant('2026-08-01')).toBe(Date.UTC(2026, 7, 1));
  expect(parseInstant('2026-08-01T17:58:04.320Z')).toBe(at + 320);
});

test('another zone is read as files write it', () => {
  const at = Date.UTC(2026, 7, 1, 20, 0);
  for (const zone of ['EDT', 'ET', '-04:00', '-4', 'GMT-4', 'America/New_York'])
    expect(parseInstant(`2026-08-01 16:00 ${zone}`), zone).toBe(at);
  expect(parseInstant('2026-08-01T16:00:00-04:00')).toBe(at);
  expect(parseInstant('2026-08-01 4:00 PM ET')).toBe(at);
  expect(parseInstant('2026-08-01 16:00 XYZ')).toBe(null);
});

test('what is no instant is refused', () => {
  for (const text of [
    '',
    'now',
    '2026-13-01',
    '1.8.2026',
    '01/08/2026 16:00',
    '2026-08-01 now',
    '20260801',
    '2026-08-01T25:00Z',
  ])
    expect(parseInstant(text)).toBe(null);
});
