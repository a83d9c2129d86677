import type { GuessSlice } from '#models/model.ts';
import { guessHeston } from './heston-parameters.ts';

/** Volatility at the money by the line between the quotes around it, and its slope in k by least squares about it. */
function atTheMoney({ k, w, t, weight }: GuessSlice): { readonly vol: number; readonly skew: number } {
  const vols = w.map((total) => Math.sqrt(total / t));
  let right = 0;
  while (right < k.length && k[right]! < 0) right++;
  const clamped = Math.min(Math.max(right, 1), Math.max(1, k.length - 1));
  const [a, b] = [clamped - 1, Math.min(clamped, k.length - 1)];
  const share = b > a && k[b]! > k[a]! ? Math.min(1, Math.max(0, -k[a]! / (k[b]! - k[a]!))) : 0;
  const vol = vols[a]! + share * (vols[b]! - vols[a]!);
  const unit = vol * Math.sqrt(t);
  let [s0, s1, s2, t0, t1] = [0, 0, 0, 0, 0];
  for (let i = 0; i < k.length; i++) {
    const near = weight[i]! * Math.exp(-0.5 * (k[i]! / unit) ** 2);
    s0 += near;
    s1 += near * k[i]!;
    s2 += near * k[i]! * k[i]!;
    t0 += near * vols[i]!;
    t1 += near * k[i]! * vols[i]!;
  }
  const determinant = s0 * s2 - s1 * s1;
  const skew = determinant > 1e-12 * s0 * s2 ? (s0 * t1 - s1 * t0) / determinant : 0;
  return { vol, skew };
}

/** Speeds and vol-of-vols beside the guess's own: a fast, rough variance and a slow one. */
const OTHERS: readonly (readonly [kappa: number, sigma: number])[] = [
  [10, 4],
  [0.5, 0.5],
];

/**
 * Starts of Heston's parameters from quotes: v0 and theta from the ends of the term structure and rho sigma from the
 * skew of the shortest expiry, at three speeds of the variance. On real boards the three end in one valley nearly
 * always; where they do not the lowest is taken.
 */
export function hestonStarts(slices: readonly GuessSlice[]): readonly Float64Array[] {
  const short = atTheMoney(slices[0]!);
  const long = atTheMoney(slices[slices.length - 1]!);
  const guess = new Float64Array(5);
  guessHeston({ shortVol: short.vol, longVol: long.vol, skew: short.skew }, guess);
  return [
    guess,
    ...OTHERS.map(([kappa, sigma]) => {
      const other = Float64Array.from(guess);
      other[1] = kappa;
      other[3] = sigma;
      return other;
    }),
  ];
}
