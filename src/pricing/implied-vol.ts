import { absoluteLogMoneyness } from './log-moneyness.ts';
import { normalisedTotalVol } from './normalised-vol.ts';

/**
 * Why an implied volatility does not exist. The codes are the indices of the market room's
 * NO_VOL_REASONS; `impliedVol` returns them negated.
 */
export const NO_PRICE = 1;
export const BELOW_INTRINSIC = 2;
export const AT_INTRINSIC = 3;
export const ABOVE_MAXIMUM = 4;
export const EXPIRED = 5;
export const NON_POSITIVE = 6;
export const BAD_INPUT = 7;

/**
 * Black-76 implied volatility of an undiscounted option price.
 *
 * @param forward F, in the currency of the price.
 * @param strike K.
 * @param t Years to expiry.
 * @param isCall 1 call, 0 put.
 * @param price Undiscounted price; for a coin premium c the price is c F with the forward F of
 *   that expiry. NaN is a missing price.
 * @returns the volatility (decimal, positive), or minus one of the codes above. Never NaN.
 *   Accurate to a few units in the last place of the volatility that the rounded inputs imply:
 *   for in-the-money prices the time value left after subtracting the intrinsic value decides.
 */
export function impliedVol(
  forward: number,
  strike: number,
  t: number,
  isCall: number | boolean,
  price: number,
): number {
  if (!(forward > 0 && strike > 0 && forward < Infinity && strike < Infinity && t < Infinity)) {
    return -BAD_INPUT;
  }
  if (!(price > 0 && price < Infinity)) {
    return price <= 0 ? -NON_POSITIVE : price === Infinity ? -ABOVE_MAXIMUM : -NO_PRICE;
  }
  if (t <= 0) return -EXPIRED;
  const call = isCall === 1 || isCall === true;
  if (price >= (call ? forward : strike)) return -ABOVE_MAXIMUM;
  const intrinsic = call ? forward - strike : strike - forward;
  const timeValue = intrinsic > 0 ? price - intrinsic : price;
  if (timeValue <= 0) return timeValue < 0 ? -BELOW_INTRINSIC : -AT_INTRINSIC;
  // The rounded time value of an in-the-money price can reach the bound of its other side.
  const headroom = (forward < strike ? forward : strike) - timeValue;
  if (headroom <= 0) return -ABOVE_MAXIMUM;
  const scale = 1 / Math.sqrt(forward * strike);
  const s = normalisedTotalVol(absoluteLogMoneyness(forward, strike), timeValue * scale, headroom * scale);
  const vol = s / Math.sqrt(t);
  return vol > 0 && vol < Infinity ? vol : -BAD_INPUT;
}

/**
 * Implied volatilities of a column of prices, into `vol` (NaN where none exists) and `reason`
 * (0 where it exists, else a code). Scalars hold for every row; columns have one length.
 */
export function impliedVols(
  forward: Float64Array,
  strike: Float64Array,
  t: Float64Array,
  isCall: Uint8Array,
  price: Float64Array,
  vol: Float64Array,
  reason: Uint8Array,
): void {
  for (let i = 0; i < price.length; i++) {
    const result = impliedVol(
      forward[i] as number,
      strike[i] as number,
      t[i] as number,
      isCall[i] as number,
      price[i] as number,
    );
    vol[i] = result > 0 ? result : Number.NaN;
    reason[i] = result > 0 ? 0 : -result;
  }
}
