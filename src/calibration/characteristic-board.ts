import type { FitCoordinates, SurfaceCoordinates } from '#models/model.ts';
import type { CharacteristicFunction } from '#pricing/characteristic-function.ts';
import type { ExpiryPricer } from '#pricing/lewis-price.ts';
import type { BoardProblem } from './board-problem.ts';
import { createCharacteristicProblem } from './characteristic-problem.ts';
import type { TargetSlice } from './prepare-slice.ts';

/** Coordinates of the one set of parameters that all slices have. */
function oneSet(coordinates: SurfaceCoordinates): FitCoordinates {
  return {
    ...coordinates,
    toParameters: (x, theta) => coordinates.toParameters(x, [theta]),
    fromParameters: (theta, x) => coordinates.fromParameters([theta], x),
    chain: (x, theta, out) => coordinates.chain(x, [theta], [out]),
  };
}

/** Quotes of an expiry on which parameters are searched for: with fewer, minima of the board come and go. */
const ENOUGH = 32;
/** Error of prices that a search bears, in units of sqrt(F K): it needs fewer nodes. */
const COARSE = 1e-10;

/** The board of a law: all strikes of an expiry share its characteristic function. */
export function createCharacteristicBoard(
  law: CharacteristicFunction,
  expiryPricer: ExpiryPricer,
  slices: readonly TargetSlice[],
  coordinates: SurfaceCoordinates,
): BoardProblem {
  // A pin is an expiry of one strike behind all the others: what goes by slice never gets to it.
  const pins = slices.flatMap(({ target: { t, forward, atmPin } }) =>
    atmPin
      ? [
          {
            t,
            forward,
            strike: Float64Array.of(forward),
            vol: Float64Array.of(atmPin.vol),
            weight: Float64Array.of(atmPin.strength),
          },
        ]
      : [],
  );
  /** With at most so many quotes of an expiry: the heaviest of each as many neighbours, with the weight of them all. */
  const problemOf = (most: number, tolerance?: number) =>
    createCharacteristicProblem(
      law,
      expiryPricer,
      oneSet(coordinates),
      [
        ...slices.map(({ target }) => {
          const { k, weight } = target;
          const n = k.length;
          const heaviest: number[] = [];
          const share: number[] = [];
          weight.forEach((w, i) => {
            const group = Math.floor((i * Math.min(n, most)) / n);
            if (!(w <= weight[heaviest[group]!]!)) heaviest[group] = i;
            share[group] = (share[group] ?? 0) + w;
          });
          const some = (column: Float64Array): Float64Array => Float64Array.from(heaviest, (i) => column[i]!);
          return {
            ...target,
            strike: some(k).map((at) => target.forward * Math.exp(at)),
            vol: some(target.midVol),
            bidVol: some(target.bidVol),
            askVol: some(target.askVol),
            weight: Float64Array.from(share),
          };
        }),
        ...pins,
      ],
      tolerance,
    );
  const problem = problemOf(Infinity);
  /** What goes by quote of the whole board, as it goes by slice. */
  const split = (
    of: (x: Float64Array, out: Float64Array) => void,
    perQuote: number,
  ): BoardProblem['rows'] => {
    const whole = new Float64Array(problem.quotes * perQuote);
    return (x, out) => {
      of(x, whole);
      let from = 0;
      for (const part of out) {
        part.set(whole.subarray(from, from + part.length));
        from += part.length;
      }
    };
  };
  return {
    ...problem,
    thetas(x) {
      const theta = problem.theta(x);
      return slices.map(() => theta);
    },
    residuals: split(problem.residuals, 1),
    rows: split(problem.rows, coordinates.size),
    outsideFactors: split(problem.outsideFactors, 1),
    search: problemOf(ENOUGH, COARSE),
  };
}
