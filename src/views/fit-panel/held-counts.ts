import { type FitSettings, settingsFor } from '#calibration/settings.ts';
import type { Fitted } from '#store/state.ts';

const keysOf = new WeakMap<Fitted, readonly string[]>();

/** Keys of the expiries that have a fit; the same list for the same fit. */
export function fittedKeysOf(fitted: Fitted | null): readonly string[] {
  if (fitted === null) return [];
  const known = keysOf.get(fitted);
  if (known !== undefined) return known;
  const keys = fitted.result.slices.flatMap(({ key, theta, frozen }) =>
    theta === null || frozen === true ? [] : [key],
  );
  keysOf.set(fitted, keys);
  return keys;
}

/** In how many of these expiries each parameter is held. */
export function heldCounts(settings: FitSettings, keys: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const key of keys) {
    for (const [name, { fixed }] of Object.entries(settingsFor(settings, key).parameters)) {
      if (fixed) counts[name] = (counts[name] ?? 0) + 1;
    }
  }
  return counts;
}
