import type { BoardParameterAtBound, ParameterConstraint, ParameterSpec } from '#models/model.ts';

/** The range of one coordinate; its ends meet where the user fixes the value. */
export interface Range {
  readonly lower: number;
  readonly upper: number;
}

/** The user's range of a parameter inside the model's own, or the sentence that says why it is empty. */
export function rangeOf(
  spec: ParameterSpec,
  constraint: ParameterConstraint | undefined,
): Range | { readonly error: string } {
  const { name } = spec;
  if (constraint?.fixed === true && constraint.value !== undefined) {
    const { value } = constraint;
    if (value >= spec.lower && value <= spec.upper) return { lower: value, upper: value };
    return { error: `${name} is fixed at ${value}, outside ${spec.lower} to ${spec.upper}` };
  }
  const lower = Math.max(spec.lower, constraint?.lower ?? spec.lower);
  const upper = Math.min(spec.upper, constraint?.upper ?? spec.upper);
  return lower <= upper
    ? { lower, upper }
    : { error: `the range of ${name} is empty: from ${lower} to ${upper}` };
}

/** The ranges of several parameters, or the first sentence that says why one is empty. */
export function rangesOf(
  specs: readonly ParameterSpec[],
  constraints: Readonly<Record<string, ParameterConstraint>>,
): readonly Range[] | { readonly error: string } {
  const ranges: Range[] = [];
  for (const spec of specs) {
    const range = rangeOf(spec, constraints[spec.name]);
    if ('error' in range) return range;
    ranges.push(range);
  }
  return ranges;
}

/** A variance walked as its square root: an end of the range is met to the last bit. */
export function squareWithin(root: number, { lower, upper }: Range): number {
  if (root <= Math.sqrt(lower)) return lower;
  return root >= Math.sqrt(upper) ? upper : root * root;
}

export function clip(value: number, lower: number, upper: number): number {
  return Math.min(upper, Math.max(lower, value));
}

/** Moves x into its box, in place. */
export function clipInto(x: Float64Array, lower: Float64Array, upper: Float64Array): void {
  for (let i = 0; i < x.length; i++) x[i] = clip(x[i]!, lower[i]!, upper[i]!);
}

/** What a coordinate is called at the low and the high end of its range; null: that end says nothing of a parameter. */
export interface CoordinateName {
  readonly low: string | null;
  readonly high: string | null;
  /** Position of its slice, null where shared. */
  readonly slice: number | null;
}

/** Reports which coordinates stand at an end of their range; fixed ones are not reported. */
export function boundsMet(
  names: readonly CoordinateName[],
  lower: Float64Array,
  upper: Float64Array,
  x: Float64Array,
): readonly BoardParameterAtBound[] {
  const found: BoardParameterAtBound[] = [];
  for (const [i, { low, high, slice }] of names.entries()) {
    if (lower[i] === upper[i]) continue;
    if (x[i]! <= lower[i]! && low !== null) found.push({ name: low, side: 'min', slice });
    else if (x[i]! >= upper[i]! && high !== null) found.push({ name: high, side: 'max', slice });
  }
  return found;
}
