/** A slice that keeps the smile it had: it takes its place on the board, and no step moves it. */
import type { FitCoordinates, ParameterConstraint, VolModel } from '#models/model.ts';
import type { FitSlice } from './request.ts';
import type { FitSettings, ScopedSettings } from './settings.ts';

/** The smile a slice is frozen at, told at its present time to expiry; null where it is fitted. */
export function frozenTheta(model: VolModel, slice: FitSlice, settings: FitSettings): Float64Array | null {
  const smile = Object.hasOwn(settings.frozen, slice.key) ? settings.frozen[slice.key] : undefined;
  if (smile === undefined || smile.parameters.length !== model.parameters.length) return null;
  const theta = Float64Array.from(smile.parameters);
  const out = Float64Array.from(theta);
  model.aged?.(theta, smile.t, slice.t, out);
  return out.every(Number.isFinite) ? out : null;
}

/** Settings of a frozen slice: every parameter held, and its own butterfly only reported. */
export function frozenSettings(
  model: VolModel,
  settings: ScopedSettings,
  theta: Float64Array,
): ScopedSettings {
  const parameters: Record<string, ParameterConstraint> = {};
  model.parameters.forEach(({ name }, i) => {
    parameters[name] = { fixed: true, value: theta[i]! };
  });
  return { ...settings, parameters, butterfly: { ...settings.butterfly, mode: 'report' } };
}

/** Coordinates, as many as those of the slices that are fitted beside it, that all stand for one theta. */
export function frozenCoordinates(size: number, theta: Float64Array): FitCoordinates {
  return {
    size,
    lower: new Float64Array(size),
    upper: new Float64Array(size),
    toParameters(_x, out) {
      out.set(theta);
    },
    fromParameters(_theta, x) {
      x.fill(0);
    },
    chain(_x, _theta, out) {
      out.fill(0);
    },
    atBound: () => [],
  };
}
