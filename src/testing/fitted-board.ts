/** A fitted board for tests of pictures: market, filters, request and result of quotes under settings. */
import { epochMs } from '#base/units.ts';
import { calibrateNow } from '#calibration/calibrate.ts';
import { makeRequest } from '#calibration/make-request.ts';
import type { CalibrationRequest } from '#calibration/request.ts';
import type { CalibrationResult } from '#calibration/result.ts';
import { DEFAULT_SETTINGS, type FitSettings } from '#calibration/settings.ts';
import { applyFilters } from '#market/apply-filters.ts';
import type { MarketBook } from '#market/book.ts';
import { buildBook } from '#market/build-book.ts';
import type { FilteredBook } from '#market/filters.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { blackPrice } from '#pricing/black76.ts';
import { quoteSetOf, type TestQuote } from './board.ts';

export interface FittedBoard {
  readonly quotes: QuoteSet;
  readonly market: MarketBook;
  readonly filtered: FilteredBook;
  readonly request: CalibrationRequest;
  readonly result: CalibrationResult;
}

export function fittedBoard(quotes: QuoteSet, change: Partial<FitSettings> = {}): FittedBoard {
  const settings = { ...DEFAULT_SETTINGS, ...change };
  const market = buildBook(quotes, { asOf: null, forwards: {} });
  if (!market.ok) throw new Error(market.error.message);
  const filtered = applyFilters(quotes, market.value, settings.filters);
  const request = makeRequest(quotes, market.value, filtered, settings);
  const result = calibrateNow(request);
  if (!result.ok) throw new Error(result.error.message);
  return { quotes, market: market.value, filtered, request, result: result.value };
}

const DAY = 86_400_000;
const YEAR = 365 * DAY;

/** The same quotes without a spread, every second mid 2 % higher: no smile meets them all. */
export function midsOf(quotes: QuoteSet): QuoteSet {
  const mid = quotes.bid.map((bid, i) => ((bid + quotes.ask[i]!) / 2) * (i % 4 < 2 ? 1 : 1.02));
  return { ...quotes, bid: mid, ask: mid };
}

/**
 * Quotes in currency round a smooth skewed smile, `days` to each expiry, forward
 * 100, strikes every 2.5 % over ±3 standard deviations, half a vol point wide on each side.
 */
export function smileQuotes(days: readonly number[]): QuoteSet {
  const quotes = days.flatMap((day) => {
    const t = day / 365;
    const reach = 3 * 0.3 * Math.sqrt(t);
    const steps = Math.floor(reach / 0.025);
    return Array.from({ length: 2 * steps + 1 }, (_, i) => Math.exp(0.025 * (i - steps)) * 100).flatMap(
      (strike) =>
        [false, true].map((isCall): TestQuote => {
          const k = Math.log(strike / 100);
          const vol = Math.sqrt(0.04 + 0.25 * (-0.3 * k + Math.hypot(k, 0.15)));
          const at = (v: number) => blackPrice(100, strike, t, v, isCall);
          return { expiry: Math.round(t * YEAR), strike, isCall, bid: at(vol - 0.005), ask: at(vol + 0.005) };
        }),
    );
  });
  return quoteSetOf(quotes, { asOf: epochMs(0) });
}
