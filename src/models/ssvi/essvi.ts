import type { VolModel } from '#models/model.ts';
import { sliceParameters } from './slice-parameters.ts';
import { sliceSmile, sliceWingSlope } from './smile.ts';

/** The extended SSVI: theta, rho and psi of each expiry on its own. */
export const essvi: VolModel = {
  id: 'essvi',
  label: 'eSSVI',
  scope: 'slice',
  references: [
    'S. Hendriks and C. Martini, The extended SSVI volatility surface, Journal of Computational Finance 22(5), 2019',
    'J. Gatheral and A. Jacquier, Arbitrage-free SVI volatility surfaces, Quantitative Finance 14(1), 2014',
    'A. Mingone, No arbitrage global parametrization for the eSSVI volatility surface, Quantitative Finance 22(12), 2022',
    'J. Corbetta, P. Cohort, I. Laachir and C. Martini, Robust calibration and arbitrage-free interpolation of SSVI slices, Decisions in Economics and Finance 42, 2019',
  ],
  parameters: sliceParameters,
  views: [],
  minQuotes: 3,
  smile: () => sliceSmile,
  scaling: { vertical: [1, 0, 1], standardised: [1, 0, 0.5] },
  wingSlope: sliceWingSlope,
  /** w(k) = s w(k/sqrt(s)), s the ratio of the times. */
  aged(slice, from, to, out) {
    const s = to / from;
    out[0] = s * slice[0]!;
    out[1] = slice[1]!;
    out[2] = Math.sqrt(s) * slice[2]!;
  },
  /** theta, psi and rho psi are linear in time: neither butterfly nor calendar arbitrage arises in between. */
  between(earlier, later, share, out) {
    const mix = (a: number, b: number): number => a + share * (b - a);
    const psi = mix(earlier[2]!, later[2]!);
    out[0] = mix(earlier[0]!, later[0]!);
    out[1] = mix(earlier[1]! * earlier[2]!, later[1]! * later[2]!) / psi;
    out[2] = psi;
  },
  /** theta goes on by its last forward variance, never less than none; psi and rho stay: the wings keep their slopes. */
  beyond(previous, last, share, out) {
    out.set(last);
    out[0] = last[0]! + (share - 1) * Math.max(0, last[0]! - (previous === null ? 0 : previous[0]!));
  },
};
