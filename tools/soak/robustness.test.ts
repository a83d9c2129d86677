import { expect, test } from 'vitest';
import { seededRandom } from '#math/seeded-random.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { hasShared } from '#testing/shared.ts';
import { marketAtm } from './market-atm.ts';
import { drawnSlice, movedSlice } from './moved-quotes.ts';
import { robustness } from './robustness.ts';
import { within } from './strike-windows.ts';

const K = [-0.2, -0.1, -0.05, -0.02, 0.01, 0.04, 0.09, 0.2];
const SKEW = K.map((k) => 0.5 - 0.4 * k);

test.skipIf(!hasShared)('narrow windows of real slices keep their volatility at the forward', async () => {
  const seed = 4;
  const { figures, faults } = await robustness({ count: 1, seed, tell: () => undefined }, (name) =>
    /eth-2024|hard-slices|sepp_vix/.test(name),
  );
  expect(faults).toEqual([]);
  // 11 + 2 + 4 expiries, of which the two hard slices have no bid and ask.
  expect(figures).toMatchObject({ slices: 17, with_bid_ask: 15, without_market: 0, degenerate: 0 });
  expect(figures).toMatchObject({ windows: 63, too_few: 22, strict_SVI: '0/63' });
});

test('the vol at the forward is that of a straight smile, and one stale quote hardly moves it', () => {
  const straight = marketAtm(makeSlice(0.25, K, SKEW));
  expect(straight?.vol).toBeCloseTo(0.5, 12);
  expect(straight?.halfSpread).toBeCloseTo(0.005, 12);
  const stale = marketAtm(
    makeSlice(
      0.25,
      K,
      SKEW.map((vol, i) => (i === 4 ? 2 * vol : vol)),
    ),
  );
  expect(Math.abs(stale!.vol - 0.5)).toBeLessThan(0.002);
});

test('no vol is told where no quote stands near the forward on either side', () => {
  expect(marketAtm(within(makeSlice(0.25, K, SKEW), 0.005))).toBeNull();
  const above = makeSlice(0.25, K.slice(4), SKEW.slice(4));
  expect(marketAtm(above)).toBeNull();
  // One day: a standard deviation is 0.026, and the nearest quotes stand further out.
  const far = makeSlice(1 / 365, [-0.2, -0.1, 0.1, 0.2], [0.5, 0.5, 0.5, 0.5]);
  expect(marketAtm(far)).toBeNull();
});

test('quotes of mids alone tell a vol but no spread', () => {
  const market = marketAtm(makeSlice(0.25, K, SKEW, { halfSpread: 0 }));
  expect(market?.vol).toBeCloseTo(0.5, 12);
  expect(market?.halfSpread).toBeNull();
});

test('a window holds the strikes within its share of the forward, every column alike', () => {
  const slice = makeSlice(0.25, K, SKEW);
  const part = within(slice, 0.05);
  expect([...part.k]).toEqual([-0.05, -0.02, 0.01, 0.04]);
  expect([...part.midVol]).toEqual(SKEW.slice(2, 6));
  expect([...part.quote]).toEqual([2, 3, 4, 5]);
  expect(within(slice, Number.POSITIVE_INFINITY).k).toEqual(slice.k);
});

test('moved quotes keep their strikes and spreads, drawn mids stay between bid and ask', () => {
  const random = seededRandom(7);
  const slice = makeSlice(0.25, K, SKEW);
  for (let round = 0; round < 50; round++) {
    const moved = movedSlice(slice, 0.5, random);
    moved.quote.forEach((row, i) => {
      expect(moved.forward * Math.exp(moved.k[i]!)).toBeCloseTo(100 * Math.exp(K[row]!), 9);
      expect(moved.askVol[i]! - moved.bidVol[i]!).toBeGreaterThan(0.0079);
      expect(Math.abs(moved.midVol[i]! - SKEW[row]!)).toBeLessThan(0.00101);
    });
    const drawn = drawnSlice(slice, random);
    drawn.midVol.forEach((mid, i) => {
      expect(mid >= slice.bidVol[i]! && mid <= slice.askVol[i]!).toBe(true);
    });
  }
});
