/** Longest line before an object or list is broken over several. */
const LINE_WIDTH = 110;

/**
 * JSON text with short objects and lists on one line and the others broken, two
 * spaces a level, one newline at the end. Numbers in shortest round-trip form;
 * a number that is not finite is null. Deterministic, and stable under
 * parse and write again.
 */
export function jsonText(value: unknown): string {
  return `${broken(value, '')}\n`;
}

function broken(value: unknown, indent: string): string {
  const line = inline(value);
  if (value === null || typeof value !== 'object' || indent.length + line.length <= LINE_WIDTH) return line;
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    return `[\n${value.map((item) => deeper + broken(item, deeper)).join(',\n')}\n${indent}]`;
  }
  const members = membersOf(value).map(
    ([name, member]) => `${deeper}${JSON.stringify(name)}: ${broken(member, deeper)}`,
  );
  return `{\n${members.join(',\n')}\n${indent}}`;
}

function inline(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  const members = membersOf(value).map(([name, member]) => `${JSON.stringify(name)}: ${inline(member)}`);
  return `{${members.join(', ')}}`;
}

/** As JSON has them: what is undefined is not there. */
function membersOf(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, member]) => member !== undefined);
}
