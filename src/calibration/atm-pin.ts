/** A vol the model is held to at the forward. */
export interface AtmPin {
  /** Decimal. */
  readonly vol: number;
  /** Weight of its squared residual, where all quotes together weigh 1. */
  readonly strength: number;
}

/**
 * The market's vol at the forward: linear in total variance between the nearest quotes on either side, those of one
 * strike averaged. Null where quotes stand on one side only: a vol at the forward would be made up.
 *
 * @param k log-moneyness of two-sided quotes, in any order
 * @param w their total variances
 */
export function marketAtmVol(k: Float64Array, w: Float64Array, t: number): number | null {
  let below = Number.NEGATIVE_INFINITY;
  let above = Number.POSITIVE_INFINITY;
  for (const at of k) {
    if (at <= 0) below = Math.max(below, at);
    if (at >= 0) above = Math.min(above, at);
  }
  if (below === Number.NEGATIVE_INFINITY || above === Number.POSITIVE_INFINITY) return null;
  const mean = (at: number): number => {
    const own = w.filter((_, i) => k[i] === at);
    return own.reduce((sum, v) => sum + v, 0) / own.length;
  };
  const total = above === below ? mean(above) : (mean(below) * above - mean(above) * below) / (above - below);
  return Math.sqrt(total / t);
}
