import type { ParameterConstraint, ParameterConstraints, ParameterSpec } from './model.ts';

/** What the model itself imposes on a parameter of which the user says nothing; null where it is fitted. */
export function ownConstraint({ held }: ParameterSpec): ParameterConstraint | null {
  return held === undefined ? null : { fixed: true, value: held };
}

/** The user's constraints, with the model's own holds on the parameters of which they say nothing. */
export function constraintsInForce(
  specs: readonly ParameterSpec[],
  constraints: ParameterConstraints,
): ParameterConstraints {
  const inForce: Record<string, ParameterConstraint> = { ...constraints };
  for (const spec of specs) {
    const own = ownConstraint(spec);
    if (own !== null) inForce[spec.name] ??= own;
  }
  return inForce;
}

/**
 * How many quotes a fit needs: each fixed parameter spares one. A smile of its own cannot come from one strike; that of a
 * board can be told something by it.
 */
export function quotesNeeded(minQuotes: number, inForce: ParameterConstraints): number {
  let needed = minQuotes;
  for (const name in inForce) if (inForce[name]!.fixed) needed--;
  return Math.max(needed, Math.min(2, minQuotes));
}
