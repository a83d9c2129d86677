import type {
  FitCoordinates,
  FittableModel,
  GuessSlice,
  ParameterConstraints,
  SliceModel,
  SurfaceCoordinates,
} from '#models/model.ts';

type Factors = Float64Array;

function times(theta: Float64Array, factors: Factors): Float64Array {
  return theta.map((value, j) => value * factors[j]!);
}

function divide(theta: Float64Array, factors: Factors): void {
  for (let j = 0; j < theta.length; j++) theta[j]! /= factors[j]!;
}

/** Rows of derivatives of theta, p of so many columns each, over the factors. */
function divideRows(rows: Float64Array, factors: Factors): void {
  const columns = rows.length / factors.length;
  for (let j = 0; j < factors.length; j++)
    for (let c = 0; c < columns; c++) rows[j * columns + c]! /= factors[j]!;
}

/** What the user holds of the fit, as it is held of the smile raised. */
function raised(
  { parameters }: SliceModel,
  constraints: ParameterConstraints,
  factors: Factors,
): ParameterConstraints {
  return Object.fromEntries(
    Object.entries(constraints).map(([name, constraint]) => {
      const factor = factors[parameters.findIndex((spec) => spec.name === name)] ?? 1;
      if (factor === 1) return [name, constraint];
      const { value, lower, upper } = constraint;
      return [
        name,
        {
          ...constraint,
          ...(value === undefined ? {} : { value: value * factor }),
          ...(lower === undefined ? {} : { lower: lower * factor }),
          ...(upper === undefined ? {} : { upper: upper * factor }),
        },
      ];
    }),
  );
}

function loweredSlice(inner: FitCoordinates, factors: Factors): FitCoordinates {
  return {
    ...inner,
    toParameters(x, theta) {
      inner.toParameters(x, theta);
      divide(theta, factors);
    },
    fromParameters: (theta, x) => inner.fromParameters(times(theta, factors), x),
    chain(x, theta, out) {
      inner.chain(x, times(theta, factors), out);
      divideRows(out, factors);
    },
  };
}

function loweredBoard(inner: SurfaceCoordinates, factors: Factors): SurfaceCoordinates {
  const up = (thetas: readonly Float64Array[]): Float64Array[] =>
    thetas.map((theta) => times(theta, factors));
  return {
    ...inner,
    toParameters(x, thetas) {
      inner.toParameters(x, thetas);
      for (const theta of thetas) divide(theta, factors);
    },
    fromParameters: (thetas, x) => inner.fromParameters(up(thetas), x),
    chain(x, thetas, out) {
      inner.chain(x, up(thetas), out);
      for (const rows of out) divideRows(rows, factors);
    },
  };
}

/**
 * A model whose fits without butterfly arbitrage stay without it when their total variance is raised, at every k, by so much:
 * the domain's coordinates are those of the smile raised. Whether neighbours cross does not change by it. Room below the
 * headroom is there as well, for what raising a smile brings of butterfly arbitrage it brings for good.
 *
 * @param headroom times the total variance, at least 1; 1 gives the model itself
 * @returns the model itself, too, where it knows no domain of its own or no parameters of a smile raised
 */
export function withHeadroom(model: FittableModel, headroom: number): FittableModel {
  if (headroom === 1 || model.scope !== 'slice' || model.scaling === undefined) return model;
  const factors = Float64Array.from(model.scaling.vertical, (power) => headroom ** power);
  const { noButterfly, noCalendar } = model;
  const constraintsOf = (constraints: ParameterConstraints): ParameterConstraints =>
    raised(model, constraints, factors);
  const guessOf = (slice: GuessSlice): GuessSlice => ({
    ...slice,
    w: slice.w.map((value) => value * headroom),
  });
  return {
    ...model,
    ...(noButterfly === undefined
      ? {}
      : {
          noButterfly: {
            ...noButterfly,
            contains: (theta) => noButterfly.contains(times(theta, factors)),
            coordinates(slice, constraints) {
              const inner = noButterfly.coordinates(guessOf(slice), constraintsOf(constraints));
              return 'error' in inner ? inner : loweredSlice(inner, factors);
            },
          },
        }),
    ...(noCalendar === undefined
      ? {}
      : {
          noCalendar: {
            ...noCalendar,
            coordinates(slices, constraints, butterflyFree) {
              if (!butterflyFree.includes(true))
                return noCalendar.coordinates(slices, constraints, butterflyFree);
              const inner = noCalendar.coordinates(
                slices.map(guessOf),
                constraints.map(constraintsOf),
                butterflyFree,
              );
              return 'error' in inner ? inner : loweredBoard(inner, factors);
            },
          },
        }),
  };
}
