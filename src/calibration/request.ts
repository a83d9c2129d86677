import type { EpochMs, Years } from '#base/units.ts';
import type { FitSettings } from './settings.ts';

/**
 * The quotes of one expiry that may take part in a fit (what the filters kept),
 * sorted by k. Columns of one length n; a missing side is NaN, as is `midVol` of a one-sided quote.
 */
export interface FitSlice {
  /** `expiryKey` of the expiry. */
  readonly key: string;
  readonly expiry: EpochMs;
  /** The instant the quotes are of. */
  readonly asOf: EpochMs;
  readonly t: Years;
  readonly forward: number;
  /** Row in the QuoteSet. */
  readonly quote: Int32Array;
  readonly k: Float64Array;
  readonly bidVol: Float64Array;
  readonly askVol: Float64Array;
  readonly midVol: Float64Array;
  /** Volatility of half a price tick; 0 unknown. */
  readonly tickVol: Float64Array;
  /**
   * Amounts within one spread of the mid where the file holds the order book, else at the best price. Null columns: the
   * file has no such field.
   */
  readonly bidSize: Float64Array | null;
  readonly askSize: Float64Array | null;
  /** ln(1 + open interest + volume); null when the file has neither. */
  readonly activity: Float64Array | null;
  /** Seconds between the quote and the as-of instant; null without timestamps. */
  readonly age: Float64Array | null;
  /** Multiplier by hand; 1 untouched, 0 excluded. */
  readonly manual: Float64Array;
  /** What holds of the slice however well it is fitted, as a warning; null where nothing does. */
  readonly caution: string | null;
}

/** One calibration, complete: same request, same result, to the last bit. */
export interface CalibrationRequest {
  readonly slices: readonly FitSlice[];
  readonly settings: FitSettings;
  /**
   * Parameters of a fit one step of the hand away, row-major, a row a slice, NaN where it has none. Penalised fits go on
   * from them, each to the optimum that it stands nearest to. Absent: every fit is found from its quotes alone.
   */
  readonly nearby?: Float64Array;
}
