/** Where the cells of one side of a Cboe quote table stand. */
export interface SideColumns {
  readonly symbol: number;
  readonly bid: number;
  readonly ask: number;
  readonly volume: number;
  readonly iv: number;
  readonly openInterest: number;
}

/** Cell positions of a Cboe quote table: calls on the left, puts on the right; -1 where there is none. */
export interface TableColumns {
  readonly expiry: number;
  readonly strike: number;
  readonly call: SideColumns;
  readonly put: SideColumns;
}

/** Finds the columns of a header row of either layout. */
export function findColumns(header: readonly string[]): TableColumns {
  const cells = header.map((cell) => cell.trim().toLowerCase());
  const calls = cells.indexOf('calls');
  const puts = cells.indexOf('puts');
  const side = (from: number, to: number, prefix: string): SideColumns => {
    const find = (...names: readonly string[]) => {
      const at = cells.findIndex((cell, i) => i >= from && i < to && names.includes(cell));
      return at;
    };
    return {
      symbol: from,
      bid: find('bid', `${prefix}bid`),
      ask: find('ask', `${prefix}ask`),
      volume: find('volume', 'vol', `${prefix}volume`),
      iv: find('iv', `${prefix}iv`),
      openInterest: find('open interest', 'open int', `${prefix}open interest`),
    };
  };
  return {
    expiry: cells.findIndex((cell) => cell.startsWith('expir')),
    strike: cells.indexOf('strike'),
    call: side(calls, puts, 'c'),
    put: side(puts, cells.length, 'p'),
  };
}
