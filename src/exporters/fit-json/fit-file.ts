import type { StopReason } from '#calibration/result.ts';
import type { ConstraintTerm, Loss, Optimiser, ResidualKind, WeightTerm } from '#calibration/settings.ts';
import type { ForwardSource } from '#market/book.ts';
import type { FilterSettings } from '#market/filters.ts';
import type { Settlement } from '#market/quote-set.ts';
import type { SmileMove } from '#surface/moved-smile.ts';
import type { TimeSettings } from '#surface/time-settings.ts';
import type { FitFileAssessment } from './assessments.ts';

/**
 * The fit file (`*.fit.json`), version 1, as it stands in JSON. Instants are
 * ISO 8601 UTC with milliseconds, volatilities decimals, times years of 365
 * days; null is a number that does not exist. `public/schema/fit-1.json` says
 * the same as a JSON Schema.
 */
export interface FitFile {
  readonly format: typeof FIT_FORMAT;
  readonly version: typeof FIT_VERSION;
  readonly app: { readonly name: 'volbench'; readonly version: string };
  readonly source: FitFileSource;
  readonly conventions: typeof CONVENTIONS;
  readonly settings: FitFileSettings;
  readonly model: {
    readonly id: string;
    readonly scope: 'slice' | 'surface';
    readonly parameterOrder: readonly string[];
  };
  readonly slices: readonly FitFileSlice[];
  /** The parameters all expiries of a surface model share; null for slice models, or where nothing was fitted. */
  readonly surfaceParameters: FitFileSurface | null;
  readonly calendar: readonly FitFileCalendar[];
  readonly summary: FitFileSummary;
  /** What was found out of the fit by making it again; absent where nothing was asked. */
  readonly assessments: readonly FitFileAssessment[] | undefined;
  /** Against the fit that was accepted before: this very one, or one that is worked on; absent: none was accepted. */
  readonly standing: 'accepted' | 'working' | undefined;
  /**
   * Slices, calendar and summary are those of a surface that a live market has moved since its full fit, held to the quotes
   * of `source.asOf`: without errors, covariances or anything else known of the full fit alone. Absent: a full fit.
   */
  readonly moved: FitFileMoved | undefined;
}

/** The full fit that a surface has moved from, and how each smile has. */
export interface FitFileMoved {
  /** Instant of the quotes of the full fit. */
  readonly fitAsOf: string;
  /** When the scalars were last published anew; null where they never were. */
  readonly publishedAt: string | null;
  /** Model of the full fit. */
  readonly model: string;
  /** w(k) becomes x w(k), or x w(k/sqrt x); null: a law, whose variances are made stronger. */
  readonly map: SmileMove['map'] | null;
  readonly slices: Readonly<Record<string, FitFileMovedSlice>>;
}

/** How the smile of one expiry has moved, and what it was in the full fit. */
export interface FitFileMovedSlice {
  /** Times the volatility of the fit, at unchanged time to expiry. */
  readonly scalar: number;
  /** x: times the total variance of the fit, the time that has gone in it. */
  readonly factor: number;
  readonly t: number;
  readonly forward: number;
  readonly parameters: Readonly<Record<string, number>>;
}

export const FIT_FORMAT = 'volbench-fit';
export const FIT_VERSION = 1;

/** Conventions every fit file states. */
export const CONVENTIONS = {
  dayCount: 'ACT/365',
  volatility: 'decimal',
  moneyness: 'ln(K/F)',
  riskReversal: 'call-put',
} as const;

/** How many rows or quotes met one fate. */
export interface ReasonCount {
  readonly reason: string;
  readonly count: number;
}

/** What was read. `read` = `accepted` + all `rejected`; `dropped` counts the quotes of whole expiries. */
export interface FitFileSource {
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[];
  readonly reader: string;
  readonly venue: string | null;
  readonly underlying: string;
  readonly settlement: Settlement;
  readonly asOf: string;
  readonly quotes: {
    readonly read: number;
    readonly accepted: number;
    readonly rejected: readonly ReasonCount[];
    readonly dropped: readonly ReasonCount[];
  };
}

/** A weight factor, or the largest share one quote may have of its expiry. */
export type FitFileWeight = WeightTerm | { readonly kind: 'cap'; readonly share: number };

/** A fixed or bounded parameter; null is the model's own. */
export interface FitFileParameter {
  readonly fixed: boolean;
  readonly value: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  /** The value it is fixed at was given by hand; absent: it is where a fit had it. */
  readonly set: true | undefined;
}

/** The smile an expiry keeps: parameters in the model's order, fitted at time t. */
export interface FitFileFrozen {
  readonly t: number;
  readonly parameters: readonly number[];
}

/** Settings one expiry has for itself; null, or a missing constraint kind, takes those of all expiries. */
export interface FitFileExpirySettings {
  readonly weights: readonly FitFileWeight[] | null;
  readonly constraints: readonly ConstraintTerm[];
  readonly parameters: Readonly<Record<string, FitFileParameter>> | null;
}

/** Filters as they are written: the quotes let in by hand are a list of symbols in order. */
export type FitFileFilters = Omit<FilterSettings, 'admitted'> & { readonly admitted: readonly string[] };

/** Strengths of what is paid beside the residuals; 0 is nothing. */
export interface FitFilePenalties {
  readonly outside: number;
  readonly atmPin: number;
}

