import type { ParameterSpec } from '#models/model.ts';

/** Parameters of a SABR slice. beta and shift are conventions rather than results: held unless the user frees them. */
export const sabrParameters: readonly ParameterSpec[] = [
  {
    name: 'alpha',
    symbol: 'alpha',
    unit: 'none',
    lower: 1e-9,
    upper: 1e9,
    note: 'Level of the smile.',
    formula: 'ATM vol ≈ α F^(β − 1)',
  },
  {
    name: 'beta',
    symbol: 'beta',
    unit: 'none',
    lower: 0,
    upper: 1,
    held: 1,
    note: 'Backbone, 1 lognormal and 0 normal; held, for it hardly differs from rho in one smile.',
    formula: 'dF = α F^β dW',
  },
  {
    name: 'rho',
    symbol: 'rho',
    unit: 'none',
    lower: -0.98,
    upper: 0.98,
    note: 'Correlation of forward and volatility: the tilt of the smile.',
    formula: 'd⟨W, Z⟩ = ρ dt',
  },
  {
    name: 'nu',
    symbol: 'nu',
    unit: 'none',
    lower: 0,
    upper: 200,
    note: 'Volatility of volatility: the curvature of the smile; the expansion wants it small.',
    formula: 'dα = ν α dZ,  ν² T < 1',
  },
  {
    name: 'shift',
    symbol: 'shift',
    unit: 'none',
    lower: 0,
    upper: 1e9,
    held: 0,
    note: 'Displacement that stands added to forward and strike in the formula, in units of the forward.',
    formula: 'F → F + shift,  K → K + shift',
  },
];
