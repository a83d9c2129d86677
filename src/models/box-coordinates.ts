import type { FitCoordinates, ParameterAtBound, ParameterConstraint, ParameterSpec } from './model.ts';

/**
 * Box coordinates straight from the parameters' own ranges, for models whose parameters need no other
 * relation. A variance is walked as a volatility, its square root: the residual, a volatility, is then
 * nearly linear in it, and a step from far above cannot end below zero. A fixed parameter is no
 * coordinate and keeps its value to the last bit.
 */
export function boxCoordinates(
  specs: readonly ParameterSpec[],
  constraints: Readonly<Record<string, ParameterConstraint>>,
): FitCoordinates | { readonly error: string } {
  const fixed = new Map<number, number>();
  const free: number[] = [];
  const lows: number[] = [];
  const highs: number[] = [];
  for (const [i, spec] of specs.entries()) {
    const constraint = constraints[spec.name];
    const low = Math.max(spec.lower, constraint?.lower ?? spec.lower);
    const high = Math.min(spec.upper, constraint?.upper ?? spec.upper);
    if (constraint?.fixed === true && constraint.value !== undefined) {
      const { value } = constraint;
      if (!(value >= spec.lower && value <= spec.upper)) {
        return { error: `${spec.name} is fixed at ${value}, outside ${spec.lower} to ${spec.upper}` };
      }
      fixed.set(i, value);
      continue;
    }
    if (!(low <= high)) return { error: `the range of ${spec.name} is empty: from ${low} to ${high}` };
    free.push(i);
    lows.push(low);
    highs.push(high);
  }
  const size = free.length;
  const isVariance = free.map((i) => specs[i]!.unit === 'variance');
  const walked = (value: number, c: number): number => (isVariance[c] ? Math.sqrt(value) : value);
  const lower = Float64Array.from(lows, walked);
  const upper = Float64Array.from(highs, walked);
  return {
    size,
    lower,
    upper,
    toParameters(x, theta) {
      for (const [i, value] of fixed) theta[i] = value;
      for (let c = 0; c < size; c++) {
        const value = x[c]!;
        // At an end of the range the parameter is that end, not its root squared.
        theta[free[c]!] =
          value <= lower[c]!
            ? lows[c]!
            : value >= upper[c]!
              ? highs[c]!
              : isVariance[c]
                ? value * value
                : value;
      }
    },
    fromParameters(theta, x) {
      for (let c = 0; c < size; c++) {
        x[c] = Math.min(upper[c]!, Math.max(lower[c]!, walked(Math.max(theta[free[c]!]!, lows[c]!), c)));
      }
    },
    chain(x, _theta, out) {
      out.fill(0);
      for (let c = 0; c < size; c++) out[free[c]! * size + c] = isVariance[c] ? 2 * x[c]! : 1;
    },
    atBound(x) {
      const at: ParameterAtBound[] = [];
      for (let c = 0; c < size; c++) {
        const { name } = specs[free[c]!]!;
        if (x[c]! <= lower[c]!) at.push({ name, side: 'min' });
        else if (x[c]! >= upper[c]!) at.push({ name, side: 'max' });
      }
      return at;
    },
  };
}
