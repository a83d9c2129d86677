import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import { smallFit } from '#testing/fit-export.ts';
import { makeRequest } from './make-request.ts';

test('sizes are those within a spread of the mid where the book is known, else those at the best price', () => {
  const { quotes, market, filtered } = smallFit(DEFAULT_SETTINGS);
  const n = quotes.bid.length;
  const bidSize = Float64Array.from({ length: n }, (_, i) => 1 + i);
  const bidDepth = bidSize.map((size, i) => (i % 2 === 0 ? 10 * size : Number.NaN));
  const sizesOf = (change: object) =>
    // A market of its own, for slices are remembered by theirs.
    makeRequest({ ...quotes, ...change }, { ...market }, filtered, DEFAULT_SETTINGS).slices.flatMap((slice) =>
      Array.from(slice.quote, (row, i) => [row, slice.bidSize?.[i] ?? null] as const),
    );
  for (const [row, size] of sizesOf({ bidSize, bidDepth })) {
    expect(size).toBe(row % 2 === 0 ? 10 * (1 + row) : 1 + row);
  }
  for (const [row, size] of sizesOf({ bidSize })) expect(size).toBe(1 + row);
  for (const [row, size] of sizesOf({ bidDepth }))
    expect(size).toEqual(row % 2 === 0 ? 10 * (1 + row) : Number.NaN);
  expect(sizesOf({}).every(([, size]) => size === null)).toBe(true);
});
