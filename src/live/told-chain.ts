import type { ChainView, LiveChain } from './live-chain.ts';

/** Share of the listed options that the venue has told before the first fit. */
const TOLD = 0.95;

/**
 * There is something to fit: most of the chain before the first fit, and nearly all of what was quoted before where the
 * connection is new. The fit of a part of it would stand for long.
 *
 * @param of whether there is a fit already, and whether quotes come by polls of the book summary
 */
export function isTold(
  chain: Pick<LiveChain, 'isGiven' | 'isWhole'>,
  views: readonly ChainView[],
  of: { readonly hasBase: boolean; readonly isPolled: boolean },
): boolean {
  if (!views.some(({ expiry, forward }) => expiry.used(forward).used > 0)) return false;
  if (of.hasBase || chain.isGiven) return chain.isWhole;
  let [told, sized, listed] = [0, 0, 0];
  for (const { expiry } of views) {
    const said = expiry.told;
    told += said.told;
    sized += said.sized;
    listed += expiry.size;
  }
  // The summary comes without sizes: beside quotes that have them, those without would weigh nothing.
  return (of.isPolled ? told : sized) >= TOLD * listed;
}
