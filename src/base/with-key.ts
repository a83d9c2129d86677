/**
 * The first item of that key. A loop, for what is asked by dozens of components at each step of a slider: a function that
 * is made anew for each search loses its compiled code with each full collection, and is compiled again in the midst of
 * a step.
 */
export function withKey<T extends { readonly key: string }>(
  items: Iterable<T>,
  key: string | null | undefined,
): T | undefined {
  for (const item of items) if (item.key === key) return item;
  return undefined;
}
