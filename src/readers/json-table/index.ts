import { failure, success } from '#base/outcome.ts';
import { csvLine } from '#readers/io/csv-line.ts';
import { readDocuments } from '#readers/io/json-documents.ts';
import { LIMITS, shownName } from '#readers/io/limits.ts';
import type { ByteSource, QuoteReader } from '#readers/reader.ts';
import { findLeaves, type Leaf } from './leaves.ts';

/** Rows written at a time. */
const STEP = 4096;

/**
 * Reads any JSON whose options are objects with recognisable keys, flat in a list or nested below expiries, strikes
 * or calls and puts: they are written as the rows of a table, which `table` reads.
 */
export function jsonTable(table: QuoteReader): QuoteReader {
  return {
    id: 'json-table',
    label: 'options as JSON objects with named fields',

    match(head) {
      const text = head.text();
      if (!/^\s*[[{]/.test(text)) return 'no';
      const quoted = /"[a-z_ ]{0,16}(?:bid|ask|iv|implied_?vol(?:atility)?)[a-z_ ]{0,16}"\s*:/i.test(text);
      const struck =
        /"(?:strike(?:_?price)?|k)"\s*:/i.test(text) || /"\d{1,7}(?:\.\d+)?"\s*:\s*[[{]/.test(text);
      const named = /"[A-Z0-9]{1,12}(?:-[A-Z0-9]+){2,4}-[CP]"|"[A-Z.]{1,6}\d{6}[CP]\d{8}"/.test(text);
      return quoted && (struck || named) ? 'likely' : 'no';
    },

    async *read(source, options) {
      const leaves: Leaf[] = [];
      const read = yield* readDocuments(source, ({ value }) => {
        for (const leaf of findLeaves(value)) leaves.push(leaf);
      });
      if (!read.ok) return read;
      if (leaves.length === 0) {
        return failure(
          'unrecognised',
          `${shownName(source.name)} is JSON without an option in it: no object holds a strike, or an option's name, beside a bid, an ask or a volatility.`,
          source.name,
        );
      }
      const outcome = yield* table.read(asCsv(source, leaves), options);
      if (!outcome.ok) return outcome;
      const { notes, files } = outcome.value;
      const set = {
        ...outcome.value,
        reader: 'json-table',
        notes: [
          'Each JSON object with a strike and a quote is a row, with what the levels above it say.',
          ...notes,
        ],
        files: files.map((file) => ({ ...file, bytes: read.value })),
      };
      return success(set, outcome.issues);
    },
  };
}

function asCsv(source: ByteSource, leaves: readonly Leaf[]): ByteSource {
  const names = new Set<string>();
  for (const leaf of leaves) {
    for (const name of leaf.keys()) if (names.size < LIMITS.columns) names.add(name);
  }
  const header = [...names];
  return {
    name: source.name,
    size: null,
    async *chunks() {
      const encoder = new TextEncoder();
      yield encoder.encode(csvLine(header));
      for (let from = 0; from < leaves.length; from += STEP) {
        const rows = leaves.slice(from, from + STEP);
        yield encoder.encode(
          rows.map((leaf) => csvLine(header.map((name) => leaf.get(name) ?? ''))).join(''),
        );
      }
    },
    sha256: () => source.sha256(),
  };
}
