import type { EpochMs } from '#base/units.ts';

/** Whether premiums are paid in the underlying coin (inverse) or in currency (linear). */
export type Settlement = 'inverse' | 'linear';

/**
 * What the bid and ask columns hold: premiums in coin per unit of underlying,
 * premiums in currency, or implied volatilities as decimals.
 */
export type QuoteUnit = 'coin' | 'currency' | 'vol';

/** Where the as-of instant was found. `missing`: the file does not say, and the user must. */
export type AsOfSource = 'file' | 'timestamps' | 'file-name' | 'user' | 'missing';

/** One reason why rows could not become quotes, with the first places it was met. */
export interface RejectedRows {
  /** Stable kebab-case reason, e.g. `future`, `combo`, `no-strike`. */
  readonly reason: string;
  readonly count: number;
  /** Up to three rows or instrument names. */
  readonly examples: readonly string[];
}

/** A dated future listed in the same file; `expiry` null for a perpetual. */
export interface ListedFuture {
  readonly name: string;
  readonly expiry: EpochMs | null;
  /** Price in currency, null when that side is missing. */
  readonly bid: number | null;
  readonly ask: number | null;
}

/** One file that contributed rows. */
export interface SourceFile {
  readonly name: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/**
 * Everything a file says, in columns of one length n. Facts only: nothing is
 * filtered, converted or inferred here.
 *
 * Numeric columns use NaN for a missing cell (a zero price is missing: zero is
 * never a price). A column is null when the file has no such field at all.
 */
export interface QuoteSet {
  /** Id of the reader, e.g. `deribit-book-summary`. */
  readonly reader: string;
  /** What the reader understood, one sentence each: format, units, conventions. */
  readonly notes: readonly string[];
  readonly files: readonly SourceFile[];
  /** `deribit`, `cboe`, ...; null where the layout belongs to no venue. */
  readonly venue: string | null;
  /** Root symbol of the book, e.g. `BTC`, `SPY`. Empty when the file does not name it. */
  readonly underlying: string;
  readonly settlement: Settlement;
  readonly exercise: 'european' | 'american' | 'unknown';
  readonly unit: QuoteUnit;
  /** ISO or coin code of the premium: `BTC`, `USD`, `USDC`. */
  readonly premiumCurrency: string;
  readonly asOf: EpochMs | null;
  readonly asOfSource: AsOfSource;
  readonly futures: readonly ListedFuture[];
  /** Spot or index, in currency. Never used as a forward. */
  readonly spot: number | null;

  /** Key of each quote: the venue's symbol, else `root|expiry|strike|type`. Unique. Length n. */
  readonly symbol: readonly string[];
  /** Contract root of each quote (`SPX` and `SPXW` differ). Length n. */
  readonly root: readonly string[];
  /** Expiry instants, epoch ms. Length n. */
  readonly expiry: Float64Array;
  /** Strikes in currency. Length n. */
  readonly strike: Float64Array;
  /** 1 call, 0 put. Length n. */
  readonly isCall: Uint8Array;
  /** Best bid in `unit`. */
  readonly bid: Float64Array;
  /** Best ask in `unit`. */
  readonly ask: Float64Array;
  /** Amount at the best price of each side. */
  readonly bidSize: Float64Array | null;
  readonly askSize: Float64Array | null;
  /** Amount of each side within one spread of the mid, where the file holds the order book; null where it holds none. */
  readonly bidDepth: Float64Array | null;
  readonly askDepth: Float64Array | null;
  /** Traded volume of the day, in the file's own unit (used only relative to its peers). */
  readonly volume: Float64Array | null;
  readonly openInterest: Float64Array | null;
  /** Exchange timestamp of each quote, epoch ms. */
  readonly timestamp: Float64Array | null;
  /** The venue's own mark volatility, decimal: shown and compared, never an input. */
  readonly markVol: Float64Array | null;
  /** Forward the venue attaches to each quote, in currency. */
  readonly underlyingPrice: Float64Array | null;
  /** Name of that forward: `BTC-25SEP26`, `SYN.BTC-4AUG26`, `index_price`. Length n. */
  readonly underlyingName: readonly string[] | null;
  /** Smallest price step at the quote, in `unit`; null when unknown. */
  readonly tick: Float64Array | null;

  /** Option rows read = length n + the sum of `rejected`. */
  readonly rowsRead: number;
  readonly rejected: readonly RejectedRows[];
}
