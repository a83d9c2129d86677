import { modelById } from '#models/index.ts';

/** A parameter or a coordinate of a view that can be followed over full fits. */
export interface TimedParameter {
  readonly model: string;
  /** Unique among those of the model. */
  readonly name: string;
  /** In the unit it is shown in: volatilities in percent. */
  of(smile: { readonly theta: readonly number[]; readonly t: number }): number;
}

/** Which of them is drawn unless another is chosen: after the level, which the picture shows by itself, the skew. */
export const DEFAULT_PARAMETER = 1;

/** Coordinates of the first view of a model, then its own parameters. */
export function parametersOf(id: string): readonly TimedParameter[] {
  const model = modelById(id);
  if (model === undefined) return [];
  const [view] = model.views;
  const seen = (view?.parameters ?? []).map((spec, i): TimedParameter => {
    const values = new Float64Array(view?.parameters.length ?? 0);
    const scale = spec.unit === 'vol' ? 100 : 1;
    return {
      model: id,
      name: spec.symbol + (spec.unit === 'vol' && !spec.symbol.endsWith('%') ? ' %' : ''),
      of({ theta, t }) {
        view?.values(Float64Array.from(theta), t, values);
        return scale * (values[i] ?? Number.NaN);
      },
    };
  });
  const own = model.parameters.map(
    (spec, i): TimedParameter => ({
      model: id,
      name: spec.symbol,
      of: ({ theta }) => theta[i] ?? Number.NaN,
    }),
  );
  return [...seen, ...own.filter(({ name }) => seen.every((other) => other.name !== name))];
}
