import type { ParameterAtBound, ParameterConstraint } from '#models/model.ts';

export type Constraints = Readonly<Record<string, ParameterConstraint>>;

/** Total variance below which a minimum is not told from zero. */
export const MIN_VARIANCE = 1e-9;
export const MAX_VARIANCE = 100;
/** Largest |rho|. */
export const MAX_RHO = 0.999;
/** Smallest angle b. */
export const MIN_B = 1e-6;
/** logit of half a wing slope: slopes from 2e-6 to 2 - 2e-6. */
export const SLOPE_LOGIT = 13.8;

/** The range of one coordinate; `fixed` is its value where the user holds it. */
export interface Box {
  readonly lower: number;
  readonly upper: number;
  readonly fixed: number | null;
}

/** The user's range for a parameter inside the model's own. */
export function boxOf(constraint: ParameterConstraint | undefined, lower: number, upper: number): Box {
  if (constraint === undefined) return { lower, upper, fixed: null };
  if (constraint.fixed && constraint.value !== undefined) {
    return { lower: constraint.value, upper: constraint.value, fixed: constraint.value };
  }
  return {
    lower: Math.max(lower, constraint.lower ?? lower),
    upper: Math.min(upper, constraint.upper ?? upper),
    fixed: null,
  };
}

/** Widens the model's default window where the user's own range reaches beyond it. */
export function openBox(
  constraint: ParameterConstraint | undefined,
  lower: number,
  upper: number,
  hardLower: number,
  hardUpper: number,
): Box {
  const low = constraint?.lower === undefined ? lower : Math.min(lower, constraint.lower);
  const high = constraint?.upper === undefined ? upper : Math.max(upper, constraint.upper);
  return boxOf(constraint, Math.max(low, hardLower), Math.min(high, hardUpper));
}

/** 1/(1 + e^-x). */
export function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** ln(p/(1 - p)). */
export function logit(p: number): number {
  return Math.log(p / (1 - p));
}

/** Moves x into its box, in place. */
export function clipInto(x: Float64Array, lower: Float64Array, upper: Float64Array): void {
  for (let i = 0; i < x.length; i++) x[i] = Math.min(upper[i]!, Math.max(lower[i]!, x[i]!));
}

/** Reports which parameters x holds at an end of their range; fixed ones are not reported. */
export function reportBounds(
  names: readonly (readonly [low: string, lowSide: 'min' | 'max', high: string, highSide: 'min' | 'max'])[],
  lower: Float64Array,
  upper: Float64Array,
): (x: Float64Array) => readonly ParameterAtBound[] {
  return (x) => {
    const found: ParameterAtBound[] = [];
    for (let i = 0; i < x.length; i++) {
      if (lower[i] === upper[i]) continue;
      const [low, lowSide, high, highSide] = names[i]!;
      if (x[i]! <= lower[i]!) found.push({ name: low, side: lowSide });
      else if (x[i]! >= upper[i]!) found.push({ name: high, side: highSide });
    }
    return found;
  };
}
