import { expect, test } from 'vitest';
import { epochMs, years } from '#base/units.ts';
import { pairBooks, quotedAtm, samePlaces } from './pair-books.ts';

const at = (iso: string, root: string) => ({ expiry: epochMs(Date.parse(iso)), root });

test('expiries pair by their instant and root, and what one side alone lists is counted on it', () => {
  const a = [at('2026-08-07T08:00Z', 'BTC'), at('2026-08-14T08:00Z', 'BTC'), at('2026-09-25T08:00Z', 'BTC')];
  const b = [at('2026-08-07T08:00Z', 'BTC'), at('2026-08-21T08:00Z', 'BTC'), at('2026-09-25T08:00Z', 'BTC')];
  expect(pairBooks(a, b)).toEqual({
    pairs: [
      { a: 0, b: 0, otherRoot: false },
      { a: 2, b: 2, otherRoot: false },
    ],
    onlyA: [1],
    onlyB: [1],
    sameDay: [],
  });
});

test('coin-settled and stablecoin contracts of one instant pair where there is no choice, and only there', () => {
  const coin = [at('2026-08-07T08:00Z', 'BTC')];
  const stable = [at('2026-08-07T08:00Z', 'BTC_USDC')];
  expect(pairBooks(coin, stable).pairs).toEqual([{ a: 0, b: 0, otherRoot: true }]);
  expect(pairBooks(coin, [...stable, at('2026-08-07T08:00Z', 'BTC_USDT')]).pairs).toEqual([]);
  // The one of the same root is taken first, and the other is left over.
  expect(pairBooks(coin, [...stable, ...coin])).toMatchObject({
    pairs: [{ a: 0, b: 1, otherRoot: false }],
    onlyB: [0],
  });
});

test('options that expire in the morning and at the close of one day are different contracts', () => {
  const monthly = [at('2026-06-18T13:30Z', 'SPX')];
  const weekly = [at('2026-06-18T20:00Z', 'SPXW')];
  expect(pairBooks(monthly, weekly)).toEqual({
    pairs: [],
    onlyA: [0],
    onlyB: [0],
    sameDay: [{ a: 0, b: 0 }],
  });
});

test('contracts are the same by strike and type, whatever digits a file writes', () => {
  const a = { strike: Float64Array.of(90, 90, 100, 100, 110), isCall: Uint8Array.of(0, 1, 0, 1, 1) };
  const b = {
    strike: Float64Array.of(80, 90, 100.000000001, 100, 110, 110),
    isCall: Uint8Array.of(0, 1, 0, 1, 0, 1),
  };
  expect([...samePlaces(a, b)]).toEqual([-1, 1, 2, 3, -1, 4]);
});

test('the quoted volatility at the forward is linear between the strikes round it', () => {
  const forward = { value: 102.5 } as Parameters<typeof quotedAtm>[0]['forward'];
  const book = {
    forward,
    t: years(1),
    strike: Float64Array.of(90, 100, 100, 110),
    midVol: Float64Array.of(0.5, 0.3, 0.32, 0.25),
  };
  // (0.30 + 0.32)/2 at 100, 0.25 at 110, a quarter of the way.
  expect(quotedAtm(book)).toBeCloseTo(0.75 * 0.31 + 0.25 * 0.25, 12);
  expect(quotedAtm({ ...book, midVol: Float64Array.of(0.5, 0.3, 0.32, Number.NaN) })).toBeNaN();
  // Strikes 10 % apart tell nothing of a day whose standard deviation is 1.5 %.
  expect(quotedAtm({ ...book, t: years(1 / 365) })).toBeNaN();
});
