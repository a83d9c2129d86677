import { boxCoordinates } from '#models/box-coordinates.ts';
import type {
  BoardConstraints,
  GuessSlice,
  ParameterSpec,
  SmileFeature,
  SurfaceCoordinates,
  SurfaceModel,
} from '#models/model.ts';
import type { CharacteristicFunction } from '#pricing/characteristic-function.ts';
import { createLewisExpiry } from '#pricing/lewis-price.ts';
import { createCharacteristicSmile } from './characteristic-smile.ts';

/** Box coordinates of one set of parameters for all slices. */
function lawCoordinates(
  specs: readonly ParameterSpec[],
  { shared }: BoardConstraints,
): SurfaceCoordinates | { readonly error: string } {
  const box = boxCoordinates(specs, shared);
  if ('error' in box) return box;
  return {
    size: box.size,
    lower: box.lower,
    upper: box.upper,
    toParameters(x, thetas) {
      for (const theta of thetas) box.toParameters(x, theta);
    },
    fromParameters: (thetas, x) => box.fromParameters(thetas[0]!, x),
    chain(x, thetas, out) {
      for (const [s, rows] of out.entries()) box.chain(x, thetas[s]!, rows);
    },
    atBound: (x) => box.atBound(x).map((bound) => ({ ...bound, slice: null })),
  };
}

/** What sets one law apart from another. */
interface Law {
  readonly id: string;
  readonly label: string;
  readonly references: readonly string[];
  readonly parameters: readonly ParameterSpec[];
  /** Places of the parameters that its variance is in proportion to. */
  readonly variances: readonly number[];
  readonly characteristic: CharacteristicFunction;
  /** Where the law of ln(S/F) at t years may be narrow, with the forward among them. */
  peaks(theta: Float64Array, t: number): readonly SmileFeature[];
  /** Starts from quotes, slices ascending in time. */
  starts(slices: readonly GuessSlice[]): readonly Float64Array[];
}

/** A model of the law of S_T at every T: one set of parameters, and no arbitrage whatever they are. */
export function createLawModel({ characteristic, peaks, starts, ...law }: Law): SurfaceModel {
  return {
    ...law,
    scope: 'surface',
    views: [],
    minQuotes: 1,
    characteristic,
    expiryPricer: createLewisExpiry,
    smile: (at) => createCharacteristicSmile(characteristic, peaks, at),
    starts: (slices) => starts(slices).map((theta) => slices.map(() => theta)),
    coordinates: (_slices, constraints) => lawCoordinates(law.parameters, constraints),
  };
}
