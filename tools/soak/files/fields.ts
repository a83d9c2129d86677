import type { PlainFile } from './plain.ts';
import { csvCell, strictRows } from './strict-csv.ts';

/** A column of numbers of a file, or every place of one name in its documents. */
export interface NumericField {
  /** `bid_price`, `options[].greeks.delta`, `IV Ask#18`. */
  readonly name: string;
  /** How many numbers it holds. */
  readonly places: number;
  /** The file with what `change` makes of the numbers; undefined leaves one as it is. */
  write(change: Change): Uint8Array;
}

/**
 * What stands in the place of a number: its text there now, its index in the field, and whether the document writes it
 * as a string. What comes back is written as it is, without quotes around it unless it brings them.
 */
export type Change = (text: string, index: number, isString: boolean) => string | undefined;

const NUMBER = /^[+-]?(?:\d[\d,]*\.?\d*|\.\d+)(?:e[+-]?\d+)?%?$/i;

/** Every field of numbers of a table or document. */
export function numericFields({ bytes }: PlainFile): readonly NumericField[] {
  const text = new TextDecoder().decode(bytes);
  return /^[[{]/.test(text) ? documentFields(text) : tableFields(text);
}

interface Place {
  readonly holder: Record<string, unknown> | unknown[];
  readonly key: string | number;
}

/** The value of a place while the document is written; no file holds this text. */
const MARK = '@place';

function documentFields(text: string): readonly NumericField[] {
  const texts = isDocument(text) ? [text] : text.split('\n').filter((line) => line !== '');
  const documents = texts.map((each) => JSON.parse(each) as unknown);
  const found = new Map<string, Place[]>();
  for (const document of documents) collect(document, '', found);
  return [...found].map(([name, places]) => ({
    name,
    places: places.length,
    write(change) {
      const before = places.map(({ holder, key }) => Reflect.get(holder, key) as number | string);
      const written = before.map(
        (value, i) => change(String(value), i, typeof value === 'string') ?? JSON.stringify(value),
      );
      for (const { holder, key } of places) Reflect.set(holder, key, MARK);
      const marked = documents.map((document) => JSON.stringify(document)).join('\n');
      for (const [i, { holder, key }] of places.entries()) Reflect.set(holder, key, before[i]);
      let i = 0;
      return new TextEncoder().encode(marked.replaceAll(`"${MARK}"`, () => written[i++] ?? 'null'));
    },
  }));
}

function isDocument(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Walks in the order in which a document is written. */
function collect(value: unknown, path: string, found: Map<string, Place[]>): void {
  if (typeof value !== 'object' || value === null) return;
  const holder = value as Place['holder'];
  for (const key of Object.keys(holder)) {
    const child: unknown = Reflect.get(holder, key);
    // Keys that are themselves a day or a strike are not names.
    const name = Array.isArray(holder) ? '[]' : /^\d/.test(key) ? '.*' : path === '' ? key : `.${key}`;
    if (typeof child === 'number' || (typeof child === 'string' && NUMBER.test(child))) {
      const places = found.get(path + name) ?? [];
      places.push({ holder, key });
      found.set(path + name, places);
    } else collect(child, path + name, found);
  }
}

function tableFields(text: string): readonly NumericField[] {
  const first = text.split('\n').find((line) => /(?:[;\t,].*){4}/.test(line)) ?? '';
  const delimiter = [';', '\t'].find((mark) => first.includes(mark)) ?? ',';
  const rows = strictRows(text, delimiter);
  const width = Math.max(...rows.map((row) => row.length));
  const head = rows.findIndex((row) => row.length === width);
  const lines = rows.map((row) => row.map((cell) => csvCell(cell, delimiter)).join(delimiter));
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const body = rows.flatMap((row, at) => (at > head && row.length === width ? [at] : []));
  return (rows[head] ?? []).flatMap((title, column) => {
    const cellOf = (at: number) => rows[at]?.[column] ?? '';
    const places = body.filter((at) => NUMBER.test(cellOf(at)));
    if (places.length < body.length / 3) return [];
    return [
      {
        name: `${title}#${column}`,
        places: places.length,
        write(change: Change) {
          const changed = [...lines];
          places.forEach((at, i) => {
            const row = [...(rows[at] ?? [])];
            row[column] = change(cellOf(at), i, false) ?? cellOf(at);
            changed[at] = row.map((cell) => csvCell(cell, delimiter)).join(delimiter);
          });
          return new TextEncoder().encode(changed.join(end) + end);
        },
      },
    ];
  });
}
