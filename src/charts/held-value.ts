/** What comes of a smile when one of its parameters is moved, and how far it can be moved. */
import type { FitSlice } from '#calibration/request.ts';
import { constraintsInForce } from '#models/constraints.ts';
import type { FittableModel, GuessSlice, ParameterConstraints, ParameterSpec } from '#models/model.ts';
import type { CurveSource } from './model-curve.ts';

/** A fitted smile in the hand: what a move starts from. */
export interface HandGround {
  readonly model: FittableModel;
  readonly curve: CurveSource;
  /** The strikes of the expiry: the model's ranges are told from them. */
  readonly guess: GuessSlice;
  /** What is held or bounded of this expiry now. */
  readonly constraints: ParameterConstraints;
}

/** The ground of one expiry; null where it has no fit. */
export function handGround(
  model: FittableModel,
  curve: CurveSource,
  slice: FitSlice,
  constraints: ParameterConstraints,
): HandGround {
  const w = slice.midVol.map((vol) => vol * vol * slice.t);
  const weight = new Float64Array(slice.k.length).fill(1);
  return { model, curve, guess: { t: slice.t, forward: slice.forward, k: slice.k, w, weight }, constraints };
}

/** The parameter or holdable coordinate of this name; null where the model has none. */
export function specOf(model: FittableModel, name: string): ParameterSpec | null {
  const specs = [model.parameters, ...model.views.map(({ parameters }) => parameters)].flat();
  return specs.find((spec) => spec.name === name) ?? null;
}

/** Value of a parameter or coordinate on the ground. */
export function presentValue({ model, curve }: HandGround, name: string): number | null {
  const own = model.parameters.findIndex((spec) => spec.name === name);
  if (own >= 0) return curve.theta[own] ?? null;
  for (const view of model.views) {
    const at = view.parameters.findIndex((spec) => spec.name === name);
    if (at < 0) continue;
    const values = new Float64Array(view.parameters.length);
    view.values(curve.theta, (curve.moved?.from ?? curve).t, values);
    return values[at] ?? null;
  }
  return null;
}

/** Any skew: says that it is the skew that stays while a wing moves, not the vertex's place between the wings. */
const ANY_SKEW = { fixed: false, lower: -20 } as const;

/**
 * The smile with one parameter moved and the others as they are, a wing with level and skew; null where there is
 * none.
 */
export function movedTheta(ground: HandGround, name: string, value: number): Float64Array | null {
  const { model, curve, guess } = ground;
  const own = model.parameters.findIndex((spec) => spec.name === name);
  const theta = Float64Array.from(curve.theta);
  if (own >= 0) {
    const { lower, upper } = model.parameters[own]!;
    theta[own] = value;
    return value >= lower && value <= upper ? theta : null;
  }
  if (model.scope !== 'slice') return null;
  const level = presentValue(ground, 'atmVol');
  const kept = level === null ? {} : { atmVol: { fixed: true, value: level }, skew: ANY_SKEW };
  const box = model.coordinates(guess, { ...kept, [name]: { fixed: true, value } });
  if ('error' in box) return null;
  const x = new Float64Array(box.size);
  box.fromParameters(curve.theta, x);
  box.project?.(x);
  box.toParameters(x, theta);
  return theta;
}

/** What is imposed on the expiry once a parameter is held at a value, and another is let go for it. */
export function constraintsWith(
  { constraints }: Pick<HandGround, 'constraints'>,
  name: string,
  value: number,
  instead: string | null,
): ParameterConstraints {
  const { [name]: before, ...others } = constraints;
  const rest = Object.fromEntries(Object.entries(others).filter(([other]) => other !== instead));
  return { ...rest, [name]: { ...before, fixed: true, value } };
}

/** Why no smile has this value beside what is held; null where one has, as far as can be said before a fit. */
export function whyNotHeld(
  ground: HandGround,
  name: string,
  value: number,
  instead: string | null,
): string | null {
  const { model, guess } = ground;
  if (model.scope !== 'slice') return null;
  const held = constraintsInForce(model.parameters, constraintsWith(ground, name, value, instead));
  const box = model.coordinates(guess, held);
  return 'error' in box ? box.error : null;
}

/** A value as it can be held; `at` says which end of what is possible it is. */
export interface HeldValue {
  readonly value: number;
  readonly at: 'min' | 'max' | null;
}

const HALVINGS = 40;

/** The value nearest to the one wanted, coming from the present one, that can be held beside what is held already. */
export function heldValue(
  ground: HandGround,
  spec: ParameterSpec,
  wanted: number,
  instead: string | null,
): HeldValue {
  const own = ground.constraints[spec.name];
  const low = Math.max(spec.lower, own?.lower ?? spec.lower);
  const high = Math.min(spec.upper, own?.upper ?? spec.upper);
  const clipped = Math.min(high, Math.max(low, wanted));
  const end = (value: number): HeldValue => ({
    value,
    at: value === wanted ? null : wanted > value ? 'max' : 'min',
  });
  if (whyNotHeld(ground, spec.name, clipped, instead) === null) return end(clipped);
  let good = presentValue(ground, spec.name) ?? clipped;
  if (whyNotHeld(ground, spec.name, good, instead) !== null) return { value: good, at: null };
  let bad = clipped;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (good + bad) / 2;
    if (whyNotHeld(ground, spec.name, middle, instead) === null) good = middle;
    else bad = middle;
  }
  return end(good);
}
