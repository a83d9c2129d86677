/** Parameters held by hand, for one expiry or for all: set at a value, locked where the fit has them, or free. */
import { type FitSettings, settingsFor } from '#calibration/settings.ts';
import type { ParameterConstraint } from '#models/model.ts';
import { withParameter } from './edits.ts';
import type { Decisions, Fitted } from './state.ts';

function own(settings: FitSettings, key: string): Readonly<Record<string, ParameterConstraint>> {
  return settingsFor(settings, key).parameters;
}

/**
 * Sets a parameter of one expiry at a value.
 *
 * @param instead a parameter that says the same in another way, let go for it; null is none
 */
export function withHeld(
  d: Decisions,
  key: string,
  name: string,
  value: number,
  instead: string | null = null,
): Decisions {
  const { [name]: before } = own(d.settings, key);
  const freed = instead !== null && own(d.settings, key)[instead] !== undefined;
  const next = freed ? withParameter(d, key, instead, null) : d;
  return withParameter(next, key, name, { ...before, fixed: true, value, set: true });
}

/**
 * Sets a parameter at a value that was typed: of one expiry, or (null) of all, but for those where it was set by hand
 * for them alone.
 */
export function withTyped(d: Decisions, target: string | null, name: string, value: number): Decisions {
  if (target !== null) return withHeld(d, target, name, value);
  const { [name]: before } = d.settings.all.parameters;
  const all = withParameter(d, null, name, { ...before, fixed: true, value, set: true });
  return Object.entries(d.settings.byExpiry).reduce((next, [key, { parameters }]) => {
    const given = parameters?.[name]?.fixed === true && parameters[name]?.set === true;
    return parameters === undefined || given ? next : withHeld(next, key, name, value);
  }, all);
}

/** Locks a parameter of each expiry named at the value given for it. */
export function withLocked(d: Decisions, name: string, values: Readonly<Record<string, number>>): Decisions {
  return Object.entries(values).reduce((next, [key, value]) => {
    const { [name]: before = { fixed: false } } = own(next.settings, key);
    const { set: _, ...rest } = before;
    return withParameter(next, key, name, { ...rest, fixed: true, value });
  }, d);
}

/** Fits a parameter again: of one expiry, or (null) of all, those with settings of their own among them. A range stays. */
export function withFreed(d: Decisions, target: string | null, name: string): Decisions {
  const free = (next: Decisions, at: string | null, held: ParameterConstraint | undefined): Decisions => {
    if (held?.fixed !== true) return next;
    const { value: _, set: __, ...range } = held;
    return withParameter(next, at, name, { ...range, fixed: false });
  };
  if (target !== null) return free(d, target, own(d.settings, target)[name]);
  const all = free(d, null, d.settings.all.parameters[name]);
  return Object.keys(d.settings.byExpiry).reduce(
    (next, key) => free(next, key, next.settings.byExpiry[key]?.parameters?.[name]),
    all,
  );
}

/** Fitted value of a parameter or coordinate in each expiry of a fit that has one. */
export function fittedValues(fitted: Fitted | null, name: string): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { key, theta, parameters, views } of fitted?.result.slices ?? []) {
    if (theta === null) continue;
    const all = [...parameters, ...Object.values(views).flat()];
    const value = all.find((parameter) => parameter.name === name)?.value;
    if (value !== undefined && Number.isFinite(value)) found[key] = value;
  }
  return found;
}
