import { equalShallow } from './equal.ts';

/**
 * Memoised selectors: computed again only when one of the inputs is another
 * object, so that a component reading them does not render for nothing.
 */
export function derive<S, const I extends readonly unknown[], T>(
  inputs: (state: S) => I,
  compute: (...inputs: I) => T,
): (state: S) => T {
  let last: { readonly inputs: I; readonly value: T } | null = null;
  return (state) => {
    const now = inputs(state);
    if (last !== null && equalShallow(last.inputs, now)) return last.value;
    last = { inputs: now, value: compute(...now) };
    return last.value;
  };
}
