import { createContext, useContext } from 'react';
import { withKey } from '#base/with-key.ts';
import type { SliceFit } from '#calibration/result.ts';
import type { ScopedSettings } from '#calibration/settings.ts';
import { settingsFor } from '#calibration/settings.ts';
import type { Fitted, WorkbenchState } from '#store/state.ts';
import { useWorkbench } from '#store/workbench.ts';

/** One group of the settings the controls show and change: those of all expiries, or of the focused one. */
export function useScoped<G extends keyof ScopedSettings>(group: G): ScopedSettings[G] {
  return useWorkbench((s) => scoped(s)[group]);
}

/** The fit that the sections tell of: one for all of them, so that they never tell of two. */
export const PanelFit = createContext<Fitted | null>(null);

/** The fit of the focused expiry; null without one. */
export function useFocusedFit(): SliceFit | null {
  const fitted = useContext(PanelFit);
  const focus = useWorkbench((s) => s.look.focus);
  return withKey(fitted?.result.slices ?? [], focus) ?? null;
}

const merged = new WeakMap<object, { key: string; all: ScopedSettings; value: ScopedSettings }>();

/** A selector must give the same object for the same state: an expiry's own settings are merged once. */
function scoped(s: WorkbenchState): ScopedSettings {
  const { settings } = s.decisions;
  const key = s.look.focus;
  if (s.look.scope === 'all' || key === null) return settings.all;
  const own = settings.byExpiry[key];
  if (own === undefined) return settings.all;
  const known = merged.get(own);
  if (known !== undefined && known.key === key && known.all === settings.all) return known.value;
  const value = settingsFor(settings, key);
  merged.set(own, { key, all: settings.all, value });
  return value;
}