/** A fit made before that this one is drawn towards, complete: with it and the quotes the fit can be made again. */
export interface FitFilePrior {
  readonly strength: number;
  readonly model: string;
  readonly underlying: string;
  readonly asOf: string;
  /** By expiry key; parameters in the model's order, `noise` the standard deviation of a quote, in vol. */
  readonly slices: Readonly<
    Record<
      string,
      {
        readonly t: number;
        readonly forward: number;
        readonly parameters: readonly number[];
        readonly covariance: readonly (readonly number[])[];
        readonly noise: number;
      }
    >
  >;
}

/** Every decision behind the fit; importing it gives the same request. */
export interface FitFileSettings {
  readonly model: string;
  readonly residual: ResidualKind;
  readonly loss: Loss;
  readonly penalties: FitFilePenalties;
  readonly prior: FitFilePrior | null;
  readonly weights: readonly FitFileWeight[];
  readonly constraints: readonly ConstraintTerm[];
  readonly parameters: Readonly<Record<string, FitFileParameter>>;
  readonly filters: FitFileFilters;
  readonly optimiser: { readonly kind: Optimiser };
  /** By expiry key: the ISO instant, or `ROOT@instant` where the root is not the underlying. */
  readonly byExpiry: Readonly<Record<string, FitFileExpirySettings>>;
  /** What is imposed on the market by hand; records are by expiry key, in currency. */
  readonly market: {
    readonly asOf: string | null;
    readonly forwards: Readonly<Record<string, number>>;
    /** Options are priced as paid on the average of the last minutes before expiry. */
    readonly settlementAverage: boolean;
    /** Average of the index so far, of expiries inside their settlement window. */
    readonly settledSoFar: Readonly<Record<string, number>>;
    /** Rate a year, continuously compounded, of the expiries whose discount nothing else tells; absent: none. */
    readonly rate: number | undefined;
  };
  /** Times that total variance may be raised before a strict smile has butterfly arbitrage; absent: 1. */
  readonly headroom: number | undefined;
  /** Expiries taken out by hand, by key, in order; absent: none. */
  readonly dropped: readonly string[] | undefined;
  /** Expiries that keep a smile fitted before, by key; absent: none. */
  readonly frozen: Readonly<Record<string, FitFileFrozen>> | undefined;
  /** How variance runs in time between expiries; absent is by the calendar. */
  readonly time: TimeSettings | undefined;
}

/** What the expiries of a surface model share, and what became of each start of its optimiser. */
export interface FitFileSurface {
  readonly parameters: Readonly<Record<string, number>>;
  readonly standardErrors: Readonly<Record<string, number | null>>;
  readonly atBound: readonly string[];
  readonly stop: StopReason;
  readonly iterations: number;
  readonly message: string | null;
  /** Sum of weighted squared residuals in vol points each start ended at. */
  readonly starts: readonly {
    readonly stop: StopReason;
    readonly iterations: number;
    readonly objective: number | null;
  }[];
}

/** Rows of a covariance matrix, and the degrees of freedom of the residual variance in it. */
export interface FitFileCovariance {
  readonly degrees: number;
  readonly matrix: readonly (readonly number[])[];
}

/** One expiry. A failed one has null parameters and says why in `message`. */
export interface FitFileSlice {
  readonly expiry: string;
  readonly root: string;
  readonly t: number;
  readonly forward: number;
  readonly forwardSource: ForwardSource;
  readonly forwardStdError: number | null;
  readonly discount: number;
  /** Early exercise was taken off with this spot and continuous yield a year; absent: it was not. */
  readonly earlyExercise: { readonly spot: number; readonly yield: number } | undefined;
  /**
   * Part of the settlement price that is averaged and fixed already, in currency: log-moneyness of the expiry is then
   * ln((K - settledPart)/(F - settledPart)); absent: none.
   */
  readonly settledPart: number | undefined;
  readonly quotes: {
    readonly used: number;
    readonly excluded: number;
    readonly excludedBy: readonly ReasonCount[];
  };
  readonly parameters: Readonly<Record<string, number>> | null;
  readonly standardErrors: Readonly<Record<string, number | null>> | null;
  /** Of the parameters in the order of `parameterOrder`, those of the board among them; null where they are not told apart. */
  readonly covariance: FitFileCovariance | null;
  readonly atBound: readonly string[];
  readonly stop: StopReason | null;
  readonly iterations: number;
  readonly rmseVol: number | null;
  readonly looRmseVol: number | null;
  readonly insideSpread: number | null;
  readonly atm: {
    readonly vol: number | null;
    readonly skew: number | null;
    readonly riskReversal25: number | null;
    readonly butterfly25: number | null;
  } | null;
  readonly arbitrage: {
    readonly minG: number | null;
    readonly minGAt: number | null;
    readonly kRange: readonly [number, number];
    readonly minGQuoted: number | null;
    readonly quotedRange: readonly [number, number] | null;
  } | null;
  readonly status: 'ok' | 'warning' | 'failed';
  readonly message: string | null;
  /** The smile was kept by hand and not fitted to these quotes; absent: it was fitted. */
  readonly frozen: true | undefined;
}

/** The smallest w(k, to) - w(k, from) of two adjacent expiries. */
export interface FitFileCalendar {
  readonly from: string;
  readonly to: string;
  readonly minDw: number | null;
  readonly at: number | null;
  readonly kRange: readonly [number, number];
  readonly minDwQuoted: number | null;
}

/** Figures over the board. */
export interface FitFileSummary {
  readonly rmseVol: number | null;
  readonly looRmseVol: number | null;
  readonly insideSpread: number | null;
  readonly butterflyFree: boolean | null;
  readonly calendarFree: boolean | null;
  readonly butterflyFreeQuoted: boolean | null;
  readonly calendarFreeQuoted: boolean | null;
  readonly slicesOk: number;
  readonly slicesFailed: number;
}
