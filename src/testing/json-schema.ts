/**
 * A validator of the part of JSON Schema draft 2020-12 that this project's
 * schemas use. A keyword it does not know is an error, so that no rule of a
 * schema is silently passed over.
 */
type Schema = { readonly [keyword: string]: unknown };

const ANNOTATIONS = ['$schema', '$id', '$defs', 'title', 'description'];

/** What is wrong with `value`, one sentence a place; empty when it is valid. */
export function schemaErrors(schema: Schema, value: unknown, root: Schema = schema, at = '$'): string[] {
  return Object.entries(schema).flatMap(([keyword, rule]) => {
    if (ANNOTATIONS.includes(keyword)) return [];
    const check = KEYWORDS[keyword];
    if (check === undefined)
      throw new Error(`The schema uses ${keyword}, which this validator does not know.`);
    return check(rule, value, { schema, root, at });
  });
}

interface Place {
  readonly schema: Schema;
  readonly root: Schema;
  readonly at: string;
}
// biome-ignore lint/suspicious/noExplicitAny: the rule's type follows from its keyword.
type Keyword = (rule: any, value: unknown, place: Place) => string[];

const unless = (holds: boolean, place: Place, expected: string): string[] =>
  holds ? [] : [`${place.at}: expected ${expected}`];
const isNumber = (value: unknown): value is number => typeof value === 'number';
const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
const deeper = (place: Place, schema: Schema, value: unknown, name: string | number): string[] =>
  schemaErrors(schema, value, place.root, `${place.at}.${name}`);

function isType(type: string, value: unknown): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isObject(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

const KEYWORDS: Readonly<Record<string, Keyword>> = {
  $ref(rule: string, value, place) {
    const found = rule
      .slice(2)
      .split('/')
      .reduce<unknown>((from, name) => (from as Schema)[name], place.root);
    if (found === undefined) throw new Error(`The schema has no ${rule}.`);
    return schemaErrors(found as Schema, value, place.root, place.at);
  },
  type: (rule: string | string[], value, place) =>
    unless(
      [rule].flat().some((type) => isType(type, value)),
      place,
      `type ${rule}`,
    ),
  const: (rule, value, place) => unless(value === rule, place, JSON.stringify(rule)),
  enum: (rule: unknown[], value, place) =>
    unless(rule.includes(value), place, `one of ${JSON.stringify(rule)}`),
  anyOf: (rule: Schema[], value, place) =>
    unless(
      rule.some((each) => schemaErrors(each, value, place.root, place.at).length === 0),
      place,
      'one of several shapes',
    ),
  minimum: (rule: number, value, place) => unless(!isNumber(value) || value >= rule, place, `>= ${rule}`),
  maximum: (rule: number, value, place) => unless(!isNumber(value) || value <= rule, place, `<= ${rule}`),
  exclusiveMinimum: (rule: number, value, place) =>
    unless(!isNumber(value) || value > rule, place, `> ${rule}`),
  maxLength: (rule: number, value, place) =>
    unless(typeof value !== 'string' || [...value].length <= rule, place, `at most ${rule} characters`),
  pattern: (rule: string, value, place) =>
    unless(typeof value !== 'string' || new RegExp(rule, 'u').test(value), place, rule),
  properties: (rule: Record<string, Schema>, value, place) =>
    isObject(value)
      ? Object.entries(rule).flatMap(([name, schema]) =>
          Object.hasOwn(value, name) ? deeper(place, schema, value[name], name) : [],
        )
      : [],
  required: (rule: string[], value, place) =>
    isObject(value)
      ? rule.filter((name) => !Object.hasOwn(value, name)).map((name) => `${place.at}.${name}: missing`)
      : [],
  additionalProperties(rule: Schema | false, value, place) {
    if (!isObject(value)) return [];
    const named = Object.keys((place.schema['properties'] ?? {}) as object);
    return Object.entries(value)
      .filter(([name]) => !named.includes(name))
      .flatMap(([name, member]) =>
        rule === false ? [`${place.at}.${name}: not allowed`] : deeper(place, rule, member, name),
      );
  },
  propertyNames: (rule: Schema, value, place) =>
    isObject(value) ? Object.keys(value).flatMap((name) => deeper(place, rule, name, name)) : [],
  items: (rule: Schema, value, place) =>
    Array.isArray(value) ? value.flatMap((item, i) => deeper(place, rule, item, i)) : [],
  prefixItems: (rule: Schema[], value, place) =>
    Array.isArray(value)
      ? rule.flatMap((schema, i) => (i < value.length ? deeper(place, schema, value[i], i) : []))
      : [],
  minItems: (rule: number, value, place) =>
    unless(!Array.isArray(value) || value.length >= rule, place, `${rule} items or more`),
  maxItems: (rule: number, value, place) =>
    unless(!Array.isArray(value) || value.length <= rule, place, `${rule} items or fewer`),
};
