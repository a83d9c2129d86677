/** Deep equality of plain data: objects, arrays, numbers, strings, null. NaN equals NaN. */
export function equalPlain(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = Object.entries(a);
  if (left.length !== Object.keys(b).length) return false;
  const right = b as Record<string, unknown>;
  for (const [key, value] of left)
    if (!Object.hasOwn(right, key) || !equalPlain(value, right[key])) return false;
  return true;
}
