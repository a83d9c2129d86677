import type { Assessed } from '#calibration/assess.ts';
import { BOOTSTRAP_LEVELS, type BootstrapFigure } from '#calibration/bootstrap.ts';
import {
  byKind,
  type Check,
  count,
  exactly,
  listOf,
  numberIn,
  objectOf,
  orNull,
  recordOf,
  refuse,
  text,
} from './checks.ts';

/** Errors of an expiry on quotes held out of its fit; decimal vols, null where they could not be had. */
export interface FitFileHeldOut {
  readonly held: number;
  readonly rmseIn: number | null;
  readonly rmseOut: number | null;
  readonly rmseWings: number | null;
  readonly message: string | null;
}

/** The scatter of one figure over the samples; quantiles at the levels of the bootstrap. */
export interface FitFileScatter {
  readonly value: number;
  readonly standardDeviation: number;
  readonly quantiles: readonly number[];
}

/** The scatter of an expiry: parameters of the model, and `atm`, `rr25`, `bf25` in decimal vol. */
export interface FitFileScattered {
  readonly replicates: number;
  readonly parameters: Readonly<Record<string, FitFileScatter>>;
  readonly measures: Readonly<Record<string, FitFileScatter>>;
  readonly message: string | null;
}

/** What was found out of the fit by making it again and again; slices by expiry key. */
export type FitFileAssessment =
  | {
      readonly kind: 'holdout';
      readonly folds: number;
      readonly seed: number;
      readonly slices: Readonly<Record<string, FitFileHeldOut>>;
    }
  | {
      readonly kind: 'bootstrap';
      readonly replicates: number;
      readonly seed: number;
      readonly levels: readonly number[];
      readonly slices: Readonly<Record<string, FitFileScattered>>;
    };

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

function scatters(figures: readonly BootstrapFigure[]): Record<string, FitFileScatter> {
  return Object.fromEntries(
    figures.map(({ name, value, standardDeviation, quantiles }) => [
      name,
      { value, standardDeviation, quantiles: [...quantiles] },
    ]),
  );
}

/** An assessment as the fit file writes it. */
export function assessmentDocument({ plan, result }: Assessed): FitFileAssessment {
  const { seed } = plan;
  if (result.kind === 'holdout') {
    return {
      kind: 'holdout',
      folds: plan.kind === 'holdout' ? plan.folds : 0,
      seed,
      slices: Object.fromEntries(
        result.slices.map(({ key, held, rmseIn, rmseOut, rmseWings, message }) => [
          key,
          { held, rmseIn: finite(rmseIn), rmseOut: finite(rmseOut), rmseWings: finite(rmseWings), message },
        ]),
      ),
    };
  }
  return {
    kind: 'bootstrap',
    replicates: plan.kind === 'bootstrap' ? plan.replicates : 0,
    seed,
    levels: [...BOOTSTRAP_LEVELS],
    slices: Object.fromEntries(
      result.slices.map(({ key, replicates, parameters, measures, message }) => [
        key,
        { replicates, parameters: scatters(parameters), measures: scatters(measures), message },
      ]),
    ),
  };
}

type Kind<K> = Extract<FitFileAssessment, { readonly kind: K }>;
const error = orNull(numberIn(0));
const scatter = recordOf(
  text,
  objectOf<FitFileScatter>({
    value: numberIn(),
    standardDeviation: numberIn(0),
    quantiles: listOf(numberIn()),
  }),
);

/** Reads the assessments of a fit file strictly, each kind at most once; `expiry` reads an expiry key. */
export function assessmentsCheck(expiry: Check<string>): Check<readonly FitFileAssessment[]> {
  const each = byKind<FitFileAssessment>({
    holdout: objectOf<Kind<'holdout'>>({
      kind: exactly('holdout'),
      folds: count,
      seed: numberIn(),
      slices: recordOf(
        expiry,
        objectOf<FitFileHeldOut>({
          held: count,
          rmseIn: error,
          rmseOut: error,
          rmseWings: error,
          message: orNull(text),
        }),
      ),
    }),
    bootstrap: objectOf<Kind<'bootstrap'>>({
      kind: exactly('bootstrap'),
      replicates: count,
      seed: numberIn(),
      levels: listOf(numberIn(0, 1)),
      slices: recordOf(
        expiry,
        objectOf<FitFileScattered>({
          replicates: count,
          parameters: scatter,
          measures: scatter,
          message: orNull(text),
        }),
      ),
    }),
  });
  const list = listOf(each);
  return (value, at) => {
    const read = list(value, at);
    const kinds = read.map(({ kind }) => kind);
    return new Set(kinds).size === kinds.length ? read : refuse(value, at, 'each kind once');
  };
}
