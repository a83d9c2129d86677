import { type PricedColumns, premiumUnit, roughForwards, volUnit } from '#market/recomputed-unit.ts';
import { shownName } from '#readers/io/limits.ts';

/** What the volatility column beside prices is written in, and what it says of the prices. */
export interface MarkUnit {
  /** Factor that makes decimals of the column. */
  readonly scale: number;
  /** Premiums are in coin, by the prices the volatilities come to; null where they cannot tell. */
  readonly inCoin: boolean | null;
  readonly note: string;
}

/** The volatility column with the rows it belongs to. */
export interface MarkColumn {
  readonly header: string;
  readonly vols: Float64Array;
  readonly symbols: readonly string[];
}

/**
 * Finds the unit of a volatility column by inverting the prices beside it, in coin or in currency; by the size of its
 * numbers (`bySize`, null: both kinds) only where the prices cannot tell. Text when the column mixes units.
 *
 * @param inCoin How premiums are read if nothing speaks against it.
 */
export function findMarkUnit(
  file: string,
  column: MarkColumn,
  prices: PricedColumns,
  inCoin: boolean,
  spot: number | null,
  asOf: number | null,
  bySize: number | null,
): MarkUnit | string {
  const { header, vols, symbols } = column;
  const says = (scale: number) =>
    `${header} is the file's own volatility, ${scale === 1 ? 'decimal' : 'in percent'}`;
  if (asOf !== null) {
    for (const coin of [inCoin, !inCoin]) {
      const forwards = roughForwards(prices, coin, spot);
      const { unit, rows, firstDecimal, firstPercent } = volUnit(prices, vols, forwards, coin, asOf);
      if (unit === 'undecided') continue;
      if (unit === 'mixed') {
        if (coin !== inCoin) continue;
        return mixed(file, header, symbols[firstDecimal] ?? '', symbols[firstPercent] ?? '');
      }
      const scale = unit === 'decimal' ? 1 : 0.01;
      const decimals = scale === 1 ? vols : vols.map((vol) => vol * scale);
      const premium = premiumUnit(prices, decimals, forwards, asOf);
      if (coin !== inCoin && premium !== (coin ? 'coin' : 'currency')) continue;
      return {
        scale,
        inCoin: premium === 'undecided' ? null : premium === 'coin',
        note: `${says(scale)}, told by inverting the prices of ${rows} rows; it is shown, never fitted.`,
      };
    }
  }
  if (bySize === null) return mixed(file, header, '', '');
  return { scale: bySize, inCoin: null, note: `${says(bySize)} by its size; it is shown, never fitted.` };
}

function mixed(file: string, header: string, decimal: string, percent: string): string {
  const rows = decimal === '' ? '' : ` (${decimal} is decimal, ${percent} in percent)`;
  return `${shownName(file)}: the column ${header} mixes decimals and percent${rows}. Save it in one unit, or leave the column out.`;
}
