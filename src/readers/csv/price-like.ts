import type { MappedRole } from '#base/column-map.ts';
import { canonicalName, parseInstrumentName } from '#market/instrument-name.ts';
import { type DecimalMark, readNumber } from '#readers/io/number.ts';
import { readType } from './plan.ts';

/** Strike, type and expiry of the rows of a table, as far as they are known. */
export interface OptionRows {
  /** NaN where unknown. */
  readonly strike: Float64Array;
  /** Null where unknown. */
  readonly isCall: readonly (boolean | null)[];
  readonly expiry: readonly string[];
}

/** Of the steps from strike to strike this share goes the way of prices. */
const MOST = 0.9;
/** Volatilities of one type seldom vary by more than this factor while they rise or fall throughout. */
const STEEP = 3;

/** Strikes, types and expiries by the columns proposed for them, or by the names of the options. */
export function optionRows(
  rows: readonly (readonly string[])[],
  proposed: ReadonlyMap<MappedRole, number>,
  mark: DecimalMark,
): OptionRows {
  const cell = (row: readonly string[], role: MappedRole) => (row[proposed.get(role) ?? -1] ?? '').trim();
  const names = rows.map((row) => {
    const name = parseInstrumentName(canonicalName(cell(row, 'symbol')));
    return name.kind === 'option' ? name : null;
  });
  return {
    strike: Float64Array.from(
      rows,
      (row, i) => names[i]?.strike ?? readNumber(cell(row, 'strike'), mark) ?? Number.NaN,
    ),
    isCall: rows.map((row, i) => names[i]?.isCall ?? readType(cell(row, 'type'))),
    expiry: rows.map((row, i) => String(names[i]?.expiry ?? (cell(row, 'expiry') || cell(row, 'years')))),
  };
}

/**
 * True for a column that goes as prices do: from strike to strike those of calls fall and those of puts rise, where
 * volatilities of both go the same way. Of one type alone the column has to be steep besides.
 */
export function isPriceLike(values: Float64Array, { strike, isCall, expiry }: OptionRows): boolean {
  const groups = new Map<string, { call: boolean | null; rows: number[] }>();
  for (let i = 0; i < values.length; i++) {
    if (!(values[i]! > 0 && strike[i]! > 0)) continue;
    const key = `${expiry[i]}|${isCall[i]}`;
    const group = groups.get(key) ?? { call: isCall[i] ?? null, rows: [] };
    group.rows.push(i);
    groups.set(key, group);
  }
  const ways = { call: 0, put: 0, either: 0 };
  const steps = { call: 0, put: 0, either: 0 };
  let steep = 0;
  for (const { call, rows } of groups.values()) {
    const side = call === null ? 'either' : call ? 'call' : 'put';
    rows.sort((a, b) => strike[a]! - strike[b]!);
    for (let j = 1; j < rows.length; j++) {
      const change = values[rows[j]!]! - values[rows[j - 1]!]!;
      if (strike[rows[j]!] === strike[rows[j - 1]!] || change === 0) continue;
      steps[side]++;
      if (change > 0 === (side === 'put')) ways[side]++;
    }
    const own = rows.map((row) => values[row]!);
    steep = Math.max(steep, Math.max(...own) / Math.min(...own));
  }
  const goes = (side: 'call' | 'put') => steps[side] > 2 && ways[side] >= MOST * steps[side];
  if (steps.call > 2 && steps.put > 2) return goes('call') && goes('put');
  const alone =
    steps.either > 2 && (ways.either >= MOST * steps.either || ways.either <= (1 - MOST) * steps.either);
  return steep > STEEP && (goes('call') || goes('put') || alone);
}
