import { expect, test } from 'vitest';
import type { Failure } from '#base/outcome.ts';
import { askedInVain } from './forwards-asked.ts';
import { refusal } from './placement.ts';

const ASKED: Failure = {
  reason: 'missing-data',
  message: 'a.csv: nothing tells a forward. Name one for each expiry.',
  asksForForwards: 'Name one for each expiry.',
};

test('where no forward can be set, the sentence that asks for them gives way, whatever its words', () => {
  expect(askedInVain(ASKED, 'Open it alone.')).toEqual({
    reason: 'missing-data',
    message: 'a.csv: nothing tells a forward. Open it alone.',
  });
  expect(refusal(ASKED).map(({ text }) => text)).toEqual([
    'a.csv: nothing tells a forward. Beside another board they cannot be set by hand: it was not opened.',
  ]);
});

test('a failure that forwards would not mend is said as it is, whatever its words', () => {
  const error: Failure = { reason: 'missing-data', message: 'a.csv is empty. Set the forwards by hand.' };
  expect(askedInVain(error, 'Open it alone.')).toBe(error);
});
