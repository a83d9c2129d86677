import fc from 'fast-check';

/** Numbers from low to high. */
export function real(low: number, high: number): fc.Arbitrary<number> {
  return fc.double({ min: low, max: high, noNaN: true, noDefaultInfinity: true });
}

/** Numbers spread evenly over their orders of magnitude, both ends positive. */
export function spread(low: number, high: number): fc.Arbitrary<number> {
  return real(Math.log(low), Math.log(high)).map((x) => Math.min(high, Math.max(low, Math.exp(x))));
}

export function columnOf(of: fc.Arbitrary<number>, least: number, most: number): fc.Arbitrary<Float64Array> {
  return fc.array(of, { minLength: least, maxLength: most }).map((values) => Float64Array.from(values));
}

/** Seeds of generators that are not fast-check's own. */
export const seeds: fc.Arbitrary<number> = fc.integer({ min: 1, max: 2 ** 31 - 1 });

/** An option: its strike lies within eight deviations of the forward. */
export interface DrawnOption {
  readonly forward: number;
  readonly strike: number;
  readonly t: number;
  readonly vol: number;
  readonly isCall: boolean;
}

export const options: fc.Arbitrary<DrawnOption> = fc
  .record({
    forward: spread(1e-4, 1e6),
    away: real(-8, 8),
    t: spread(1e-4, 10),
    vol: spread(0.01, 3),
    isCall: fc.boolean(),
  })
  .map(({ away, ...option }) => ({
    ...option,
    strike: option.forward * Math.exp(Math.max(-12, Math.min(12, away * option.vol * Math.sqrt(option.t)))),
  }));

/** Raw SVI with positive variance and wings within Lee's bound: a, b, rho, m, sigma. */
export const sviThetas: fc.Arbitrary<Float64Array> = fc
  .tuple(spread(1e-5, 0.5), real(0.002, 1.998), real(-0.95, 0.95), real(-0.5, 0.5), spread(0.01, 1))
  .map(([least, lee, rho, m, sigma]) => {
    const b = lee / (1 + Math.abs(rho));
    return Float64Array.of(least - b * sigma * Math.sqrt((1 - rho) * (1 + rho)), b, rho, m, sigma);
  });

/** SVI as it is met on boards: no wing near Lee's bound, a vertex near the money. */
export const tameThetas: fc.Arbitrary<Float64Array> = fc
  .tuple(spread(1e-3, 0.2), spread(0.01, 0.3), real(-0.8, 0.5), real(-0.1, 0.1), spread(0.05, 0.6))
  .map(([level, b, rho, m, sigma]) => Float64Array.of(level, b, rho, m, sigma));

/** theta, rho, psi with wings within Lee's bound. */
export const sliceThetas: fc.Arbitrary<Float64Array> = fc
  .tuple(spread(1e-4, 2), real(-0.95, 0.95), real(0.01, 0.99))
  .map(([theta, rho, share]) => Float64Array.of(theta, rho, (4 * share) / (1 + Math.abs(rho))));

/** v0, kappa, theta, sigma, rho. */
export const hestonLaws: fc.Arbitrary<Float64Array> = fc
  .tuple(spread(0.005, 1), spread(0.05, 10), spread(0.005, 1), spread(0.02, 3), real(-0.95, 0.95))
  .map((law) => Float64Array.from(law));

/** lambda, muJ, sigmaJ besides. */
export const batesLaws: fc.Arbitrary<Float64Array> = fc
  .tuple(hestonLaws, spread(0.01, 6), real(-0.3, 0.3), spread(0.01, 0.4))
  .map(([law, lambda, mu, sigma]) => Float64Array.of(...law, lambda, mu, sigma));

/** Log-moneyness ascending, in a number of deviations of a smile. */
export function ladder(n: number, unit: number, reach: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => ((2 * i) / (n - 1) - 1) * reach * unit);
}
