/**
 * Smallest price steps of coin options. Inverse BTC and ETH options step by 0.0001 coin up to 0.005 and by
 * 0.0005 above (Deribit, contract specifications; OKX, notice of 24 August 2023).
 */
export interface TickLadder {
  readonly base: number;
  readonly steps: readonly { readonly above: number; readonly tick: number }[];
}

const INVERSE_LADDER: TickLadder = { base: 0.0001, steps: [{ above: 0.005, tick: 0.0005 }] };

/** The documented ladder of a contract root; null for contracts whose steps are not documented as one. */
export function documentedLadder(root: string): TickLadder | null {
  return root === 'BTC' || root === 'ETH' ? INVERSE_LADDER : null;
}

/**
 * The ladder an instrument list states. A list that gives the base step alone, equal to the documented one,
 * has left the steps out, so that the documented ladder holds.
 */
export function statedLadder(
  root: string,
  base: number,
  steps: readonly { readonly above: number; readonly tick: number }[] | null,
): TickLadder | null {
  const documented = documentedLadder(root);
  if (!(base > 0)) return documented;
  if (steps !== null) return { base, steps };
  return documented !== null && documented.base === base ? documented : { base, steps: [] };
}

/** Price step at a price; NaN without a ladder. The step below a boundary holds at the boundary itself. */
export function tickAt(ladder: TickLadder | null, price: number): number {
  if (ladder === null) return Number.NaN;
  let tick = ladder.base;
  for (const step of ladder.steps) if (price > step.above) tick = step.tick;
  return tick;
}
