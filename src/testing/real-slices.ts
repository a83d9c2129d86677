/** Slices of real boards as a calibration meets them. */
import { makeRequest } from '#calibration/make-request.ts';
import type { CalibrationRequest } from '#calibration/request.ts';
import { DEFAULT_SETTINGS, type FitSettings } from '#calibration/settings.ts';
import { applyFilters } from '#market/apply-filters.ts';
import { buildBook } from '#market/build-book.ts';
import { readFiles } from '#readers/index.ts';
import { memorySource } from './byte-source.ts';
import { sharedBytes } from './shared.ts';

/** The request of one real file with these settings; its one underlying or its first. */
export async function realRequest(
  path: string,
  change: Partial<FitSettings> = {},
): Promise<CalibrationRequest> {
  const settings = { ...DEFAULT_SETTINGS, ...change };
  const reading = readFiles([memorySource(path.split('/').at(-1)!, sharedBytes(`data/${path}`))], {
    asOf: null,
    underlying: null,
    at: null,
    map: null,
  });
  for (;;) {
    const step = await reading.next();
    if (step.done !== true) continue;
    if (!step.value.ok) throw new Error(step.value.error.message);
    const quotes = step.value.value;
    const market = buildBook(quotes, { asOf: null, forwards: {} });
    if (!market.ok) throw new Error(market.error.message);
    return makeRequest(quotes, market.value, applyFilters(quotes, market.value, settings.filters), settings);
  }
}
