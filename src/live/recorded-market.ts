import { calibrateNow } from '#calibration/calibrate.ts';
import { makeRequest } from '#calibration/make-request.ts';
import type { FitSettings } from '#calibration/settings.ts';
import { applyFilters } from '#market/apply-filters.ts';
import { bookKey, type ExpiryBook } from '#market/book.ts';
import { buildBook } from '#market/build-book.ts';
import { gather } from '#market/columns.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { isUnsettled } from '#market/settlement.ts';
import { modelById } from '#models/index.ts';
import type { RecordedSnapshot } from '#tracking/policy-replay.ts';
import type { RecordedExpiry } from '#tracking/published-score.ts';
import { trackedExpiry } from '#tracking/tracked-base.ts';
import type { TrackedExpiry } from '#tracking/tracker.ts';

/** One snapshot of a recording: what policies see of it, and its full fit. */
export interface RecordedMarket {
  readonly snapshot: RecordedSnapshot;
  /** Its expiries as fitted, made when first asked for; null where nothing could be. */
  readonly fit: () => readonly TrackedExpiry[] | null;
}

function recordedExpiry(quotes: QuoteSet, book: ExpiryBook): RecordedExpiry {
  const none = (): Float64Array => new Float64Array(book.quote.length).fill(Number.NaN);
  const of = (column: Float64Array | null): Float64Array =>
    column === null ? none() : gather(column, book.quote);
  return {
    key: bookKey(book, quotes),
    t: book.t,
    forward: book.forward.value,
    quotes: {
      strike: book.strike,
      isCall: book.isCall,
      bid: book.bidPrice,
      ask: book.askPrice,
      bidSize: of(quotes.bidSize),
      askSize: of(quotes.askSize),
      stamp: of(quotes.timestamp),
    },
  };
}

/** A chain at its instant, filtered and fitted as the page does at these settings; null where it has nothing to fit. */
export function recordedMarket(quotes: QuoteSet, settings: FitSettings): RecordedMarket | null {
  const built = buildBook(quotes, { asOf: null, forwards: {} });
  const model = modelById(settings.model);
  if (!built.ok || model === undefined) return null;
  const market = built.value;
  const filtered = applyFilters(quotes, market, settings.filters);
  if (filtered.kept === 0) return null;
  let fitted: readonly TrackedExpiry[] | null | undefined;
  const fitNow = (): readonly TrackedExpiry[] | null => {
    const request = makeRequest(quotes, market, filtered, settings);
    const outcome = calibrateNow(request);
    if (!outcome.ok) return null;
    return outcome.value.slices.flatMap((slice, i) => {
      const { k } = request.slices[i]!;
      if (slice.theta === null) return [];
      const { key, expiry, t, forward, theta, rmseVol } = slice;
      const fitted = { key, expiry, t, forward, theta, quoted: [k[0]!, k.at(-1)!] as const, noise: null };
      const tracked = trackedExpiry(model, fitted);
      return [{ ...tracked, noise: (rmseVol ?? Number.NaN) / tracked.vol }];
    });
  };
  // What is left out of the fit for its average is no market to be held against, or to be followed, either.
  const told = market.books.filter((book) => !isUnsettled(book));
  return {
    snapshot: { at: market.asOf, expiries: told.map((book) => recordedExpiry(quotes, book)) },
    fit() {
      if (fitted === undefined) fitted = fitNow();
      return fitted;
    },
  };
}
