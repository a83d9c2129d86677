/** Tables whose columns the user names: what a column may hold, and the question a table asks. */

/** What a column of an option table may hold, by the names the command line and the page use. */
export const MAPPED_ROLES = [
  'symbol',
  'underlying',
  'strike',
  'type',
  'expiry',
  'years',
  'days',
  'bid',
  'ask',
  'mid',
  'bidVol',
  'askVol',
  'iv',
  'callBid',
  'callAsk',
  'putBid',
  'putAsk',
  'forward',
  'spot',
  'timestamp',
  'date',
  'bidSize',
  'askSize',
  'volume',
  'openInterest',
] as const;

export type MappedRole = (typeof MAPPED_ROLES)[number];

/** What bid, ask and volatilities are written in where the file cannot tell. */
export const MAPPED_UNITS = ['coin', 'currency', 'decimal', 'percent'] as const;

export type MappedUnit = (typeof MAPPED_UNITS)[number];

/**
 * Which column holds what, over what the header names say: the header's own text, or `#3` for the third column.
 * An empty text takes a role away from the column its name would give it. `units` says what premiums (`coin`,
 * `currency`) or volatilities (`decimal`, `percent`) are written in; without it the numbers decide.
 */
export type ColumnMap = { readonly [role in MappedRole]?: string } & { readonly units?: MappedUnit };

/** A table that needs the user to say which column holds what. */
export interface UnknownTable {
  /** What the header is remembered by: 16 hex digits. */
  readonly fingerprint: string;
  /** Cells of the header, in their order. */
  readonly header: readonly string[];
  readonly delimiter: string;
  /** The first rows below it, at most ten, as the file writes them. */
  readonly rows: readonly (readonly string[])[];
  /** What names and values suggest. */
  readonly proposed: ColumnMap;
}
