import {
  type ColumnMap,
  MAPPED_ROLES,
  MAPPED_UNITS,
  type MappedRole,
  type UnknownTable,
} from '#base/column-map.ts';

/**
 * Reads the value of `--map`, `strike=K,bid=Bid,units=percent`; text for one that does not hold. A comma inside a
 * header cannot be written: `#3` names the third column.
 */
export function parseColumnMap(value: string): ColumnMap | string {
  const read: { [role in MappedRole]?: string } & { units?: NonNullable<ColumnMap['units']> } = {};
  for (const pair of value.split(',')) {
    const [, name, column] = /^([^=]+)=(.*)$/s.exec(pair.trim()) ?? [];
    if (name === undefined || column === undefined) return `--map ${pair}: expected ROLE=COLUMN.`;
    const wanted = name.trim().replace(/[-_]/g, '').toLowerCase();
    if (wanted === 'units') {
      const units = MAPPED_UNITS.find((each) => each === column.trim());
      if (units === undefined) return `--map units=${column}: choose from ${MAPPED_UNITS.join(', ')}.`;
      read.units = units;
      continue;
    }
    const role = MAPPED_ROLES.find((each) => each.toLowerCase() === wanted);
    if (role === undefined) {
      return `--map ${name} is not known; choose from ${MAPPED_ROLES.join(', ')}, units.`;
    }
    if (read[role] !== undefined) return `--map gives ${role} twice.`;
    read[role] = column.trim();
  }
  return read;
}

/** The `--map` that says what a table's names and values suggest; null where that is too little to be read. */
export function proposedMap({ proposed }: UnknownTable): string | null {
  const has = (...roles: readonly MappedRole[]) => roles.some((role) => proposed[role] !== undefined);
  const isOption = has('strike') && has('expiry', 'years', 'days');
  const isTyped = has('type', 'callBid', 'callAsk', 'putBid', 'putAsk', 'bidVol', 'askVol', 'iv');
  const isEnough = has('symbol') || (isOption && isTyped);
  const pairs = Object.entries(proposed);
  const simple = pairs.every(([, column]) => !/[,'"\\$`!]/.test(column));
  if (!simple || !isEnough) return null;
  const text = pairs.map(([role, column]) => `${role}=${column}`).join(',');
  return /^[\w=,.#-]+$/.test(text) && !text.includes('#') ? text : `'${text}'`;
}
