import { failure, type Outcome, success } from '#base/outcome.ts';
import { queriedSurface } from '#calibration/queried-surface.ts';
import { csvText, type FitExport } from '#exporters/exporter.ts';
import type { Query } from './time-options.ts';

const HEADER = [
  'model',
  'at',
  't',
  'strike',
  'forward',
  'k',
  'vol',
  'totalVariance',
  'discount',
  'currency',
  'call',
  'put',
  'callDelta',
  'putDelta',
  'quoted',
];

/**
 * The answers of each fit to each query as CSV. `call` and `put` are premiums of European options in `currency`, that
 * of the quotes; deltas are Black's on the forward, not premium-adjusted; `quoted` is false past the outermost quotes or
 * expiries. Fails as `invalid` for an instant that is not after the quotes, as `missing-data` where nothing is fitted.
 */
export function queryTable(fits: readonly FitExport[], queries: readonly Query[]): Outcome<string> {
  const rows: (string | number | boolean)[][] = [];
  for (const { quotes, market, settings, result } of fits) {
    const ask = queriedSurface(quotes, market, result, settings.time);
    if (ask === null) return failure('missing-data', `--query: ${result.model} fitted no expiry.`);
    for (const { strike, at } of queries) {
      const answer = ask(strike, at);
      if (!answer.ok) return failure('invalid', `--query: ${answer.error.message}`);
      const { t, forward, k, vol, totalVariance, discount, call, put, quoted } = answer.value;
      rows.push([
        ...[result.model, new Date(at).toISOString(), t, strike, forward, k, vol, totalVariance, discount],
        ...[quotes.premiumCurrency, call.price, put.price, call.delta, put.delta, quoted],
      ]);
    }
  }
  return success(csvText(HEADER, rows));
}
