import { modelById } from '#models/index.ts';
import type { ParameterSpec, ParameterView, VolModel } from '#models/model.ts';
import { type SmileMove, smileOf } from '#surface/moved-smile.ts';
import { type SmileMeasures, smileMeasures } from '#surface/smile-measures.ts';
import { type Finding, type FitFigures, figuresOf } from './fit-figures.ts';
import { type MeasureErrors, measureErrors, TOLD_MEASURES, type ToldMeasure } from './measure-errors.ts';
import type { CalibrationResult } from './result.ts';
import { viewCovariance } from './view-covariance.ts';

/** One expiry of a fit that is held against another. */
export interface ComparedSlice {
  readonly t: number;
  readonly forward: number;
  readonly theta: Float64Array;
  /** Covariance of the parameters, row-major p by p; null where it is not known. */
  readonly covariance: Float64Array | null;
  readonly figures: FitFigures | null;
  /** How a live market has moved the smile since its fit; its parameters are those of the fit. */
  readonly moved?: SmileMove | undefined;
}

/** A fit that is held against another, by expiry key. */
export interface ComparedFit {
  readonly model: string;
  readonly slices: Readonly<Record<string, ComparedSlice>>;
}

/** A figure of two fits. Null where a fit does not have it. */
export interface Change {
  readonly a: number | null;
  readonly b: number | null;
  /** B less A. */
  readonly change: number | null;
  /** The change over A's standard error, or B's where A's is not known; null where neither is. */
  readonly errors: number | null;
}

/** One expiry of two fits; a side that does not have it is null. */
export interface ExpiryChange {
  readonly key: string;
  readonly a: ComparedSlice | null;
  readonly b: ComparedSlice | null;
  readonly measures: Readonly<Record<ToldMeasure, Change>>;
  readonly rmse: Change;
  readonly through: Change;
  readonly butterfly: { readonly a: Finding; readonly b: Finding };
  readonly calendar: { readonly a: Finding; readonly b: Finding };
  /** Empty where the models differ: parameters of one name would not be one quantity. */
  readonly parameters: readonly { readonly spec: ParameterSpec; readonly change: Change }[];
}

/** What is compared of a fit on the screen. */
export function comparedFit(result: CalibrationResult): ComparedFit {
  const figures = figuresOf(result);
  return {
    model: result.model,
    slices: Object.fromEntries(
      result.slices.flatMap(({ key, theta, t, forward, covariance, moved }): [string, ComparedSlice][] =>
        theta === null
          ? []
          : [
              [
                key,
                {
                  t,
                  forward,
                  theta,
                  covariance: covariance?.matrix ?? null,
                  figures: figures[key] ?? null,
                  moved,
                },
              ],
            ],
      ),
    ),
  };
}

/**
 * Two fits, expiry by expiry, ascending in time. Errors are those of one fit: two fits of the same quotes are
 * anything but independent, and a change is read against how surely the first was known.
 *
 * @param viewId coordinates in which parameters are told; the model's own where it has no such view
 */
export function fitChanges(a: ComparedFit, b: ComparedFit, viewId: string): ExpiryChange[] {
  const keys = [...new Set([...Object.keys(a.slices), ...Object.keys(b.slices)])];
  const [ofA, ofB] = [modelById(a.model), modelById(b.model)];
  const view = ofB?.views.find(({ id }) => id === viewId) ?? null;
  const specs = a.model === b.model ? ((view ?? ofB)?.parameters ?? []) : [];
  return keys
    .sort((x, y) => instantOf(x) - instantOf(y) || (x < y ? -1 : 1))
    .map((key) => {
      const [one, two] = [a.slices[key] ?? null, b.slices[key] ?? null];
      const [before, after] = [measuresOf(ofA, one), measuresOf(ofB, two)];
      const errors = [measured(ofA, one), measured(ofB, two)];
      const measures = TOLD_MEASURES.map((name) => [
        name,
        changeOf(before?.[name], after?.[name], errors[0]?.[name] ?? errors[1]?.[name]),
      ]);
      const [x, y] = [coordinatesOf(ofA, view, one), coordinatesOf(ofB, view, two)];
      return {
        key,
        a: one,
        b: two,
        measures: Object.fromEntries(measures) as Record<ToldMeasure, Change>,
        rmse: changeOf(one?.figures?.rmseVol, two?.figures?.rmseVol, null),
        through: changeOf(leftBy(one), leftBy(two), null),
        butterfly: { a: one?.figures?.butterfly ?? null, b: two?.figures?.butterfly ?? null },
        calendar: { a: one?.figures?.calendar ?? null, b: two?.figures?.calendar ?? null },
        parameters: specs.map((spec, i) => ({
          spec,
          change: changeOf(x?.values[i], y?.values[i], x?.errors?.[i] ?? y?.errors?.[i]),
        })),
      };
    });
}

/** Quotes whose bid-ask the fit leaves; null where none has one. */
function leftBy(slice: ComparedSlice | null): number | null {
  return slice?.figures?.twoSided ? slice.figures.through : null;
}

/** Instant of an expiry key, ms. */
function instantOf(key: string): number {
  return Date.parse(key.slice(key.lastIndexOf('@') + 1));
}

function measured(model: VolModel | undefined, slice: ComparedSlice | null): MeasureErrors | null {
  return model === undefined || slice === null
    ? null
    : measureErrors(model, { ...slice, ...slice.moved?.from });
}

function measuresOf(model: VolModel | undefined, slice: ComparedSlice | null): SmileMeasures | null {
  if (model === undefined || slice === null || !(slice.t > 0)) return null;
  return smileMeasures(smileOf(model, slice), slice.theta, slice.t);
}

/** Coordinates of a slice in a view, or its parameters, with their standard errors where they are known. */
function coordinatesOf(
  model: VolModel | undefined,
  view: ParameterView | null,
  slice: ComparedSlice | null,
): { readonly values: Float64Array; readonly errors: Float64Array | null } | null {
  if (model === undefined || slice === null) return null;
  const { theta, covariance } = slice;
  const t = slice.moved?.from.t ?? slice.t;
  const values = view === null ? theta : new Float64Array(view.parameters.length);
  view?.values(theta, t, values);
  const matrix = covariance && viewCovariance({ theta, t, covariance: { matrix: covariance } }, view);
  const n = values.length;
  return { values, errors: matrix && values.map((_, i) => Math.sqrt(Math.max(0, matrix[i * n + i]!))) };
}

function changeOf(
  a: number | null | undefined,
  b: number | null | undefined,
  error: number | null | undefined,
): Change {
  const [before, after] = [finite(a), finite(b)];
  const change = before === null || after === null ? null : after - before;
  // What is held by hand leaves its measures an error of rounding alone.
  const known = error !== null && error !== undefined && error > 1e-7 * Math.abs(before ?? 0);
  return { a: before, b: after, change, errors: change !== null && known ? change / error : null };
}

function finite(value: number | null | undefined): number | null {
  return value !== null && value !== undefined && Number.isFinite(value) ? value : null;
}
