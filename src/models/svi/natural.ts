/**
 * The natural parameterisation: w(k) = Delta + omega/2 (1 + zeta rho (k - mu) + sqrt((zeta (k - mu) + rho)^2 + 1 - rho^2)),
 * the coordinates in which SVI is the limit of Heston's smile at long maturities.
 *
 * Source: J. Gatheral and A. Jacquier, "Arbitrage-free SVI volatility surfaces", Quantitative Finance 14(1), 2014,
 * eq. 3.2 and Lemma 3.1.
 */
import type { ParameterView } from '#models/model.ts';
import { SVI_SIZE } from './raw.ts';

/** [Delta, mu, rho, omega, zeta] of raw theta, into out. */
function rawToNatural(theta: Float64Array, out: Float64Array): void {
  const [a, b, rho, m, sigma] = theta as unknown as [number, number, number, number, number];
  const q = Math.sqrt((1 - rho) * (1 + rho));
  out[0] = a - b * sigma * q;
  out[1] = m + (rho * sigma) / q;
  out[2] = rho;
  out[3] = (2 * b * sigma) / q;
  out[4] = q / sigma;
}

/** The natural parameters beside the raw ones they are read from. */
export const naturalView: ParameterView = {
  id: 'natural',
  label: 'Natural',
  parameters: [
    {
      name: 'Delta',
      symbol: 'Delta',
      unit: 'variance',
      lower: -10,
      upper: 10,
      holdable: false,
      note: 'Shift of the level, in total variance; 0 in SSVI.',
      formula: 'Δ = a − ω (1 − ρ²)/2',
    },
    {
      name: 'mu',
      symbol: 'mu',
      unit: 'none',
      lower: -10,
      upper: 10,
      holdable: false,
      note: 'Shift along log-moneyness; 0 in SSVI.',
      formula: 'μ = m + (ρ σ) / √(1 − ρ²)',
    },
    {
      name: 'rho',
      symbol: 'rho',
      unit: 'none',
      lower: -0.999,
      upper: 0.999,
      holdable: true,
      note: 'Rotation: the asymmetry of the two wing slopes, the same as the raw rho.',
      formula: 'ρ = (right slope − left slope) / (right slope + left slope)',
    },
    {
      name: 'omega',
      symbol: 'omega',
      unit: 'variance',
      lower: 0,
      upper: 100,
      holdable: false,
      note: 'Total variance at k = mu above the shift; theta of SSVI.',
      formula: 'ω = (2 b σ) / √(1 − ρ²)',
    },
    {
      name: 'zeta',
      symbol: 'zeta',
      unit: 'none',
      lower: 0,
      upper: 1e5,
      holdable: false,
      note: 'Curvature; phi of SSVI.',
      formula: 'ζ = √(1 − ρ²) / σ',
    },
  ],
  values(theta, _t, out) {
    rawToNatural(theta, out);
  },
  jacobian(theta, _t, out) {
    const [, b, rho, , sigma] = theta as unknown as [number, number, number, number, number];
    const q = Math.sqrt((1 - rho) * (1 + rho));
    const q3 = q * q * q;
    out.fill(0);
    out.set([1, -sigma * q, (b * sigma * rho) / q, 0, -b * q], 0);
    out.set([0, 0, sigma / q3, 1, rho / q], SVI_SIZE);
    out[2 * SVI_SIZE + 2] = 1;
    out.set([0, (2 * sigma) / q, (2 * b * sigma * rho) / q3, 0, (2 * b) / q], 3 * SVI_SIZE);
    out.set([0, 0, -rho / (q * sigma), 0, -q / (sigma * sigma)], 4 * SVI_SIZE);
  },
};
