/** A minimum at or above this is free of arbitrage: rounding is not a violation. */
export const ARBITRAGE_TOLERANCE = -1e-12;
