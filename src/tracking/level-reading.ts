/**
 * What the quotes of one expiry say of its level: the mean of nu_j = ln(iv_j/sigma_base(k_j)), each quote weighed by how
 * tightly and how deeply it is quoted, and pulled in where it lies far from what was expected.
 *
 * P. J. Huber, "Robust estimation of a location parameter", Annals of Mathematical Statistics 35(1), 1964.
 */

/** The quotes of one expiry at one instant. Columns of one length. */
export interface LevelQuotes {
  /** Volatility of the microprice, decimal. */
  readonly vol: Float64Array;
  /** Half the spread, in volatility. */
  readonly halfSpread: Float64Array;
  /** Amount within a spread of the mid, any unit; null where no book is known. */
  readonly depth: Float64Array | null;
  /** The base smile's volatility at each quote's k with the present forward. */
  readonly base: Float64Array;
}

/** The level of one expiry as its quotes have it. */
export interface LevelReading {
  /** ln of the market's volatility over the base smile's. */
  readonly level: number;
  /** Variance of its error. */
  readonly variance: number;
  /** Weighted root mean square of the quotes about the level: the part no scalar follows. */
  readonly shape: number;
  /** Quotes that it is made of. */
  readonly quotes: number;
}

/** Distance, in standard deviations, beyond which a quote counts only in proportion to its inverse. */
const HUBER = 1.5;
/** A quote of little size is not worse than this share of the median depth makes it. */
const LEAST_DEPTH = 0.2;
/** Variance that all quotes of an expiry share: what no number of quotes averages out. */
const COMMON = 2e-5;

function median(values: Float64Array): number {
  const sorted = values.filter(Number.isFinite).sort();
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * The level that the quotes tell.
 *
 * @param expected ln of the scalar before the quotes, about which outliers are told
 * @param variance of that expectation
 * @returns null where no quote is finite and has a spread
 */
export function readLevel(quotes: LevelQuotes, expected: number, variance: number): LevelReading | null {
  const { vol, halfSpread, depth, base } = quotes;
  const typical = depth === null ? Number.NaN : median(depth);
  let [sum, weights, precision, count] = [0, 0, 0, 0];
  const innovation = new Float64Array(vol.length).fill(Number.NaN);
  const weight = new Float64Array(vol.length);
  for (let j = 0; j < vol.length; j++) {
    const share = depth === null || !(typical > 0) ? 1 : Math.max(LEAST_DEPTH, depth[j]! / typical);
    // Over the volatility that is expected: over its own, a stray high quote would pass for a tight one.
    const relative = halfSpread[j]! / (base[j]! * Math.exp(expected));
    const noise = relative ** 2 / (Number.isFinite(share) ? share : LEAST_DEPTH);
    const nu = Math.log(vol[j]! / base[j]!) - expected;
    if (!(noise > 0 && Number.isFinite(noise) && Number.isFinite(nu))) continue;
    const w = Math.min(1, (HUBER * Math.sqrt(noise + variance)) / Math.abs(nu)) / noise;
    innovation[j] = nu;
    weight[j] = w;
    sum += w * nu;
    weights += w;
    precision += 1 / noise;
    count++;
  }
  if (count === 0) return null;
  const mean = sum / weights;
  let squares = 0;
  for (let j = 0; j < vol.length; j++)
    if (weight[j]! > 0) squares += weight[j]! * (innovation[j]! - mean) ** 2;
  return {
    level: expected + mean,
    variance: 1 / precision + COMMON,
    shape: Math.sqrt(squares / weights),
    quotes: count,
  };
}
