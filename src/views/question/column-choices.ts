import { type ColumnMap, MAPPED_ROLES, type MappedRole, type UnknownTable } from '#base/column-map.ts';

/** What each column of a table holds, by its place; null where it is not used. */
export type ColumnChoices = readonly (MappedRole | null)[];

/** Roles as the page names them. */
export const ROLE_NAMES: Readonly<Record<MappedRole, string>> = {
  symbol: 'instrument name',
  underlying: 'underlying',
  strike: 'strike',
  type: 'call or put',
  expiry: 'expiry date',
  years: 'years to expiry',
  days: 'days to expiry',
  bid: 'bid price',
  ask: 'ask price',
  mid: 'mid price',
  bidVol: 'bid vol',
  askVol: 'ask vol',
  iv: 'implied vol',
  callBid: 'call bid',
  callAsk: 'call ask',
  putBid: 'put bid',
  putAsk: 'put ask',
  forward: 'forward',
  spot: 'spot',
  timestamp: 'time of the quote',
  date: 'date of the quote',
  bidSize: 'bid size',
  askSize: 'ask size',
  volume: 'volume',
  openInterest: 'open interest',
};

/** The choices a map stands for. */
export function choicesOf({ header }: UnknownTable, map: ColumnMap): ColumnChoices {
  const places = header.map((_, at) => namesOf(header, at));
  return places.map((names) => MAPPED_ROLES.find((role) => names.includes(map[role] ?? '')) ?? null);
}

/** The map of some choices: every role is said, so that no header decides against them. */
export function mapOfChoices(
  { header }: UnknownTable,
  choices: ColumnChoices,
  units: ColumnMap['units'] | null,
): ColumnMap {
  const map: { [role in MappedRole]?: string } = {};
  for (const role of MAPPED_ROLES) {
    const at = choices.indexOf(role);
    map[role] = at < 0 ? '' : (namesOf(header, at)[0] as string);
  }
  return units === null || units === undefined ? map : { ...map, units };
}

/** Gives a column a role; the column that had it is not used any more. */
export function chosen(choices: ColumnChoices, at: number, role: MappedRole | null): ColumnChoices {
  return choices.map((had, i) => (i === at ? role : had === role ? null : had));
}

/** How a map may name a column, the name it is given first: its header where no other is alike, and its place. */
function namesOf(header: readonly string[], at: number): readonly string[] {
  const place = `#${at + 1}`;
  const name = (header[at] ?? '').trim();
  const alike = header.filter((cell) => cell.trim().toLowerCase() === name.toLowerCase()).length;
  return name === '' || alike > 1 || /^#\d+$/.test(name) || name.length > 78 ? [place] : [name, place];
}
