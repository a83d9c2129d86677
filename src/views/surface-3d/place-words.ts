import { strike, timeToExpiry, volPercent } from '#base/format.ts';
import type { FittedSurface } from '#charts/fitted-surface.ts';
import type { SurfaceGrid } from '#charts/surface-grid.ts';
import type { Reading } from '#store/reading.ts';

/** What the surface says of the place that is read: when, strike, its vol, and the market's where a quote stands there. */
export function placeWords(
  { surface, expiries }: FittedSurface,
  { points }: Pick<SurfaceGrid, 'points'>,
  { key, t, k, strike: price, quote }: Reading,
): string | null {
  const expiry = expiries.find((of) => of.expiry.key === key);
  if (expiry === undefined) return null;
  const isExpiry = Math.abs(t - expiry.t) < 1e-9;
  const when = isExpiry ? expiry.expiry.name : timeToExpiry(t);
  if (k === null || price === null) return `${when}   ATM ${volPercent(surface.vol(0, t))}`;
  const at = quote === null ? -1 : points.row.indexOf(quote);
  const place = expiry.expiry.book.quote.indexOf(quote ?? -1);
  const side = place < 0 ? '' : expiry.expiry.book.isCall[place] === 1 ? ' C' : ' P';
  const market = at < 0 ? '' : `   market ${volPercent((points.z[at] ?? 0) / 100)}`;
  const level = quote === null ? Number(price.toPrecision(4)) : price;
  return `${when}   K ${strike(level)}${side}   vol ${volPercent(surface.vol(k, t))}${market}`;
}
