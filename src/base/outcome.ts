/**
 * Results as data. An Outcome crosses postMessage unharmed, where an Error
 * would lose its class and fields.
 */

import type { UnknownTable } from './column-map.ts';

/** Why an operation gave no value. */
export type FailureReason =
  | 'unrecognised'
  | 'parsing'
  | 'invalid'
  | 'missing-data'
  | 'calculation-failed'
  | 'timeout'
  | 'cancelled'
  | 'superseded';

/**
 * What the user must choose before the work can go on: one of several underlyings, or of several instants; or,
 * without options, the instant of the quotes that the file does not say.
 */
export interface Choices {
  readonly kind: 'underlying' | 'instant' | 'as-of';
  /** Names of underlyings, or instants in ISO 8601, in the order to offer them. */
  readonly options: readonly string[];
  /** Rows of each option, where they were counted. */
  readonly counts?: readonly number[];
}

/** One failure: a sentence for the user (what, found, expected, next) and the place it concerns. */
export interface Failure {
  readonly reason: FailureReason;
  readonly message: string;
  /** File, row, expiry or quote the failure is about. */
  readonly at?: string;
  /** Present where a choice of the user would mend it. */
  readonly choices?: Choices;
  /** Present where the user's word on the columns would mend it. */
  readonly table?: UnknownTable;
  /** Present where forwards set by hand would mend it: the sentence of the message that asks for them. */
  readonly asksForForwards?: string;
}

/** Something worth telling that did not stop the work. */
export interface Issue {
  readonly severity: 'info' | 'warning' | 'error';
  /** Stable kebab-case id, for grouping and tests. */
  readonly code: string;
  /** One sentence, ready to be shown. */
  readonly message: string;
  readonly at?: string;
  /** How many rows, quotes or slices it concerns. */
  readonly count?: number;
}

/** A value with the issues met on the way, or the failure that prevented it. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T; readonly issues: readonly Issue[] }
  | { readonly ok: false; readonly error: Failure; readonly issues: readonly Issue[] };

/** A successful outcome. */
export function success<T>(value: T, issues: readonly Issue[] = []): Outcome<T> {
  return { ok: true, value, issues };
}

/** A failed outcome. */
export function failure<T = never>(
  reason: FailureReason,
  message: string,
  at?: string,
  issues: readonly Issue[] = [],
): Outcome<T> {
  return { ok: false, error: at === undefined ? { reason, message } : { reason, message, at }, issues };
}

/** A failure that a choice of the user mends. */
export function unchosen<T = never>(message: string, choices: Choices, at: string): Outcome<T> {
  return { ok: false, error: { reason: 'missing-data', message, at, choices }, issues: [] };
}
