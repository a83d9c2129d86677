import { type ColumnMap, MAPPED_ROLES, type MappedRole } from '#base/column-map.ts';
import type { HeaderColumns, Role } from './headers.ts';

/** Roles of a column map that belong to one type of a table with both options in a row. */
const SIDED: ReadonlyMap<MappedRole, readonly ['call' | 'put', Role]> = new Map([
  ['callBid', ['call', 'bid']],
  ['callAsk', ['call', 'ask']],
  ['putBid', ['put', 'bid']],
  ['putAsk', ['put', 'ask']],
]);

const RENAMED: ReadonlyMap<MappedRole, Role> = new Map([
  ['iv', 'vol'],
  ['underlying', 'root'],
  ['timestamp', 'time'],
  ['date', 'quoteDate'],
]);

function roleOf(mapped: MappedRole): Role {
  return RENAMED.get(mapped) ?? (mapped as Role);
}

/** Position of a column that a map names: by the header's text, else in another case, else `#3`; -1 for none. */
export function columnNamed(header: readonly string[], name: string): number {
  const wanted = name.trim();
  const cells = header.map((cell) => cell.trim());
  const exact = cells.indexOf(wanted);
  if (exact >= 0) return exact;
  const alike = cells.findIndex((cell) => cell.toLowerCase() === wanted.toLowerCase());
  if (alike >= 0) return alike;
  const place = Number(/^#(\d{1,3})$/.exec(wanted)?.[1] ?? 0);
  return place >= 1 && place <= header.length ? place - 1 : -1;
}

/** How a map names a column: by its text where that is its own, else by its place. */
export function nameOfColumn(header: readonly string[], at: number): string {
  const name = (header[at] ?? '').trim();
  return name !== '' && columnNamed(header, name) === at ? name : `#${at + 1}`;
}

/** The columns of a header with a map put over what the names say, and what the map names in vain. */
export function applyMap(
  header: readonly string[],
  recognised: HeaderColumns,
  map: ColumnMap,
): { readonly columns: HeaderColumns; readonly unmatched: readonly string[] } {
  const columns = {
    shared: new Map(recognised.shared),
    call: new Map(recognised.call),
    put: new Map(recognised.put),
  };
  const unmatched: string[] = [];
  for (const mapped of MAPPED_ROLES) {
    const name = map[mapped];
    if (name === undefined) continue;
    const [side, role] = SIDED.get(mapped) ?? (['shared', roleOf(mapped)] as const);
    const at = name === '' ? -1 : columnNamed(header, name);
    if (name !== '' && at < 0) unmatched.push(name);
    columns[side].delete(role);
    if (at < 0) continue;
    // A column that the user names something is no longer what its header says.
    for (const places of [columns.shared, columns.call, columns.put]) {
      for (const [other, place] of [...places]) {
        if (place === at && !isMapped(map, header, other, at)) places.delete(other);
      }
    }
    columns[side].set(role, at);
  }
  return { columns, unmatched };
}

/** True where the map itself gives that column to that role. */
function isMapped(map: ColumnMap, header: readonly string[], role: Role, at: number): boolean {
  return MAPPED_ROLES.some((mapped) => {
    const name = map[mapped];
    const same = (SIDED.get(mapped)?.[1] ?? roleOf(mapped)) === role;
    return same && name !== undefined && name !== '' && columnNamed(header, name) === at;
  });
}

/** The map that says what recognised columns hold already, in the user's names for the roles. */
export function mapOf(header: readonly string[], columns: HeaderColumns): ReadonlyMap<MappedRole, number> {
  const found = new Map<MappedRole, number>();
  for (const mapped of MAPPED_ROLES) {
    const [side, role] = SIDED.get(mapped) ?? (['shared', roleOf(mapped)] as const);
    const at = columns[side].get(role);
    if (at !== undefined && at < header.length) found.set(mapped, at);
  }
  return found;
}

/** What a header is remembered by: 64 bits of FNV-1a over its cells, as 16 hex digits. */
export function headerFingerprint(header: readonly string[]): string {
  let low = 0x811c9dc5;
  let high = 0x84222325;
  for (const unit of header.map((cell) => cell.trim()).join('\u001f')) {
    const code = unit.codePointAt(0) ?? 0;
    low = Math.imul(low ^ code, 0x01000193) >>> 0;
    high = Math.imul(high ^ (code + 0x9e37), 0x01000193) >>> 0;
  }
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}
