import type { FitSettings } from './settings.ts';

/**
 * The same settings for another model, by its id. What was said of the parameters of the one before goes: a parameter
 * of the same name is another quantity, and a frozen expiry is frozen in them.
 */
export function modelSettings(settings: FitSettings, model: string): FitSettings {
  if (model === settings.model) return settings;
  const { all, byExpiry } = settings;
  const own = Object.entries(byExpiry).flatMap(([key, { parameters: _, ...groups }]) =>
    Object.keys(groups).length === 0 ? [] : [[key, groups] as const],
  );
  return {
    ...settings,
    model,
    all: { ...all, parameters: {} },
    byExpiry: Object.fromEntries(own),
    frozen: {},
  };
}
