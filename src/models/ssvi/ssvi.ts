import type { ParameterView, SmileFunctions, VolModel } from '#models/model.ts';
import { type CurvatureLaw, hestonLaw, powerLaw } from './curvature-law.ts';
import { sliceParameters } from './slice-parameters.ts';
import { SLICE_SIZE, sliceSmile, sliceWingSlope } from './smile.ts';

/** Slice parameters of a theta of this law: psi from theta. */
function createSlice(law: CurvatureLaw) {
  const m = law.parameters.length;
  const values = new Float64Array(m);
  const slice = new Float64Array(SLICE_SIZE);
  const gradient = new Float64Array(1 + m);
  const read = (theta: Float64Array): Float64Array => {
    for (let j = 0; j < m; j++) values[j] = theta[2 + j]!;
    slice[0] = theta[0]!;
    slice[1] = theta[1]!;
    slice[2] = law.psi(theta[0]!, values);
    return slice;
  };
  /** d psi/d(theta, rho, law) of the theta last read. */
  const gradientAt = (theta: Float64Array): Float64Array => {
    read(theta);
    law.gradient(theta[0]!, values, gradient);
    return gradient;
  };
  return { read, gradientAt };
}

/** The smile of one slice in the parameters of the surface. */
function createSmile(law: CurvatureLaw): SmileFunctions {
  const { read, gradientAt } = createSlice(law);
  const m = law.parameters.length;
  const p = 2 + m;
  /** Columns by (theta, rho, psi) into columns by (theta, rho, law). */
  const spread = (own: Float64Array, n: number, byPsi: Float64Array, out: Float64Array): void => {
    for (let i = 0; i < n; i++) {
      const bend = own[i * SLICE_SIZE + 2]!;
      out[i * p] = own[i * SLICE_SIZE]! + bend * byPsi[0]!;
      out[i * p + 1] = own[i * SLICE_SIZE + 1]!;
      for (let j = 0; j < m; j++) out[i * p + 2 + j] = bend * byPsi[1 + j]!;
    }
  };
  let scratch = [0, 1, 2].map(() => new Float64Array(0)) as [Float64Array, Float64Array, Float64Array];
  const room = (n: number): void => {
    if (scratch[0].length >= n * SLICE_SIZE) return;
    scratch = [0, 1, 2].map(() => new Float64Array(n * SLICE_SIZE)) as typeof scratch;
  };
  return {
    totalVariance: (theta, k, out) => sliceSmile.totalVariance(read(theta), k, out),
    derivatives: (theta, k, w, w1, w2) => sliceSmile.derivatives(read(theta), k, w, w1, w2),
    jacobian(theta, k, out) {
      room(k.length);
      const byPsi = gradientAt(theta);
      sliceSmile.jacobian(read(theta), k, scratch[0]);
      spread(scratch[0], k.length, byPsi, out);
    },
    derivativeJacobians(theta, k, d0, d1, d2) {
      room(k.length);
      const byPsi = gradientAt(theta);
      sliceSmile.derivativeJacobians(read(theta), k, ...scratch);
      [d0, d1, d2].forEach((out, i) => {
        spread(scratch[i]!, k.length, byPsi, out);
      });
    },
  };
}

/** theta, rho and psi of a slice: what the surface comes to at its expiry. */
function createSliceView(law: CurvatureLaw): ParameterView {
  const { read, gradientAt } = createSlice(law);
  const p = 2 + law.parameters.length;
  return {
    id: 'slice',
    label: 'Slice',
    parameters: sliceParameters.map((spec) => ({ ...spec, holdable: spec.name !== 'psi' })),
    values: (theta, _t, out) => out.set(read(theta)),
    jacobian(theta, _t, out) {
      const byPsi = gradientAt(theta);
      out.fill(0);
      out[0] = 1;
      out[p + 1] = 1;
      out[2 * p] = byPsi[0]!;
      for (let j = 1; j < byPsi.length; j++) out[2 * p + 1 + j] = byPsi[j]!;
    },
  };
}

function createSsvi(law: CurvatureLaw, id: string, label: string): VolModel {
  const [theta, rho] = sliceParameters;
  const parameters = [theta!, { ...rho!, shared: true as const }, ...law.parameters];
  const view = createSliceView(law);
  return {
    id,
    label,
    scope: 'surface',
    references: [
      'J. Gatheral and A. Jacquier, Arbitrage-free SVI volatility surfaces, Quantitative Finance 14(1), 2014',
      'A. Mingone, No arbitrage global parametrization for the eSSVI volatility surface, Quantitative Finance 22(12), 2022',
    ],
    parameters,
    views: [view],
    told: view,
    minQuotes: 1,
    smile: () => createSmile(law),
    wingSlope: (slice) => sliceWingSlope(createSlice(law).read(slice)),
    /** theta is linear in time, which leaves the surface what it is at every instant. */
    between(earlier, later, share, out) {
      out.set(later);
      out[0] = earlier[0]! + share * (later[0]! - earlier[0]!);
    },
  };
}

/** SSVI with the power law: rho, eta and gamma for the whole board, theta for each expiry. */
export const ssvi: VolModel = createSsvi(powerLaw, 'ssvi', 'SSVI');

/** SSVI with the curvature of Heston's model: rho and lambda for the whole board, theta for each expiry. */
export const ssviHeston: VolModel = createSsvi(hestonLaw, 'ssvi-heston', 'SSVI, Heston-like');
