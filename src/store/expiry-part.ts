/** An expiry taken out of the fit, or kept as it was fitted. */
import { withKey } from '#base/with-key.ts';
import { modelById } from '#models/index.ts';
import { withSettings } from './edits.ts';
import type { Decisions, Fitted } from './state.ts';

/** Takes an expiry out of fit and surface, or back into them. */
export function withDropped(d: Decisions, key: string, dropped: boolean): Decisions {
  const { [key]: _, ...rest } = d.settings.dropped;
  return withSettings(d, { dropped: dropped ? { ...rest, [key]: true } : rest });
}

/** Keeps the smile an expiry has in a fit; as it is where the fit has none, or is of another model. */
export function withFrozen(d: Decisions, key: string, fitted: Fitted | null): Decisions {
  const slice = withKey(fitted?.result.slices ?? [], key);
  if (slice?.theta == null || fitted?.result.model !== d.settings.model) return d;
  if (whyNotFrozen(d.settings.model) !== null) return d;
  const smile = { t: slice.t, parameters: [...slice.theta] };
  return withSettings(d, { frozen: { ...d.settings.frozen, [key]: smile } });
}

/** Lets an expiry follow its quotes again. */
export function withThawed(d: Decisions, key: string): Decisions {
  const { [key]: _, ...frozen } = d.settings.frozen;
  return withSettings(d, { frozen });
}

/** Why no expiry of a model can be frozen; null where it can. */
export function whyNotFrozen(model: string): string | null {
  const found = modelById(model);
  if (found === undefined || found.scope === 'slice') return null;
  return `${found.label} shares its parameters over all expiries: none can stay while the others move. Fix the parameters instead.`;
}
