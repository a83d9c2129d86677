import type { EpochMs } from '#base/units.ts';
import type { FittedParameter, SliceFit } from '#calibration/result.ts';
import { modelById } from '#models/index.ts';
import type { ParameterSpec } from '#models/model.ts';
import type { SmileMove } from '#surface/moved-smile.ts';
import type { Cell } from './csv-text.ts';
import type { FitExport } from './exporter.ts';

/** A full fit that a live market has moved since: what its files say of that beside the smiles of now. */
export interface MovedSurface {
  /** Instant of the quotes of the full fit. */
  readonly fitAsOf: EpochMs;
  /** When the scalars were last published anew; null where they never were. */
  readonly publishedAt: EpochMs | null;
  /** How scalars move a smile; null: a law, whose variances they make stronger. */
  readonly map: SmileMove['map'] | null;
  /** Id of the model that has the parameters of the moved smiles. */
  readonly model: string;
  /** By expiry key. */
  readonly slices: Readonly<Record<string, MovedSlice>>;
}

/** How one smile has moved. */
export interface MovedSlice {
  /** Times the volatility of the fit, at unchanged time to expiry. */
  readonly scalar: number;
  /** Parameters of the smile as it has moved, in the order of the model; null: the model has none for it. */
  readonly theta: Float64Array | null;
}

/** Why the moved smiles of a fit have no parameters, as a sentence; null where they have, or it has not moved. */
export function withoutParameters({ moved, result }: FitExport): string | null {
  if (moved === undefined || Object.values(moved.slices).every(({ theta }) => theta !== null)) return null;
  const label = modelById(result.model)?.label ?? result.model;
  return `${label} has no parameters for smiles that scalars have moved.`;
}

/** A fit with the parameters of its smiles as they have moved, and with nothing that is known of the full fit's alone; one that has not moved as it is. */
export function withMovedParameters(fit: FitExport): FitExport {
  const { moved, result } = fit;
  if (moved === undefined) return fit;
  const slices = result.slices.map((slice): SliceFit => {
    const of = moved.slices[slice.key];
    if (of === undefined || slice.theta === null || slice.status === 'failed') return slice;
    const { moved: move, ...still } = slice;
    const own = {
      covariance: null,
      stop: null,
      iterations: 0,
      looRmseVol: null,
      status: 'ok' as const,
      message: null,
    };
    if (of.theta !== null)
      return { ...still, ...own, theta: of.theta, ...told(moved.model, of.theta, slice.t) };
    return {
      ...slice,
      ...own,
      parameters: [],
      views: {},
      status: 'warning',
      message: `${withoutParameters(fit)} The full fit's and the factor of its total variance give the smile.`,
    };
  });
  return { ...fit, result: { ...result, model: moved.model, surface: null, slices } };
}

function told(model: string, theta: Float64Array, t: number): Pick<SliceFit, 'parameters' | 'views'> {
  const of = modelById(model);
  return {
    parameters: named(of?.parameters ?? [], theta),
    views: Object.fromEntries(
      (of?.views ?? []).map((view) => {
        const values = new Float64Array(view.parameters.length);
        view.values(theta, t, values);
        return [view.id, named(view.parameters, values)];
      }),
    ),
  };
}

function named(specs: readonly ParameterSpec[], values: Float64Array): FittedParameter[] {
  return specs.map(({ name }, i) => ({
    name,
    value: values[i]!,
    standardError: null,
    fixed: false,
    atBound: null,
  }));
}

/** Heads of the columns in which a table says how its fit has moved; none where it has not. */
export function movedHeads({ moved }: FitExport): readonly string[] {
  return moved === undefined ? [] : ['asOf', 'fitAsOf', 'publishedAt', 'map', 'scalar', 'factor'];
}

/** The cells of `movedHeads` for one expiry; `factor` is times the total variance of the fit. */
export function movedCells({ moved, market }: FitExport, slice: SliceFit | undefined): readonly Cell[] {
  if (moved === undefined) return [];
  const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
  const of = slice === undefined ? undefined : moved.slices[slice.key];
  return [
    iso(market.asOf),
    iso(moved.fitAsOf),
    iso(moved.publishedAt),
    moved.map,
    of?.scalar,
    of === undefined ? null : slice?.moved?.factor,
  ];
}
