import type { Outcome } from '#base/outcome.ts';
import type { CalibrationRequest } from '#calibration/request.ts';
import type { CalibrationProgress, CalibrationResult } from '#calibration/result.ts';
import type { MarketBook, MarketOptions } from '#market/book.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import type { ReadOptions, ReadProgress } from '#readers/reader.ts';

/**
 * What the worker does. It keeps no state between calls: every job carries its
 * input, so a killed worker is replaced without loss.
 */
export interface WorkerApi {
  /** Reads one file, or several that belong together, into one QuoteSet. */
  read(
    files: readonly File[],
    options: ReadOptions,
    onProgress: (p: ReadProgress) => void,
  ): Promise<Outcome<QuoteSet>>;
  /** Expiries, forwards and implied volatilities of a QuoteSet. */
  market(quotes: QuoteSet, options: MarketOptions): Promise<Outcome<MarketBook>>;
  /** Drives the calibrate generator, yielding to messages between steps. */
  calibrate(
    job: number,
    request: CalibrationRequest,
    onProgress: (p: CalibrationProgress) => void,
  ): Promise<Outcome<CalibrationResult>>;
  /** Ends the running calibration within one step; it resolves as `superseded`. */
  supersede(job: number): Promise<void>;
  /** Answers at once: the heartbeat. */
  ping(): Promise<number>;
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
  dispose(): void;
}
