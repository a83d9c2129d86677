/** Stretch of moneyness in standard deviations at the money. */
export type Stretch = readonly [low: number, high: number];

/** One expiry: where its used quotes lie, and its fitted volatility at any moneyness of that kind. */
export interface QuotedSmile {
  readonly quoted: Stretch;
  readonly vol: (x: number) => number;
}

/** How far past the outermost quotes a surface goes. */
const MARGIN = 0.25;
/** A wing past its own quotes is believed while it is this near to the quoted smiles before and after it. */
const AGREEMENT = 0.1;
const STEP = 0.05;

/**
 * Where each smile of a surface may be drawn, within ±`reach`: as far as its quotes and a small
 * margin, for past them a fitted wing is free to go anywhere. A gap is bridged where the expiries before and
 * after it are both quoted and the wing goes along with them.
 */
export function quotedReach(smiles: readonly QuotedSmile[], reach: number): Stretch[] {
  return smiles.map((smile, i) => {
    const [before, after] = [smiles[i - 1], smiles[i + 1]];
    const edge = (side: 0 | 1): number => {
      const sign = side === 0 ? -1 : 1;
      const limit = (of: QuotedSmile) => Math.min(reach, sign * of.quoted[side] + MARGIN);
      let own = limit(smile);
      if (before === undefined || after === undefined) return sign * own;
      const bridged = Math.min(limit(before), limit(after));
      while (own < bridged) {
        const next = Math.min(bridged, own + STEP);
        const around = (before.vol(sign * next) + after.vol(sign * next)) / 2;
        if (!(Math.abs(smile.vol(sign * next) - around) <= AGREEMENT * around)) break;
        own = next;
      }
      return sign * own;
    };
    return [edge(0), edge(1)];
  });
}

/** Stretches of all rows: those of the expiries at their rows, in between by straight lines over `along`. */
export function rowStretches(
  stretches: readonly Stretch[],
  ofExpiry: readonly number[],
  along: Float64Array,
): Stretch[] {
  return Array.from(along, (at, row) => {
    const next = ofExpiry.findIndex((other) => other >= row);
    const [b, a] = [
      next < 0 ? stretches.length - 1 : next,
      next < 0 ? stretches.length - 1 : Math.max(0, next - 1),
    ];
    const [from, to] = [stretches[a], stretches[b]];
    if (from === undefined || to === undefined) return [0, 0];
    const [start, end] = [along[ofExpiry[a] ?? 0] ?? 0, along[ofExpiry[b] ?? 0] ?? 0];
    const share = end > start ? (at - start) / (end - start) : 1;
    return [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])];
  });
}
