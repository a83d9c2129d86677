import type { FitCoordinates, SurfaceCoordinates } from '#models/model.ts';
import type { CharacteristicFunction } from '#pricing/characteristic-function.ts';
import type { ExpiryPricer } from '#pricing/lewis-price.ts';
import type { BoardProblem } from './board-problem.ts';
import { createCharacteristicProblem } from './characteristic-problem.ts';
import type { TargetSlice } from './prepare-slice.ts';

/** Coordinates of the one set of parameters that all slices have. */
function oneSet(coordinates: SurfaceCoordinates): FitCoordinates {
  return {
    size: coordinates.size,
    lower: coordinates.lower,
    upper: coordinates.upper,
    toParameters: (x, theta) => coordinates.toParameters(x, [theta]),
    fromParameters: (theta, x) => coordinates.fromParameters([theta], x),
    chain: (x, theta, out) => coordinates.chain(x, [theta], [out]),
    atBound: (x) => coordinates.atBound(x),
  };
}

/** The board of a law: all strikes of an expiry share its characteristic function. */
export function createCharacteristicBoard(
  law: CharacteristicFunction,
  expiryPricer: ExpiryPricer,
  slices: readonly TargetSlice[],
  coordinates: SurfaceCoordinates,
): BoardProblem {
  const { size } = coordinates;
  // A pin is an expiry of one strike behind all the others: what goes by slice never gets to it.
  const pins = slices.flatMap(({ slice: { t, forward }, target: { atmPin } }) =>
    atmPin === null || atmPin === undefined
      ? []
      : [
          {
            t,
            forward,
            strike: Float64Array.of(forward),
            vol: Float64Array.of(atmPin.vol),
            weight: Float64Array.of(atmPin.strength),
          },
        ],
  );
  const problem = createCharacteristicProblem(law, expiryPricer, oneSet(coordinates), [
    ...slices.map(({ slice: { t, forward }, target }) => ({
      t,
      forward,
      strike: target.k.map((k) => forward * Math.exp(k)),
      vol: target.midVol,
      bidVol: target.bidVol,
      askVol: target.askVol,
      weight: target.weight,
      residual: target.residual,
      outsidePenalty: target.outsidePenalty ?? 0,
    })),
    ...pins,
  ]);
  const residuals = new Float64Array(problem.quotes);
  const rows = new Float64Array(problem.quotes * size);
  const split = (whole: Float64Array, out: readonly Float64Array[]): void => {
    let from = 0;
    for (const part of out) {
      part.set(whole.subarray(from, from + part.length));
      from += part.length;
    }
  };
  return {
    size,
    halfBandwidth: problem.halfBandwidth,
    lower: problem.lower,
    upper: problem.upper,
    linearise: problem.linearise,
    thetas(x) {
      const theta = problem.theta(x);
      return slices.map(() => theta);
    },
    residuals(x, out) {
      problem.residuals(x, residuals);
      split(residuals, out);
    },
    rows(x, out) {
      problem.rows(x, rows);
      split(rows, out);
    },
    outsideFactors(x, out) {
      problem.outsideFactors(x, residuals);
      split(residuals, out);
    },
    setRobust: problem.setRobust,
  };
}
