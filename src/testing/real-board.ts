/** Real quote files on their way to a fit: the market they hold and the request that goes to the calibration. */
import { makeRequest } from '#calibration/make-request.ts';
import type { CalibrationRequest } from '#calibration/request.ts';
import { DEFAULT_SETTINGS, type FitSettings } from '#calibration/settings.ts';
import { applyFilters } from '#market/apply-filters.ts';
import { buildBook } from '#market/build-book.ts';
import { readFiles } from '#readers/index.ts';
import { memorySource } from './byte-source.ts';
import { sharedBytes } from './shared.ts';

/** The request of one file below `data/` of the shared folder. Throws the failure's sentence. */
export async function realRequest(
  path: string,
  change: Partial<FitSettings> = {},
): Promise<CalibrationRequest> {
  const settings = { ...DEFAULT_SETTINGS, ...change };
  const source = memorySource(path.split('/').at(-1) ?? path, sharedBytes(`data/${path}`));
  const reading = readFiles([source], { asOf: null, underlying: null, at: null });
  let step = await reading.next();
  while (step.done !== true) step = await reading.next();
  if (!step.value.ok) throw new Error(step.value.error.message);
  const quotes = step.value.value;
  const market = buildBook(quotes, { asOf: null, forwards: {} });
  if (!market.ok) throw new Error(market.error.message);
  return makeRequest(quotes, market.value, applyFilters(quotes, market.value, settings.filters), settings);
}
