/** Settings of the live surface from one visit to the next. */
import type { LiveSettings } from '#live/live-frame.ts';
import type { PreferenceStorage } from '#store/preferences.ts';
import { DEFAULT_LIVE, LIVE_NUMBERS, withLiveNumber } from './live-settings.ts';

const KEY = 'volbench.live';

/** What was kept, each setting by itself; what is missing, or no number in its range, is the default. */
export function readLiveSettings(storage: PreferenceStorage | null): LiveSettings {
  let settings = DEFAULT_LIVE;
  try {
    const kept: unknown = JSON.parse(storage?.getItem(KEY) ?? 'null');
    if (typeof kept !== 'object' || kept === null) return settings;
    const of = new Map(Object.entries(kept));
    if (of.get('map') === 'standardised') settings = { ...settings, map: 'standardised' };
    for (const name of Object.keys(LIVE_NUMBERS) as (keyof typeof LIVE_NUMBERS)[]) {
      const value = of.get(name);
      if (typeof value === 'number') settings = withLiveNumber(settings, name, value);
    }
  } catch {
    // Storage that fails or holds something else costs the settings, never the page.
  }
  return settings;
}

/** Keeps them; a full or forbidden storage is no error. */
export function keepLiveSettings(storage: PreferenceStorage | null, settings: LiveSettings): void {
  const numbers = Object.entries(LIVE_NUMBERS).map(([name, { get }]) => [name, get(settings)]);
  try {
    storage?.setItem(KEY, JSON.stringify({ version: 1, map: settings.map, ...Object.fromEntries(numbers) }));
  } catch {
    // Nothing depends on it.
  }
}
