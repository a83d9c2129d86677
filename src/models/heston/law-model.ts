import type { ParameterSpec, SmileFeature, VolModel } from '#models/model.ts';
import type { CharacteristicFunction } from '#pricing/characteristic-function.ts';
import { createLewisExpiry } from '#pricing/lewis-price.ts';
import { createCharacteristicSmile } from './characteristic-smile.ts';

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
}

/** A model of the law of S_T at every T: one set of parameters, and no arbitrage whatever they are. */
export function createLawModel({ characteristic, peaks, ...law }: Law): VolModel {
  return {
    ...law,
    scope: 'surface',
    views: [],
    minQuotes: 1,
    characteristic,
    expiryPricer: createLewisExpiry,
    smile: (at) => createCharacteristicSmile(characteristic, peaks, at),
  };
}
