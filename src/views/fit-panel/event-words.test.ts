import { expect, test } from 'vitest';
import { eventsInOrder, eventWords, idleWords, listedFault, weightText } from './event-words.ts';

const EVENTS = { '2026-12-25': 0, '2026-08-05': 3, '2026-08-12': 2.25 };

test('event days are told in order, each with its weight', () => {
  expect(eventWords({})).toBe('none');
  expect(eventWords(EVENTS)).toBe('5 Aug × 3, 12 Aug × 2.25, 25 Dec × 0');
  expect(eventsInOrder(EVENTS).map(([day]) => day)).toEqual(['2026-08-05', '2026-08-12', '2026-12-25']);
  expect([0.5, 1, 1.25, 1000].map(weightText)).toEqual(['0.5', '1', '1.25', '1000']);
});

test('a day that is over, or begins after the last expiry, is said to change nothing', () => {
  const [from, last] = [Date.parse('2026-08-05T17:00:00Z'), Date.parse('2026-09-25T08:00:00Z')];
  const idle = (day: string) => idleWords(day, 'utc', from, last);
  expect([idle('2026-08-04'), idle('2026-08-05'), idle('2026-09-25'), idle('2026-09-26')]).toEqual([
    'past',
    null,
    null,
    'after the last',
  ]);
  // Four in the morning UTC is midnight in New York.
  expect(idleWords('2026-08-04', 'new-york', Date.parse('2026-08-05T03:59:00Z'), last)).toBeNull();
  expect(idleWords('2026-08-04', 'new-york', Date.parse('2026-08-05T04:00:00Z'), last)).toBe('past');
});

test('a day is listed once', () => {
  expect(listedFault('2026-08-05', EVENTS)).toBe('5 Aug 2026 is listed; change its weight there.');
  expect(listedFault('2026-08-06', EVENTS)).toBeNull();
});
