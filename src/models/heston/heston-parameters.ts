import type { ParameterSpec } from '#models/model.ts';

/** Parameters of the Heston model, in the order of `#pricing/heston.ts`. */
export const hestonParameters: readonly ParameterSpec[] = [
  {
    name: 'v0',
    symbol: 'v₀',
    unit: 'variance',
    lower: 1e-4,
    upper: 4,
    shared: true,
    note: 'Variance a year now: its root is the volatility of the shortest options.',
    formula: '√v_0 = vol as T → 0',
  },
  {
    name: 'kappa',
    symbol: 'κ',
    unit: '1/year',
    lower: 0.01,
    upper: 50,
    shared: true,
    note: 'Speed at which the variance returns to θ.',
    formula: 'E[v_t] − θ = (v_0 − θ) e^(−κ t)',
  },
  {
    name: 'theta',
    symbol: 'θ',
    unit: 'variance',
    lower: 1e-4,
    upper: 4,
    shared: true,
    note: 'Variance a year in the long run.',
    formula: 'dv = κ (θ − v) dt + σ √v dZ',
  },
  {
    name: 'sigma',
    symbol: 'σ',
    unit: 'none',
    lower: 0.01,
    upper: 10,
    shared: true,
    note: 'Volatility of the variance: it bends the smile; Feller’s condition keeps the variance above zero.',
    formula: '2κθ ≥ σ²',
  },
  {
    name: 'rho',
    symbol: 'ρ',
    unit: 'none',
    lower: -0.999,
    upper: 0.999,
    shared: true,
    note: 'Correlation of price and variance: it tilts the smile.',
    formula: 'd⟨W, Z⟩ = ρ dt',
  },
];

/** What a first guess is made of: at-the-money volatilities and the shortest expiry's skew. */
interface TermStructureGuess {
  /** At-the-money volatility of the shortest and of the longest expiry. */
  readonly shortVol: number;
  readonly longVol: number;
  /** d vol/d ln K of the shortest expiry at the money. */
  readonly skew: number;
}

/**
 * First guess: v0 and theta from the ends of the at-the-money term structure, rho sigma from the skew of
 * short expiries, d vol/dk = rho sigma/(4 vol) (J. Gatheral, The Volatility Surface, 2006, equation 3.16).
 */
export function guessHeston({ shortVol, longVol, skew }: TermStructureGuess, theta: Float64Array): void {
  const tilt = 4 * shortVol * skew;
  theta[0] = shortVol * shortVol;
  theta[1] = 2;
  theta[2] = longVol * longVol;
  theta[3] = Math.min(2, Math.max(0.4, 2 * Math.abs(tilt)));
  theta[4] = Math.max(-0.8, Math.min(0.8, tilt / theta[3]!));
}
