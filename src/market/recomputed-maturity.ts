import { impliedVol } from '#pricing/implied-vol.ts';

/** One option with its price and the volatility its file states. */
export interface PricedOption {
  readonly strike: number;
  readonly isCall: boolean;
  /** Undiscounted mid price. */
  readonly price: number;
  readonly vol: number;
}

/** Options further from the money than this many times the total volatility say little of it. */
const NEAR = 1.5;

/**
 * Years to expiry at which the stated volatilities give the stated prices back: the total volatility of each price
 * (Black's formula inverted at one year) over the volatility, squared; the median over the options near the money.
 * A volatility in percent gives a ten-thousandth. NaN when fewer than three options can tell.
 */
export function recomputedMaturity(forward: number, options: readonly PricedOption[]): number {
  const found: number[] = [];
  for (const { strike, isCall, price, vol } of options) {
    // In the money the time value is a small difference of large prices.
    if (!(vol > 0) || isCall !== strike >= forward) continue;
    const total = impliedVol(forward, strike, 1, isCall, price);
    if (!(total > 0) || Math.abs(Math.log(strike / forward)) > NEAR * total) continue;
    found.push((total / vol) ** 2);
  }
  if (found.length < 3) return Number.NaN;
  found.sort((a, b) => a - b);
  return found[found.length >> 1]!;
}
