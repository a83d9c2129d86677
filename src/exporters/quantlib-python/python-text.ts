/** A Python string literal in ASCII: whatever is no plain character of it is escaped by its code point. */
export function pythonString(text: string): string {
  return `"${Array.from(text, escaped).join('')}"`;
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (character === '"' || character === '\\') return `\\${character}`;
  if (code >= 0x20 && code < 0x7f) return character;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
}

/** A Python number in shortest round-trip form. Throws for what is no number: a script must not hold it. */
export function pythonNumber(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) throw new Error(`${value} is no number of a script.`);
  return String(value);
}

/** A Python dictionary of numbers, on one line. */
export function pythonNumbers(values: readonly (readonly [name: string, value: number])[]): string {
  return `{${values.map(([name, value]) => `${pythonString(name)}: ${pythonNumber(value)}`).join(', ')}}`;
}
