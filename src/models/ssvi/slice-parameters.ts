import type { ParameterSpec } from '#models/model.ts';

/** Parameters of a slice of the eSSVI surface. */
export const sliceParameters: readonly ParameterSpec[] = [
  {
    name: 'theta',
    symbol: 'theta',
    unit: 'variance',
    lower: 1e-8,
    upper: 100,
    note: 'Total variance at the money.',
    formula: 'θ = w(0)',
  },
  {
    name: 'rho',
    symbol: 'rho',
    unit: 'none',
    lower: -0.999,
    upper: 0.999,
    note: 'Tilt: how the wing slopes differ.',
    formula: 'slopes = ψ (1 ± ρ)/2',
  },
  {
    name: 'psi',
    symbol: 'psi',
    unit: 'none',
    lower: 1e-6,
    upper: 4,
    note: 'Curvature of the smile.',
    formula: 'w(k) = (θ + ρψk + √((ψk + θρ)² + θ² (1 − ρ²))) / 2',
  },
];
