import type { FitCoordinates, GuessSlice, ParameterConstraints } from '#models/model.ts';
import { boundsMet, type CoordinateName, clip, clipInto, rangesOf, squareWithin } from './box.ts';
import { curvatureBound } from './butterfly-bound.ts';
import { sliceParameters } from './slice-parameters.ts';
import { SLICE_SIZE } from './smile.ts';

/** Room left below Lee's bound psi (1 + |rho|) = 4. */
const LEE = 4 * (1 - 1e-6);
/** Smallest share of the butterfly bound. */
const LEAST_SHARE = 1e-6;

const NAMES: readonly CoordinateName[] = ['theta', 'rho', 'psi'].map((name) => ({
  low: name,
  high: name,
  slice: null,
}));

/** A share of the butterfly bound at its top is psi at its most; at its bottom psi is no parameter's own end. */
const SHARE_NAMES: readonly CoordinateName[] = [
  ...NAMES.slice(0, 2),
  { low: null, high: 'psi', slice: null },
];

function atBound(names: readonly CoordinateName[], lower: Float64Array, upper: Float64Array) {
  return (x: Float64Array) => boundsMet(names, lower, upper, x).map(({ name, side }) => ({ name, side }));
}

/** x = (sqrt theta, rho, psi): the smile is positive everywhere, and Lee's bound keeps psi. */
export function freeCoordinates(
  _slice: GuessSlice,
  constraints: ParameterConstraints,
): FitCoordinates | { readonly error: string } {
  const ranges = rangesOf(sliceParameters, constraints);
  if ('error' in ranges) return ranges;
  const [theta, rho, psi] = ranges as [
    (typeof ranges)[number],
    (typeof ranges)[number],
    (typeof ranges)[number],
  ];
  const flattest = Math.max(0, rho.lower, -rho.upper);
  if (psi.lower * (1 + flattest) > 4) {
    return { error: `psi is at least ${psi.lower}; wing slopes psi(1 ± rho)/2 must not exceed 2` };
  }
  const lower = Float64Array.of(Math.sqrt(theta.lower), rho.lower, psi.lower);
  const upper = Float64Array.of(Math.sqrt(theta.upper), rho.upper, psi.upper);
  return {
    size: SLICE_SIZE,
    lower,
    upper,
    toParameters(x, out) {
      out[0] = squareWithin(x[0]!, theta);
      out[1] = x[1]!;
      out[2] = x[2]!;
    },
    fromParameters(slice, x) {
      x[0] = Math.sqrt(Math.max(0, slice[0]!));
      x[1] = slice[1]!;
      x[2] = slice[2]!;
      clipInto(x, lower, upper);
    },
    chain(x, _slice, out) {
      out.fill(0);
      out[0] = 2 * x[0]!;
      out[4] = 1;
      out[8] = 1;
    },
    /** Lee's bound: the tilt gives way where the curvature cannot. */
    project(x) {
      const room = LEE / x[2]! - 1;
      if (Math.abs(x[1]!) <= room) return;
      x[2] = Math.max(psi.lower, LEE / (1 + Math.abs(x[1]!)));
      const left = Math.max(0, LEE / x[2] - 1);
      x[1] = clip(clip(x[1]!, -left, left), rho.lower, rho.upper);
    },
    atBound: atBound(NAMES, lower, upper),
  };
}

/** x = (sqrt theta, rho, c), psi = c times the exact butterfly bound; psi itself cannot be held. */
export function strictCoordinates(
  _slice: GuessSlice,
  constraints: ParameterConstraints,
): FitCoordinates | { readonly error: string } {
  const ranges = rangesOf(sliceParameters.slice(0, 2), constraints);
  if ('error' in ranges) return ranges;
  const [theta, rho] = ranges as [(typeof ranges)[number], (typeof ranges)[number]];
  const lower = Float64Array.of(Math.sqrt(theta.lower), rho.lower, LEAST_SHARE);
  const upper = Float64Array.of(Math.sqrt(theta.upper), rho.upper, 1);
  return {
    size: SLICE_SIZE,
    lower,
    upper,
    toParameters(x, out) {
      out[0] = squareWithin(x[0]!, theta);
      out[1] = x[1]!;
      out[2] = x[2]! * curvatureBound(out[0], out[1]).bound;
    },
    fromParameters(slice, x) {
      x[0] = Math.sqrt(Math.max(0, slice[0]!));
      x[1] = slice[1]!;
      clipInto(x, lower, upper);
      x[2] = clip(slice[2]! / curvatureBound(squareWithin(x[0]!, theta), x[1]!).bound, LEAST_SHARE, 1);
    },
    chain(x, slice, out) {
      const { bound, byTheta, byRho } = curvatureBound(slice[0]!, slice[1]!);
      out.fill(0);
      out[0] = 2 * x[0]!;
      out[4] = 1;
      out[6] = x[2]! * byTheta * 2 * x[0]!;
      out[7] = x[2]! * byRho;
      out[8] = bound;
    },
    atBound: atBound(SHARE_NAMES, lower, upper),
  };
}
