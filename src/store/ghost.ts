import { figuresOf } from '#calibration/fit-figures.ts';
import { rateOf } from '#market/rate.ts';
import type { Fitted, Ghost } from './state.ts';

/**
 * A fit as a ghost. A slice that failed shows the one of `before`, so that the
 * last good line of an expiry stays in sight while its fit has none.
 */
export function ghostOf(
  { result, decisions }: Fitted,
  source: 'gesture' | 'kept',
  label: string,
  before: Ghost | null,
): Ghost {
  const older = before !== null && before.model === result.model ? before.slices : {};
  const slices: Record<string, Ghost['slices'][string]> = {};
  for (const { key, theta, t, forward } of result.slices) {
    const slice = theta === null ? older[key] : { theta, t, forward };
    if (slice !== undefined) slices[key] = slice;
  }
  return {
    source,
    label,
    slices,
    model: result.model,
    settings: decisions.settings,
    ...rateOf(decisions.marketOptions),
    previous: null,
    figures: figuresOf(result),
  };
}
