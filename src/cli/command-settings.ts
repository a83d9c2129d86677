import { failure, type Outcome, success } from '#base/outcome.ts';
import type { PreviousFit } from '#calibration/previous-fit.ts';
import { priorRefusal } from '#calibration/prior.ts';
import type { FitSettings } from '#calibration/settings.ts';
import type { ParameterConstraint, ParameterSpec, VolModel } from '#models/model.ts';
import type { FitCommand } from './options.ts';

/** Threshold of a robust loss in robust standard deviations: Huber's has 95 % efficiency at the normal (Huber, Robust Statistics, 1981, section 4.3). */
const ROBUST_THRESHOLD = 1.345;

/**
 * The settings of one fit: those of the settings file, or the defaults, with what
 * the command line says put over them for all expiries. Fails as `invalid` for a
 * parameter the model does not have or cannot take that value of, and for a prior it cannot have.
 *
 * @param before the fit to be drawn towards; null leaves that to the settings
 */
export function commandSettings(
  base: FitSettings,
  command: FitCommand,
  model: VolModel,
  before: PreviousFit | null = null,
): Outcome<FitSettings> {
  for (const [name, constraint] of Object.entries(command.parameters)) {
    const wrong = contradiction(model, name, constraint);
    if (wrong !== null) return failure('invalid', wrong);
  }
  const fit = before ?? base.prior?.fit ?? null;
  if (command.priorStrength !== null && fit === null) {
    return failure('invalid', '--prior-strength needs the fit to be drawn towards: --prior FIT.json.');
  }
  const refusal = before === null || command.priorStrength === 0 ? null : priorRefusal(model, before);
  if (refusal !== null) {
    return failure('invalid', `--prior: ${refusal}. Leave it out.`);
  }
  const strength = command.priorStrength ?? (before === null ? (base.prior?.strength ?? 0) : 1);
  const { all } = base;
  return success({
    ...base,
    model: model.id,
    residual: command.residual ?? base.residual,
    loss: command.loss === null ? base.loss : lossOf(command.loss, base),
    optimiser: command.optimiser ?? base.optimiser,
    outsidePenalty: command.outsidePenalty ?? base.outsidePenalty,
    atmPin: command.atmPin ?? base.atmPin,
    ...(command.headroom === null ? {} : { headroom: command.headroom }),
    prior: fit === null || strength === 0 ? null : { strength, fit },
    time: {
      ...base.time,
      ...command.time,
      events: { ...base.time.events, ...command.time.events },
    },
    all: {
      parameters: { ...all.parameters, ...command.parameters },
      weights: { ...all.weights, ...command.weights },
      butterfly: { ...all.butterfly, mode: command.butterfly ?? all.butterfly.mode },
      calendar: { ...all.calendar, mode: command.calendar ?? all.calendar.mode },
    },
  });
}

function lossOf(kind: FitSettings['loss']['kind'], base: FitSettings): FitSettings['loss'] {
  if (kind === 'squared') return { kind };
  return { kind, threshold: base.loss.kind === kind ? base.loss.threshold : ROBUST_THRESHOLD };
}

function contradiction(model: VolModel, name: string, constraint: ParameterConstraint): string | null {
  const specs: readonly ParameterSpec[] = [
    ...model.parameters,
    ...model.views.flatMap((view) => view.parameters.filter(({ holdable }) => holdable)),
  ];
  const option = constraint.fixed ? 'fix' : 'bounds';
  const spec = specs.find((each) => each.name === name);
  if (spec === undefined) {
    const names = [...new Set(specs.map((each) => each.name))].join(', ');
    return `--${option} ${name}: ${model.label} has no such parameter; it has ${names}.`;
  }
  const { value, lower = spec.lower, upper = spec.upper } = constraint;
  if (constraint.fixed && value !== undefined && (value < lower || value > upper)) {
    return `--fix ${name}=${value} lies outside ${lower} to ${upper}.`;
  }
  if (lower > spec.upper || upper < spec.lower) {
    return `--bounds ${name}=${lower}:${upper} lies outside ${spec.lower} to ${spec.upper}.`;
  }
  return null;
}
