/** Boards that Heston calibrations are measured on. */
import { readFileSync } from 'node:fs';
import type { ExpiryTarget } from '#calibration/characteristic-problem.ts';
import { impliedVol } from '#pricing/implied-vol.ts';
import { golden, sharedPath } from './shared.ts';

interface Cui {
  readonly r: number;
  readonly K: readonly number[];
  readonly T: readonly number[];
  readonly call_prices_discounted: readonly number[];
}

/** Parameters (v0, kappa, theta, sigma, rho) of the 40 options of Cui, del Bano Rollin and Germano (2017). */
export const CUI_TRUTH = [0.08, 3, 0.1, 0.25, -0.8] as const;

function grouped<Row>(rows: readonly Row[], key: (row: Row) => number): readonly (readonly Row[])[] {
  return [...new Set(rows.map(key))].map((value) => rows.filter((row) => key(row) === value));
}

/** The 40 options of Cui et al.: spot 1, rate 2 %, equal weights. */
export function cuiBoard(): readonly ExpiryTarget[] {
  const { cui } = golden<{ readonly cui: Cui }>('heston');
  const rows = cui.K.map((strike, i) => ({ strike, t: cui.T[i]!, call: cui.call_prices_discounted[i]! }));
  return grouped(rows, ({ t }) => t).map((slice) => {
    const { t } = slice[0]!;
    const growth = Math.exp(cui.r * t);
    return {
      t,
      forward: growth,
      strike: Float64Array.from(slice, ({ strike }) => strike),
      vol: Float64Array.from(slice, ({ strike, call }) => impliedVol(growth, strike, t, true, call * growth)),
      weight: new Float64Array(slice.length).fill(1 / rows.length),
    };
  });
}

/**
 * The DAX table of A. Sepp, "Pricing European-style options under jump diffusion processes with
 * stochastic volatility", 2003. QuantLib's test rounds each time to whole weeks before it fits; its sum of
 * squared errors holds for those times only.
 */
export function daxBoard(): readonly ExpiryTarget[] {
  const text = readFileSync(sharedPath('data/paper-tables/dax_20020705_sepp_heston.csv'), 'utf8');
  const rows = text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number));
  return grouped(rows, (row) => row[1]!).map((slice) => {
    const [spot, days, rate] = slice[0]! as [number, number, number];
    const t = (7 * Math.floor((days + 3) / 7)) / 365;
    return {
      t,
      forward: spot * Math.exp(rate * t),
      strike: Float64Array.from(slice, (row) => row[3]!),
      vol: Float64Array.from(slice, (row) => row[4]!),
      weight: new Float64Array(slice.length).fill(1 / rows.length),
    };
  });
}

/** Starts (v0, kappa, theta, sigma, rho) uniform in kappa .5..5, theta, sigma, v0 .05...95, rho -.9..-.1. */
export function hestonStarts(count: number, seed: number): readonly Float64Array[] {
  let state = seed;
  const between = (low: number, high: number): number => {
    state = (state * 48271) % 2147483647;
    return low + ((high - low) * state) / 2147483647;
  };
  return Array.from({ length: count }, () =>
    Float64Array.of(
      between(0.05, 0.95),
      between(0.5, 5),
      between(0.05, 0.95),
      between(0.05, 0.95),
      between(-0.9, -0.1),
    ),
  );
}
