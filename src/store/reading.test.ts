import { expect, test } from 'vitest';
import { nextSnapshot, opened } from '#testing/bench.ts';
import { readingOf } from './reading.ts';

const AUGUST = '2026-08-07T08:00:00.000Z';
const SEPTEMBER = '2026-09-25T08:00:00.000Z';

test('a quote under the pointer is read at its expiry, strike and log-moneyness', async () => {
  const b = await opened();
  expect(readingOf(b.state())).toBeNull();
  const { quotes, market } = b.state();
  const row = quotes?.symbol.findIndex((s) => s.startsWith('BTC-25SEP26')) ?? -1;
  b.actions.hover(row);
  const reading = readingOf(b.state());
  const strike = quotes?.strike[row] ?? Number.NaN;
  const book = market?.books.find(({ quote }) => quote.includes(row));
  expect(reading).toMatchObject({ key: SEPTEMBER, quote: row, strike });
  expect(reading?.k).toBeCloseTo(Math.log(strike / (book?.forward.value ?? 0)), 12);
  expect(readingOf(b.state())).toBe(reading);
});

test('a place without a quote is read by its log-moneyness, and pointing selects nothing', async () => {
  const b = await opened();
  const { focus } = b.state().look;
  b.actions.point({ key: SEPTEMBER, t: null, k: 0.1 });
  const book = b.state().market?.books.find(({ expiry }) => new Date(expiry).toISOString() === SEPTEMBER);
  expect(readingOf(b.state())).toMatchObject({ key: SEPTEMBER, t: book?.t, k: 0.1, quote: null });
  expect(readingOf(b.state())?.strike).toBeCloseTo((book?.forward.value ?? 0) * Math.exp(0.1), 6);
  expect(b.state().look).toMatchObject({ focus, cursor: null });
  b.actions.point(null);
  expect(readingOf(b.state())).toBeNull();
});

test('pointer or cursor is read, whichever moved last, and the cursor once the pointer has left', async () => {
  const b = await opened();
  b.actions.stepCursor('home');
  const { cursor } = b.state().look;
  b.actions.point({ key: SEPTEMBER, t: null, k: null });
  expect(readingOf(b.state())).toMatchObject({ key: SEPTEMBER, k: null, strike: null });
  b.actions.stepCursor('end');
  expect(readingOf(b.state())?.quote).toBe(b.state().look.cursor);
  expect(b.state().look.cursor).not.toBe(cursor);
  b.actions.point(null);
  expect(readingOf(b.state())?.quote).toBe(b.state().look.cursor);
});

test('selecting a place focuses its expiry and puts the cursor on the nearest used quote', async () => {
  const b = await opened();
  b.actions.select({ key: SEPTEMBER, t: null, k: 0 });
  const { look, fitted } = b.state();
  expect(look.focus).toBe(SEPTEMBER);
  const slice = fitted?.request.slices.find(({ key }) => key === SEPTEMBER);
  const at = slice?.quote.indexOf(look.cursor ?? -1) ?? -1;
  const least = Math.min(...Array.from(slice?.k ?? [], Math.abs));
  expect(Math.abs(slice?.k[at] ?? 9)).toBe(least);
  b.actions.select({ key: AUGUST, t: null, k: null });
  expect(b.state().look).toMatchObject({ focus: AUGUST, cursor: null });
});

test('the same place pointed at again changes nothing, and the next file forgets it', async () => {
  const b = await opened();
  b.actions.point({ key: SEPTEMBER, t: null, k: 0.1 });
  const before = b.state();
  b.actions.point({ key: SEPTEMBER, t: null, k: 0.1 });
  expect(b.state()).toBe(before);
  const again = await opened();
  again.actions.point({ key: SEPTEMBER, t: null, k: 0.1 });
  await again.open('next.json', nextSnapshot());
  expect(again.state().look.pointed).toBeNull();
});
