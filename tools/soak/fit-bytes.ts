import { type Outcome, success } from '#base/outcome.ts';
import { epochMs } from '#base/units.ts';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import { fit, prepare } from '#cli/pipeline.ts';
import { APP_VERSION } from '#exporters/app-version.ts';
import type { FitExport } from '#exporters/exporter.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { readFiles } from '#readers/index.ts';
import { LAST_INSTANT } from '#readers/reader.ts';
import { memorySource } from '#testing/byte-source.ts';
import { AS_OF } from './files/fixtures.ts';

/** Reads one file; generated ones that do not say when they were taken are of the instant they were made for. */
export async function readBytes(name: string, bytes: Uint8Array): Promise<Outcome<QuoteSet>> {
  const options = { asOf: epochMs(AS_OF), underlying: null, at: LAST_INSTANT };
  const reading = readFiles([memorySource(name, bytes)], options);
  let step = await reading.next();
  while (step.done !== true) step = await reading.next();
  return step.value;
}

/** The whole way of a set of quotes under the default settings: forwards, filters, fit. */
export function fitQuotes(quotes: QuoteSet): Outcome<FitExport> {
  const marketOptions = { asOf: quotes.asOf === null ? epochMs(AS_OF) : null, forwards: {} };
  const prepared = prepare(quotes, marketOptions, DEFAULT_SETTINGS.filters);
  if (!prepared.ok) return prepared;
  const result = fit(quotes, prepared.value, DEFAULT_SETTINGS, () => undefined);
  if (!result.ok) return result;
  return success(
    {
      quotes,
      ...prepared.value,
      marketOptions,
      settings: DEFAULT_SETTINGS,
      result: result.value,
      appVersion: APP_VERSION,
    },
    result.issues,
  );
}
