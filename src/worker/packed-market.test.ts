import { expect, test } from 'vitest';
import { epochMs } from '#base/units.ts';
import type { MarketBook } from '#market/book.ts';
import type { QuoteArbitrage } from '#market/quote-arbitrage.ts';
import { isPackedMarket, packMarket, unpackMarket } from './packed-market.ts';

function market(violations: number): MarketBook {
  const kinds = ['vertical', 'butterfly', 'calendar', 'box', 'parity'] as const;
  const arbitrage = Array.from(
    { length: violations },
    (_, i): QuoteArbitrage => ({
      kind: kinds[i % 5]!,
      book: i % 7,
      legs: Array.from({ length: 2 + (i % 3) }, (_, leg) => ({
        row: 10 * i + leg,
        side: leg === 0 ? 'sell' : 'buy',
        units: leg === 0 ? 1 : 1 / (1 + i),
      })),
      size: i / 8,
      ticks: i % 4 === 0 ? null : i / 2,
    }),
  );
  return { asOf: epochMs(5), books: [], arbitrage, dropped: [] };
}

test('a market with many violations comes out as it went in, with pauses', async () => {
  const before = market(25_000);
  const packed = packMarket(before);
  if (!isPackedMarket(packed)) throw new Error('not packed');
  let pauses = 0;
  const after = await unpackMarket(
    packed,
    async () => {
      pauses++;
    },
    () => false,
  );
  expect(after).toEqual(before);
  expect(pauses).toBe(3);
});

test('few violations go as they are, and one that is no longer wanted is not unpacked', async () => {
  const few = market(3);
  expect(packMarket(few)).toBe(few);
  expect(isPackedMarket(few)).toBe(false);
  const packed = packMarket(market(2000));
  if (!isPackedMarket(packed)) throw new Error('not packed');
  expect(
    await unpackMarket(
      packed,
      async () => undefined,
      () => true,
    ),
  ).toBeNull();
});
