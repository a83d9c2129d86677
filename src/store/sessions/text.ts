import { isPlainObject } from './shape.ts';

/**
 * JSON text of plain data in one form only: the members of the outermost object on a line each, those of `opened` too,
 * no blanks elsewhere, numbers in shortest round-trip form with their negative zero. What is undefined is not there,
 * nor is a member named `__proto__`; a number that is not finite is null.
 */
export function canonicalText(members: Readonly<Record<string, unknown>>, opened = ''): string {
  return `${lines(members, (name, value) =>
    name === opened && isPlainObject(value) ? lines(value, (_, member) => inline(member)) : inline(value),
  )}\n`;
}

function lines(of: object, write: (name: string, value: unknown) => string): string {
  const members = entriesOf(of).map(([name, value]) => `${JSON.stringify(name)}: ${write(name, value)}`);
  return `{\n${members.join(',\n')}\n}`;
}

function inline(value: unknown): string {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (value instanceof Written) return value.text;
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    return `[${Array.from(value as ArrayLike<unknown>, inline).join(',')}]`;
  }
  return `{${entriesOf(value)
    .map(([name, member]) => `${JSON.stringify(name)}:${inline(member)}`)
    .join(',')}}`;
}

function entriesOf(value: object): [string, unknown][] {
  return Object.entries(value).filter(([name, member]) => member !== undefined && name !== '__proto__');
}

/** Text that was written before. */
class Written {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const known = new WeakMap<object, Written>();

/** A value that never changes, written once however often it is part of a text. */
export function writtenOnce(value: object): unknown {
  let written = known.get(value);
  if (written === undefined) {
    written = new Written(inline(value));
    known.set(value, written);
  }
  return written;
}
