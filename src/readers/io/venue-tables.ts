import { parseInstrumentName } from '#market/instrument-name.ts';
import { cellsOf, type Delimiter, findDelimiter } from './csv-rows.ts';
import { isJsonText } from './json-documents.ts';
import { oncePerHead } from './once-per-head.ts';

/** Tables of venues that have readers of their own. */
export type VenueTable = 'tardis-chain' | 'deribit-web-board' | 'deribit-rows' | 'binance-end-of-hour';

/** Position of each named column; of a name that comes twice the first. */
export type ColumnPlaces = ReadonlyMap<string, number>;

/** A venue's own table with the delimiter it is written in. */
export interface FoundTable {
  readonly kind: VenueTable;
  readonly delimiter: Delimiter;
}

/** Which venue's own table this is, by the header and the first row of its head; null for any other text. */
export const venueTable = oncePerHead((lines): FoundTable | null => {
  const header = lines[0];
  if (header === undefined || isJsonText(header) || /^\s*</.test(header)) return null;
  const delimiter = findDelimiter(lines);
  const places = placesOf(cellsOf(header, delimiter));
  const has = (...names: readonly string[]) => names.every((name) => places.has(name));
  if (has('exchange', 'symbol', 'timestamp', 'local_timestamp', 'bid_price', 'ask_price', 'strike_price')) {
    return { kind: 'tardis-chain', delimiter };
  }
  if (has('date', 'hour', 'symbol', 'best_bid_price', 'best_ask_price', 'best_buy_iv')) {
    return { kind: 'binance-end-of-hour', delimiter };
  }
  if (has('iv bid', 'bid', 'ask', 'iv ask') && (has('instrument') || has('strike'))) {
    return { kind: 'deribit-web-board', delimiter };
  }
  const quoted = QUOTED.some(([bid, ask]) => has(bid, ask));
  const at = places.get('instrument_name');
  if (at === undefined || !quoted) return null;
  const names = lines.slice(1, 20).map((line) => cellsOf(line, delimiter)[at] ?? '');
  return names.some(isDeribit) ? { kind: 'deribit-rows', delimiter } : null;
});

const QUOTED: readonly (readonly [bid: string, ask: string])[] = [
  ['best_bid_price', 'best_ask_price'],
  ['bid_price', 'ask_price'],
  ['best_bid', 'best_ask'],
  ['bids', 'asks'],
  ['bid', 'ask'],
];

function isDeribit(name: string): boolean {
  const parsed = parseInstrumentName(name.trim());
  return parsed.kind === 'option' && parsed.style === 'deribit';
}

/** Column names of a header, lower case without blanks around them. */
export function placesOf(header: readonly string[]): ColumnPlaces {
  const places = new Map<string, number>();
  for (const [i, cell] of header.entries()) {
    const name = cell.trim().toLowerCase();
    if (!places.has(name)) places.set(name, i);
  }
  return places;
}
