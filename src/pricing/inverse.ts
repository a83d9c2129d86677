/**
 * Coin-margined (inverse) options: the payoff max(cp (S_T - K), 0)/S_T is paid in the coin.
 *
 * By change of numeraire the coin premium is c = V/F with V the undiscounted Black-76 price and F
 * the forward of the same expiry. So V = c F, never c times the index: with the index a quote can
 * fall below its own intrinsic value. A coin discount factor is taken as 1.
 */
import { blackGreeks } from './greeks.ts';

/** Undiscounted currency price of a coin premium: c F with the forward of that expiry. */
export function priceFromCoin(premium: number, forward: number): number {
  return premium * forward;
}

/** Coin premium of an undiscounted currency price. */
export function coinFromPrice(price: number, forward: number): number {
  return price / forward;
}

/** Sensitivities of the coin premium, in coin. */
export interface CoinGreeks {
  readonly price: number;
  /** dc/dF = (delta - c)/F, coin per unit of currency. */
  readonly deltaForward: number;
  /** delta - c: the delta of the position after paying the premium in coin. */
  readonly premiumAdjustedDelta: number;
  /** d2c/dF2. */
  readonly gamma: number;
  /** dc/dsigma, per 1.00 of volatility. */
  readonly vega: number;
  /** dc/d(calendar time), per year. */
  readonly theta: number;
}

/** Greeks of the coin premium; needs F, K, T and sigma positive. */
export function coinGreeks(
  forward: number,
  strike: number,
  t: number,
  vol: number,
  isCall: number | boolean,
): CoinGreeks {
  const g = blackGreeks(forward, strike, t, vol, isCall);
  // V is homogeneous in F and K, so delta - V/F = -(K/F) dV/dK: no subtraction.
  const premiumAdjustedDelta = (-strike * g.dualDelta) / forward;
  return {
    price: g.price / forward,
    deltaForward: premiumAdjustedDelta / forward,
    premiumAdjustedDelta,
    gamma: g.gamma / forward - (2 * premiumAdjustedDelta) / (forward * forward),
    vega: g.vega / forward,
    theta: g.theta / forward,
  };
}
