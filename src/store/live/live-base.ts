import { epochMs } from '#base/units.ts';
import type { LiveBase, LiveBaseExpiry } from '#live/live-frame.ts';
import { bookKey } from '#market/book.ts';
import type { Fitted } from '#store/state.ts';

/**
 * A fit as scalars go on from it; null where no expiry is fitted.
 *
 * @param id the page's own count of them
 */
export function liveBase(fitted: Fitted, id: number): LiveBase | null {
  const { result, request, market, quotes } = fitted;
  const slices = new Map(request.slices.map((slice) => [slice.key, slice]));
  const settlements = new Map(market.books.map((book) => [bookKey(book, quotes), book.settlement]));
  const expiries = result.slices.flatMap((fit): LiveBaseExpiry[] => {
    const slice = slices.get(fit.key);
    if (fit.theta === null || fit.status === 'failed' || slice === undefined || !(fit.t > 0)) return [];
    const settlement = settlements.get(fit.key);
    let [sum, weights, low, high] = [0, 0, 0, 0];
    for (let i = 0; i < slice.k.length; i++) {
      const weight = fit.weight[i] ?? 0;
      if (!(weight > 0)) continue;
      low = Math.min(low, slice.k[i]!);
      high = Math.max(high, slice.k[i]!);
      const off = Math.log(slice.midVol[i]! / fit.modelVol[i]!);
      if (!Number.isFinite(off)) continue;
      sum += weight * off * off;
      weights += weight;
    }
    return [
      {
        key: fit.key,
        expiry: fit.expiry,
        t: fit.t,
        forward: fit.forward,
        theta: [...fit.theta],
        quoted: [low, high],
        noise: weights > 0 ? Math.sqrt(sum / weights) : null,
        // Quoted volatilities are no prices: whatever the time is, they are read as they stand.
        window: settlement?.applied === true && quotes.unit !== 'vol' ? settlement.window : null,
      },
    ];
  });
  return expiries.length === 0 ? null : { id, model: result.model, quotesAt: epochMs(market.asOf), expiries };
}
