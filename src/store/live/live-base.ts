import { epochMs } from '#base/units.ts';
import type { LiveBase, LiveBaseExpiry } from '#live/live-frame.ts';
import type { Fitted } from '#store/state.ts';

/**
 * A fit as scalars go on from it; null where no expiry is fitted.
 *
 * @param id the page's own count of them
 */
export function liveBase(fitted: Fitted, id: number): LiveBase | null {
  const { result, request, market } = fitted;
  const slices = new Map(request.slices.map((slice) => [slice.key, slice]));
  const expiries = result.slices.flatMap((fit): LiveBaseExpiry[] => {
    const slice = slices.get(fit.key);
    if (fit.theta === null || fit.status === 'failed' || slice === undefined || !(fit.t > 0)) return [];
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
      },
    ];
  });
  return expiries.length === 0 ? null : { id, model: result.model, quotesAt: epochMs(market.asOf), expiries };
}
