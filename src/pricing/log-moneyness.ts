/**
 * |ln(F/K)| to full relative accuracy. Near the money F/K would round away what distinguishes F
 * from K, so there 2 atanh((F - K)/(F + K)), whose difference is exact, by its odd series.
 */
export function absoluteLogMoneyness(forward: number, strike: number): number {
  const z = (forward - strike) / (forward + strike);
  const z2 = z * z;
  if (z2 > 0.01) return Math.abs(Math.log(strike / forward));
  const tail = z2 * (1 / 11 + z2 * (1 / 13 + z2 * (1 / 15)));
  const series = 1 + z2 * (1 / 3 + z2 * (1 / 5 + z2 * (1 / 7 + z2 * (1 / 9 + tail))));
  return 2 * Math.abs(z) * series;
}

/** k = ln(K/F) to full relative accuracy. */
export function logMoneyness(forward: number, strike: number): number {
  const c = absoluteLogMoneyness(forward, strike);
  return strike >= forward ? c : -c;
}
