import { expect, test } from 'vitest';
import { MS_PER_YEAR } from '#base/units.ts';
import { blackPrice } from '#pricing/black76.ts';
import {
  type PricedColumns,
  premiumUnit,
  premiumUnitByVols,
  roughForwards,
  volUnit,
} from './recomputed-unit.ts';

const AS_OF = Date.UTC(2026, 10, 20);

interface Board {
  readonly columns: PricedColumns;
  readonly vols: Float64Array;
}

/** A board of one expiry of 30 days; premiums rounded to `digits`, vols as a smile around `atm`. */
function board(forward: number, atm: number, inCoin: boolean, digits: number, attached = false): Board {
  const t = 30 / 365;
  const strikes = Array.from({ length: 21 }, (_, i) => forward * (0.8 + 0.02 * i));
  const rows = strikes.flatMap((strike) => [1, 0].map((isCall) => ({ strike, isCall })));
  const vols = Float64Array.from(rows, ({ strike }) => atm * (1 + Math.log(strike / forward) ** 2));
  const price = rows.map(({ strike, isCall }, i) => {
    const value = blackPrice(forward, strike, t, vols[i]!, isCall === 1) / (inCoin ? forward : 1);
    return Number(value.toFixed(digits));
  });
  const columns: PricedColumns = {
    expiry: Float64Array.from(rows, () => AS_OF + t * MS_PER_YEAR),
    strike: Float64Array.from(rows, ({ strike }) => strike),
    isCall: Uint8Array.from(rows, ({ isCall }) => isCall),
    bid: Float64Array.from(price, (p) => p * 0.99),
    ask: Float64Array.from(price, (p) => p * 1.01),
    underlyingPrice: attached ? Float64Array.from(rows, () => forward) : null,
  };
  return { columns, vols };
}

test('percent and decimals are told apart by the prices, at 6 % and at 900 % alike', () => {
  for (const atm of [0.06, 0.2, 0.9, 5, 9]) {
    const { columns, vols } = board(100, atm, false, 6);
    const forwards = roughForwards(columns, false, null);
    expect(forwards[0]).toBeCloseTo(100, 3);
    expect(volUnit(columns, vols, forwards, false, AS_OF).unit).toBe('decimal');
    expect(
      volUnit(
        columns,
        vols.map((v) => 100 * v),
        forwards,
        false,
        AS_OF,
      ).unit,
    ).toBe('percent');
  }
});

test('a column with both is mixed, and the first row of each kind is told', () => {
  const { columns, vols } = board(60_000, 0.6, true, 4);
  const forwards = roughForwards(columns, true, null);
  expect(forwards[0]! / 60_000).toBeCloseTo(1, 2);
  const mixed = vols.map((v, i) => (i >= 18 ? 100 * v : v));
  const said = volUnit(columns, mixed, forwards, true, AS_OF);
  expect(said.unit).toBe('mixed');
  expect(said.firstDecimal).toBeLessThan(18);
  expect(said.firstPercent).toBeGreaterThanOrEqual(18);
});

test('one slip of a row among many does not make a column mixed', () => {
  const { columns, vols } = board(100, 0.3, false, 6);
  vols[20] = 100 * vols[20]!;
  expect(volUnit(columns, vols, roughForwards(columns, false, null), false, AS_OF).unit).toBe('decimal');
});

test('premiums in coin and in currency are told apart by their volatilities', () => {
  for (const forward of [2500, 90_000]) {
    const coin = board(forward, 0.7, true, 5, true);
    const cash = board(forward, 0.7, false, 2, true);
    const forwards = roughForwards(coin.columns, true, null);
    expect(premiumUnit(coin.columns, coin.vols, forwards, AS_OF)).toBe('coin');
    expect(premiumUnit(cash.columns, cash.vols, forwards, AS_OF)).toBe('currency');
  }
});

test('without prices, forwards or time nothing is decided', () => {
  const { columns, vols } = board(100, 0.3, false, 6);
  const none = { ...columns, bid: columns.bid.map(() => Number.NaN), ask: columns.ask.map(() => Number.NaN) };
  const forwards = roughForwards(none, false, null);
  expect(forwards[0]).toBeNaN();
  expect(roughForwards(none, false, 99)[0]).toBe(99);
  expect(volUnit(none, vols, forwards, false, AS_OF).unit).toBe('undecided');
  expect(premiumUnit(none, vols, forwards, AS_OF)).toBe('undecided');
  expect(volUnit(columns, vols, roughForwards(columns, false, null), false, AS_OF + MS_PER_YEAR).unit).toBe(
    'undecided',
  );
});

test('without volatilities premiums are in the unit in which a coin has usual ones', () => {
  const told = (forward: number, atm: number, inCoin: boolean, attached: boolean) => {
    const { columns } = board(forward, atm, inCoin, 8, attached);
    return premiumUnitByVols(
      columns,
      roughForwards(columns, true, null),
      roughForwards(columns, false, null),
      AS_OF,
    );
  };
  for (const attached of [true, false]) {
    for (const atm of [0.3, 0.6, 1.2]) {
      expect(told(62_000, atm, true, attached)).toBe('coin');
      expect(told(62_000, atm, false, attached)).toBe('currency');
      expect(told(125, atm, true, attached)).toBe('coin');
      expect(told(125, atm, false, attached)).toBe('currency');
    }
  }
});
