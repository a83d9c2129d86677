import { blackPrice, blackVega } from '#pricing/black76.ts';

/** One row of a table that states a call price beside bid and ask. */
export interface PricedRow {
  readonly forward: number;
  readonly strike: number;
  /** Years. */
  readonly t: number;
  readonly bid: number;
  readonly ask: number;
  /** Undiscounted price of the call, in currency. */
  readonly callPrice: number;
}

/** How well the two readings of bid and ask explain the stated call prices. */
export interface VolOrPrice {
  readonly verdict: 'vol' | 'price' | 'undecided';
  /** Rows compared. */
  readonly rows: number;
  /** Median error, in volatility (decimal), when bid and ask are taken as volatilities, decimal or in percent. */
  readonly volError: number;
  /** Median error relative to the forward when they are taken as prices of the call. */
  readonly priceError: number;
}

/**
 * Decides whether bid and ask are implied volatilities or prices by recomputing the stated call price, Black's
 * formula on the forward (F. Black, "The pricing of commodity contracts", Journal of Financial Economics 3, 1976,
 * equation 16, undiscounted), from their mid. Only rows with a vega that can tell are compared.
 */
export function volOrPrice(rows: readonly PricedRow[]): VolOrPrice {
  const decimalErrors: number[] = [];
  const percentErrors: number[] = [];
  const priceErrors: number[] = [];
  for (const { forward, strike, t, bid, ask, callPrice } of rows) {
    const mid = 0.5 * (bid + ask);
    if (!(forward > 0 && strike > 0 && t > 0 && mid > 0 && callPrice > 0)) continue;
    priceErrors.push(Math.abs(mid - callPrice) / forward);
    for (const [scale, errors] of [
      [1, decimalErrors],
      [0.01, percentErrors],
    ] as const) {
      const vol = mid * scale;
      if (vol > 20) continue;
      const vega = blackVega(forward, strike, t, vol);
      if (vega < 1e-3 * forward * Math.sqrt(t)) continue;
      errors.push(Math.abs(blackPrice(forward, strike, t, vol, true) - callPrice) / vega);
    }
  }
  const [decimalError, percentError] = [median(decimalErrors), median(percentErrors)];
  const isPercent = percentError < decimalError || Number.isNaN(decimalError);
  const volErrors = isPercent ? percentErrors : decimalErrors;
  const volError = isPercent ? percentError : decimalError;
  const priceError = median(priceErrors);
  const enough = Math.max(volErrors.length, priceErrors.length) >= 5;
  const fitsVol = enough && volErrors.length >= 0.2 * priceErrors.length && volError < 5e-3;
  const fitsPrice = enough && priceError < 1e-3;
  return {
    verdict: fitsVol === fitsPrice ? 'undecided' : fitsVol ? 'vol' : 'price',
    rows: priceErrors.length,
    volError,
    priceError,
  };
}

function median(values: number[]): number {
  if (values.length === 0) return Number.NaN;
  values.sort((a, b) => a - b);
  return values[values.length >> 1] as number;
}
