/**
 * How the curvature psi = theta phi(theta) of an SSVI slice follows from its variance at the money.
 *
 * Source: J. Gatheral and A. Jacquier, "Arbitrage-free SVI volatility surfaces", Quantitative Finance 14(1),
 * 2014, section 4: definition 4.1, theorems 4.1 and 4.2, examples 4.1 and 4.2, equation 4.5.
 */
import type { ParameterSpec } from '#models/model.ts';
import { curvatureBound } from './butterfly-bound.ts';

/** The law's first parameter in a coordinate whose box is free of arbitrage, with its derivatives. */
export interface StrictParameter {
  readonly value: number;
  readonly byX: number;
  readonly byRho: number;
  /** Derivatives by the law's other parameters. */
  readonly byOthers: readonly number[];
  /** The slice whose theta moves the value, and by how much. */
  readonly slice: number;
  readonly byTheta: number;
}

/** psi as a function of theta and the law's parameters. */
export interface CurvatureLaw {
  readonly parameters: readonly ParameterSpec[];
  psi(theta: number, law: Float64Array): number;
  /** d psi/d theta, then by each of the law's parameters, into out. */
  gradient(theta: number, law: Float64Array, out: Float64Array): void;
  /** First guess of the law from guesses of slices. */
  guess(thetas: Float64Array, psis: Float64Array, law: Float64Array): void;
  /** Range of the coordinate of the first parameter. */
  readonly strictRange: readonly [lower: number, upper: number];
  /** The first parameter at its coordinate x, the others as they stand in `law`. */
  strict(x: number, law: Float64Array, thetas: Float64Array, rho: number): StrictParameter;
  /** x of a law, not clipped. */
  strictCoordinate(law: Float64Array, thetas: Float64Array, rho: number): number;
}

/** Least share of the butterfly bound. */
const LEAST_SHARE = 1e-6;

/** The slice that bounds eta of the power law, and the bound. */
function powerBound(gamma: number, thetas: Float64Array, rho: number) {
  let eta = Number.POSITIVE_INFINITY;
  let slice = 0;
  let binding = curvatureBound(thetas[0]!, rho);
  for (const [i, theta] of thetas.entries()) {
    const bound = curvatureBound(theta, rho);
    const most = bound.bound / (theta / (1 + theta)) ** (1 - gamma);
    if (most >= eta) continue;
    eta = most;
    slice = i;
    binding = bound;
  }
  return { eta, slice, binding };
}

/**
 * phi = eta theta^-gamma (1 + theta)^(gamma - 1), so that psi = eta (theta/(1 + theta))^(1 - gamma).
 *
 * psi rises with theta and more slowly than it, which with theta rising excludes calendar arbitrage (theorem
 * 4.1). Butterfly arbitrage is excluded at the slices by their exact bound; psi over that bound is a power of
 * theta but for a slow factor, so that the slices at the ends speak for those in between.
 */
export const powerLaw: CurvatureLaw = {
  parameters: [
    {
      name: 'eta',
      symbol: 'eta',
      unit: 'none',
      lower: 1e-4,
      upper: 20,
      shared: true,
      note: 'Size of the curvature.',
      formula: 'ψ = η (θ/(1 + θ))^(1 − γ)',
    },
    {
      name: 'gamma',
      symbol: 'gamma',
      unit: 'none',
      lower: 0,
      upper: 1,
      shared: true,
      note: 'How the curvature goes with time: at one half in proportion to volatility.',
      formula: 'ψ = η (θ/(1 + θ))^(1 − γ)',
    },
  ],
  psi: (theta, law) => law[0]! * (theta / (1 + theta)) ** (1 - law[1]!),
  gradient(theta, law, out) {
    const share = theta / (1 + theta);
    const unit = share ** (1 - law[1]!);
    const psi = law[0]! * unit;
    out[0] = (psi * (1 - law[1]!)) / (theta * (1 + theta));
    out[1] = unit;
    out[2] = -psi * Math.log(share);
  },
  /** The line ln psi against ln theta/(1 + theta). */
  guess(thetas, psis, law) {
    const n = thetas.length;
    const x = thetas.map((theta) => Math.log(theta / (1 + theta)));
    const y = psis.map(Math.log);
    const mean = (v: Float64Array): number => v.reduce((a, b) => a + b, 0) / n;
    const [mx, my] = [mean(x), mean(y)];
    const sxx = x.reduce((sum, v) => sum + (v - mx) ** 2, 0);
    const sxy = x.reduce((sum, v, i) => sum + (v - mx) * (y[i]! - my), 0);
    const slope = sxx > 0.1 ? Math.min(0.9, Math.max(0.1, sxy / sxx)) : 0.5;
    law[0] = Math.exp(my - slope * mx);
    law[1] = 1 - slope;
  },
  strictRange: [LEAST_SHARE, 1],
  strict(x, law, thetas, rho) {
    const { eta, slice, binding } = powerBound(law[1]!, thetas, rho);
    const theta = thetas[slice]!;
    const share = theta / (1 + theta);
    const unit = share ** (1 - law[1]!);
    return {
      value: x * eta,
      byX: eta,
      byRho: (x * binding.byRho) / unit,
      byOthers: [x * eta * Math.log(share)],
      slice,
      byTheta: x * (binding.byTheta / unit - (eta * (1 - law[1]!)) / (theta * (1 + theta))),
    };
  },
  strictCoordinate: (law, thetas, rho) => law[0]! / powerBound(law[1]!, thetas, rho).eta,
};

/** f(x) = 1 - (1 - e^-x)/x and f'(x), by their series near zero. */
function hestonShape(x: number): readonly [value: number, slope: number] {
  if (x < 0.02) {
    return [
      x * (1 / 2 - x * (1 / 6 - x * (1 / 24 - x * (1 / 120 - x / 720)))),
      1 / 2 - x * (1 / 3 - x * (1 / 8 - x * (1 / 30 - x / 144))),
    ];
  }
  const grown = -Math.expm1(-x);
  return [1 - grown / x, (grown / x - Math.exp(-x)) / x];
}

/**
 * phi = (1 - (1 - e^-x)/x)/x with x = lambda theta, the shape Heston's model has: psi = f(lambda theta)/lambda.
 * lambda >= (1 + |rho|)/4 excludes all arbitrage (example 4.1). phi is at most 1/2, so that short expiries
 * hardly bend.
 */
export const hestonLaw: CurvatureLaw = {
  parameters: [
    {
      name: 'lambda',
      symbol: 'lambda',
      unit: 'none',
      lower: 1e-4,
      upper: 1000,
      shared: true,
      note: 'Flattening: how soon the curvature stops growing with variance.',
      formula: 'ψ = (1 − (1 − e^(−λθ))/(λθ)) / λ',
    },
  ],
  psi: (theta, law) => hestonShape(law[0]! * theta)[0] / law[0]!,
  gradient(theta, law, out) {
    const lambda = law[0]!;
    const [value, slope] = hestonShape(lambda * theta);
    out[0] = slope;
    out[1] = (lambda * theta * slope - value) / (lambda * lambda);
  },
  guess(_thetas, _psis, law) {
    law[0] = 1;
  },
  strictRange: [0, 1000],
  strict: (x, _law, _thetas, rho) => ({
    value: (1 + Math.abs(rho)) / 4 + x,
    byX: 1,
    byRho: Math.sign(rho) / 4,
    byOthers: [],
    slice: 0,
    byTheta: 0,
  }),
  strictCoordinate: (law, _thetas, rho) => law[0]! - (1 + Math.abs(rho)) / 4,
};
