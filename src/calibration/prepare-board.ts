import type {
  BoardConstraints,
  ParameterConstraint,
  ParameterConstraints,
  SurfaceModel,
} from '#models/model.ts';
import { cautioned, type RefusedSlice, type TargetSlice, targetSlice } from './prepare-slice.ts';
import type { CalibrationRequest } from './request.ts';

/** A board set up for a fit of all its slices at once. */
export interface PreparedBoard {
  /** Every slice of the request, in its order. */
  readonly slices: readonly (TargetSlice | RefusedSlice)[];
  /** Those that take part, their weights sharing a sum of 1. */
  readonly ready: readonly TargetSlice[];
  readonly constraints: BoardConstraints;
}

function isTarget(slice: TargetSlice | RefusedSlice): slice is TargetSlice {
  return 'target' in slice;
}

function only(
  constraints: ParameterConstraints,
  names: ReadonlySet<string>,
): Readonly<Record<string, ParameterConstraint>> {
  return Object.fromEntries(Object.entries(constraints).filter(([name]) => names.has(name)));
}

function same(a: ParameterConstraint | undefined, b: ParameterConstraint | undefined): boolean {
  return a?.fixed === b?.fixed && a?.value === b?.value && a?.lower === b?.lower && a?.upper === b?.upper;
}

/** What an expiry asks of shared parameters for itself alone, and therefore cannot have. */
function askedInVain(
  { settings }: TargetSlice,
  all: ParameterConstraints,
  shared: ReadonlySet<string>,
): readonly string[] {
  const names = Object.keys(settings.parameters).filter(
    (name) => shared.has(name) && !same(settings.parameters[name], all[name]),
  );
  return names.length === 0
    ? []
    : [
        `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} one for the whole board: what this expiry alone asks of ${names.length === 1 ? 'it' : 'them'} is not used.`,
      ];
}

/**
 * Sets up a board. Each slice's weights sum to 1 as ever; across expiries a slice counts with the square root of
 * its effective number of quotes, so that neither a long list of strikes nor a short one rules the board.
 */
export function prepareBoard(model: SurfaceModel, { slices, settings }: CalibrationRequest): PreparedBoard {
  const shared = new Set(model.parameters.filter((spec) => spec.shared === true).map(({ name }) => name));
  const own = new Set(model.parameters.filter((spec) => spec.shared !== true).map(({ name }) => name));
  const targets = slices.map((slice) => targetSlice(model, slice, settings));
  const taking = targets.filter(isTarget);
  const sum = taking.reduce((total, { weights }) => total + Math.sqrt(weights.effective), 0);
  const prepared = targets.map((slice): TargetSlice | RefusedSlice => {
    if (!isTarget(slice)) return slice;
    const share = Math.sqrt(slice.weights.effective) / sum;
    const drawn = slice.target.prior ?? null;
    const prior = drawn === null ? null : { ...drawn, scale: share * drawn.scale };
    return {
      ...slice,
      slice: cautioned(slice.slice, askedInVain(slice, settings.all.parameters, shared)),
      target: { ...slice.target, weight: slice.target.weight.map((weight) => share * weight), prior },
    };
  });
  const ready = prepared.filter(isTarget);
  return {
    slices: prepared,
    ready,
    constraints: {
      shared: only(settings.all.parameters, shared),
      slices: ready.map((slice) => only(slice.settings.parameters, own)),
    },
  };
}
