import { settingsFor } from '#calibration/settings.ts';
import { ownConstraint } from '#models/constraints.ts';
import { modelById } from '#models/index.ts';
import { fittedValues } from '#store/hold.ts';
import type { WorkbenchState } from '#store/state.ts';
import { actions } from '#store/workbench.ts';

/**
 * Locks the parameter whose field was focused last where the fit has it, in the present scope, or frees it. False where
 * there is none.
 */
export function fixShownParameter({ look, decisions, fitted }: WorkbenchState): boolean {
  const { parameter: name, focus } = look;
  if (name === null || focus === null) return false;
  const { settings } = decisions;
  const spec = modelById(settings.model)?.parameters.find((each) => each.name === name);
  const said = settingsFor(settings, focus).parameters[name];
  const inForce = said ?? (spec === undefined ? null : ownConstraint(spec));
  if (inForce?.fixed === true) {
    // What the model itself holds is freed by saying so.
    if (said === undefined) actions.setParameter(name, { fixed: false });
    else actions.freeParameter(name);
    return true;
  }
  const value = fittedValues(fitted, name)[focus];
  if (value === undefined) return false;
  actions.lockParameter(name);
  return true;
}
