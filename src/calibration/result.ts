import type { EpochMs, Years } from '#base/units.ts';
import type { LeastSquaresStop } from '#math/least-squares.ts';
import type { SmileMove } from '#surface/moved-smile.ts';
import type { SmileMeasures } from '#surface/smile-measures.ts';

/** Why the optimiser stopped. */
export type StopReason = LeastSquaresStop;

export type { SmileMeasures };

/** The smallest Durrleman g on the board's common range and between the slice's own outer quotes. */
export interface SliceArbitrage {
  readonly minG: number;
  readonly minGAt: number;
  readonly kRange: readonly [number, number];
  readonly minGQuoted: number | null;
  readonly minGQuotedAt: number | null;
  readonly quotedRange: readonly [number, number] | null;
}

/** The smallest w(k, T2) - w(k, T1) of two adjacent expiries. */
export interface CalendarArbitrage {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly fromKey: string;
  readonly toKey: string;
  readonly minDw: number;
  readonly at: number;
  readonly kRange: readonly [number, number];
  /** Where both slices have quotes; null when the quoted ranges do not meet. */
  readonly minDwQuoted: number | null;
  readonly quotedAt: number | null;
}

/** One parameter of one slice. */
export interface FittedParameter {
  readonly name: string;
  readonly value: number;
  /** Null: fixed, at a bound, or not identified. */
  readonly standardError: number | null;
  readonly fixed: boolean;
  readonly atBound: 'min' | 'max' | null;
}

/** How surely the parameters of one expiry are known, together. */
export interface ParameterCovariance {
  /** Row-major p by p in the model's order; zero in the rows of what is fixed or at a bound. */
  readonly matrix: Float64Array;
  /** Degrees of freedom of the residual variance in it, for Student's t; of a board fit not always whole. */
  readonly degrees: number;
}

/** The fit of one expiry. Columns align with the FitSlice of the same key. */
export interface SliceFit {
  readonly key: string;
  readonly expiry: EpochMs;
  readonly t: Years;
  readonly forward: number;
  readonly status: 'ok' | 'warning' | 'failed';
  /** The expiry keeps the smile it had, by hand; absent: it is fitted. */
  readonly frozen?: true;
  /** The smile has moved since it was fitted, as a live market moves it; absent: it stands as fitted. */
  readonly moved?: SmileMove;
  /** What is wrong, with figures and the next step; null when nothing is. */
  readonly message: string | null;
  /** Model parameters in the model's order; null when failed. */
  readonly theta: Float64Array | null;
  readonly parameters: readonly FittedParameter[];
  /** Null where the errors are not identified. */
  readonly covariance: ParameterCovariance | null;
  /** Coordinates of each view of the model, by view id. */
  readonly views: Readonly<Record<string, readonly FittedParameter[]>>;
  readonly stop: StopReason | null;
  readonly iterations: number;
  /** Normalised weights, sum 1; 0 for excluded quotes. */
  readonly weight: Float64Array;
  /** 1 / sum of squared weights: the effective number of quotes. */
  readonly effectiveQuotes: number;
  /** Model volatility at each quote; NaN when failed. */
  readonly modelVol: Float64Array;
  /** Quotes with weight above zero. */
  readonly used: number;
  /** Of those, two-sided. */
  readonly twoSided: number;
  /** Two-sided used quotes with bid vol <= model vol <= ask vol. */
  readonly inside: number;
  /** Root weighted mean square of the vol residuals; decimal. */
  readonly rmseVol: number | null;
  /** The same with each quote left out in turn (by leverage on the free parameters). */
  readonly looRmseVol: number | null;
  /** inside / twoSided; null where no quote has a spread (a table of mid vols). */
  readonly insideSpread: number | null;
  /** Parameters free at the optimum: not fixed, not at a bound. */
  readonly freeParameters: number;
  readonly measures: SmileMeasures | null;
  readonly arbitrage: SliceArbitrage | null;
}

/** What became of one start of a board's optimiser. */
export interface StartRecord {
  /** Coordinates it started from. */
  readonly start: Float64Array;
  readonly stop: StopReason;
  readonly iterations: number;
  /** Sum of weighted squared residuals in vol points it ended at; null where it left the finite numbers. */
  readonly objective: number | null;
}

/** The parameters that all expiries of a board share, and how they were found. */
export interface SurfaceFit {
  readonly parameters: readonly FittedParameter[];
  readonly stop: StopReason;
  readonly iterations: number;
  /** What the quotes do not tell of the parameters, and which of them stand at a bound; null when nothing. */
  readonly message: string | null;
  /** What became of each start; the best was taken. */
  readonly starts: readonly StartRecord[];
}

/** Figures over all slices. */
export interface FitSummary {
  readonly rmseVol: number | null;
  readonly looRmseVol: number | null;
  readonly insideSpread: number | null;
  readonly used: number;
  readonly excludedByHand: number;
  readonly butterflyFree: boolean | null;
  readonly calendarFree: boolean | null;
  readonly butterflyFreeQuoted: boolean | null;
  readonly calendarFreeQuoted: boolean | null;
  readonly butterflyViolations: { readonly quoted: number; readonly wings: number };
  readonly calendarViolations: { readonly quoted: number; readonly wings: number };
  readonly slicesOk: number;
  readonly slicesFailed: number;
}

/** What a fit without arbitrage gave up against the free one, by the slice whose error rose most. Shares are 0 to 1. */
export interface ConstraintCost {
  readonly key: string;
  /** The neighbour it may not cross, where that and not its own butterfly is what it pays for. */
  readonly crossing: string | null;
  readonly rmseFree: number;
  readonly rmse: number;
  readonly insideFree: number | null;
  readonly inside: number | null;
  /** Shares inside bid-ask over the whole board. */
  readonly boardInsideFree: number | null;
  readonly boardInside: number | null;
}

/** The fit of a whole board, ascending in time. Plain data. */
export interface CalibrationResult {
  readonly model: string;
  readonly slices: readonly SliceFit[];
  /** Null for models whose slices share nothing. */
  readonly surface: SurfaceFit | null;
  readonly calendar: readonly CalendarArbitrage[];
  readonly summary: FitSummary;
  /** Of a strict fit; null where nothing was strict or nothing had to be given up. */
  readonly cost: ConstraintCost | null;
}

/** What a running calibration says of itself. */
export interface CalibrationProgress {
  readonly done: number;
  readonly total: number;
  readonly stage: 'fit' | 'strict' | 'calendar' | 'check';
  /** The fit without constraints, told once on the way to a strict one. */
  readonly preview?: CalibrationResult;
}
