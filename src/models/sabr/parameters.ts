import type { ParameterSpec } from '#models/model.ts';

/** Parameters of a SABR slice. beta and shift are conventions rather than results: held unless the user frees them. */
export const sabrParameters: readonly ParameterSpec[] = [
  {
    name: 'alpha',
    symbol: 'alpha',
    unit: 'none',
    lower: 1e-9,
    upper: 1e9,
    note: 'Level: the volatility at the money is about alpha F^(beta − 1).',
  },
  {
    name: 'beta',
    symbol: 'beta',
    unit: 'none',
    lower: 0,
    upper: 1,
    held: 1,
    note: 'Backbone: dF = alpha F^beta dW. It hardly differs from rho in one smile, so it is held: 1 is lognormal, 0 normal.',
  },
  {
    name: 'rho',
    symbol: 'rho',
    unit: 'none',
    lower: -0.98,
    upper: 0.98,
    note: 'Correlation of forward and volatility: the tilt of the smile.',
  },
  {
    name: 'nu',
    symbol: 'nu',
    unit: 'none',
    lower: 0,
    upper: 200,
    note: 'Volatility of volatility: the curvature of the smile. The formula expands in nu² T, which should stay below 1.',
  },
  {
    name: 'shift',
    symbol: 'shift',
    unit: 'none',
    lower: 0,
    upper: 1e9,
    held: 0,
    note: 'Displacement: F + shift and K + shift stand in the formula for F and K, in units of the forward.',
  },
];
