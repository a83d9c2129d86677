import type { ColumnMap } from '#base/column-map.ts';
import { failure, success } from '#base/outcome.ts';
import { csvLine } from '#readers/io/csv-line.ts';
import { openSource } from '#readers/io/file-head.ts';
import { isJsonText, readDocuments } from '#readers/io/json-documents.ts';
import { shownName } from '#readers/io/limits.ts';
import { isVenueReply, otherShape } from '#readers/io/other-shape.ts';
import type { ByteSource, QuoteReader } from '#readers/reader.ts';
import { LeafRows } from './leaf-rows.ts';
import { type Fields, findLeaves, type Leaf } from './leaves.ts';
import { findRows } from './unknown-rows.ts';

/** Rows written at a time. */
const STEP = 4096;
const NOTHING: Fields = new Map();

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
      if (!isJsonText(text)) return 'no';
      if (namesOptions(text)) return 'likely';
      return isVenueReply(text) || !/[}\]]\s*,?\s*[{[]/.test(text) ? 'no' : 'likely';
    },

    async *read(source, options) {
      const leaves: Leaf[] = [];
      const others: Leaf[] = [];
      const read = yield* readDocuments(source, ({ value }) => {
        for (const leaf of findLeaves(value)) leaves.push(leaf);
        if (leaves.length === 0) for (const own of findRows(value)) others.push({ own, above: NOTHING });
      });
      if (!read.ok) return read;
      if (leaves.length === 0) {
        // Names that say nothing: the user's word, remembered or asked for, if the values can be those of options.
        const outcome = yield* table.read(asCsv(source, others), options);
        const proposed = outcome.ok ? {} : (outcome.error.table?.proposed ?? null);
        const said = typeof options.map === 'object' && options.map !== null;
        if (!outcome.ok && !said && (proposed === null || !mayBeOptions(proposed))) {
          const { head } = await openSource(source);
          if (!namesOptions(head.text())) return yield* otherShape(source, head);
          return failure(
            'unrecognised',
            `${shownName(source.name)} is JSON without an option in it: no object holds a strike, or an option's name, beside a bid, an ask or a volatility. Save the option chain itself.`,
            source.name,
          );
        }
        return outcome.ok ? success({ ...outcome.value, reader: 'json-table' }, outcome.issues) : outcome;
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

/** True for text with the names of a strike, or of options, and of quotes. */
function namesOptions(text: string): boolean {
  const quoted =
    /"[a-z_ ]{0,16}(?:bid|ask|iv|implied_?vol(?:atility)?)[a-z_ ]{0,16}"\s*[:,\]]|"[ab]p"\s*:/i.test(text);
  const struck =
    /"(?:strike(?:_?price)?|k)"\s*[:,\]]/i.test(text) || /"\d{1,7}(?:\.\d+)?"\s*:\s*[[{]/.test(text);
  const named = /"[A-Z0-9]{1,12}(?:-[A-Z0-9]+){2,4}-[CP]"|"[A-Z.]{1,6}\d{6}[CP]\d{8}"/.test(text);
  return quoted && (struck || named);
}

/** True for a proposal that has what makes an option, and a quote. */
function mayBeOptions(proposed: ColumnMap): boolean {
  const { symbol, strike, expiry, years, days, bid, ask, bidVol, askVol, iv, mid, callBid, putBid } =
    proposed;
  const option = symbol !== undefined || (strike !== undefined && (expiry ?? years ?? days) !== undefined);
  const quotes = [bid !== undefined && ask !== undefined, bidVol !== undefined && askVol !== undefined];
  return option && (quotes.includes(true) || [iv, mid, callBid, putBid].some((each) => each !== undefined));
}

function asCsv(source: ByteSource, leaves: readonly Leaf[]): ByteSource {
  const rows = new LeafRows(leaves);
  return {
    name: source.name,
    size: null,
    async *chunks() {
      const encoder = new TextEncoder();
      yield encoder.encode(csvLine(rows.header));
      for (let from = 0; from < leaves.length; from += STEP) {
        yield encoder.encode(rows.text(from, Math.min(leaves.length, from + STEP)));
      }
    },
    sha256: () => source.sha256(),
  };
}
