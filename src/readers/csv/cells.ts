import type { Role } from './headers.ts';

/** Positions of the columns a row is read from; -1 where the table has no such column. */
export type CellPlaces = { readonly [role in Role]: number };

const ROLES: readonly Role[] = [
  'symbol',
  'strike',
  'type',
  'expiry',
  'years',
  'days',
  'bid',
  'ask',
  'bidVol',
  'askVol',
  'mid',
  'vol',
  'bidSize',
  'askSize',
  'volume',
  'openInterest',
  'forward',
  'underlyingPrice',
  'underlyingName',
  'spot',
  'root',
  'time',
  'quoteDate',
  'venue',
  'quoteCurrency',
];

/** The columns as plain positions: a map is too slow to be asked for every cell. */
export function placesOf(columns: ReadonlyMap<Role, number>): CellPlaces {
  return Object.fromEntries(ROLES.map((role) => [role, columns.get(role) ?? -1])) as unknown as CellPlaces;
}
