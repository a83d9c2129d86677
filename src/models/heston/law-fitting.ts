import { boxCoordinates } from '#models/box-coordinates.ts';
import type {
  BoardConstraints,
  GuessSlice,
  ParameterSpec,
  SurfaceCoordinates,
  SurfaceModel,
  VolModel,
} from '#models/model.ts';

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

/**
 * A law with the way of fitting it: one set of parameters for all slices.
 *
 * @param starts from quotes, slices ascending in time
 */
export function fittableLaw(
  smiles: VolModel,
  starts: (slices: readonly GuessSlice[]) => readonly Float64Array[],
): SurfaceModel {
  return {
    ...smiles,
    scope: 'surface',
    starts: (slices) => starts(slices).map((theta) => slices.map(() => theta)),
    coordinates: (_slices, constraints) => lawCoordinates(smiles.parameters, constraints),
  };
}
