/** A look at the lines of a head that is taken once: one reader after the other asks for what it finds. */
export function oncePerHead<T>(look: (lines: readonly string[]) => T): (lines: readonly string[]) => T {
  const seen = new WeakMap<readonly string[], { readonly found: T }>();
  return (lines) => {
    let known = seen.get(lines);
    if (known === undefined) {
      known = { found: look(lines) };
      seen.set(lines, known);
    }
    return known.found;
  };
}
