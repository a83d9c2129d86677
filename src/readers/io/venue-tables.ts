import { cellsOf } from './csv-rows.ts';

/** Tables of venues that have readers of their own. */
export type VenueTable = 'tardis-chain';

/** Position of each named column; of a name that comes twice the first. */
export type ColumnPlaces = ReadonlyMap<string, number>;

/** Which venue's own table this is, by the first line of its head; null for any other text. */
export function venueTable(lines: readonly string[]): VenueTable | null {
  const header = lines[0];
  if (header === undefined || /^\s*[[{<]/.test(header)) return null;
  const places = placesOf(cellsOf(header, ','));
  const has = (...names: readonly string[]) => names.every((name) => places.has(name));
  if (has('exchange', 'symbol', 'timestamp', 'local_timestamp', 'bid_price', 'ask_price', 'strike_price')) {
    return 'tardis-chain';
  }

  return null;
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
