/** The fitted surface of a board at any strike and any instant. */
import { failure, type Outcome, success } from '#base/outcome.ts';
import { type EpochMs, yearsBetween } from '#base/units.ts';
import type { MarketBook } from '#market/book.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { averagedTime, averagingWindow } from '#market/settlement.ts';
import { modelById } from '#models/index.ts';
import { quotedAt } from '#surface/quoted-range.ts';
import { discountAt, type SurfacePoint, surfacePoint } from '#surface/surface-point.ts';
import { boardClock, type TimeSettings } from '#surface/time-settings.ts';
import { createSurface } from '#surface/vol-surface.ts';
import type { CalibrationResult } from './result.ts';

/** What is said of one place. */
export interface Answer extends SurfacePoint {
  readonly strike: number;
  readonly at: EpochMs;
  /** True between the first and the last expiry and the outermost used quotes round that time; else extrapolated. */
  readonly quoted: boolean;
}

/** Answers for one board. Fails as `invalid` for an instant that is not after that of the quotes, or no strike. */
export type QueriedSurface = (strike: number, at: EpochMs) => Outcome<Answer>;

/** The first instant past the calendar that expiries are read by. */
const LATEST = Date.UTC(2200, 0, 1);

/**
 * The surface to ask; null where nothing is fitted. Where options are priced as paid on an average, so are those asked
 * for; an expiry inside its window is no part of it, for its smile is that of what is not fixed yet.
 */
export function queriedSurface(
  { settlement, unit, venue }: Pick<QuoteSet, 'settlement' | 'unit' | 'venue'>,
  market: MarketBook,
  result: CalibrationResult,
  time: TimeSettings,
): QueriedSurface | null {
  const model = modelById(result.model);
  const discounts = new Map(market.books.map((book) => [book.expiry, book.forward.discount]));
  const averaged = market.books.filter(({ settlement }) => settlement?.applied === true);
  const settling = new Set(
    averaged.flatMap(({ expiry, settlement }) => (settlement?.inside === true ? [expiry] : [])),
  );
  const fitted = result.slices.flatMap(({ status, expiry, t, forward, theta, moved, arbitrage }) =>
    status === 'failed' || theta === null || !(t > 0) || settling.has(expiry)
      ? []
      : [
          {
            ...{ t, forward, theta, moved },
            quoted: arbitrage?.quotedRange ?? ([0, 0] as const),
            discount: discounts.get(expiry) ?? 1,
          },
        ],
  );
  // Of two roots that expire at one instant the surface holds the last.
  const slices = fitted.filter(({ t }, i) => fitted[i + 1]?.t !== t);
  const [first, last] = [slices[0], slices.at(-1)];
  if (model === undefined || first === undefined || last === undefined) return null;
  const surface = createSurface(model, slices, boardClock(time, market));
  return (strike, at) => {
    const left = yearsBetween(market.asOf, at);
    const window = averaged.length > 0 ? averagingWindow(venue, at) : null;
    const t = window === null ? left : averagedTime(left, window);
    if (!(strike > 0 && strike < Number.POSITIVE_INFINITY))
      return failure('invalid', `A strike is a number above 0, not ${strike}.`);
    if (!(at < LATEST)) return failure('invalid', 'The time asked for lies after the year 2199.');
    if (!(t > 0)) return failure('invalid', `${iso(at)} is not after the quotes, ${iso(market.asOf)}.`);
    const point = surfacePoint(surface, strike, t, discountAt(slices, t), { settlement, unit });
    const [low, high] = quotedAt(slices, t);
    const quoted = t >= first.t && t <= last.t && point.k >= low && point.k <= high;
    return success({ ...point, strike, at, quoted });
  };
}

function iso(at: EpochMs): string {
  return new Date(at).toISOString();
}
