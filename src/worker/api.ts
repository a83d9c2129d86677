import type { Outcome } from '#base/outcome.ts';
import type { Assessment, AssessmentResult } from '#calibration/assess.ts';
import type { ReplicateProgress } from '#calibration/holdout.ts';
import type { CalibrationRequest, FitSlice } from '#calibration/request.ts';
import type { CalibrationProgress, CalibrationResult } from '#calibration/result.ts';
import type { FitSettings } from '#calibration/settings.ts';
import type { MarketBook, MarketOptions } from '#market/book.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import type { ReadOptions, ReadProgress } from '#readers/reader.ts';
import type { CompareProgress, ModelTrial } from './compare-models.ts';
import type { PackedFit } from './packed-fit.ts';
import type { PackedMarket } from './packed-market.ts';
import type { PackedQuotes } from './packed-quotes.ts';

/** The large QuoteSet that a worker read last, by the job that read it: sent in place of the set for its first market. */
export interface ReadTicket {
  readonly readBy: number;
}

/** A request by the numbers of its slices. */
export interface NumberedRequest {
  readonly slices: readonly number[];
  /** Those of them that the worker is sent with it. */
  readonly fresh: readonly (readonly [number, FitSlice])[];
  readonly settings: FitSettings;
  /** As in `CalibrationRequest`. */
  readonly nearby?: Float64Array | undefined;
}

/** What a worker answers to a ticket of a set, or to numbers of slices, that it does not have. */
export const NOT_KEPT = 'not-kept';

/**
 * What the worker does. It keeps nothing between calls but the last large set it
 * read and the slices of the last request, which a call may name instead of
 * sending them, and a few answers, which it would make again to the last bit. A
 * worker that does not have what is named says so and is sent it, so a killed one
 * is replaced without loss.
 * Progress comes as `ProgressMessage`s beside the calls.
 */
export interface WorkerApi {
  /** Reads one file, or several that belong together, into one QuoteSet. */
  read(job: number, files: readonly File[], options: ReadOptions): Promise<Outcome<QuoteSet | PackedQuotes>>;
  /** Expiries, forwards and implied volatilities of a QuoteSet. */
  market(
    quotes: QuoteSet | PackedQuotes | ReadTicket,
    options: MarketOptions,
  ): Promise<Outcome<MarketBook | PackedMarket> | typeof NOT_KEPT>;
  /** Drives the calibrate generator, letting messages in between its steps. */
  calibrate(job: number, request: CalibrationRequest): Promise<Outcome<CalibrationResult>>;
  /** Keeps a slice under a number, for requests that name it. */
  take(number: number, slice: FitSlice): Promise<void>;
  /** Calibrates slices it has. */
  calibrateTaken(
    job: number,
    request: NumberedRequest,
  ): Promise<Outcome<CalibrationResult | PackedFit> | typeof NOT_KEPT>;
  /** Fits one model after another to the same slices, telling of each as it is done. */
  compare(
    job: number,
    request: CalibrationRequest | NumberedRequest,
    models: readonly string[],
  ): Promise<Outcome<readonly ModelTrial[]> | typeof NOT_KEPT>;
  /** Fits the slices again and again, with quotes held out or drawn anew. */
  assess(
    job: number,
    request: CalibrationRequest | NumberedRequest,
    assessment: Assessment,
  ): Promise<Outcome<AssessmentResult> | typeof NOT_KEPT>;
  /** Ends a running read, calibration, comparison or assessment within one step; it resolves as `superseded`. */
  stop(job: number): Promise<void>;
  /** Answers at once: the heartbeat. */
  ping(): Promise<void>;
  /** Name of the lock this worker holds until it dies; null where the platform has no locks. */
  lifeline(): Promise<string | null>;
}

/** How far a running job has come, posted plainly: a proxied callback would cost a channel a call. */
export interface ProgressMessage {
  readonly type: 'volbench-progress';
  readonly job: number;
  readonly progress: ReadProgress | CalibrationProgress | CompareProgress | ReplicateProgress;
}

/** What one job may be told. */
export interface JobOptions<P> {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: P) => void;
}

/** All the store sees of the worker: every promise settles, as data, within its deadline. */
export interface CalibrationService {
  read(
    files: readonly File[],
    options: ReadOptions,
    job?: JobOptions<ReadProgress>,
  ): Promise<Outcome<QuoteSet>>;
  market(quotes: QuoteSet, options: MarketOptions, job?: JobOptions<never>): Promise<Outcome<MarketBook>>;
  /** A newer call supersedes the running one. */
  calibrate(
    request: CalibrationRequest,
    job?: JobOptions<CalibrationProgress>,
  ): Promise<Outcome<CalibrationResult>>;
  /** Each model, by its id, on the slices of the request; what is said of its parameters goes with another model. */
  compare(
    request: CalibrationRequest,
    models: readonly string[],
    job?: JobOptions<CompareProgress>,
  ): Promise<Outcome<readonly ModelTrial[]>>;
  /** How the fit of the request does on quotes held out of it, or scatters with their noise: minutes on slow models. */
  assess(
    request: CalibrationRequest,
    assessment: Assessment,
    job?: JobOptions<ReplicateProgress>,
  ): Promise<Outcome<AssessmentResult>>;
  dispose(): void;
}
