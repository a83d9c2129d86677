import { settingsFor } from '#calibration/settings.ts';
import { ownConstraint } from '#models/constraints.ts';
import { modelById } from '#models/index.ts';
import type { WorkbenchState } from '#store/state.ts';
import { actions } from '#store/workbench.ts';

/** Fixes the parameter whose field was focused last at its fitted value, or frees it. False where there is none. */
export function fixShownParameter({ look, decisions, fitted }: WorkbenchState): boolean {
  const { parameter: name, focus } = look;
  if (name === null || focus === null) return false;
  const { settings } = decisions;
  const scoped = look.scope === 'this' ? settingsFor(settings, focus) : settings.all;
  const spec = modelById(settings.model)?.parameters.find((each) => each.name === name);
  const imposed = scoped.parameters[name] ?? (spec === undefined ? null : ownConstraint(spec));
  const { value: heldValue, ...held } = imposed ?? { fixed: false };
  if (held.fixed) {
    actions.setParameter(name, { ...held, fixed: false });
    return true;
  }
  const fit = fitted?.result.slices.find((slice) => slice.key === focus);
  const all = [...(fit?.parameters ?? []), ...Object.values(fit?.views ?? {}).flat()];
  const value = all.find((parameter) => parameter.name === name)?.value ?? heldValue;
  if (value === undefined) return false;
  actions.setParameter(name, { ...held, fixed: true, value });
  return true;
}
