import fc from 'fast-check';
import { expect, test } from 'vitest';
import { slotsOf } from './slots.ts';

test('each quote of a book finds its slot in the slice, in whatever order the slice is', () => {
  const book = fc.uniqueArray(fc.nat(10_000), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(book, fc.infiniteStream(fc.boolean()), fc.boolean(), (quotes, keep, inOrder) => {
      const rows = Int32Array.from(quotes);
      const state = Uint8Array.from(rows, () => (keep.next().value ? 0 : 1));
      const kept = rows.filter((_, place) => state[place] === 0);
      const quote = inOrder ? kept : kept.toReversed();
      const slots = slotsOf(state, { quote }, rows);
      for (let place = 0; place < rows.length; place++)
        expect(slots[place]).toBe(quote.indexOf(rows[place]!));
    }),
    { seed: 23, numRuns: 300 },
  );
});

test('a quote of a board without a fit has no slot', () => {
  expect([...slotsOf(new Uint8Array(2), null, Int32Array.of(4, 5))]).toEqual([-1, -1]);
});
